import type { ImgparError } from '../errors.js';
import { type Runtime, requireSize, workersOf } from './admission.js';
import type { BatchSize } from './batches.js';
import { type ChildOptions, type ChildThreads, RespawningChild } from './respawning-child.js';
import type { Workers } from './workers.js';

export interface HostOptions extends ChildOptions {
  /**
   * Whether each worker gets its own process, so that one that dies takes no other job with it. Default: all workers are threads of one
   * process, which takes less memory; see docs/decisions/workers.md.
   */
  readonly processEach?: boolean;
}

/** The number of workers (`size`, 1 or more), and so of jobs at a time, and the limits of each of their processes. */
type HostedOptions = ChildThreads;

export interface HostWorkersOptions extends HostOptions, HostedOptions {}

/** Processes that start before it is known what there is to do. */
export interface WorkerHost {
  /** The only workers of this host, which start now. Their jobs wait meanwhile. The host ends with them. */
  pool<Job, Result>(options: HostedOptions): Workers<Job, Result>;
  /** How many jobs to send at once, if the workers have worked before; whoever sends some lets it learn. */
  readonly batchSize?: BatchSize;
  /** Ends the processes at once, if no workers are needed after all. */
  kill(): Promise<void>;
}

/**
 * Runs jobs in child processes, so that native code that crashes, hangs or devours memory takes neither the caller nor its screen and
 * manifest with it.
 *
 * - When a process dies, the jobs it held reject with `worker-crashed`, waiting jobs do not notice, and a new process starts: at once if it
 * held jobs, else with the next one.
 * - `kill` takes limited time, whatever the processes are doing. None outlives its parent.
 * - What the workers print is not shown.
 * - Idle workers do not keep the program alive.
 */
export function hostWorkers<Job, Result>(options: HostWorkersOptions): Workers<Job, Result> {
  requireSize(options.size);
  return startHost(options).pool(options);
}

/** The same in two steps: one process starts at once, its threads and all other processes once their task is known. */
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

  /** Admission lets in no more jobs than workers, so this process has an idle worker. */
  #freest(): RespawningChild {
    return this.#children.reduce((freest, child) => (child.asked < freest.asked ? child : freest));
  }

  /** If one process cannot be started, others could not be replaced either. */
  #fail(error: ImgparError, { onCannotStart }: HostedOptions): void {
    if (this.#cannotStart) return;
    this.#cannotStart = error;
    onCannotStart?.(error);
    void this.end();
  }
}
