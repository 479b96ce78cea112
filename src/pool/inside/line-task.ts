import { ImgparError, messageOf } from '../../errors.js';
import { blocksIn, countLines } from '../../lines/lines.js';
import type { TextOptions } from '../../lines/text.js';
import type { ByteRange, LineOptions } from '../../lines/window.js';
import type { FunctionAddress } from '../protocol.js';
import { Functions } from './functions.js';

export interface LineTask {
  readonly path: string;
  readonly fn: FunctionAddress;
  /** Arguments before the line. */
  readonly args: readonly unknown[];
  readonly options: LineOptions & TextOptions;
}

// One per thread: it remembers the modules that it has loaded.
const functions = new Functions();

/** Calls a function with each line that begins in a range, and gives what it returns. */
export async function linesOfRange({ path, fn, args, options }: LineTask, range: ByteRange): Promise<unknown[]> {
  const call = await functions.at(fn);
  const results: unknown[] = [];
  for await (const { lines, offsets } of blocksIn(path, range, { ...options, sync: true })) {
    for (const [at, line] of lines.entries()) {
      try {
        const result = call(...args, line, offsets[at]!);
        results.push(isPromise(result) ? await result : result);
      } catch (error) {
        throw await failedAt(path, offsets[at]!, options, error);
      }
    }
  }
  return results;
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/** Its number is found by counting: that takes a second for 3 GB, and a failure is rare. */
async function failedAt(path: string, offset: number, options: LineOptions, cause: unknown): Promise<ImgparError> {
  const before = await countLines(path, { start: 0, end: offset }, options).catch(() => undefined);
  const which = before === undefined ? '' : `line ${before + 1}, `;
  return new ImgparError('plugin', `${path}: ${which}at byte ${offset}: ${messageOf(cause)}`, { cause });
}
