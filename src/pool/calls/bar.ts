import type { ProgressOptions } from '../../progress/options.js';
import { Progress, type Source } from '../../progress/progress.js';
import { usage } from '../errors.js';

/** The bar of a call, which counts tasks that have ended. */
export type Bar = Progress<unknown>;

/** The bar that a caller asks for, if any. @param items whose number is the total, if they state it */
export function barFor(progress: boolean | ProgressOptions | undefined, items?: Source<unknown>): Bar | undefined {
  if (progress === undefined || progress === false) return undefined;
  if (progress !== true && (typeof progress !== 'object' || progress === null))
    throw usage(`progress must be true, false or the options of a bar, not ${String(progress)}`);
  return new Progress(items, { unit: ' tasks', ...(progress === true ? {} : progress) });
}
