import type { CheckedOptions } from '../options/run-options.js';
import type { Plan } from '../plan/plan.js';
import type { ImageRecord } from '../record/image-record.js';
import type { Reviewed, Task, TaskResult } from '../worker/task.js';
import type { RunRecord, Verdict } from './run-record.js';
import { type StaleReason } from './up-to-date.js';
/** The record of a run into a folder of its own. */
export declare class FolderRecord implements RunRecord {
    #private;
    private constructor();
    /** As `openRecord`. */
    static open(planned: Plan, options: CheckedOptions, token?: string): FolderRecord;
    get isKept(): boolean;
    get damagedLines(): number;
    judge(task: Task): Verdict;
    /** To do an image again costs time only. */
    review(task: Task): Reviewed;
    whyStale(task: Task): StaleReason | undefined;
    recordOf(task: Task): ImageRecord | undefined;
    begin(): void;
    note(results: readonly TaskResult[]): void;
    close(): void;
}
