import { type ChildOptions, type ChildThreads } from './respawning-child.js';
import type { Workers } from './workers.js';
export interface HostOptions extends ChildOptions {
    /**
     * A process of its own for each worker, so that one that dies takes nobody else's job with it. Default: all workers are threads of one
     * process, which takes less memory; see docs/decisions/workers.md.
     */
    readonly processEach?: boolean;
}
/** `size` workers, 1 or more, and so jobs at a time; and what each process of theirs may take. */
type HostedOptions = ChildThreads;
export interface HostWorkersOptions extends HostOptions, HostedOptions {
}
/** Processes that start while it is still unknown what there is to do. */
export interface WorkerHost {
    /** The only workers of this host, which start now. Their jobs wait meanwhile. Their end is the end of the host. */
    pool<Job, Result>(options: HostedOptions): Workers<Job, Result>;
    /** Ends the processes at once, for those who need no workers after all. */
    kill(): Promise<void>;
}
/**
 * Runs jobs in child processes, so that native code that crashes, hangs or devours memory takes neither the caller nor its screen and
 * records with it.
 *
 * - When a process dies, the jobs it held reject with `worker-crashed`, those that wait their turn do not notice, and a new process
 *   starts: at once if it held jobs, else with the next one.
 * - `kill` is bounded in time, whatever the processes are doing. None outlives its parent.
 * - What the workers print is not shown.
 * - Idle workers do not keep the program alive.
 */
export declare function hostWorkers<Job, Result>(options: HostWorkersOptions): Workers<Job, Result>;
/** The same in two steps: a process starts at once, its threads and all other processes when it is known what they are to do. */
export declare function startHost(options: HostOptions): WorkerHost;
export {};
