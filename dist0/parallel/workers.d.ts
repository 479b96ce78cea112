import { ImgparError } from '../errors.js';
/**
 * Runs jobs somewhere else, `size` of them at a time; further ones wait in the order in which they came.
 * Jobs and results are plain data as JSON has it, small enough to be copied: names and figures, a few hundred bytes.
 */
export interface Workers<Job, Result> {
    /** Jobs that run at the same time. */
    readonly size: number;
    /** Whether a worker holds a job at this moment. Jobs that merely wait for a worker to start are not held. */
    readonly busy: boolean;
    /**
     * Resolves with what the handler returned. Rejects with an ImgparError: of the handler's own code if it threw one, else
     * `internal`; `worker-crashed` when the thread or process that held the job died; `usage` when the workers were closed before.
     */
    run(job: Job, options?: RunJobOptions): Promise<Result>;
    /** Refuses further jobs, waits for those that run or wait, then releases every thread and process. */
    close(): Promise<void>;
    /** Releases every thread and process at once; jobs that run or wait reject with `worker-crashed`. */
    kill(): Promise<void>;
}
interface RunJobOptions {
    /**
     * How long the job may take once a worker has it, in milliseconds. Time in which this process is stopped does not count. Then the job
     * rejects with `timeout`. Workers in processes of their own end the process that holds it, which is all that stops native code; others
     * only stop listening. Default: no limit.
     */
    readonly timeoutMs?: number;
}
/** Does the work of one job. The default export of a worker module is one. */
export type Handler<Job, Result> = (job: Job) => Promise<Result> | Result;
/** Why a job is given up whose time is over. */
export declare function tooLate(timeoutMs: number): ImgparError;
/** Why the jobs of workers end that were killed on purpose. */
export declare function killed(): ImgparError;
export {};
