import { ImgparError } from '../errors.js';
import { Queue } from './queue.js';
import { killed, type Workers } from './workers.js';

/** Where jobs run. It never gets more than `size` jobs at a time, so it needs no queue. */
export interface Runtime {
  /** The number of jobs it can run at the same time. */
  readonly size: number;
  /** Whether it holds a job that has started. */
  readonly busy: boolean;
  /** Runs one job. Rejects as `Workers.run` does. */
  run(job: unknown, timeoutMs: number | undefined): Promise<unknown>;
  /** Releases every thread and process. Nobody listens to its jobs any more. */
  end(): Promise<void>;
}

/** Admits jobs to a runtime: the only place where they wait. */
export function workersOf<Job, Result>(runtime: Runtime): Workers<Job, Result> {
  const admission = new Admission(runtime.size);
  return {
    size: runtime.size,
    get busy() {
      return runtime.busy;
    },
    // The author of the worker module promises the type of its results.
    run: (job, { timeoutMs } = {}) => admission.run(() => runtime.run(job, timeoutMs) as Promise<Result>),
    close: async () => {
      await admission.close();
      await runtime.end();
    },
    kill: async () => {
      admission.fail(killed());
      await runtime.end();
    },
  };
}

/** Returns a given size. @throws {ImgparError} `usage`, unless it is a whole number from 1 */
export function requireSize(size: number): number {
  if (!Number.isInteger(size) || size < 1) throw new ImgparError('usage', `the size of a pool is ${size}, expected 1 or more`);
  return size;
}

/** Runs at most `size` jobs; the others wait in the order they arrived. */
export class Admission {
  readonly #size: number;
  readonly #waiting = new Queue<Waiting>();
  readonly #running = new Set<Waiting>();
  readonly #onEmpty: Array<() => void> = [];
  #ended: ImgparError | undefined;

  constructor(size: number) {
    this.#size = requireSize(size);
  }

  /** Calls `start` as soon as it is the job's turn, and settles as its promise does. */
  run<Result>(start: () => Promise<Result>): Promise<Result> {
    if (this.#ended) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ begin: async () => resolve(await start()), reject });
      this.#admit();
    });
  }

  /** Refuses further jobs; resolves when all earlier jobs have ended, including those that wait. */
  close(): Promise<void> {
    this.#ended ??= new ImgparError('usage', 'the pool is closed');
    return new Promise((resolve) => {
      this.#onEmpty.push(resolve);
      this.#tellWhenEmpty();
    });
  }

  /** Rejects every job, running, waiting or new. What was started is no longer listened to. */
  fail(error: ImgparError): void {
    this.#ended = error;
    for (const job of this.#running) job.reject(error);
    for (let job = this.#waiting.shift(); job; job = this.#waiting.shift()) job.reject(error);
    this.#running.clear();
    this.#tellWhenEmpty();
  }

  #admit(): void {
    while (this.#running.size < this.#size) {
      const job = this.#waiting.shift();
      if (!job) return;
      this.#running.add(job);
      void job
        .begin()
        .catch(job.reject)
        .finally(() => this.#leave(job));
    }
  }

  #leave(job: Waiting): void {
    this.#running.delete(job);
    this.#admit();
    this.#tellWhenEmpty();
  }

  #tellWhenEmpty(): void {
    if (this.#running.size > 0 || this.#waiting.length > 0) return;
    for (const tell of this.#onEmpty.splice(0)) tell();
  }
}

interface Waiting {
  /** Starts the job and passes its result on; rejects as the job does. */
  begin(): Promise<void>;
  reject(error: unknown): void;
}
