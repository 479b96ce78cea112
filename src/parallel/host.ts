import { setTimeout as sleep } from 'node:timers/promises';
import { ImgparError } from '../errors.js';
import { builtFile } from '../installed.js';
import { Child, type Death, tellingLine } from './child.js';
import { usableCores } from './cores.js';
import type { HostArguments, ThreadsAsked } from './host-process.js';
import { obstacleIn } from './obstacle.js';
import { killed, type WorkerPool } from './pool.js';
import { Slots } from './slots.js';
import { within } from './within.js';

export interface HostOptions {
  /** The module whose default export handles a job: `async (job) => result`. Each thread loads it once, at once. */
  readonly workerUrl: URL;
  /** Environment variables for the child, on top of this process's own. Wins over the UV_THREADPOOL_SIZE that is chosen for the machine. */
  readonly env?: Readonly<Record<string, string>>;
  /** A module to load in the child's main thread before its threads start, for native code that insists on that. Default: none. */
  readonly preloadUrl?: URL;
  /** Called whenever a child has started and takes jobs. */
  readonly onReady?: () => void;
}

/** Called when the child died of itself, before the jobs it held reject. */
type OnLost = (death: Death) => void;

/** `size` threads in the child process, 1 or more, and so jobs at a time; and what they may take. */
interface ThreadsOptions extends ThreadsAsked {
  readonly onLost?: OnLost;
  /** Called once, before the jobs reject, when no child can be started. From then on every job rejects with this error. */
  readonly onCannotStart?: (error: ImgparError) => void;
  /** How long a child may take to start, in milliseconds; then it is killed, and another is tried. Default: 30,000. */
  readonly startTimeoutMs?: number;
}

export interface HostPoolOptions extends HostOptions, ThreadsOptions {}

/** A pool whose jobs wait while its child process starts. */
export interface HostPool<Job, Result> extends WorkerPool<Job, Result> {
  /** Whether a child holds a job at this moment. Jobs that merely wait for a child to start are not held. */
  readonly busy: boolean;
}

/** A child process that starts while it is still unknown what there is to do. */
export interface WorkerHost {
  /** The only pool of this host, whose threads start now. Its end is the end of the host. */
  pool<Job, Result>(options: ThreadsOptions): HostPool<Job, Result>;
  /** Ends the process at once, for those who need no pool after all. */
  kill(): Promise<void>;
}

/** How long the end of a killed child is waited for. It is gone at once, unless the kernel holds it, in a dead network drive for instance. */
const killWaitMs = 1_000;

/** Children that may die one after the other before they take jobs; then the fault is not chance. */
const maxFailedStarts = 3;

/** Children that may take too long to start. A third that hangs is no more likely to help, and the user waits for each. */
const maxHungStarts = 2;

/**
 * Children that somebody else, such as the system that runs out of memory, may kill before they take jobs: that may pass, so each is
 * waited for twice as long as the one before.
 */
const maxKilledStarts = 6;
const firstPauseMs = 50;

/** A start takes 0.15 s; this is for cold disks, network drives and machines with far too much to do. */
const longestStartMs = 30_000;

/** Threads of libuv's pool beyond one a core, for reading and writing files meanwhile. Its own default is 4 in all. */
const spareThreads = 2;

/**
 * Runs jobs in threads of a child process of its own, so that native code that crashes, hangs or devours memory takes
 * neither the caller nor its screen and records with it.
 *
 * - When the child dies, the jobs it held (at most `size`) reject with `worker-crashed`, those that wait their turn do not
 *   notice, and a new child starts: at once if it held jobs, else with the next one.
 * - `kill` is bounded in time, whatever the child is doing. A child never outlives its parent.
 * - What the workers print is not shown.
 * - An idle pool does not keep the program alive.
 */
export function hostPool<Job, Result>(options: HostPoolOptions): HostPool<Job, Result> {
  return startHost(options).pool(options);
}

/** The same in two steps: the process starts at once, its threads when it is known what they are to do. */
export function startHost(options: HostOptions): WorkerHost {
  const host = new Host(options);
  return { pool: (threads) => poolIn(host, threads), kill: () => host.kill() };
}

