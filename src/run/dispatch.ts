import { dirname } from 'node:path';
import { type Failure, failureOf, ImgparError } from '../errors.js';
import { leastShareBytes } from '../options/memory-shares.js';
import type { Budget } from '../parallel/budget.js';
import type { Death } from '../parallel/child.js';
import type { Workers } from '../parallel/workers.js';
import { removeDrafts } from '../storage/drafts.js';
import { mebibytes } from '../values/wording.js';
import type { FoundResult, Outcome, Reviewed, Settled, Task, TaskResult, Work } from '../worker/task.js';
import type { Batch } from '../worker/worker.js';

export interface DispatcherOptions {
  readonly pool: Workers<Batch, Outcome[]>;
  /** The memory for images. Every batch has an even share of it, or what others leave of that; a large image is given what it needs, and a suspect all of it. */
  readonly memory: Budget;
  /** Batches that may run at the same time. */
  readonly lanes: number;
  /** What the processes themselves take of the memory that the user allows, for messages. */
  readonly baseBytes: number;
  readonly work: Work;
  /** How long a batch may take. Batches of several images take a fraction of a second, so it is in effect the limit of one image. */
  readonly timeoutMs: number;
  readonly isKilled: () => boolean;
  /** Asked before an image is tried again whose worker was lost, and when one was found to be a result already. */
  readonly review: (task: Task, found?: FoundResult) => Reviewed;
}

