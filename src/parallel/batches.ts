/**
 * How long a batch should take: long against what surrounds it (1.5 ms of CPU time, for the message there and back, the record and the events),
 * short against a screen's patience. Measured, 200 photographs, 2 cores: 6.4 s of CPU time, with 50 ms 6.7.
 */
export const batchMs = 150;

/** Jobs in a batch at most. Above it a message a job costs next to nothing, and one surprise (a giant after thumbnails) costs more. */
export const maxBatch = 128;

/** A batch has at most this many times the jobs of the one before. */
const growth = 4;

/** Of what is left each lane may have this many batches, so that the lanes end together. */
const batchesToTheEnd = 4;

/** Finds how many jobs one message to a worker should hold, from how long jobs took. One for each lane, as each lane has its own stretch of the list. */
export class BatchSize {
  #size = 1;
  #jobMs: number | undefined;

  /** Jobs to put into the next batch, 1 to `maxBatch`. @param remaining jobs that nobody has taken yet, over all `lanes` */
  next(remaining: number, lanes: number): number {
    const fairShare = Math.floor(remaining / (batchesToTheEnd * lanes));
    return Math.max(1, Math.min(this.#size, fairShare));
  }

  /** Learns from a batch that has ended. */
  observe(jobs: number, elapsedMs: number): void {
    if (jobs < 1) return;
    this.#jobMs = believed(elapsedMs / jobs, this.#jobMs);
    const wanted = Math.floor(batchMs / this.#jobMs);
    this.#size = Math.max(1, Math.min(wanted, this.#size * growth, maxBatch));
  }
}

/** Bad news is believed at once, good news by halves: a batch that is too long hurts more than one that is too short. */
function believed(measuredMs: number, before: number | undefined): number {
  const measured = Math.max(measuredMs, Number.EPSILON);
  return before === undefined || measured > before ? measured : (measured + before) / 2;
}
