import type { Budget } from '../parallel/budget.js';
import type { Workers } from '../parallel/workers.js';
import type { FoundResult, Outcome, Reviewed, Task, TaskResult, Work } from '../worker/task.js';
import type { Batch } from '../worker/worker.js';
export interface DispatcherOptions {
    readonly pool: Workers<Batch, Outcome[]>;
    /** The memory for images. Every batch has an even share of it, or what others leave of that; a large image is given what it needs, and a suspect all of it. */
    readonly memory: Budget;
    /** Batches that may run at the same time. */
    readonly lanes: number;
    /** What the processes themselves take of the memory that the user allows, for messages. */
    readonly baseBytes: number;
    readonly work: Work;
    /** How long a batch may take. Batches of several images take a fraction of a second, so it is in effect the limit of one image. */
    readonly timeoutMs: number;
    readonly isKilled: () => boolean;
    /** Asked before an image is tried again whose worker was lost, and when one was found to be a result already. */
    readonly review: (task: Task, found?: FoundResult) => Reviewed;
}
/**
 * Has batches done by the workers. When the process of the workers dies, any image that was in flight may be the cause: each is
 * a suspect and is run again while nothing else runs, so that the one which loses the process again is known to be guilty.
 */
export declare class Dispatcher {
    #private;
    constructor(options: DispatcherOptions);
    /**
     * The outcome of each task; fewer when the run was killed, or when the worker did not begin all.
     *
     * @throws {ImgparError} `environment`, if no image can be done here
     * @param onPostponed is told of those that were not begun as soon as that is known
     */
    deliver(tasks: readonly Task[], onPostponed?: (tasks: readonly Task[]) => void): Promise<TaskResult[]>;
}