/**
 * Has batches done by the workers. When the process of the workers dies, any image that was in flight may be the cause: each is
 * a suspect and is run again while nothing else runs, so that the one which loses the process again is known to be guilty.
 */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  /** What keeps every image from being done. */
  #obstacle: ImgparError | undefined;

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  /**
   * The outcome of each task; fewer when the run was killed, or when the worker did not begin all.
   *
   * @throws {ImgparError} `environment`, if no image can be done here
   * @param onPostponed is told of those that were not begun as soon as that is known
   */
  async deliver(tasks: readonly Task[], onPostponed: (tasks: readonly Task[]) => void = () => {}): Promise<TaskResult[]> {
    if (tasks.length === 0) return [];
    const { memory, lanes } = this.#options;
    // Beside a large image that leaves less than a share, small ones go on.
    const answer = await this.#attempt(tasks, Math.floor(memory.capacityBytes / lanes), leastShareBytes);
    const begun = 'outcomes' in answer ? tasks.slice(0, answer.outcomes.length) : tasks;
    if (begun.length < tasks.length) onPostponed(tasks.slice(begun.length));
    const results: TaskResult[] = [];
    for (const [index, task] of begun.entries()) {
      const outcome = 'outcomes' in answer ? answer.outcomes[index] : undefined;
      if (outcome && isSettled(outcome)) results.push({ task, outcome, attempts: 1 });
      else if (this.#options.isKilled()) break;
      else results.push(outcome ? await this.#goOn(task, outcome) : await this.#deliverAlone(task));
    }
    return results;
  }

  /** Does what is left to be done of an image that a worker has looked at. */
  async #goOn(task: Task, outcome: Unsettled): Promise<TaskResult> {
    if (outcome.status === 'needs-memory') return this.#deliverLarge(task, outcome);
    const reviewed = this.#options.review(task, outcome);
    if ('outcome' in reviewed) return { task, outcome: reviewed.outcome, attempts: 1 };
    const { memory, lanes, isKilled } = this.#options;
    const answer = await this.#attempt([reviewed.task], Math.floor(memory.capacityBytes / lanes), leastShareBytes);
    if ('failure' in answer) return isKilled() ? { task, outcome: failed(answer.failure), attempts: 1 } : this.#deliverAlone(reviewed.task);
    const [again] = answer.outcomes as [Outcome];
    return isSettled(again) ? { task: reviewed.task, outcome: again, attempts: 1 } : this.#goOn(reviewed.task, again);
  }

  /** Waits until as much memory is free as the image needs. That may turn out more than its first bytes said. */
  async #deliverLarge(task: Task, need: Need): Promise<TaskResult> {
    const { memory, baseBytes, isKilled } = this.#options;
    if (need.peakBytes > memory.capacityBytes)
      return { task, outcome: failed(tooLarge(need, baseBytes, memory.capacityBytes)), attempts: 1 };
    const answer = await this.#attempt([task], need.peakBytes);
    if ('failure' in answer) return isKilled() ? { task, outcome: failed(answer.failure), attempts: 1 } : this.#deliverAlone(task);
    const outcome = answer.outcomes[0]!;
    return isSettled(outcome) ? { task, outcome, attempts: 1 } : this.#goOn(task, outcome);
  }

  /** A kill may come from outside, as by a system that runs out of memory, and says less of the image than a crash. */
  async #deliverAlone(suspect: Task, attempts = 2): Promise<TaskResult> {
    const { memory, baseBytes, review, isKilled } = this.#options;
    const reviewed = review(suspect);
    if ('outcome' in reviewed) return { task: suspect, outcome: reviewed.outcome, attempts: attempts - 1 };
    const { task } = reviewed;
    const answer = await this.#attempt([task], memory.capacityBytes);
    if ('failure' in answer) {
      const isTriedAgain = answer.byKill && attempts < mostAttempts && !isKilled();
      return isTriedAgain ? this.#deliverAlone(task, attempts + 1) : this.#giveUp(task, answer.failure, attempts);
    }
    const outcome = answer.outcomes[0]!;
    if (outcome.status === 'needs-memory') return { task, outcome: failed(tooLarge(outcome, baseBytes, memory.capacityBytes)), attempts };
    return { ...(isSettled(outcome) ? { task, outcome } : await this.#goOn(task, outcome)), attempts };
  }

  /** Unless its worker was lost only after it had done the image. */
  #giveUp(task: Task, failure: Failure, attempts: number): TaskResult {
    const reviewed = this.#options.review(task);
    return { task, outcome: 'outcome' in reviewed ? reviewed.outcome : failed(failure), attempts };
  }

  #requirePossible({ code, message }: Failure): void {
    if (code !== 'environment') return;
    this.#obstacle ??= new ImgparError(code, message);
    throw this.#obstacle;
  }

  async #attempt(tasks: readonly Task[], bytes: number, leastBytes = bytes): Promise<{ outcomes: Outcome[] } | Lost> {
    const { pool, memory, work, timeoutMs } = this.#options;
    if (this.#obstacle) throw this.#obstacle;
    const { grantedBytes, release } = await memory.acquire(bytes, leastBytes);
    try {
      const outcomes = await pool.run({ tasks, work, grantedBytes }, { timeoutMs });
      for (const outcome of outcomes) if (outcome.status === 'failed') this.#requirePossible(outcome.failure);
      return { outcomes };
    } catch (error) {
      this.#removeDrafts(tasks);
      const failure = failureOf(error);
      this.#requirePossible(failure);
      return { failure, byKill: error instanceof ImgparError && (error.cause as Partial<Death> | undefined)?.cause === 'killed' };
    } finally {
      release();
    }
  }

  /** Of images whose worker was lost. */
  #removeDrafts(tasks: readonly Task[]): void {
    const ids = new Set(tasks.map(({ id }) => String(id)));
    const folders = new Set(tasks.flatMap(({ destination, backup = destination }) => [dirname(destination), dirname(backup)]));
    for (const folder of folders) removeDrafts(folder, this.#options.work.token, ids);
  }
}

/** How often an image is tried whose worker is killed each time. One that crashes its worker is tried twice. */
const mostAttempts = 6;

interface Lost {
  readonly failure: Failure;
  /** Whether somebody has killed the process, rather than that it crashed or took too long. */
  readonly byKill: boolean;
}

type Unsettled = Exclude<Outcome, Settled>;

function isSettled(outcome: Outcome): outcome is Settled {
  return outcome.status !== 'needs-memory' && outcome.status !== 'holds-result';
}

function failed(failure: Failure): TaskResult['outcome'] {
  return { status: 'failed', failure };
}

type Need = Extract<Outcome, { status: 'needs-memory' }>;

function tooLarge({ peakBytes, isLeast = false }: Need, baseBytes: number, capacityBytes: number): Failure {
  const orMore = isLeast ? ' or more' : '';
  return {
    code: 'too-large',
    message:
      `it needs ${mebibytes(peakBytes)}${orMore} of memory, and ${mebibytes(capacityBytes)} are left for images; ` +
      `allow ${mebibytes(peakBytes + baseBytes)}${orMore} in all, the program included`,
  };
}
