import { ImgparError } from '../errors.js';

/**
 * Runs jobs somewhere else, `size` of them at a time; further ones wait in the order they arrived. Jobs and results are plain data as in
 * JSON, small enough to copy: names and figures, a few hundred bytes.
 */
export interface Workers<Job, Result> {
  /** The number of jobs that run at the same time. */
  readonly size: number;
  /** Whether a worker holds a job at this moment. Jobs that still wait for a worker to start are not held. */
  readonly busy: boolean;
  /**
   * Resolves with the handler's result. Rejects with an ImgparError: with the handler's own code if it threw one, else `internal`;
   * `worker-crashed` if the thread or process that held the job died; `usage` if the workers were closed before.
   */
  run(job: Job, options?: RunJobOptions): Promise<Result>;
  /** Refuses further jobs, waits for running and waiting ones, then releases every thread and process. */
  close(): Promise<void>;
  /** Releases every thread and process at once; running and waiting jobs reject with `worker-crashed`. */
  kill(): Promise<void>;
}

interface RunJobOptions {
  /**
   * How long the job may take once a worker has it, in milliseconds, after which it rejects with `timeout`. Time during which this process
   * is stopped does not count. Workers in processes of their own kill the process that holds the job, as only that stops native code;
   * others only stop listening. Default: no limit.
   */
  readonly timeoutMs?: number;
}

/** Does the work of one job, as the default export of a worker module. */
export type Handler<Job, Result> = (job: Job) => Promise<Result> | Result;

/** The error of a job whose time is over. */
export function tooLate(timeoutMs: number): ImgparError {
  return new ImgparError('timeout', `it took longer than ${timeoutMs / 1000} s and was stopped; raise the time limit to allow it more`);
}

/** The error of jobs whose workers were killed on purpose. */
export function killed(): ImgparError {
  return new ImgparError('worker-crashed', 'the pool was stopped before the job ended');
}

// Between the caller and a thread of another process, jobs and results are text: the main thread of that process passes them on, and neither
// parses nor clones them. Gain, CPU time of all threads, 128 names there and as many outcomes back: a tenth.

/**
 * A job or a result as text: a text as it is, after a line end; anything else as JSON. Undefined for undefined.
 *
 * @throws {TypeError} if it is not plain data as in JSON
 */
export function asText(value: unknown): string | undefined {
  if (typeof value === 'string') return `\n${value}`;
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined && value !== undefined) throw new TypeError(`a ${typeof value} cannot be sent`);
  return text;
}

/** What was sent as text. */
export function fromText(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  return text.startsWith('\n') ? text.slice(1) : JSON.parse(text);
}
