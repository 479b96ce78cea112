import type { BatchSize } from '../parallel/batches.js';
import type { RangeSource } from '../parallel/range-source.js';
import type { ListEntry, TaskList } from '../plan/list.js';
import type { Task } from '../worker/task.js';
/** What is to be done of a stretch of the list; the rest of it has been dealt with. `first` is the number of the first entry. */
export type Select = (lane: number, first: number, entries: readonly ListEntry[]) => Promise<readonly Task[]>;
/**
 * The tasks of a list on their way to the lanes. Each lane may have its next batch made ready while the one before is done; what a
 * worker was sent and did not begin comes back. Neither is bound to a lane: one that finds nothing else takes it.
 */
export declare class TaskQueue {
    #private;
    constructor(list: TaskList, ranges: RangeSource, select: Select);
    /** The next batch of a lane; empty if what it looked at needs nothing done, undefined if there is nothing at this moment. */
    next(lane: number, batchSize: BatchSize): Promise<readonly Task[] | undefined>;
    /** Looks at the next stretch of the list, so that a batch of it is at hand when the lane asks. */
    makeReady(lane: number, batchSize: BatchSize): Promise<void>;
    /** Takes back what was not begun. */
    putBack(lane: number, tasks: readonly Task[]): void;
    /** Keeps in mind that this work may bring something back. */
    during<Result>(work: Promise<Result>): Promise<Result>;
    /** Waits for the end of any work that is under way; false when there is none, and so nothing to come. */
    mayGrow(): Promise<boolean>;
}
