import type { CheckedOptions } from '../options/run-options.js';
import type { Plan } from '../plan/plan.js';
import { type RunHeader } from '../record/run-header.js';
import { type Decisions } from './fingerprint.js';
/** Where the manifest of a plan's destination is; undefined if there is none. One image needs none unless it is asked for. */
export declare function manifestPath({ destinationRoot, isFile }: Plan, { record: { manifest } }: CheckedOptions): string | undefined;
export declare function decisionsFor({ format }: Plan, options: CheckedOptions): Decisions;
export declare function headerOf(run: string, decides: Decisions, id?: string): RunHeader;
/** What cannot be written before the first image is done is told as wrong use: nothing has been done, and the user can mend it. */
export declare function beforeTheWork<Result>(write: () => Result): Result;
