/** The limits of a batch. */
export interface BatchLimits {
  /**
   * How long a batch should take, in milliseconds: much longer than a message to a worker and back, but not too long for users who wait.
   * Default: 150.
   */
  readonly batchMs?: number;
  /** The most jobs in a batch. More save almost nothing, and make one surprise (a giant among dwarfs) cost more. Default: 128. */
  readonly maxJobs?: number;
  /**
   * How long a batch should take towards the end of the list, in milliseconds: so long may lanes end apart. Default: 0, as jobs could wait for
   * each other.
   */
  readonly leastMs?: number;
}

export const defaultBatchMs = 150;
export const defaultMaxJobs = 128;

/** A batch has at most this many times the jobs of the one before. */
const growth = 4;

/** Each lane may have this many batches of what is left, so that the lanes end together. */
const batchesToTheEnd = 4;

/**
 * This many chunks at most make a batch. Measured, `map` of 10⁶ tiny tasks in chunks of 1,000 by 2 threads: 8 take 0.75 of the CPU time of 1, more
 * save little, and messages of more than 64 KiB to processes take longer again.
 */
const mostChunks = 8;

/** Who asks for smaller chunks than this wants jobs to be shared out evenly, whatever each takes. */
const fewestPerChunk = 100;

/**
 * Decides how many jobs to put into one message to a worker, from how long jobs took. One per lane where each has its own part of the list, one for
 * all where they share it.
 */
export class BatchSize {
  readonly #batchMs: number;
  readonly #maxJobs: number;
  readonly #leastMs: number;
  #size = 1;
  #jobMs: number | undefined;

  constructor({ batchMs = defaultBatchMs, maxJobs = defaultMaxJobs, leastMs = 0 }: BatchLimits = {}) {
    this.#batchMs = batchMs;
    this.#maxJobs = maxJobs;
    this.#leastMs = leastMs;
  }

  /** The number of jobs for the next batch, 1 to `maxJobs`. @param remaining jobs that nobody has taken yet, over all `lanes` */
  next(remaining: number, lanes: number): number {
    const fairShare = Math.floor(remaining / (batchesToTheEnd * lanes));
    const least = this.#jobMs === undefined ? 1 : Math.min(Math.floor(this.#leastMs / this.#jobMs), Math.ceil(remaining / lanes));
    return Math.max(1, Math.min(this.#size, Math.max(fairShare, least)));
  }

  /**
   * The number of chunks for the next batch, where callers say how many jobs a chunk has: as many as do not take longer than a batch should,
   * once jobs were measured.
   */
  chunks(jobsPerChunk: number, remaining: number, lanes: number): number {
    if (this.#jobMs === undefined || jobsPerChunk < fewestPerChunk) return 1;
    const fitting = Math.floor(this.#batchMs / (this.#jobMs * jobsPerChunk));
    const fairShare = Math.floor(remaining / jobsPerChunk / (batchesToTheEnd * lanes));
    return Math.max(1, Math.min(fitting, fairShare, mostChunks));
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
