import { Queue } from './queue.js';
/**
 * A semaphore counted in bytes, first come first served: a large request waits for its turn and holds back those behind it,
 * so a stream of small ones cannot starve it.
 *
 * ```ts
 * const { release } = await budget.acquire(grantedBytes);
 * try {
 *   return await pool.run(job);
 * } finally {
 *   release();
 * }
 * ```
 */
export class Budget {
    capacityBytes;
    #waiting = new Queue();
    #freeBytes;
    /** @param capacityBytes what may be held at one time, 0 or more */
    constructor(capacityBytes) {
        this.capacityBytes = capacityBytes;
        this.#freeBytes = capacityBytes;
    }
    /** Bytes that nobody holds. */
    get freeBytes() {
        return this.#freeBytes;
    }
    /**
     * Waits until `least` bytes are free, and takes as many as are, up to `bytes`. More than the capacity counts as all of it: such a
     * holder is alone.
     *
     * @param least default: `bytes`
     */
    acquire(bytes, least = bytes) {
        const within = (wanted) => (wanted > 0 ? Math.min(wanted, this.capacityBytes) : 0);
        return new Promise((admit) => {
            this.#waiting.push({ bytes: within(bytes), least: within(Math.min(least, bytes)), admit });
            this.#admit();
        });
    }
    #admit() {
        for (let first = this.#waiting.peek(); first && first.least <= this.#freeBytes; first = this.#waiting.peek()) {
            this.#waiting.shift();
            const grantedBytes = Math.min(first.bytes, this.#freeBytes);
            this.#freeBytes -= grantedBytes;
            first.admit({ grantedBytes, release: this.#releaseOf(grantedBytes) });
        }
    }
    #releaseOf(bytes) {
        let held = true;
        return () => {
            if (!held)
                return;
            held = false;
            this.#freeBytes += bytes;
            this.#admit();
        };
    }
}
