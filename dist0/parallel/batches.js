export const defaultBatchMs = 150;
export const defaultMaxJobs = 128;
/** A batch has at most this many times the jobs of the one before. */
const growth = 4;
/** Of what is left each lane may have this many batches, so that the lanes end together. */
const batchesToTheEnd = 4;
/** Finds how many jobs one message to a worker should hold, from how long jobs took. One for each lane, as each lane has its own stretch of the list. */
export class BatchSize {
    #batchMs;
    #maxJobs;
    #size = 1;
    #jobMs;
    constructor({ batchMs = defaultBatchMs, maxJobs = defaultMaxJobs } = {}) {
        this.#batchMs = batchMs;
        this.#maxJobs = maxJobs;
    }
    /** Jobs to put into the next batch, 1 to `maxJobs`. @param remaining jobs that nobody has taken yet, over all `lanes` */
    next(remaining, lanes) {
        const fairShare = Math.floor(remaining / (batchesToTheEnd * lanes));
        return Math.max(1, Math.min(this.#size, fairShare));
    }
    /** Learns from a batch that has ended. */
    observe(jobs, elapsedMs) {
        if (jobs < 1)
            return;
        this.#jobMs = believed(elapsedMs / jobs, this.#jobMs);
        const wanted = Math.floor(this.#batchMs / this.#jobMs);
        this.#size = Math.max(1, Math.min(wanted, this.#size * growth, this.#maxJobs));
    }
}
/** Bad news is believed at once, good news by halves: a batch that is too long hurts more than one that is too short. */
function believed(measuredMs, before) {
    const measured = Math.max(measuredMs, Number.EPSILON);
    return before === undefined || measured > before ? measured : (measured + before) / 2;
}
