import type { CheckedOptions } from '../options/run-options.js';
import type { Plan } from '../plan/plan.js';
import type { ImageRecord } from '../record/image-record.js';
import type { FoundResult, InPlaceWork, Reviewed, Task, TaskResult } from '../worker/task.js';
import type { RunRecord, Verdict } from './run-record.js';
import { type StaleReason } from './up-to-date.js';
/**
 * The record of a run in place, where a result looks like an original to whoever does not know better. What any record knows as a result
 * is never taken for an original: the file's content decides, not its name or time. So one run at a time holds the manifest (a lock), the
 * manifest is in charge of the folders (marks), workers write ahead what they are about to replace (the journal), and they answer for
 * what they find to be a result already, which is settled here.
 */
export declare class InPlaceRecord implements RunRecord {
    #private;
    private constructor();
    /** As `openRecord`. */
    static open(planned: Plan, options: CheckedOptions, token?: string): Promise<InPlaceRecord>;
    readonly isKept = true;
    get damagedLines(): number;
    get inPlace(): InPlaceWork | undefined;
    /** A result whose size and time tell it is settled here; of all others the worker looks at the content. */
    judge(task: Task): Verdict;
    review(task: Task, found?: FoundResult): Reviewed;
    whyStale(task: Task): StaleReason | undefined;
    recordOf(task: Task): ImageRecord | undefined;
    begin(): void;
    note(results: readonly TaskResult[]): void;
    close(): void;
}
