import { setTimeout as sleep } from 'node:timers/promises';
import { ImgparError } from '../errors.js';
import { builtFile } from '../installed.js';
import { Child, tellingLine } from './child.js';
import { usableCores } from './cores.js';
import type { Death } from './crew/place.js';
import type { HostArguments, ThreadsAsked } from './host-process.js';
import { obstacleIn } from './obstacle.js';
import { within } from './running-clock.js';
import { killed } from './workers.js';

/** What to start a child process with. */
export interface ChildOptions {
  /** The module whose default export handles a job: `async (job) => result`. Each thread loads it once, at start. */
  readonly workerUrl: URL;
  /** Environment variables for the child, on top of this process's own. They override the UV_THREADPOOL_SIZE chosen for the machine. */
  readonly env?: Readonly<Record<string, string>>;
  /** A module to load in the child's main thread before its threads start, for native code that requires this. Default: none. */
  readonly preloadUrl?: URL;
  /** Called whenever a child has started and takes jobs. */
  readonly onReady?: () => void;
}

/** The threads in the child process, their limits, and who hears of its end. */
export interface ChildThreads extends ThreadsAsked {
  /** Called when the child died by itself, with the jobs it held, before they reject. */
  readonly onLost?: (death: Death, jobs: readonly unknown[]) => void;
  /** Called once when no child can be started. From then on every job rejects with this error. */
  readonly onCannotStart?: (error: ImgparError) => void;
  /** How long a child may take to start, in milliseconds; then it is killed and another is tried. Default: 30,000. */
  readonly startTimeoutMs?: number;
}

/** How long to wait for the end of a killed child. It is gone at once, unless the kernel holds it, for instance in a dead network drive. */
const killWaitMs = 1_000;

/** How many children in a row may die before they take jobs; after that the fault is not chance. */
const maxFailedStarts = 3;

/** How many children may take too long to start. A third that hangs is unlikely to help, and the user waits for each. */
const maxHungStarts = 2;

/**
 * How many children may be killed from outside before they take jobs, for instance by a system that runs out of memory. That may pass, so
 * each pause is twice as long as the one before.
 */
const maxKilledStarts = 6;
const firstPauseMs = 50;

/** A start takes 0.15 s; the limit allows for cold disks, network drives and overloaded machines. */
const longestStartMs = 30_000;

/** Threads of libuv's pool beyond one per core, for reading and writing files meanwhile. Its own default is 4 in all. */
const spareThreads = 2;

/** A child process, replaced when it dies: at once if it held jobs, else with the next one. */
export class RespawningChild {
  // Leads to the built program both from src/ (in the tests) and from dist/.
  readonly #program = builtFile('../../dist/parallel/host-process.cjs', import.meta.url);
  readonly #options: ChildOptions;
  /** The same for each child; unknown at first. */
  #threads: ChildThreads | undefined;
  /** The newest child, dead or alive. */
  #newest: Child | undefined;
  /** A child that takes jobs; rejects when none can be started; undefined if the next job must start one. */
  #child: Promise<Child> | undefined;
  #cannotStart: ImgparError | undefined;
  #ending = false;
  #asked = 0;

  constructor(options: ChildOptions) {
    this.#options = options;
    this.#respawn();
  }

  /** The number of jobs asked for and not done, including those that wait for a child to start. */
  get asked(): number {
    return this.#asked;
  }

  /** Whether a child holds a job at this moment. */
  get busy(): boolean {
    return this.#newest?.busy === true;
  }

