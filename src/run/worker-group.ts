import type { ImgparError } from '../errors.js';
import { baseBytes, heapBytes, imageMemoryBytes, intolerableMemoryBytes } from '../options/memory-shares.js';
import type { LimitOptions } from '../options/run-options.js';
import { BatchSize } from '../parallel/batches.js';
import { Budget } from '../parallel/budget.js';
import type { Death } from '../parallel/crew/place.js';
import type { WorkerHost } from '../parallel/host.js';
import { FrontRanges, LaneRanges, type OnAssign, runLanes } from '../parallel/lanes.js';
import type { Workers } from '../parallel/workers.js';
import type { TaskList } from '../plan/list.js';
import { workerFlags } from '../v8-tuning.js';
import type { Task, TaskResult, Work } from '../worker/task.js';
import type { Batch } from '../worker/worker.js';
import { Dispatcher, type DispatcherOptions } from './dispatch.js';
import { startTimeoutMs } from './start-workers.js';
import { type Select, TaskQueue } from './task-queue.js';

export interface WorkerGroupOptions {
  /** Where the workers live. Ends with the group. */
  readonly host: WorkerHost;
  readonly list: TaskList;
  /** Loops, each of which keeps one worker busy; 1 or more. */
  readonly lanes: number;
  /** Whether the lanes work on the list from front to back, and not each on its own part. Default: false. */
  readonly isInOrder?: boolean;
  readonly work: Omit<Work, 'purpose' | 'limits'>;
  readonly limits: LimitOptions;
  /** How long one image may take, in milliseconds. */
  readonly timeoutMs: number;
  readonly isStopped: () => boolean;
  /** Signals a stop, so that nobody waits for workers that are still starting. */
  readonly signal?: AbortSignal | undefined;
  /** Ends all work at once. */
  readonly killSignal?: AbortSignal | undefined;
  /** Called for images about which more has become known since they were judged. */
  readonly review: DispatcherOptions['review'];
  /** Called when a process of the workers died, with the sources it held. */
  readonly onLost: (sources: readonly string[], death: Death) => void;
}

/** What a run does besides the workers. */
export interface Passage {
  /** Receives the number of entries that a lane has in all. */
  readonly onAssign?: OnAssign;
  /** Looks at a part of the list. The next part is looked at while a batch is done. */
  readonly select: Select;
  /** Called before the images of a batch go to a worker; with none when a lane has nothing to do. */
  readonly begin?: (lane: number, tasks: readonly Task[]) => void;
  /** Receives the outcomes of a batch, some of which may come from another lane's part. */
  readonly settle: (lane: number, results: readonly TaskResult[]) => Promise<void>;
}

/**
 * How long a batch should take: long compared with its overhead (1.5 ms of CPU time for the message there and back, the record and the
 * events), short compared with a watching user's patience. Measured, 200 photographs, 2 cores: 6.4 s of CPU time, with 50 ms 6.7. Towards the
 * end lanes may end 25 ms apart.
 */
export const batchLimits = { batchMs: 150, leastMs: 25 };

