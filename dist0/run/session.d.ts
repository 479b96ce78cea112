import type { RunContext } from '../engine/run-context.js';
import type { RunRecord } from '../history/run-record.js';
import type { CheckedOptions } from '../options/run-options.js';
import type { WorkerHost } from '../parallel/host.js';
import type { OnFound } from '../plan/gather.js';
import type { Plan } from '../plan/plan.js';
import { EventSink } from './event-sink.js';
import { type SharedStatistics } from './shared-statistics.js';
import { WorkerGroup } from './worker-group.js';
/** Makes the plan of a run. */
export type Planner = (options: CheckedOptions, onFound?: OnFound, signal?: AbortSignal) => Promise<Plan>;
export interface PlanningOptions {
    /** Default: lists the sources. */
    readonly planner?: Planner;
    readonly onFound?: OnFound;
    /** Whether what becomes of the images is going to be recorded, so that it is told where. */
    readonly isRecorded?: boolean;
}
/**
 * What `run`, `check` and `dryRun` have in common: options that have been tried, a plan, events, and workers. A session takes nothing in
 * hand by itself; its user closes what it asks for.
 */
export declare class Session {
    #private;
    readonly options: CheckedOptions;
    readonly events: EventSink;
    /** Aborted when no further image is to be taken, for whatever reason. */
    readonly signal: AbortSignal;
    /** @throws {ImgparError} `usage`, if what the options name does not serve */
    static open(options: CheckedOptions, context?: RunContext): Promise<Session>;
    private constructor();
    /** The same without listeners, for work that is not to be told of. */
    unheard(options?: CheckedOptions): Session;
    /** Whether no further image is to be taken. */
    get isStopped(): boolean;
    /**
     * Makes the plan and tells of it. Nothing, if the session was stopped meanwhile. Ends when its list is closed.
     *
     * @throws {ImgparError} `usage`
     * @throws what the reporter threw or rejected with
     */
    plan({ planner, onFound, isRecorded }?: PlanningOptions): Promise<Plan | undefined>;
    /**
     * Workers for the images of a plan.
     *
     * @param record what is recorded of the images, and asked when more becomes known of one
     * @param token names the drafts that are written
     */
    workers(host: WorkerHost, planned: Plan, record: Pick<RunRecord, 'isKept' | 'inPlace' | 'review'>, token: string): WorkerGroup;
    /** The statistics of images that share tables; undefined where each has its own. To be closed. */
    measure(workers: WorkerGroup, planned: Plan): Promise<SharedStatistics | undefined>;
    /** Lets go of the signals. */
    close(): void;
}
