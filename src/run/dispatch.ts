import { dirname } from 'node:path';
import { type Failure, failureOf, ImgparError } from '../errors.js';
import { leastShareBytes } from '../options/memory-shares.js';
import type { Budget } from '../parallel/budget.js';
import type { Death } from '../parallel/crew/place.js';
import type { Workers } from '../parallel/workers.js';
import { removeDrafts } from '../storage/drafts.js';
import { mebibytes } from '../values/wording.js';
import { outcomesIn } from '../worker/messages/outcome-text.js';
import type { FoundResult, Outcome, Reviewed, Settled, Task, TaskResult, Work } from '../worker/task.js';
import type { Batch } from '../worker/worker.js';

export interface DispatcherOptions {
  readonly pool: Workers<Batch, string>;
  /**
   * The memory for images. Every batch gets an even share, or what others leave of it; a large image gets what it needs, and a suspect all
   * of it.
   */
  readonly memory: Budget;
  /** Batches that may run at the same time. */
  readonly lanes: number;
  /** The part of the user's memory limit that the processes themselves take, for messages. */
  readonly baseBytes: number;
  readonly work: Work;
  /**
   * How long a batch may take, in milliseconds. Batches of several images take a fraction of a second, so this is in effect the limit of
   * one image.
   */
  readonly timeoutMs: number;
  readonly isKilled: () => boolean;
  /** Called before an image is retried after a loss of its worker, and when an image turns out to be a result already. */
  readonly review: (task: Task, found?: FoundResult) => Reviewed;
}

/**
 * Sends batches to the workers. When their process dies, any image in flight may be the cause: each is a suspect and runs again while
 * nothing else does, so the image that loses the process again is known to be guilty.
 */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  /** The failure that affects every image, if any. */
  #obstacle: ImgparError | undefined;

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  /**
   * Gives the outcome of each task; fewer if the run was killed, or if the worker did not begin all.
   *
   * @throws {ImgparError} `environment`, if no image can be processed here
   * @param onPostponed receives the tasks that were not begun as soon as they are known
   */
  async deliver(tasks: readonly Task[], onPostponed: (tasks: readonly Task[]) => void = () => {}): Promise<TaskResult[]> {
    if (tasks.length === 0) return [];
    const { memory, lanes } = this.#options;
    // Lets small images go on beside a large one that leaves less than a share.
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

  /** Finishes an image that a worker has looked at. */
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

  /** Waits until as much memory is free as the image needs, which may turn out to be more than its first bytes said. */
  async #deliverLarge(task: Task, need: Need): Promise<TaskResult> {
    const { memory, baseBytes, isKilled } = this.#options;
    if (need.peakBytes > memory.capacityBytes)
      return { task, outcome: failed(tooLarge(need, baseBytes, memory.capacityBytes)), attempts: 1 };
    const answer = await this.#attempt([task], need.peakBytes);
    if ('failure' in answer) return isKilled() ? { task, outcome: failed(answer.failure), attempts: 1 } : this.#deliverAlone(task);
    const outcome = answer.outcomes[0]!;
    return isSettled(outcome) ? { task, outcome, attempts: 1 } : this.#goOn(task, outcome);
  }

  /** Runs a suspect alone. A kill may come from outside, such as a system out of memory, and says less about the image than a crash. */
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

  /** Gives up, unless the worker was lost after it had done the image. */
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
      const outcomes = outcomesIn(await pool.run({ tasks, work, grantedBytes }, { timeoutMs }));
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

  /** Removes the drafts of images whose worker was lost. */
  #removeDrafts(tasks: readonly Task[]): void {
    const ids = new Set(tasks.map(({ id }) => String(id)));
    const folders = new Set(tasks.flatMap(({ destination, backup = destination }) => [dirname(destination), dirname(backup)]));
    for (const folder of folders) removeDrafts(folder, this.#options.work.token, ids);
  }
}

/** How often an image is tried if its worker is killed each time. One that crashes its worker is tried twice. */
const mostAttempts = 6;

interface Lost {
  readonly failure: Failure;
  /** Whether the process was killed from outside, rather than crashed or timed out. */
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
      `it needs ${mebibytes(peakBytes)}${orMore} of memory, but only ${mebibytes(capacityBytes)} is left for images; ` +
      `raise --max-memory to ${mebibytes(peakBytes + baseBytes)}${orMore}`,
  };
}
