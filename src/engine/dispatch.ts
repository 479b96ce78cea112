import { type Failure, ImgparError } from '../errors.js';
import type { Budget } from '../parallel/budget.js';
import type { WorkerPool } from '../parallel/pool.js';
import { draftOf, removeDraft } from '../storage/file.js';
import type { Outcome, Task, Work } from './process-image.js';
import type { Batch } from './worker.js';

/** What became of a task, and how often it was tried. */
export interface Delivered {
  readonly task: Task;
  readonly outcome: Outcome;
  readonly attempts: number;
}

/**
 * Has batches done by the workers. When the process of the workers dies, any image that was in flight may be the cause: each is
 * a suspect and is run again while nothing else runs, so that the one which loses the process again is known to be guilty.
 */
export class Dispatcher {
  readonly #inFlight = new Set<Task>();

  constructor(
    private readonly pool: WorkerPool<Batch, Outcome[]>,
    /** Its capacity is shared by the lanes; taking all of it means to run alone. */
    private readonly turns: Budget,
    private readonly work: Work,
    private readonly killed: () => boolean,
  ) {}

  /** The sources that workers hold at this moment. */
  get sourcesInFlight(): string[] {
    return Array.from(this.#inFlight, ({ source }) => source);
  }

  /** The outcome of each task; fewer when the run was killed. Never throws. */
  async deliver(tasks: readonly Task[]): Promise<Delivered[]> {
    const outcomes = await this.#attempt(tasks, 1);
    if (Array.isArray(outcomes)) return tasks.map((task, index) => ({ task, outcome: outcomes[index]!, attempts: 1 }));
    const delivered: Delivered[] = [];
    for (const task of tasks) {
      if (this.killed()) break;
      delivered.push(await this.#deliverAlone(task));
    }
    return delivered;
  }

  async #deliverAlone(task: Task): Promise<Delivered> {
    const outcomes = await this.#attempt([task], this.turns.capacityBytes);
    const outcome: Outcome = Array.isArray(outcomes) ? outcomes[0]! : { status: 'failed', failure: outcomes };
    return { task, outcome, attempts: 2 };
  }

  async #attempt(tasks: readonly Task[], share: number): Promise<Outcome[] | Failure> {
    const release = await this.turns.acquire(share);
    for (const task of tasks) this.#inFlight.add(task);
    try {
      return await this.pool.run({ tasks, work: this.work });
    } catch (error) {
      for (const { destination, id } of tasks) removeDraft(draftOf(destination, this.work.token, id));
      const code = error instanceof ImgparError ? error.code : 'internal';
      return { code, message: error instanceof Error ? error.message : String(error) };
    } finally {
      for (const task of tasks) this.#inFlight.delete(task);
      release();
    }
  }
}
