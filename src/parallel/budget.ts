import { Queue } from './queue.js';

/** Gives back what was acquired. A second call does nothing. */
export type Release = () => void;

/**
 * A semaphore counted in bytes, first come first served: a large request waits for its turn and holds back those behind it,
 * so a stream of small ones cannot starve it.
 *
 * ```ts
 * const release = await budget.acquire(grantedBytes);
 * try {
 *   return await pool.run(job);
 * } finally {
 *   release();
 * }
 * ```
 */
export class Budget {
  readonly capacityBytes: number;
  readonly #waiting = new Queue<{ readonly bytes: number; readonly admit: (release: Release) => void }>();
  #freeBytes: number;

  /** @param capacityBytes what may be held at one time, 0 or more */
  constructor(capacityBytes: number) {
    this.capacityBytes = capacityBytes;
    this.#freeBytes = capacityBytes;
  }

  /** Bytes that nobody holds. */
  get freeBytes(): number {
    return this.#freeBytes;
  }

  /** Waits until `bytes` are free. More than the capacity counts as all of it: such a holder is alone. */
  acquire(bytes: number): Promise<Release> {
    return new Promise((admit) => {
      this.#waiting.push({ bytes: bytes > 0 ? Math.min(bytes, this.capacityBytes) : 0, admit });
      this.#admit();
    });
  }

  #admit(): void {
    for (let first = this.#waiting.peek(); first && first.bytes <= this.#freeBytes; first = this.#waiting.peek()) {
      this.#waiting.shift();
      this.#freeBytes -= first.bytes;
      first.admit(this.#releaseOf(first.bytes));
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
