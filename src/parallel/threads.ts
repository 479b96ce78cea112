import { ImgparError, messageOf } from '../errors.js';
import { builtFile } from '../installed.js';
import { type Runtime, requireSize, workersOf } from './admission.js';
import { Crew, type CrewWorker, type Foreman } from './crew/crew.js';
import type { Death, PlaceListener } from './crew/place.js';
import { Thread } from './crew/thread.js';
import { obstacleIn } from './obstacle.js';
import { Queue } from './queue.js';
import { inTime } from './running-clock.js';
import type { Reply, ThreadData } from './thread-entry.js';
import { tooLate, type Workers } from './workers.js';

export interface ThreadsOptions {
  /** The module whose default export handles a job: `async (job) => result`. Each thread loads it once, at start. */
  readonly workerUrl: URL;
  /** Number of threads, 1 or more. All start now and stay until they are released. */
  readonly size: number;
  /** A thread whose JavaScript heap exceeds this ends, and is replaced. Default: Node's own limit. */
  readonly maxHeapBytes?: number;
  /** Whether jobs come and results go as text, as `asText` makes it. Default: as structured clone leaves them. */
  readonly takesText?: boolean;
}

/** How long to wait for threads that are still loading their modules before releasing them. */
const loadWaitMs = 5_000;

/**
 * Runs jobs in threads of this process. A crash of native code ends the whole process, and `kill` waits for native code to return; processes
 * help against both.
 */
export function threadWorkers<Job, Result>(options: ThreadsOptions): Workers<Job, Result> {
  return workersOf(new Threads(options));
}

/** A job, and who waits for it. */
interface Asked {
  readonly job: unknown;
  resolve(result: unknown): void;
  reject(error: ImgparError): void;
}

/** A crew of threads. It never gets more jobs than it has threads, so they only wait for threads to start. */
export class Threads implements Runtime, Foreman<Asked> {
  readonly size: number;
  /** Resolves when the first thread has loaded its modules; rejects if they end before, again and again. */
  readonly started: Promise<void>;
  readonly #crew: Crew<Asked>;
  readonly #waiting = new Queue<Asked>();
  #held = 0;
  /** Why no thread can be started. */
  #cannotStart: ImgparError | undefined;
  #tellStarted = () => {};
  #tellCannotStart: (error: ImgparError) => void = () => {};

  constructor({ workerUrl, size, maxHeapBytes, takesText = false }: ThreadsOptions) {
    this.size = requireSize(size);
    const data: ThreadData = { workerUrl: workerUrl.href, takesText };
    this.started = new Promise((resolve, reject) => {
      this.#tellStarted = resolve;
      this.#tellCannotStart = reject;
    });
    // Nobody needs to ask.
    this.started.catch(() => {});
    // From src/ (in the tests) and from dist/ alike this leads to the built module.
    const program = builtFile('../../dist/parallel/thread-entry.cjs', import.meta.url);
    const start = (_: number, listener: PlaceListener) => new Thread({ program, data, maxHeapBytes, loadWaitMs }, listener);
    this.#crew = new Crew({ size, start }, this);
    this.#crew.fill();
  }

  get busy(): boolean {
    return this.#held > 0;
  }

  run(job: unknown, timeoutMs?: number): Promise<unknown> {
    return inTime(() => this.#ask(job), timeoutMs, tooLate);
  }

  async end(): Promise<void> {
    await this.#crew.kill();
  }

  give(worker: CrewWorker<Asked>): Asked | undefined {
    for (let asked = this.#waiting.shift(); asked; asked = this.#waiting.shift()) {
      try {
        worker.place.send(asked.job);
        return asked;
      } catch (error) {
        asked.reject(new ImgparError('internal', `a job must be plain data: ${messageOf(error)}`, { cause: error }));
      }
    }
    return undefined;
  }

  waiting(): number {
    return this.#waiting.length;
  }

  ready(): boolean {
    this.#tellStarted();
    return true;
  }

  hear(worker: CrewWorker<Asked>, reply: Reply): boolean {
    if ('failure' in reply) worker.work?.reject(new ImgparError(reply.failure.code, reply.failure.message));
    else worker.work?.resolve(reply.result);
    return true;
  }

  dismiss(worker: CrewWorker<Asked>): void {
    void worker.kill();
  }

  gone({ work }: CrewWorker<Asked>, death: Death): void {
    work?.reject(threadDied(death));
    // Also without a job: until threads can start, nobody sends one.
    if (!this.#cannotStart) this.#crew.fill();
  }

  broken(death: Death): void {
    this.#cannotStart = cannotStart(death);
    this.#tellCannotStart(this.#cannotStart);
    for (let asked = this.#waiting.shift(); asked; asked = this.#waiting.shift()) asked.reject(this.#cannotStart);
    void this.#crew.kill();
  }

  async #ask(job: unknown): Promise<unknown> {
    if (this.#cannotStart) throw this.#cannotStart;
    this.#held += 1;
    try {
      return await new Promise((resolve, reject) => {
        this.#waiting.push({ job, resolve, reject });
        this.#crew.wake();
      });
    } finally {
      this.#held -= 1;
    }
  }
}

function threadDied(death: Death): ImgparError {
  const options = { cause: death };
  if (death.stderr !== '') return new ImgparError('worker-crashed', `the worker thread died: ${death.stderr}`, options);
  return new ImgparError('worker-crashed', `the worker thread died (${death.exit}), perhaps through process.exit()`, options);
}

function cannotStart(death: Death): ImgparError {
  const obstacle = obstacleIn(death.stderr);
  const message = `the worker threads die while starting: ${obstacle ?? (death.stderr || death.exit)}`;
  return new ImgparError(obstacle === undefined ? 'internal' : 'environment', message, { cause: death });
}
