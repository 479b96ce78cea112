import type { LimitOptions } from '../options/run-options.js';
import type { Death } from '../parallel/child.js';
import type { WorkerHost } from '../parallel/host.js';
import { type OnAssign } from '../parallel/lanes.js';
import type { TaskList } from '../plan/list.js';
import type { TaskResult, Work } from '../worker/task.js';
import { type DispatcherOptions } from './dispatch.js';
import { type Select } from './task-queue.js';
export interface WorkerGroupOptions {
    /** Where the workers live. Ends with the group. */
    readonly host: WorkerHost;
    readonly list: TaskList;
    /** Loops, and workers that they keep busy; 1 or more. */
    readonly lanes: number;
    readonly work: Omit<Work, 'purpose' | 'limits'>;
    readonly limits: LimitOptions;
    /** How long one image may take. */
    readonly timeoutMs: number;
    readonly isStopped: () => boolean;
    /** Comes with a stop. Those who only wait for their workers to start wait no longer. */
    readonly signal?: AbortSignal | undefined;
    /** Ends all work at once. */
    readonly killSignal?: AbortSignal | undefined;
    /** Asked of images of which more has become known than when they were judged. */
    readonly review: DispatcherOptions['review'];
    /** Told when a process of the workers died, with the sources it held. */
    readonly onLost: (sources: readonly string[], death: Death) => void;
}
/** What a run does beside the workers. */
export interface Passage {
    /** Told how many entries a lane has in all. */
    readonly onAssign?: OnAssign;
    /** Looks at a stretch of the list. While a batch is done, that of the next is looked at. */
    readonly select: Select;
    /** What became of a batch, some of which may be of another lane's stretch. */
    readonly settle: (lane: number, results: readonly TaskResult[]) => Promise<void>;
}
/** The workers of a run, and the lanes that keep them busy with stretches of the list. */
export declare class WorkerGroup {
    #private;
    constructor(options: WorkerGroupOptions);
    /**
     * Goes once through the list, every lane through its own stretch first.
     *
     * @throws {ImgparError} `internal`, if the workers cannot be started: that is no fault of the images
     */
    inLanes(purpose: Work['purpose'], passage: Passage): Promise<void>;
    close(): Promise<void>;
}
