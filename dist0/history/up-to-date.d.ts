import type { DoneRecord, ImageRecord } from '../record/image-record.js';
import type { Task } from '../worker/task.js';
import type { Fingerprints } from './fingerprint.js';
/** Why an image is to be done. */
export type StaleReason = 'no-result' | 'failed' | 'options-changed' | 'source-changed' | 'mask-changed' | 'result-missing' | 'result-changed';
export interface Comparison {
    /** Absolute folder that the paths of records start from. */
    readonly root: string;
    readonly fingerprints: Fingerprints;
    /** Whether the content of source and result is compared by whoever asks, so that time and place of the source say nothing. */
    readonly checksum: boolean;
}
/**
 * What has changed since an image was done; undefined if nothing has. Looks at sizes and times and does not open the image: a source
 * counts as unchanged while it has the same path, size and time of modification, a result while it has the same size. `touched` says that
 * only the time of the source differs, as after a fresh checkout, so that its content decides.
 */
export declare function whyStale(record: ImageRecord | undefined, task: Task, comparison: Comparison): StaleReason | 'touched' | undefined;
/** The same where results took the place of their sources. */
export declare function whyStaleInPlace(record: ImageRecord | undefined, task: Task, comparison: Comparison): StaleReason | undefined;
/** What has changed of what a result in place was made with, besides its original. */
export declare function whyOutdated(record: DoneRecord, task: Task, { root, fingerprints }: Comparison): StaleReason | undefined;
/** Whether a file is what was written there. Its content decides where size and time do not tell it from the original. */
export declare function isStillResult(record: DoneRecord, path: string): boolean;
/** Whether the time of a file of the right size says that it is the result, and could not be that of the original. */
export declare function isToldByTime({ input, output }: DoneRecord, mtimeMs: number): boolean;
/** Whether a file can be read and has this content. */
export declare function contentIs(path: string, sha256: string): boolean;
