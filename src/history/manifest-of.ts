import { ImgparError } from '../errors.js';
import type { CheckedOptions } from '../options/run-options.js';
import type { Plan } from '../plan/plan.js';
import { manifestIn } from '../record/manifest.js';
import { manifestVersion, type RunHeader } from '../record/run-header.js';
import { version } from '../version.js';
import { type Decisions, decisionsOf, fingerprintOf } from './fingerprint.js';

/** The manifest of a plan's destination; undefined if there is none. A single image needs none unless one is named. */
export function manifestPath({ destinationRoot, isFile }: Plan, { record: { manifest } }: CheckedOptions): string | undefined {
  if (typeof manifest === 'string') return manifest;
  return manifest === false || isFile ? undefined : manifestIn(destinationRoot);
}

export function decisionsFor({ format }: Plan, options: CheckedOptions): Decisions {
  return decisionsOf({ ...options, output: { ...options.output, format } });
}

export function headerOf(run: string, decides: Decisions, id?: string): RunHeader {
  const header = { imgpar: version, manifest: manifestVersion, run, at: Date.now(), fingerprint: fingerprintOf(decides), decides } as const;
  return id === undefined ? header : { ...header, id };
}

/** Reports what cannot be written before the first image as wrong use: nothing has been done, and the user can fix it. */
export function asUsageError<Result>(write: () => Result): Result {
  try {
    return write();
  } catch (error) {
    if (!(error instanceof ImgparError) || error.code !== 'unwritable') throw error;
    throw new ImgparError('usage', error.message, { cause: error });
  }
}
