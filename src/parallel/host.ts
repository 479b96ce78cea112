import { ImgparError } from '../errors.js';
import { builtFile } from '../installed.js';
import { Child, type Death } from './child.js';
import { usableCores } from './cores.js';
import type { HostArguments, ThreadsAsked } from './host-process.js';
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
}

export interface HostPoolOptions extends HostOptions, ThreadsOptions {}

/** A child process that starts while it is still unknown what there is to do. */
export interface WorkerHost {
  /** The only pool of this host, whose threads start now. Its end is the end of the host. */
  pool<Job, Result>(options: ThreadsOptions): WorkerPool<Job, Result>;
  /** Ends the process at once, for those who need no pool after all. */
  kill(): Promise<void>;
}

/** How long the end of a killed child is waited for. It is gone at once, unless the kernel holds it, in a dead network drive for instance. */
const killWaitMs = 1_000;

/** Children that may die one after the other before they take jobs; then the fault is not chance. */
const maxFailedStarts = 3;

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
export function hostPool<Job, Result>(options: HostPoolOptions): WorkerPool<Job, Result> {
  return startHost(options).pool(options);
}

/** The same in two steps: the process starts at once, its threads when it is known what they are to do. */
export function startHost(options: HostOptions): WorkerHost {
  const host = new Host(options);
  return { pool: (threads) => poolIn(host, threads), kill: () => host.kill() };
}

function poolIn<Job, Result>(host: Host, threads: ThreadsOptions): WorkerPool<Job, Result> {
  const { size } = threads;
  const slots = new Slots(size);
  host.startThreads(threads);
  return {
    size,
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
  #ending = false;

  constructor(options: HostOptions) {
    this.#options = options;
    this.#restart();
  }

  startThreads(threads: ThreadsOptions): void {
    this.#threads = threads;
    this.#newest?.startThreads(asked(threads));
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
    let last: Death | undefined;
    for (let failed = 0; failed < maxFailedStarts && !this.#ending; failed += 1) {
      const child = new Child(this.#program, hostArguments(this.#options), environment(this.#options));
      this.#newest = child;
      if (this.#threads) child.startThreads(asked(this.#threads));
      if (await child.ready) {
        // The first to hear of it, so that whoever waited for the death finds another child or none.
        void child.death.then((death) => this.#lost(child, death));
        this.#options.onReady?.();
        return child;
      }
      last = await child.death;
    }
    throw this.#ending ? killed() : cannotStart(last);
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

/** Without anything else, which could not be sent or would mean something else there. */
function asked({ size, maxMemoryBytes, maxHeapBytes, brief = false }: ThreadsOptions): ThreadsAsked {
  return { size, brief, ...(maxMemoryBytes !== undefined && { maxMemoryBytes }), ...(maxHeapBytes !== undefined && { maxHeapBytes }) };
}

function environment({ env }: HostOptions): NodeJS.ProcessEnv {
  // libuv reads it once, before any code of ours runs, so it can only be set from outside.
  return { ...process.env, UV_THREADPOOL_SIZE: String(Math.max(4, usableCores() + spareThreads)), ...env };
}

function cannotStart(death: Death | undefined): ImgparError {
  const { exit = 'unknown', stderr = '' } = death ?? {};
  return new ImgparError(
    'internal',
    `the worker process cannot be started, it died ${maxFailedStarts} times (${exit})\n${stderr}`.trimEnd(),
  );
}
