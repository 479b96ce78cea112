import type { StageTimings } from '../events.js';
import type { DoneRecord } from '../record/image-record.js';
import type { Stamps, Task } from './task.js';
export interface Circumstances {
    readonly root: string;
    readonly fingerprint: string;
    readonly attempts: number;
    readonly timings: Partial<StageTimings>;
}
/** The record of an image that was done. */
export declare function doneRecord(task: Task, stamps: Stamps, { root, fingerprint, attempts, timings }: Circumstances): DoneRecord;
