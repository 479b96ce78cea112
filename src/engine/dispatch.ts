import { type Failure, failureOf } from '../errors.js';
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

export interface DispatcherOptions {
  readonly pool: WorkerPool<Batch, Outcome[]>;
  /** Its capacity is one share for each lane; taking all of it means to run alone. */
  readonly turns: Budget;
  readonly work: Work;
  /** How long a batch may take. Batches of several images take a fraction of a second, so it is in effect the limit of one image. */
  readonly timeoutMs: number;
  readonly isKilled: () => boolean;
}

/**
 * Has batches done by the workers. When the process of the workers dies, any image that was in flight may be the cause: each is
 * a suspect and is run again while nothing else runs, so that the one which loses the process again is known to be guilty.
 */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #inFlight = new Set<Task>();

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  /** The sources that workers hold at this moment. */
  get sourcesInFlight(): string[] {
    return Array.from(this.#inFlight, ({ source }) => source);
  }

  /** The outcome of each task; fewer when the run was killed. Never throws. */
  async deliver(tasks: readonly Task[]): Promise<Delivered[]> {
    if (tasks.length === 0) return [];
    const answer = await this.#attempt(tasks, 1);
    if ('outcomes' in answer) return tasks.map((task, index) => ({ task, outcome: answer.outcomes[index]!, attempts: 1 }));
    const delivered: Delivered[] = [];
    for (const task of tasks) {
      if (this.#options.isKilled()) break;
      delivered.push(await this.#deliverAlone(task));
    }
    return delivered;
  }

  async #deliverAlone(task: Task): Promise<Delivered> {
    const answer = await this.#attempt([task], this.#options.turns.capacityBytes);
    const outcome: Outcome = 'outcomes' in answer ? answer.outcomes[0]! : { status: 'failed', failure: answer.failure };
    return { task, outcome, attempts: 2 };
  }

  async #attempt(tasks: readonly Task[], share: number): Promise<{ outcomes: Outcome[] } | { failure: Failure }> {
    const { pool, turns, work, timeoutMs } = this.#options;
    const release = await turns.acquire(share);
    for (const task of tasks) this.#inFlight.add(task);
    try {
      return { outcomes: await pool.run({ tasks, work }, { timeoutMs }) };
    } catch (error) {
      for (const { destination, id } of tasks) removeDraft(draftOf(destination, work.token, id));
      return { failure: failureOf(error) };
    } finally {
      for (const task of tasks) this.#inFlight.delete(task);
      release();
    }
  }
}
