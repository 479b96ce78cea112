import { ImgparError } from '../errors.js';
import { runningClock } from './running-clock.js';
import { Slots } from './slots.js';

/**
 * Runs jobs somewhere else, `size` of them at a time; further ones wait in the order in which they came.
 * Jobs and results are plain data as JSON has it, small enough to be copied: names and figures, a few hundred bytes.
 */
export interface WorkerPool<Job, Result> {
  /** Jobs that run at the same time. */
  readonly size: number;
  /**
   * Resolves with what the handler returned. Rejects with an ImgparError: of the handler's own code if it threw one, else
   * `internal`; `worker-crashed` when the thread or process that held the job died; `usage` when the pool was closed before.
   */
  run(job: Job, options?: RunJobOptions): Promise<Result>;
  /** Refuses further jobs, waits for those that run or wait, then releases every thread and process. */
  close(): Promise<void>;
  /** Releases every thread and process at once; jobs that run or wait reject with `worker-crashed`. */
  kill(): Promise<void>;
}

interface RunJobOptions {
  /**
   * How long the job may take once a worker has it, in milliseconds; time in which this process is stopped does not count. Then it rejects with `timeout`, and a pool that has a process
   * for its jobs ends that process, which is all that stops native code; other pools only stop listening. Default: no limit.
   */
  readonly timeoutMs?: number;
}

/** Does the work of one job. The default export of a worker module is one. */
export type Handler<Job, Result> = (job: Job) => Promise<Result> | Result;

/**
 * Runs jobs on the calling thread, one at a time. For tests, debugging, and machines where a thread costs more than it gives.
 * Errors are passed on as they were thrown. `kill` cannot stop a handler; it only stops listening to it.
 */
export function inlinePool<Job, Result>(handle: Handler<Job, Result>): WorkerPool<Job, Result> {
  const slots = new Slots(1);
  return {
    size: slots.size,
    run: (job, { timeoutMs } = {}) => slots.run(() => inTime(async () => handle(job), timeoutMs)),
    close: () => slots.close(),
    kill: async () => slots.fail(killed()),
  };
}

/** Settles as the work does, or rejects with `timeout`. The work is not stopped. @param timeoutMs default: no limit */
export async function inTime<Result>(work: () => Promise<Result>, timeoutMs: number | undefined): Promise<Result> {
  if (timeoutMs === undefined) return work();
  let endLimit = () => {};
  const late = new Promise<never>((_, reject) => {
    endLimit = runningClock.after(timeoutMs, () => reject(tooLate(timeoutMs)));
  });
  return Promise.race([work(), late]).finally(() => endLimit());
}

export function tooLate(timeoutMs: number): ImgparError {
  return new ImgparError('timeout', `it took longer than ${timeoutMs / 1000} s and was stopped; allow more time for large images`);
}

/** Why the jobs of a pool end that was killed on purpose. */
export function killed(): ImgparError {
  return new ImgparError('worker-crashed', 'the pool was stopped before the job ended');
}
