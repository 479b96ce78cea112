import { BatchSize } from '../parallel/batches.js';
import { Budget } from '../parallel/budget.js';
import { hostPool } from '../parallel/host.js';
import { LaneRanges, type OnAssign, runLanes } from '../parallel/lanes.js';
import type { WorkerPool } from '../parallel/pool.js';
import type { Entry, TaskList } from '../plan/list.js';
import { type Delivered, Dispatcher } from './dispatch.js';
import { hostEnvironment } from './host-environment.js';
import type { Outcome, Task, Work } from './process-image.js';
import type { Batch } from './worker.js';

export interface CrewOptions {
  readonly list: TaskList;
  /** Loops, and workers that they keep busy; 1 or more. */
  readonly lanes: number;
  readonly work: Omit<Work, 'purpose'>;
  /** How long one image may take. */
  readonly timeoutMs: number;
  readonly isStopped: () => boolean;
  /** Ends all work at once. */
  readonly killSignal?: AbortSignal | undefined;
  /** Told when the workers' process died, with the sources it held. */
  readonly onLost: (sources: readonly string[], exit: string) => void;
}

/** What a lane does with a stretch of the list. `first` is the number of the first entry; `deliver` has tasks done by the workers. */
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
    this.#pool = hostPool({
      workerUrl: new URL('./worker.js', import.meta.url),
      preloadUrl: new URL('../codec/sharp.js', import.meta.url),
      size: options.lanes,
      env: hostEnvironment,
      onLost: ({ exit }) => options.onLost(this.#dispatcher?.sourcesInFlight ?? [], exit),
    });
    options.killSignal?.addEventListener('abort', this.#kill);
  }

  /** Goes once through the list, every lane through its own stretch first. */
  async inLanes(purpose: Work['purpose'], onAssign: OnAssign, perform: Perform): Promise<void> {
    const { list, lanes, work, timeoutMs, killSignal } = this.#options;
    const ranges = new LaneRanges(list.length, lanes, onAssign);
    const dispatcher = new Dispatcher({
      pool: this.#pool,
      turns: new Budget(lanes),
      work: { ...work, purpose },
      timeoutMs,
      isKilled: () => killSignal?.aborted === true,
    });
    this.#dispatcher = dispatcher;
    await runLanes(lanes, (lane) => this.#runLane(lane, ranges, dispatcher, perform));
  }

  async close(): Promise<void> {
    this.#options.killSignal?.removeEventListener('abort', this.#kill);
    await this.#pool.close();
  }

  /** One of the loops that each keep one worker busy. */
  async #runLane(lane: number, ranges: LaneRanges, dispatcher: Dispatcher, perform: Perform): Promise<void> {
    const { list, isStopped } = this.#options;
    const batchSize = new BatchSize();
    while (!isStopped()) {
      const range = ranges.take(lane, batchSize.next(ranges.remaining, ranges.lanes));
      if (!range) return;
      const entries = await list.read(range);
      await perform(lane, range.start, entries, async (tasks) => {
        const startedAt = performance.now();
        const delivered = await dispatcher.deliver(tasks);
        batchSize.observe(tasks.length, performance.now() - startedAt);
        return delivered;
      });
    }
  }
}
