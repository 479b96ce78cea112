/**
 * Runs in every thread of threads.ts: the handler of the worker module. Turns anything it throws into data, because errors lose their class
 * and code between threads.
 */
import { workerData } from 'node:worker_threads';
import { type Failure, failureOf } from '../errors.js';
import { load } from './load.js';
import type { Handler } from './workers.js';

/** What a thread gets when it starts. */
export interface ThreadData {
  /** URL of the worker module, as text. */
  readonly workerUrl: string;
}

/** The answer of a thread. */
export type Reply = { readonly result: unknown } | { readonly failure: Failure };

// Piscina waits for a default export that is a promise, so a thread is ready once its worker module is loaded.
export default loaded();

async function loaded(): Promise<(job: unknown) => Promise<Reply>> {
  // piscina passes on the workerData of threads.ts, which is a ThreadData.
  const { workerUrl } = workerData as ThreadData;
  try {
    const handle = await handlerOf(workerUrl);
    return (job) => reply(handle, job);
  } catch (error) {
    // Sent to every job: a thread that ended at start would leave them waiting forever.
    const failure: Failure = { code: 'internal', message: `the worker module ${workerUrl} cannot be used: ${failureOf(error).message}` };
    return async () => ({ failure });
  }
}

async function handlerOf(workerUrl: string): Promise<Handler<unknown, unknown>> {
  const module = await load(workerUrl);
  if (typeof module.default !== 'function') throw new TypeError('its default export is not a function');
  // The module is trusted: its author promises that it takes the jobs of this pool.
  return module.default as Handler<unknown, unknown>;
}

async function reply(handle: Handler<unknown, unknown>, job: unknown): Promise<Reply> {
  try {
    return { result: await handle(job) };
  } catch (error) {
    return { failure: failureOf(error) };
  }
}
