import type { ImgparError } from '../errors.js';
import { type Runtime, requireSize, workersOf } from './admission.js';
import { type ChildOptions, type ChildThreads, RespawningChild } from './respawning-child.js';
import type { Workers } from './workers.js';

export interface HostOptions extends ChildOptions {
  /**
   * A process of its own for each worker, so that one that dies takes nobody else's job with it. Default: all workers are threads of one
   * process, which takes less memory; see docs/decisions/workers.md.
   */
  readonly processEach?: boolean;
}

/** `size` workers, 1 or more, and so jobs at a time; and what each process of theirs may take. */
type HostedOptions = ChildThreads;

export interface HostWorkersOptions extends HostOptions, HostedOptions {}

/** Processes that start while it is still unknown what there is to do. */
export interface WorkerHost {
  /** The only workers of this host, which start now. Their jobs wait meanwhile. Their end is the end of the host. */
  pool<Job, Result>(options: HostedOptions): Workers<Job, Result>;
  /** Ends the processes at once, for those who need no workers after all. */
  kill(): Promise<void>;
}

/**
 * Runs jobs in child processes, so that native code that crashes, hangs or devours memory takes neither the caller nor its screen and
 * records with it.
 *
 * - When a process dies, the jobs it held reject with `worker-crashed`, those that wait their turn do not notice, and a new process
 *   starts: at once if it held jobs, else with the next one.
 * - `kill` is bounded in time, whatever the processes are doing. None outlives its parent.
 * - What the workers print is not shown.
 * - Idle workers do not keep the program alive.
 */
export function hostWorkers<Job, Result>(options: HostWorkersOptions): Workers<Job, Result> {
  requireSize(options.size);
  return startHost(options).pool(options);
}

/** The same in two steps: a process starts at once, its threads and all other processes when it is known what they are to do. */
export function startHost(options: HostOptions): WorkerHost {
  const host = new Host(options);
  return {
    pool: (hosted) => {
      host.startWorkers(hosted);
      return workersOf(host);
    },
    kill: () => host.end(),
  };
}

class Host implements Runtime {
  readonly #options: HostOptions;
  readonly #children: RespawningChild[];
  #size = 0;
  #cannotStart: ImgparError | undefined;

  constructor(options: HostOptions) {
    this.#options = options;
    this.#children = [new RespawningChild(options)];
  }

  get size(): number {
    return this.#size;
  }

  get busy(): boolean {
    return this.#children.some(({ busy }) => busy);
  }

  startWorkers(hosted: HostedOptions): void {
    this.#size = requireSize(hosted.size);
    const processes = this.#options.processEach ? this.#size : 1;
    while (this.#children.length < processes) this.#children.push(new RespawningChild(this.#options));
    const onCannotStart = (error: ImgparError) => this.#fail(error, hosted);
    for (const child of this.#children) child.startThreads({ ...hosted, size: this.#size / processes, onCannotStart });
  }

  async run(job: unknown, timeoutMs: number | undefined): Promise<unknown> {
    if (this.#cannotStart) throw this.#cannotStart;
    try {
      return await this.#freest().ask(job, timeoutMs);
    } catch (error) {
      throw this.#cannotStart ?? error;
    }
  }

  async end(): Promise<void> {
    await Promise.all(this.#children.map((child) => child.kill()));
  }

  /** As no more jobs are admitted than there are workers, it has a worker with nothing to do. */
  #freest(): RespawningChild {
    return this.#children.reduce((freest, child) => (child.asked < freest.asked ? child : freest));
  }

  /** Where one process cannot be started, others will be missed too, should they die. */
  #fail(error: ImgparError, { onCannotStart }: HostedOptions): void {
    if (this.#cannotStart) return;
    this.#cannotStart = error;
    onCannotStart?.(error);
    void this.end();
  }
}