  /** Call once. Jobs wait until then. */
  startThreads(threads: ChildThreads): void {
    this.#threads = threads;
    if (this.#cannotStart) threads.onCannotStart?.(this.#cannotStart);
    else if (this.#newest) startThreadsOf(this.#newest, threads);
  }

  async ask(job: unknown, timeoutMs: number | undefined): Promise<unknown> {
    this.#asked += 1;
    try {
      const child = await this.#reachable();
      return await child.ask(job, timeoutMs);
    } finally {
      this.#asked -= 1;
    }
  }

  async kill(): Promise<void> {
    this.#ending = true;
    this.#newest?.kill();
    await within(killWaitMs, this.#newest?.death);
  }

  async #reachable(): Promise<Child> {
    for (;;) {
      const child = await (this.#child ?? this.#respawn());
      if (child.reachable) return child;
      // Its death is about to be known, and then another takes its place.
      await child.death;
    }
  }

  #respawn(): Promise<Child> {
    this.#child = this.#start();
    // Whoever asks will see the error; without anyone asking it must not end the program.
    this.#child.catch(() => {});
    return this.#child;
  }

  async #start(): Promise<Child> {
    let hung = 0;
    let last: Death | undefined;
    let killedStarts = 0;
    let tries = 0;
    for (; tries - killedStarts < maxFailedStarts && hung < maxHungStarts && killedStarts < maxKilledStarts && !this.#ending; tries += 1) {
      const child = new Child(this.#program, hostArguments(this.#options), environment(this.#options));
      this.#newest = child;
      if (this.#threads) startThreadsOf(child, this.#threads);
      const start = await child.started;
      if (start === 'ready') {
        // Listens first, so that whoever waits for the death finds another child or none.
        void child.death.then((death) => this.#lost(child, death));
        this.#options.onReady?.();
        return child;
      }
      if (start === 'hung') hung += 1;
      await within(
        killWaitMs,
        child.death.then((death) => (last = death)),
      );
      // A child that ends itself says why.
      if (last?.cause !== 'killed' || last.stderr !== '') continue;
      killedStarts += 1;
      await sleep(firstPauseMs * 2 ** killedStarts);
    }
    if (this.#ending) throw killed();
    this.#cannotStart = cannotStart(tries, last);
    this.#threads?.onCannotStart?.(this.#cannotStart);
    throw this.#cannotStart;
  }

  #lost(child: Child, death: Death): void {
    this.#child = undefined;
    if (this.#ending) return;
    // A child that died idle is not replaced before there is a job, or it might die again and again.
    if (child.busy) this.#respawn();
    this.#threads?.onLost?.(death, child.jobs);
  }
}

function hostArguments({ workerUrl, preloadUrl }: ChildOptions): HostArguments {
  return { workerUrl: workerUrl.href, ...(preloadUrl && { preloadUrl: preloadUrl.href }) };
}

function startThreadsOf(child: Child, threads: ChildThreads): void {
  child.startThreads(asked(threads), threads.startTimeoutMs ?? longestStartMs);
}

/** Nothing else: it could not be sent, or would mean something else there. */
function asked({ size, maxMemoryBytes, maxHeapBytes, v8Flags }: ChildThreads): ThreadsAsked {
  return {
    size,
    ...(maxMemoryBytes !== undefined && { maxMemoryBytes }),
    ...(maxHeapBytes !== undefined && { maxHeapBytes }),
    ...(v8Flags !== undefined && { v8Flags }),
  };
}

function environment({ env }: ChildOptions): NodeJS.ProcessEnv {
  // libuv reads it once, before any of our code runs, so it must be set from outside.
  return { ...process.env, UV_THREADPOOL_SIZE: String(Math.max(4, usableCores() + spareThreads)), ...env };
}

function cannotStart(
  tries: number,
  { exit, stderr }: Pick<Death, 'exit' | 'stderr'> = { exit: 'it cannot be killed', stderr: '' },
): ImgparError {
  const obstacle = obstacleIn(exit, stderr);
  if (obstacle !== undefined) return new ImgparError('environment', `the worker process cannot be started: ${obstacle}`);
  const reason = tellingLine(stderr);
  return new ImgparError(
    'internal',
    `the worker process cannot be started: ${tries} tries failed (${exit})${reason ? `: ${reason}` : ''}; ` +
      'check that the system allows enough processes and threads (ulimit -u)',
  );
}
