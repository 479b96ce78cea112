import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { ImgparError, isError } from '../errors.js';
import { builtFile } from '../installed.js';
import { type Runtime, requireSize, workersOf } from './admission.js';
import { obstacleIn } from './obstacle.js';
import { inTime, within } from './running-clock.js';
import type { Reply, ThreadData } from './thread-entry.js';
import { tooLate, type Workers } from './workers.js';

export interface ThreadsOptions {
  /** The module whose default export handles a job: `async (job) => result`. Each thread loads it once, at start. */
  readonly workerUrl: URL;
  /** Number of threads, 1 or more. All start now and stay until they are released. */
  readonly size: number;
  /** A thread whose JavaScript heap exceeds this ends, and is replaced. Default: Node's own limit. */
  readonly maxHeapBytes?: number;
}

/** How long to wait for threads that are still loading their modules before releasing them. */
const loadWaitMs = 5_000;

/**
 * Runs jobs in threads of this process, through piscina. A crash of native code ends the whole process, and `kill` waits for native code to
 * return; processes help against both.
 */
export function threadWorkers<Job, Result>(options: ThreadsOptions): Workers<Job, Result> {
  return workersOf(new Threads(options));
}

/** The threads of piscina. They never get more jobs than there are threads, so piscina's own queue is not used. */
export class Threads implements Runtime {
  readonly size: number;
  /** Resolves when the first thread has loaded its modules; rejects if all end first. */
  readonly started: Promise<void>;
  readonly #piscina: Piscina<unknown, Reply>;
  readonly #loaded = new WeakMap<Worker, Promise<unknown>>();
  #held = 0;
  #ending = false;
  /** Why no thread can be started. */
  #cannotStart: ImgparError | undefined;
  #tellStarted = () => {};
  #tellCannotStart: (error: ImgparError) => void = () => {};
  #lastError: unknown;

  constructor({ workerUrl, size, maxHeapBytes }: ThreadsOptions) {
    this.size = requireSize(size);
    const workerData: ThreadData = { workerUrl: workerUrl.href };
    this.started = new Promise((resolve, reject) => {
      this.#tellStarted = resolve;
      this.#tellCannotStart = reject;
    });
    // Nobody needs to wait for it.
    this.started.catch(() => {});
    this.#piscina = new Piscina({
      // Leads to the built module both from src/ (in the tests) and from dist/.
      filename: fileURLToPath(builtFile('../../dist/parallel/thread-entry.cjs', import.meta.url)),
      workerData,
      minThreads: size,
      maxThreads: size,
      idleTimeout: Number.POSITIVE_INFINITY,
      // With atomics an idle thread's event loop stands still, and with it whatever a job left behind or reads ahead. Measured, 2 cores: 27
      // to 30 µs per job without atomics, 29 to 34 with, so nothing is lost.
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

  get busy(): boolean {
    return this.#held > 0;
  }

  run(job: unknown, timeoutMs?: number): Promise<unknown> {
    return inTime(() => this.#ask(job), timeoutMs, tooLate);
  }

  async end(): Promise<void> {
    this.#ending = true;
    // Node aborts the whole process when a thread is terminated at the wrong moment of loading an ES module. Measured, Node 20.20: about 1
    // of 600 kills during the start; none of 4,000 once loading is waited for.
    await within(loadWaitMs, Promise.all(this.#piscina.threads.map((thread) => this.#loaded.get(thread))));
    await this.#piscina.destroy();
  }

  async #ask(job: unknown): Promise<unknown> {
    if (this.#cannotStart) throw this.#cannotStart;
    this.#held += 1;
    try {
      return resultOf(await this.#piscina.run(job).catch((error) => this.#explain(error)));
    } finally {
      this.#held -= 1;
    }
  }

  #explain(error: Error): never {
    throw this.#cannotStart ?? threadDied(error);
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
    if (this.#ending || this.#piscina.threads.length > 0) return;
    // piscina gives up on threads that die at start, and would leave their jobs waiting forever.
    this.#cannotStart = cannotStart(this.#lastError);
    this.#tellCannotStart(this.#cannotStart);
    void this.#piscina.destroy();
  }
}

/** A thread's first message is from piscina and says that its modules are loaded. */
function untilLoaded(thread: Worker): Promise<unknown> {
  return Promise.race([once(thread, 'message'), once(thread, 'exit')]).catch(() => {});
}

/** The handler's own errors arrive as data, so piscina itself only rejects for a job that cannot be copied or a thread that ended. */
function threadDied(error: Error): ImgparError {
  if (error.name === 'DataCloneError') return new ImgparError('internal', `a job must be plain data: ${error.message}`, { cause: error });
  const [, code] = /^worker exited with code: (\d+)$/.exec(error.message) ?? [];
  if (code !== undefined)
    return new ImgparError('worker-crashed', `the worker thread exited with code ${code}, perhaps through process.exit()`, {
      cause: error,
    });
  // A thread that cannot copy its result ends with an error that cannot be copied either, and arrives without a message.
  const reason = error.message || 'perhaps its result was not plain data';
  return new ImgparError('worker-crashed', `the worker thread died: ${reason}`, { cause: error });
}

function cannotStart(error: unknown): ImgparError {
  const words = isError(error) ? error.message : '';
  const obstacle = obstacleIn(words);
  const message = `the worker threads die while starting: ${obstacle ?? (words || 'no reason given')}`;
  return new ImgparError(obstacle === undefined ? 'internal' : 'environment', message, { cause: error });
}

function resultOf(reply: Reply): unknown {
  if ('failure' in reply) throw new ImgparError(reply.failure.code, reply.failure.message);
  return reply.result;
}
