import { ImgparError } from '../errors.js';
import { type Death } from './child.js';
import type { ThreadsAsked } from './host-process.js';
/** What a child process is started with. */
export interface ChildOptions {
    /** The module whose default export handles a job: `async (job) => result`. Each thread loads it once, at once. */
    readonly workerUrl: URL;
    /** Environment variables for the child, on top of this process's own. Wins over the UV_THREADPOOL_SIZE that is chosen for the machine. */
    readonly env?: Readonly<Record<string, string>>;
    /** A module to load in the child's main thread before its threads start, for native code that insists on that. Default: none. */
    readonly preloadUrl?: URL;
    /** Called whenever a child has started and takes jobs. */
    readonly onReady?: () => void;
}
/** The threads in the child process, what they may take, and who hears of its end. */
export interface ChildThreads extends ThreadsAsked {
    /** Called when the child died of itself, with the jobs it held, before they reject. */
    readonly onLost?: (death: Death, jobs: readonly unknown[]) => void;
    /** Called once when no child can be started. From then on every job rejects with this error. */
    readonly onCannotStart?: (error: ImgparError) => void;
    /** How long a child may take to start, in milliseconds; then it is killed, and another is tried. Default: 30,000. */
    readonly startTimeoutMs?: number;
}
/** A child process, and when it dies another: at once if it held jobs, else with the next one. */
export declare class RespawningChild {
    #private;
    constructor(options: ChildOptions);
    /** Jobs that it was asked to do and has not done, those included that wait for a child to start. */
    get asked(): number;
    /** Whether a child holds a job at this moment. */
    get busy(): boolean;
    /** To be called once. Jobs wait until then. */
    startThreads(threads: ChildThreads): void;
    ask(job: unknown, timeoutMs: number | undefined): Promise<unknown>;
    kill(): Promise<void>;
}
