import { heapBytes, imageMemoryBytes, intolerableMemoryBytes, startTimeoutMs } from '../engine/limits.js';
import { workerFlags } from '../engine/v8-tuning.js';
import { baseBytes } from '../options/base-memory.js';
import { BatchSize } from '../parallel/batches.js';
import { Budget } from '../parallel/budget.js';
import { LaneRanges, runLanes } from '../parallel/lanes.js';
import { Dispatcher } from './dispatch.js';
import { TaskQueue } from './task-queue.js';
/**
 * How long a batch should take: long against what surrounds it (1.5 ms of CPU time, for the message there and back, the record and the
 * events), short against a screen's patience. Measured, 200 photographs, 2 cores: 6.4 s of CPU time, with 50 ms 6.7.
 */
const batchMs = 150;
/** The workers of a run, and the lanes that keep them busy with stretches of the list. */
export class WorkerGroup {
    #options;
    #pool;
    /** Why there are no workers. */
    #cannotStart;
    #killed = false;
    #kill = () => {
        this.#killed = true;
        void this.#pool.kill();
    };
    #stop = () => {
        if (!this.#pool.busy)
            this.#kill();
    };
    constructor(options) {
        this.#options = options;
        const { host, list, lanes, limits, timeoutMs, onLost } = options;
        this.#pool = host.pool({
            size: lanes,
            maxMemoryBytes: intolerableMemoryBytes(limits),
            maxHeapBytes: heapBytes(limits, lanes),
            startTimeoutMs: startTimeoutMs(timeoutMs),
            v8Flags: workerFlags(list.length / lanes),
            // These workers are given nothing but batches.
            onLost: (death, jobs) => onLost(jobs.flatMap(sourcesOf), death),
            onCannotStart: (error) => {
                this.#cannotStart = error;
            },
        });
        options.signal?.addEventListener('abort', this.#stop);
        options.killSignal?.addEventListener('abort', this.#kill);
    }
    /**
     * Goes once through the list, every lane through its own stretch first.
     *
     * @throws {ImgparError} `internal`, if the workers cannot be started: that is no fault of the images
     */
    async inLanes(purpose, passage) {
        const { list, lanes, work, limits, timeoutMs, review } = this.#options;
        const ranges = new LaneRanges(list.length, lanes, passage.onAssign);
        const dispatcher = new Dispatcher({
            pool: this.#pool,
            memory: new Budget(imageMemoryBytes(limits, lanes)),
            lanes,
            baseBytes: baseBytes(lanes),
            work: { ...work, purpose, limits: { maxPixels: limits.maxPixels, retries: limits.retries } },
            timeoutMs,
            isKilled: () => this.#killed || this.#cannotStart !== undefined,
            review,
        });
        const queue = new TaskQueue(list, ranges, passage.select);
        await runLanes(lanes, (lane) => this.#runLane(lane, queue, dispatcher, passage));
    }
    async close() {
        this.#options.signal?.removeEventListener('abort', this.#stop);
        this.#options.killSignal?.removeEventListener('abort', this.#kill);
        await this.#pool.close();
    }
    /** One of the loops that each keep one worker busy. What is to be done beside it is done while the worker has its next batch. */
    async #runLane(lane, queue, dispatcher, { settle }) {
        const { isStopped } = this.#options;
        const batchSize = new BatchSize({ batchMs });
        const deliver = async (tasks) => {
            const startedAt = performance.now();
            const results = await dispatcher.deliver(tasks, (postponed) => queue.putBack(lane, postponed));
            batchSize.observe(results.length, performance.now() - startedAt);
            return results.filter((each) => !this.#lacksWorkers(each));
        };
        let results = [];
        while (!isStopped() && !this.#cannotStart) {
            const tasks = await queue.next(lane, batchSize);
            const delivering = queue.during(deliver(tasks ?? []));
            // Should it fail before it is waited for below, that is early enough.
            delivering.catch(() => { });
            try {
                // The batch goes out first.
                await new Promise(setImmediate);
                await settle(lane, results);
                if (tasks && tasks.length > 0 && !isStopped())
                    await queue.makeReady(lane, batchSize);
            }
            finally {
                results = await delivering;
            }
            if (!tasks && !(await queue.mayGrow()))
                return;
        }
        await settle(lane, results);
        if (this.#cannotStart)
            throw this.#cannotStart;
    }
    /** Whether it failed only as there are no workers: then it was never begun. */
    #lacksWorkers({ outcome }) {
        return this.#cannotStart !== undefined && outcome.status === 'failed' && outcome.failure.message === this.#cannotStart.message;
    }
}
function sourcesOf({ tasks }) {
    return tasks.map(({ source }) => source);
}
