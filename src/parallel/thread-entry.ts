/**
 * Runs in every thread of threads.ts: the handler of the worker module. Turns anything it throws into data, because errors lose their class
 * and code between threads.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { type Failure, failureOf, ImgparError, messageOf } from '../errors.js';
import { load } from './load.js';
import { asText, fromText, type Handler } from './workers.js';

/** What a thread gets when it starts. */
export interface ThreadData {
  /** URL of the worker module, as text. */
  readonly workerUrl: string;
  /** Whether jobs and results are text. */
  readonly takesText: boolean;
}

/** The answer of a thread. */
export type Reply = { readonly result: unknown } | { readonly failure: Failure };

// threads.ts starts this program, and so there is a port.
const port = parentPort!;

void serve();

async function serve(): Promise<void> {
  // threads.ts gives it ThreadData.
  const { workerUrl, takesText } = workerData as ThreadData;
  const handle = await handlerOf(workerUrl).catch((error): Handler<unknown, unknown> => {
    // Sent to every job: a thread that ended at start would leave them waiting forever.
    const message = `the worker module ${workerUrl} cannot be used: ${failureOf(error).message}`;
    return () => {
      throw new ImgparError('internal', message);
    };
  });
  port.on('message', async (job) => answer(await (takesText ? replyInText(handle, job) : reply(handle, job))));
  port.postMessage('ready');
}

function answer(reply: Reply): void {
  try {
    port.postMessage(reply);
  } catch (error) {
    answer(notPlain(error));
  }
}

async function handlerOf(workerUrl: string): Promise<Handler<unknown, unknown>> {
  const module = await load(workerUrl);
  if (typeof module.default !== 'function') throw new TypeError('its default export is not a function');
  // The module is trusted: its author promises that it takes the jobs of this pool.
  return module.default as Handler<unknown, unknown>;
}

async function replyInText(handle: Handler<unknown, unknown>, job: string | undefined): Promise<Reply> {
  const answered = await reply(handle, fromText(job));
  if ('failure' in answered) return answered;
  try {
    return { result: asText(answered.result) };
  } catch (error) {
    return notPlain(error);
  }
}

function notPlain(error: unknown): Reply {
  return { failure: { code: 'internal', message: `a result must be plain data: ${messageOf(error)}` } };
}

async function reply(handle: Handler<unknown, unknown>, job: unknown): Promise<Reply> {
  try {
    return { result: await handle(job) };
  } catch (error) {
    return { failure: failureOf(error) };
  }
}
