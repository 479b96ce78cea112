import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { ImgparError, isError } from '../errors.js';
import { builtFile } from '../installed.js';
import { obstacleIn } from './obstacle.js';
import { inTime, killed, type WorkerPool } from './pool.js';
import { Slots } from './slots.js';
import type { Reply, ThreadData } from './thread-entry.js';
import { within } from './within.js';

export interface ThreadPoolOptions {
  /** The module whose default export handles a job: `async (job) => result`. Each thread loads it once, at once. */
  readonly workerUrl: URL;
  /** Threads, 1 or more. All are started now and kept until the pool ends. */
  readonly size: number;
  /** A thread that holds more in its heap of JavaScript ends, and is replaced. Default: Node's own limit. */
  readonly maxHeapBytes?: number;
}

export interface ThreadPool<Job, Result> extends WorkerPool<Job, Result> {
  /** Resolves when the first thread has loaded its modules; rejects if all end before. */
  readonly started: Promise<void>;
}

/** How long a pool that ends waits for threads that are still loading their modules. */
const loadWaitMs = 5_000;

/**
 * Runs jobs in threads of this process, through piscina.
 * A crash of native code ends the whole process, and `kill` waits for native code to return: `hostPool` holds against both.
 */
export function threadPool<Job, Result>(options: ThreadPoolOptions): ThreadPool<Job, Result> {
  const { size } = options;
  const slots = new Slots(size);
  const threads = new Threads(options, (error) => slots.fail(error));
  return {
    size,
    started: threads.started,
    run: (job, { timeoutMs } = {}) => slots.run(() => inTime(async () => unwrap<Result>(await threads.ask(job)), timeoutMs)),
    close: async () => {
      await slots.close();
      await threads.end();
    },
    kill: async () => {
      slots.fail(killed());
      await threads.end();
    },
  };
}

/** The threads of piscina, which is never given more jobs than it has threads: its own queue is not used. */
class Threads {
  readonly started: Promise<void>;
  readonly #piscina: Piscina<unknown, Reply>;
  readonly #loaded = new WeakMap<Worker, Promise<unknown>>();
  #fail: (error: ImgparError) => void = () => {};
  #ending = false;
  #tellStarted = () => {};
  #lastError: unknown;

  constructor({ workerUrl, size, maxHeapBytes }: ThreadPoolOptions, fail: (error: ImgparError) => void) {
    const workerData: ThreadData = { workerUrl: workerUrl.href };
    this.started = new Promise((resolve, reject) => {
      this.#tellStarted = resolve;
      this.#fail = (error) => {
        reject(error);
        fail(error);
      };
    });
    // Nobody needs to ask.
    this.started.catch(() => {});
    this.#piscina = new Piscina({
      // From src/ (in the tests) and from dist/ alike this leads to the built module.
      filename: fileURLToPath(builtFile('../../dist/parallel/thread-entry.cjs', import.meta.url)),
      workerData,
      minThreads: size,
      maxThreads: size,
      idleTimeout: Number.POSITIVE_INFINITY,
      // With atomics an idle thread's event loop stands still, and with it whatever a job left behind or reads ahead.
      // Measured, 2 cores: 27 to 30 µs a job without atomics, 29 to 34 with, so nothing is lost.
      atomics: 'disabled',
      recordTiming: false,
      ...(maxHeapBytes !== undefined && { resourceLimits: { maxOldGenerationSizeMb: maxHeapBytes / 2 ** 20 } }),
    });
    // A thread that died without a job is replaced; without a listener the event would end the process.
    this.#piscina.on('error', (error) => {
      this.#lastError = error;
    });
    this.#piscina.on('workerDestroy', () => queueMicrotask(() => this.#afterLoss()));
    this.#watch();
  }

  ask(job: unknown): Promise<Reply> {
    return this.#piscina.run(job).catch(threadDied);
  }

  async end(): Promise<void> {
    this.#ending = true;
    // Node aborts the whole process when a thread is terminated at the wrong moment of loading an ES module.
    // Measured, Node 20.20: about 1 of 600 kills during the start; none of 4,000 once loading is waited for.
    await within(loadWaitMs, Promise.all(this.#piscina.threads.map((thread) => this.#loaded.get(thread))));
    await this.#piscina.destroy();
  }

  #watch(): void {
    for (const thread of this.#piscina.threads) {
      if (this.#loaded.has(thread)) continue;
      this.#loaded.set(thread, untilLoaded(thread));
      thread.once('message', this.#tellStarted);
    }
  }

  #afterLoss(): void {
    this.#watch();
    // piscina gives up on threads that die while they start, and would leave their jobs waiting for ever.
    if (!this.#ending && this.#piscina.threads.length === 0) this.#fail(cannotStart(this.#lastError));
  }
}

/** A thread's first word is piscina's, that it has loaded its modules. */
function untilLoaded(thread: Worker): Promise<unknown> {
  return Promise.race([once(thread, 'message'), once(thread, 'exit')]).catch(() => {});
}

/** The handler's own errors arrive as data, so what piscina itself rejects with is a job that cannot be copied or a thread that ended. */
function threadDied(error: Error): never {
  if (error.name === 'DataCloneError') throw new ImgparError('internal', `a job must be plain data: ${error.message}`, { cause: error });
  const [, code] = /^worker exited with code: (\d+)$/.exec(error.message) ?? [];
  if (code !== undefined)
    throw new ImgparError('worker-crashed', `the worker thread ended itself with exit code ${code}, as process.exit() does`, {
      cause: error,
    });
  // A thread that cannot copy its result ends with an error that cannot be copied either, and arrives without a word.
  const reason = error.message || 'perhaps of a result that is no plain data';
  throw new ImgparError('worker-crashed', `the worker thread died: ${reason}`, { cause: error });
}

function cannotStart(error: unknown): ImgparError {
  const words = isError(error) ? error.message : '';
  const obstacle = obstacleIn(words);
  const message = `the worker threads end while they start: ${obstacle ?? (words || 'nobody says why')}`;
  return new ImgparError(obstacle === undefined ? 'internal' : 'environment', message, { cause: error });
}

function unwrap<Result>(reply: Reply): Result {
  if ('failure' in reply) throw new ImgparError(reply.failure.code, reply.failure.message);
  // The worker module's author promises the type of its results.
  return reply.result as Result;
}
