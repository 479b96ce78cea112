import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { ImgparError } from '../errors.js';
import { killed, type WorkerPool } from './pool.js';
import { Slots } from './slots.js';
import type { Reply, ThreadData } from './thread-entry.js';

export interface ThreadPoolOptions {
  /** The module whose default export handles a job: `async (job) => result`. Each thread loads it once, at once. */
  readonly workerUrl: URL;
  /** Threads, 1 or more. All are started now and kept until the pool ends. */
  readonly size: number;
}

// A thread needs a built module; from src/ (in the tests) and from dist/ alike this leads to the built one.
const entryUrl = new URL('../../dist/parallel/thread-entry.js', import.meta.url);

/**
 * Runs jobs in threads of this process, through piscina.
 * A crash of native code ends the whole process, and `kill` waits for native code to return: `hostPool` holds against both.
 */
export function threadPool<Job, Result>({ workerUrl, size }: ThreadPoolOptions): WorkerPool<Job, Result> {
  const slots = new Slots(size);
  let ending = false;
  const workerData: ThreadData = { workerUrl: workerUrl.href };
  const piscina = new Piscina({
    filename: fileURLToPath(entryUrl),
    workerData,
    minThreads: size,
    maxThreads: size,
    idleTimeout: Number.POSITIVE_INFINITY,
    // With atomics an idle thread's event loop stands still, and with it whatever a job left behind or reads ahead.
    // Measured, 2 cores: 27–30 µs a job without atomics, 29–34 with, so nothing is lost.
    atomics: 'disabled',
    recordTiming: false,
  });
  // A thread that died without a job has been replaced already; without a listener the event would end the process.
  piscina.on('error', () => {});
  // piscina gives up on threads that die while they start, and leaves their jobs waiting for ever.
  piscina.on('workerDestroy', () =>
    queueMicrotask(() => {
      if (!ending && piscina.threads.length === 0) slots.fail(cannotStart());
    }),
  );

  return {
    size,
    run: (job) => slots.run(async () => unwrap<Result>(await piscina.run(job).catch(threadDied))),
    close: async () => {
      await slots.close();
      ending = true;
      await piscina.destroy();
    },
    kill: async () => {
      ending = true;
      slots.fail(killed());
      await piscina.destroy();
    },
  };
}

/** The handler's own errors arrive as data, so what piscina itself rejects with is a job that cannot be copied or a thread that ended. */
function threadDied(error: Error): never {
  if (error.name === 'DataCloneError') throw new ImgparError('internal', `a job must be plain data: ${error.message}`, { cause: error });
  // A thread that cannot copy its result ends with an error that cannot be copied either, and arrives without a word.
  const reason = error.message ?? 'perhaps of a result that is no plain data';
  throw new ImgparError('worker-crashed', `the worker thread died: ${reason}`, { cause: error });
}

function cannotStart(): ImgparError {
  return new ImgparError('internal', 'the worker threads end while they start');
}

function unwrap<Result>(reply: Reply): Result {
  if ('failure' in reply) throw new ImgparError(reply.failure.code, reply.failure.message);
  // The worker module's author promises the type of its results.
  return reply.result as Result;
}
