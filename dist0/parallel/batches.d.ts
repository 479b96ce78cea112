/** What a batch may be at most. */
export interface BatchLimits {
    /** How long a batch should take, in milliseconds: long against a message to a worker and back, short against the patience of who waits. Default: 150. */
    readonly batchMs?: number;
    /** Jobs in a batch. More save next to nothing, and make one surprise (a giant among dwarfs) cost more. Default: 128. */
    readonly maxJobs?: number;
}
export declare const defaultBatchMs = 150;
export declare const defaultMaxJobs = 128;
/** Finds how many jobs one message to a worker should hold, from how long jobs took. One for each lane, as each lane has its own stretch of the list. */
export declare class BatchSize {
    #private;
    constructor({ batchMs, maxJobs }?: BatchLimits);
    /** Jobs to put into the next batch, 1 to `maxJobs`. @param remaining jobs that nobody has taken yet, over all `lanes` */
    next(remaining: number, lanes: number): number;
    /** Learns from a batch that has ended. */
    observe(jobs: number, elapsedMs: number): void;
}
