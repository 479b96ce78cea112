import type { BatchSize } from '../parallel/batches.js';
import type { WorkerHost } from '../parallel/host.js';
import type { Workers } from '../parallel/workers.js';

type Pool = Workers<unknown, unknown>;
type PoolOptions = Parameters<WorkerHost['pool']>[0];

/**
 * Workers that outlive the runs they work for, one run at a time: starting them takes 0.4 s of CPU time, as long as 100 small images. The
 * first run decides their number and limits.
 */
export class WarmWorkers {
  readonly #start: () => WorkerHost;
  readonly #size: number | undefined;
  /**
   * A range of small images would be half done before its run knew how many to send at once. Gain, with batches that are not too small towards the
   * end: 50 photographs of 500×375 take 13 batches instead of 32, and 0.9 of the CPU time.
   */
  readonly #batchSize: BatchSize | undefined;
  #host: WorkerHost | undefined;
  #pool: Pool | undefined;
  /** What the present run wants to hear. */
  #listener: Pick<PoolOptions, 'onLost' | 'onCannotStart'> = {};

  /**
   * @param start starts their process
   * @param size how many there are, also if the first run has fewer images. Default: as many as that asks for
   * @param batchSize what the runs are to learn from each other, if anything
   */
  constructor(start: () => WorkerHost, size?: number, batchSize?: BatchSize) {
    this.#batchSize = batchSize;
    this.#start = start;
    this.#size = size;
  }

  /** The workers as a run expects them. When it ends, they stay; if it is killed, the next run gets new ones. */
  readonly lend = (): WorkerHost => {
    this.#host ??= this.#start();
    return {
      // Whoever asks for a pool knows what its jobs and results are.
      pool: <Job, Result>(options: PoolOptions) => this.#lent(options) as Workers<Job, Result>,
      ...(this.#batchSize && { batchSize: this.#batchSize }),
      kill: async () => {},
    };
  };

  async end(): Promise<void> {
    const host = this.#host;
    this.#host = undefined;
    this.#pool = undefined;
    await host?.kill();
  }

  #lent(options: PoolOptions): Pool {
    this.#listener = options;
    this.#host ??= this.#start();
    this.#pool ??= this.#host.pool({
      ...options,
      size: this.#size ?? options.size,
      onLost: (death, jobs) => this.#listener.onLost?.(death, jobs),
      onCannotStart: (error) => {
        this.#listener.onCannotStart?.(error);
        void this.end();
      },
    });
    const pool = this.#pool;
    return {
      size: options.size,
      get busy() {
        return pool.busy;
      },
      run: (job, runOptions) => pool.run(job, runOptions),
      close: async () => {},
      kill: async () => {
        await pool.kill();
        await this.end();
      },
    };
  }
}