/** The workers of a run, and the lanes that keep them busy with parts of the list. */
export class WorkerGroup {
  readonly #options: WorkerGroupOptions;
  readonly #pool: Workers<Batch, string>;
  /** Why there are no workers. */
  #cannotStart: ImgparError | undefined;
  #killed = false;
  readonly #kill = () => {
    this.#killed = true;
    void this.#pool.kill();
  };
  readonly #stop = () => {
    if (!this.#pool.busy) this.#kill();
  };

  constructor(options: WorkerGroupOptions) {
    this.#options = options;
    const { host, list, lanes, limits, timeoutMs, onLost } = options;
    this.#pool = host.pool({
      size: lanes,
      maxMemoryBytes: intolerableMemoryBytes(limits),
      maxHeapBytes: heapBytes(limits, lanes),
      startTimeoutMs: startTimeoutMs(timeoutMs),
      v8Flags: workerFlags(list.length / lanes),
      // These workers receive only batches.
      onLost: (death, jobs) => onLost((jobs as Batch[]).flatMap(sourcesOf), death),
      onCannotStart: (error) => {
        this.#cannotStart = error;
      },
    });
    options.signal?.addEventListener('abort', this.#stop);
    options.killSignal?.addEventListener('abort', this.#kill);
  }

  /**
   * Goes through the list once, every lane through its own part first.
   *
   * @throws {ImgparError} `internal`, if the workers cannot be started, which is not the fault of any image
   */
  async inLanes(purpose: Work['purpose'], passage: Passage): Promise<void> {
    const { list, lanes, isInOrder = false } = this.#options;
    const ranges = new (isInOrder ? FrontRanges : LaneRanges)(list.length, lanes, passage.onAssign);
    const dispatcher = this.#dispatcher(purpose);
    const queue = new TaskQueue(list, ranges, passage.select);
    await runLanes(lanes, (lane) => this.#runLane(lane, queue, dispatcher, passage));
  }

  /** Does one image while no other is at work. Undefined if the run was stopped, or killed meanwhile. */
  async alone(purpose: Work['purpose'], task: Task): Promise<TaskResult | undefined> {
    if (this.#options.isStopped()) return undefined;
    const [result] = await this.#dispatcher(purpose).deliver([task]);
    if (this.#cannotStart) throw this.#cannotStart;
    return result;
  }

  /** Waits until the workers have started, so that an image which runs alone is not at work for longer than it takes. */
  async ready(purpose: Work['purpose']): Promise<void> {
    const { lanes, work, limits } = this.#options;
    const nothing: Batch = { tasks: [], work: { ...work, purpose, limits }, grantedBytes: 0 };
    await Promise.allSettled(Array.from({ length: lanes }, () => this.#pool.run(nothing)));
  }

  #dispatcher(purpose: Work['purpose']): Dispatcher {
    const { lanes, work, limits, timeoutMs, review } = this.#options;
    return new Dispatcher({
      pool: this.#pool,
      memory: new Budget(imageMemoryBytes(limits, lanes)),
      lanes,
      baseBytes: baseBytes(lanes),
      work: { ...work, purpose, limits: { maxPixels: limits.maxPixels, retries: limits.retries } },
      timeoutMs,
      isKilled: () => this.#killed || this.#cannotStart !== undefined,
      review,
    });
  }

  async close(): Promise<void> {
    this.#options.signal?.removeEventListener('abort', this.#stop);
    this.#options.killSignal?.removeEventListener('abort', this.#kill);
    await this.#pool.close();
  }

  /** Keeps one worker busy, and does everything else while the worker has its next batch. */
  async #runLane(lane: number, queue: TaskQueue, dispatcher: Dispatcher, { begin, settle }: Passage): Promise<void> {
    const { isStopped } = this.#options;
    const batchSize = this.#options.host.batchSize ?? new BatchSize(batchLimits);
    const deliver = async (tasks: readonly Task[]) => {
      const startedAt = performance.now();
      const results = await dispatcher.deliver(tasks, (postponed) => queue.putBack(lane, postponed));
      batchSize.observe(results.length, performance.now() - startedAt);
      return results.filter((each) => !this.#lacksWorkers(each));
    };
    let results: readonly TaskResult[] = [];
    while (!isStopped() && !this.#cannotStart) {
      const tasks = await queue.next(lane, batchSize);
      begin?.(lane, tasks ?? []);
      const delivering = queue.during(deliver(tasks ?? []));
      // An early failure is reported soon enough when it is awaited below.
      delivering.catch(() => {});
      try {
        // The batch goes out first.
        await new Promise(setImmediate);
        await settle(lane, results);
        if (tasks && tasks.length > 0 && !isStopped()) await queue.makeReady(lane, batchSize);
      } finally {
        results = await delivering;
      }
      if (!tasks && !(await queue.mayGrow())) return;
    }
    await settle(lane, results);
    if (this.#cannotStart) throw this.#cannotStart;
  }

  /** Whether it failed only because there are no workers: then it was never begun. */
  #lacksWorkers({ outcome }: TaskResult): boolean {
    return this.#cannotStart !== undefined && outcome.status === 'failed' && outcome.failure.message === this.#cannotStart.message;
  }
}

function sourcesOf({ tasks }: Batch): string[] {
  return tasks.map(({ source }) => source);
}