function poolIn<Job, Result>(host: Host, threads: ThreadsOptions): HostPool<Job, Result> {
  const { size } = threads;
  const slots = new Slots(size);
  host.startThreads(threads);
  return {
    size,
    get busy() {
      return host.busy;
    },
    // The worker module's author promises the type of its results.
    run: (job, { timeoutMs } = {}) => slots.run(() => host.ask(job, timeoutMs) as Promise<Result>),
    close: async () => {
      await slots.close();
      // Without jobs it has nothing to finish; to end by itself, thread by thread, takes it 15 ms.
      await host.kill();
    },
    kill: async () => {
      slots.fail(killed());
      await host.kill();
    },
  };
}

/** One child after the other. */
class Host {
  // From src/ (in the tests) and from dist/ alike this leads to the built program.
  readonly #program = builtFile('../../dist/parallel/host-process.cjs', import.meta.url);
  readonly #options: HostOptions;
  /** Of each child; unknown at first. */
  #threads: ThreadsOptions | undefined;
  /** The newest child, dead or alive. */
  #newest: Child | undefined;
  /** A child that takes jobs; rejects when none can be started; undefined when the next job is to start one. */
  #child: Promise<Child> | undefined;
  #cannotStart: ImgparError | undefined;
  #ending = false;

  constructor(options: HostOptions) {
    this.#options = options;
    this.#restart();
  }

  get busy(): boolean {
    return this.#newest?.busy === true;
  }

  startThreads(threads: ThreadsOptions): void {
    this.#threads = threads;
    if (this.#cannotStart) threads.onCannotStart?.(this.#cannotStart);
    else if (this.#newest) startThreadsOf(this.#newest, threads);
  }

  async ask(job: unknown, timeoutMs: number | undefined): Promise<unknown> {
    for (;;) {
      const child = await (this.#child ?? this.#restart());
      if (child.reachable) return child.ask(job, timeoutMs);
      // Its death is about to be known, and then another takes its place.
      await child.death;
    }
  }

  async kill(): Promise<void> {
    this.#ending = true;
    this.#newest?.kill();
    await within(killWaitMs, this.#newest?.death);
  }

  #restart(): Promise<Child> {
    this.#child = this.#start();
    // Those who ask hear of it; an unasked one is no reason to end the program.
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
        // The first to hear of it, so that whoever waited for the death finds another child or none.
        void child.death.then((death) => this.#lost(child, death));
        this.#options.onReady?.();
        return child;
      }
      if (start === 'hung') hung += 1;
      await within(
        killWaitMs,
        child.death.then((death) => (last = death)),
      );
      // One that ends itself says why.
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
    // One that died with nothing to do is not replaced before there is something to do, lest it die again and again.
    if (child.busy) this.#restart();
    this.#threads?.onLost?.(death);
  }
}

function hostArguments({ workerUrl, preloadUrl }: HostOptions): HostArguments {
  return { workerUrl: workerUrl.href, ...(preloadUrl && { preloadUrl: preloadUrl.href }) };
}

function startThreadsOf(child: Child, threads: ThreadsOptions): void {
  child.startThreads(asked(threads), threads.startTimeoutMs ?? longestStartMs);
}

/** Without anything else, which could not be sent or would mean something else there. */
function asked({ size, maxMemoryBytes, maxHeapBytes, brief = false }: ThreadsOptions): ThreadsAsked {
  return { size, brief, ...(maxMemoryBytes !== undefined && { maxMemoryBytes }), ...(maxHeapBytes !== undefined && { maxHeapBytes }) };
}

function environment({ env }: HostOptions): NodeJS.ProcessEnv {
  // libuv reads it once, before any code of ours runs, so it can only be set from outside.
  return { ...process.env, UV_THREADPOOL_SIZE: String(Math.max(4, usableCores() + spareThreads)), ...env };
}

function cannotStart(tries: number, { exit, stderr }: Death = { exit: 'it cannot be ended', stderr: '', cause: 'crash' }): ImgparError {
  const obstacle = obstacleIn(exit, stderr);
  if (obstacle !== undefined) return new ImgparError('environment', `the worker process cannot be started: ${obstacle}`);
  const reason = tellingLine(stderr);
  return new ImgparError(
    'internal',
    `the worker process cannot be started, ${tries} tries failed (${exit})${reason ? `: ${reason}` : ''}; ` +
      'see whether the system allows enough processes and threads (ulimit -u)',
  );
}
