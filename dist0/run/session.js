import { manifestPath } from '../history/manifest-of.js';
import { EventSink } from './event-sink.js';
import { planFor } from './plan-for.js';
import { measureTogether } from './shared-statistics.js';
import { tasksOf } from './tasks.js';
import { requireUsable } from './trial.js';
import { WorkerGroup } from './worker-group.js';
/**
 * What `run`, `check` and `dryRun` have in common: options that have been tried, a plan, events, and workers. A session takes nothing in
 * hand by itself; its user closes what it asks for.
 */
export class Session {
    options;
    events;
    /** Aborted when no further image is to be taken, for whatever reason. */
    signal;
    /** Aborted when images in work are to be given up. */
    #killSignal;
    /** @throws {ImgparError} `usage`, if what the options name does not serve */
    static async open(options, context = {}) {
        await requireUsable(options, context);
        return new Session(options, context);
    }
    constructor(options, { report, signal, killSignal }) {
        this.options = options;
        this.events = new EventSink(report, options.limits, killSignal);
        this.signal = AbortSignal.any([this.events.signal, signal, killSignal].filter((each) => each !== undefined));
        this.#killSignal = killSignal;
    }
    /** The same without listeners, for work that is not to be told of. */
    unheard(options = this.options) {
        return new Session(options, {});
    }
    /** Whether no further image is to be taken. */
    get isStopped() {
        return this.signal.aborted;
    }
    /**
     * Makes the plan and tells of it. Nothing, if the session was stopped meanwhile. Ends when its list is closed.
     *
     * @throws {ImgparError} `usage`
     * @throws what the reporter threw or rejected with
     */
    async plan({ planner = planFor, onFound, isRecorded = false } = {}) {
        if (this.isStopped)
            return undefined;
        const planned = await this.#unlessStopped(planner(this.options, onFound, this.signal));
        if (!planned)
            return undefined;
        await this.#tell(planned, isRecorded ? manifestPath(planned, this.options) : undefined);
        if (!this.isStopped)
            return planned;
        await planned.list.close();
        this.events.throwIfFailed();
        return undefined;
    }
    /**
     * Workers for the images of a plan.
     *
     * @param record what is recorded of the images, and asked when more becomes known of one
     * @param token names the drafts that are written
     */
    workers(host, planned, record, token) {
        const { workers, operation, output, limits, timeoutMs } = this.options;
        return new WorkerGroup({
            host,
            list: planned.list,
            lanes: Math.max(1, Math.min(workers, planned.list.length)),
            work: {
                operation,
                output: { ...output, format: planned.format },
                destinationRoot: planned.destinationRoot,
                stamped: record.isKept,
                inPlace: record.inPlace,
                token,
            },
            limits,
            timeoutMs,
            isStopped: () => this.isStopped || this.events.whyGiveUp !== undefined,
            signal: this.signal,
            killSignal: this.#killSignal,
            review: (task, found) => record.review(task, found),
            onLost: (sources, { exit, cause }) => void this.events.tell({ type: 'worker-lost', at: Date.now(), sources, exit, cause }),
        });
    }
    /** The statistics of images that share tables; undefined where each has its own. To be closed. */
    async measure(workers, planned) {
        const { scope, saveStats } = this.options.sharing;
        if (scope === 'image')
            return undefined;
        return measureTogether(workers, {
            scope,
            saveStats,
            taskOf: tasksOf(planned, this.options),
            onMeasured: (measured) => this.events.tell({ type: 'measuring', at: Date.now(), measured, found: planned.list.length }),
        });
    }
    /** Lets go of the signals. */
    close() {
        this.events.close();
    }
    async #unlessStopped(planning) {
        try {
            return await planning;
        }
        catch (error) {
            if (this.isStopped)
                return undefined;
            throw error;
        }
    }
    async #tell({ list, given, warnings }, manifest) {
        await this.events.tell({
            type: 'planned',
            at: Date.now(),
            found: list.length,
            complete: true,
            ...(manifest !== undefined && { manifest }),
            given,
        });
        for (const warning of warnings)
            await this.events.tell({ type: 'warning', at: Date.now(), warning });
    }
}
