import { ImgparError } from '../errors.js';
import { type Workers } from './workers.js';
/** Where jobs run. It is never given more than `size` of them at a time, so it needs no queue of its own. */
export interface Runtime {
    /** Jobs that it can run at the same time. */
    readonly size: number;
    /** Whether it holds a job that has begun. */
    readonly busy: boolean;
    /** Runs one job. Rejects as `Workers.run` does. */
    run(job: unknown, timeoutMs: number | undefined): Promise<unknown>;
    /** Releases every thread and process. Nobody listens to its jobs any more, if there are any. */
    end(): Promise<void>;
}
/** Lets jobs into a runtime: the one place where they wait for their turn. */
export declare function workersOf<Job, Result>(runtime: Runtime): Workers<Job, Result>;
/** A size as it was given. @throws {ImgparError} `usage`, unless it is a whole number from 1 */
export declare function requireSize(size: number): number;
/** At most `size` jobs run; the others wait in the order in which they came. */
export declare class Admission {
    #private;
    constructor(size: number);
    /** Calls `start` as soon as it is the job's turn, and settles as its promise does. */
    run<Result>(start: () => Promise<Result>): Promise<Result>;
    /** Refuses further jobs; resolves when all that came before have ended, the waiting ones too. */
    close(): Promise<void>;
    /** Rejects every job, running or waiting, and all that come later. What was started is no longer listened to. */
    fail(error: ImgparError): void;
}
