/** The limits of a batch. */
export interface BatchLimits {
  /**
   * How long a batch should take, in milliseconds: much longer than a message to a worker and back, but not too long for users who wait.
   * Default: 150.
   */
  readonly batchMs?: number;
  /** The most jobs in a batch. More save almost nothing, and make one surprise (a giant among dwarfs) cost more. Default: 128. */
  readonly maxJobs?: number;
}

export const defaultBatchMs = 150;
export const defaultMaxJobs = 128;

/** A batch has at most this many times the jobs of the one before. */
const growth = 4;

/** Each lane may have this many batches of what is left, so that the lanes end together. */
const batchesToTheEnd = 4;

/**
 * Decides how many jobs to put into one message to a worker, from how long jobs took. One per lane, as each lane has its own part of the
 * list.
 */
export class BatchSize {
  readonly #batchMs: number;
  readonly #maxJobs: number;
  #size = 1;
  #jobMs: number | undefined;

  constructor({ batchMs = defaultBatchMs, maxJobs = defaultMaxJobs }: BatchLimits = {}) {
    this.#batchMs = batchMs;
    this.#maxJobs = maxJobs;
  }

  /** The number of jobs for the next batch, 1 to `maxJobs`. @param remaining jobs that nobody has taken yet, over all `lanes` */
  next(remaining: number, lanes: number): number {
    const fairShare = Math.floor(remaining / (batchesToTheEnd * lanes));
    return Math.max(1, Math.min(this.#size, fairShare));
  }

  /** Learns from a batch that has ended. */
  observe(jobs: number, elapsedMs: number): void {
    if (jobs < 1) return;
    this.#jobMs = believed(elapsedMs / jobs, this.#jobMs);
    const wanted = Math.floor(this.#batchMs / this.#jobMs);
    this.#size = Math.max(1, Math.min(wanted, this.#size * growth, this.#maxJobs));
  }
}

/** A slower measurement counts fully, a faster one by half: a batch that is too long costs more than one that is too short. */
function believed(measuredMs: number, before: number | undefined): number {
  const measured = Math.max(measuredMs, Number.EPSILON);
  return before === undefined || measured > before ? measured : (measured + before) / 2;
}
