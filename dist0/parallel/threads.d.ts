import { type Runtime } from './admission.js';
import { type Workers } from './workers.js';
export interface ThreadsOptions {
    /** The module whose default export handles a job: `async (job) => result`. Each thread loads it once, at once. */
    readonly workerUrl: URL;
    /** Threads, 1 or more. All are started now and kept until they are released. */
    readonly size: number;
    /** A thread that holds more in its heap of JavaScript ends, and is replaced. Default: Node's own limit. */
    readonly maxHeapBytes?: number;
}
/**
 * Runs jobs in threads of this process, through piscina.
 * A crash of native code ends the whole process, and `kill` waits for native code to return: processes hold against both.
 */
export declare function threadWorkers<Job, Result>(options: ThreadsOptions): Workers<Job, Result>;
/** The threads of piscina, which is never given more jobs than it has threads: its own queue is not used. */
export declare class Threads implements Runtime {
    #private;
    readonly size: number;
    /** Resolves when the first thread has loaded its modules; rejects if all end before. */
    readonly started: Promise<void>;
    constructor({ workerUrl, size, maxHeapBytes }: ThreadsOptions);
    get busy(): boolean;
    run(job: unknown, timeoutMs?: number): Promise<unknown>;
    end(): Promise<void>;
}
