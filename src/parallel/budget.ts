import { Queue } from './queue.js';

/** Releases what was acquired. A second call does nothing. */
export type Release = () => void;

export interface Grant {
  readonly grantedBytes: number;
  readonly release: Release;
}

/**
 * A semaphore counted in bytes, first come first served: a large request waits for its turn and holds back those behind it, so that a
 * stream of small ones cannot starve it.
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
  readonly capacityBytes: number;
  readonly #waiting = new Queue<{ readonly least: number; readonly bytes: number; readonly admit: (grant: Grant) => void }>();
  #freeBytes: number;

  /** @param capacityBytes the most that may be held at one time, 0 or more */
  constructor(capacityBytes: number) {
    this.capacityBytes = capacityBytes;
    this.#freeBytes = capacityBytes;
  }

  /** Bytes that nobody holds. */
  get freeBytes(): number {
    return this.#freeBytes;
  }

  /**
   * Waits until `least` bytes are free, then takes what is free, up to `bytes`. A request beyond the capacity takes all of it, so its
   * holder runs alone.
   *
   * @param least default: `bytes`
   */
  acquire(bytes: number, least = bytes): Promise<Grant> {
    const within = (wanted: number) => (wanted > 0 ? Math.min(wanted, this.capacityBytes) : 0);
    return new Promise((admit) => {
      this.#waiting.push({ bytes: within(bytes), least: within(Math.min(least, bytes)), admit });
      this.#admit();
    });
  }

  #admit(): void {
    for (let first = this.#waiting.peek(); first && first.least <= this.#freeBytes; first = this.#waiting.peek()) {
      this.#waiting.shift();
      const grantedBytes = Math.min(first.bytes, this.#freeBytes);
      this.#freeBytes -= grantedBytes;
      first.admit({ grantedBytes, release: this.#releaseOf(grantedBytes) });
    }
  }

  #releaseOf(bytes: number): Release {
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#freeBytes += bytes;
      this.#admit();
    };
  }
}
