import { BatchSize } from '../parallel/batches.js';
import { Budget } from '../parallel/budget.js';
import { startHost, type WorkerHost } from '../parallel/host.js';
import { LaneRanges, type OnAssign, runLanes } from '../parallel/lanes.js';
import type { WorkerPool } from '../parallel/pool.js';
import { Queue } from '../parallel/queue.js';
import type { Entry, TaskList } from '../plan/list.js';
import { type Delivered, Dispatcher } from './dispatch.js';
import { hostEnvironment } from './host-environment.js';
import { imageMemoryBytes, type LimitOptions } from './limits.js';
import { baseBytes } from './memory.js';
import type { CheckedOptions } from './options.js';
import type { Outcome, Task, Work } from './process-image.js';
import type { Batch } from './worker.js';

/**
 * Starts the process of the workers, of which a crew of at most as many will be made. It takes some 0.15 s to start, in which the list
 * of images can be made.
 */
export function startWorkers({ workers, limits }: Pick<CheckedOptions, 'workers' | 'limits'>): WorkerHost {
  return startHost({
    workerUrl: new URL('./worker.js', import.meta.url),
    preloadUrl: new URL('./worker-process.js', import.meta.url),
    maxSize: workers,
    env: hostEnvironment(workers, imageMemoryBytes(limits, workers)),
  });
}

export interface CrewOptions {
  /** Where the workers live. Ends with the crew. */
  readonly host: WorkerHost;
  readonly list: TaskList;
  /** Loops, and workers that they keep busy; 1 or more. */
  readonly lanes: number;
  readonly work: Omit<Work, 'purpose' | 'limits'>;
  readonly limits: LimitOptions;
  /** How long one image may take. */
  readonly timeoutMs: number;
  readonly isStopped: () => boolean;
  /** Ends all work at once. */
  readonly killSignal?: AbortSignal | undefined;
  /** Told when the workers' process died, with the sources it held. */
  readonly onLost: (sources: readonly string[], exit: string) => void;
}

/**
 * What a lane does with a stretch of the list. `first` is the number of the first entry; `deliver` has tasks done by the workers.
 * What it gives need not be those tasks: a worker that finds images much larger than expected leaves some for whoever is free, and
 * they come with a stretch of another lane, or with an empty one.
 */
export type Perform = (
  lane: number,
  first: number,
  entries: readonly Entry[],
  deliver: (tasks: readonly Task[]) => Promise<readonly Delivered[]>,
) => Promise<void>;

/** The workers of a run, and the lanes that keep them busy with stretches of the list. */
export class Crew {
  readonly #options: CrewOptions;
  readonly #pool: WorkerPool<Batch, Outcome[]>;
  #dispatcher: Dispatcher | undefined;
  readonly #kill = () => void this.#pool.kill();

  constructor(options: CrewOptions) {
    this.#options = options;
    this.#pool = options.host.pool(options.lanes, ({ exit }) => options.onLost(this.#dispatcher?.sourcesInFlight ?? [], exit));
    options.killSignal?.addEventListener('abort', this.#kill);
  }

  /** Goes once through the list, every lane through its own stretch first. */
  async inLanes(purpose: Work['purpose'], onAssign: OnAssign, perform: Perform): Promise<void> {
    const { list, lanes, work, limits, timeoutMs, killSignal } = this.#options;
    const ranges = new LaneRanges(list.length, lanes, onAssign);
    const dispatcher = new Dispatcher({
      pool: this.#pool,
      memory: new Budget(imageMemoryBytes(limits, lanes)),
      lanes,
      baseBytes: baseBytes(lanes),
      work: { ...work, purpose, limits: { maxPixels: limits.maxPixels, retries: limits.retries } },
      timeoutMs,
      isKilled: () => killSignal?.aborted === true,
    });
    this.#dispatcher = dispatcher;
    const left = new Leftovers(ranges);
    await runLanes(lanes, (lane) => this.#runLane(lane, ranges, left, dispatcher, perform));
  }

  async close(): Promise<void> {
    this.#options.killSignal?.removeEventListener('abort', this.#kill);
    await this.#pool.close();
  }

  /** One of the loops that each keep one worker busy. */
  async #runLane(lane: number, ranges: LaneRanges, left: Leftovers, dispatcher: Dispatcher, perform: Perform): Promise<void> {
    const { list, isStopped } = this.#options;
    const batchSize = new BatchSize();
    const deliver = async (tasks: readonly Task[]) => {
      const startedAt = performance.now();
      const delivered = await dispatcher.deliver(tasks, (postponed) => left.add(lane, postponed));
      batchSize.observe(delivered.length, performance.now() - startedAt);
      return delivered;
    };
    while (!isStopped()) {
      const size = batchSize.next(ranges.remaining, ranges.lanes);
      const found = left.take(lane, size);
      const range = found.length > 0 ? undefined : ranges.take(lane, size);
      if (found.length > 0) await left.during(perform(lane, 0, [], () => deliver(found)));
      else if (range) await left.during(perform(lane, range.start, await list.read(range), deliver));
      else if (!(await left.mayGrow())) return;
    }
  }
}

/** Tasks that workers were sent but did not begin, for any lane to take. */
class Leftovers {
  readonly #ranges: LaneRanges;
  readonly #tasks = new Queue<Task>();
  readonly #underWay = new Set<Promise<void>>();

  constructor(ranges: LaneRanges) {
    this.#ranges = ranges;
  }

  add(lane: number, tasks: readonly Task[]): void {
    for (const task of tasks) this.#tasks.push(task);
    this.#ranges.putBack(lane, tasks.length);
  }

  take(lane: number, atMost: number): Task[] {
    const tasks: Task[] = [];
    for (let task = this.#tasks.peek(); task && tasks.length < atMost; task = this.#tasks.peek()) tasks.push(this.#tasks.shift()!);
    if (tasks.length > 0) this.#ranges.takeBack(lane, tasks.length);
    return tasks;
  }

  /** Keeps in mind that this work may leave something. */
  async during(work: Promise<void>): Promise<void> {
    this.#underWay.add(work);
    await work.finally(() => this.#underWay.delete(work));
  }

  /** Waits for the end of any work that is under way; false when there is none, and so nothing to come. */
  async mayGrow(): Promise<boolean> {
    if (this.#underWay.size === 0) return false;
    // Should it fail, the lane whose work it is says so.
    await Promise.race(this.#underWay).catch(() => {});
    return true;
  }
}
