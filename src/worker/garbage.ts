import { getHeapStatistics } from 'node:v8';
import { collectGarbage } from '../v8-tuning.js';
import { grownBytes, letGoBytes } from '../wasm/memory.js';
import type { Outcome } from './task.js';

/** Of what an image is granted, so much may be taken by the remains of those before it. */
const shareOfGrant = 1 / 4;

/** However much is granted. It is some photographs, and as much as a few more pages of the processor's cache are worth. */
const mostBytes = 32 * 2 ** 20;

/** Until images may have left this much, it is not looked how much they have left: to look takes 6 µs. */
const lookAfterBytes = 4 * 2 ** 20;

/**
 * The files and pixels of past images, to which nobody refers any more. Node frees them when its own small heap fills up, which may be
 * hundreds of megabytes later; a budget of memory counts on them being gone. What codecs keep for the next image is no garbage.
 */
export class Garbage {
  /** What images may have left since it was looked last. */
  #suspectedBytes = 0;
  /** What is there that is no garbage. Some is freed only after its collection, so it is the least seen since. */
  #keptBytes = Number.POSITIVE_INFINITY;
  #grownBytes = 0;
  #letGoBytes = 0;

  /** Tells of an image that is done, after which there may be enough to collect. @param grantedBytes memory that the next may take */
  async expect(outcome: Outcome, grantedBytes: number): Promise<void> {
    this.#suspectedBytes += bytesOf(outcome);
    if (this.#suspectedBytes < lookAfterBytes) return;
    this.#suspectedBytes = 0;
    const allowedBytes = Math.min(mostBytes, grantedBytes * shareOfGrant);
    if (this.#found() <= allowedBytes) return;
    // What is young is collected in 0.2 ms, and found to be gone by the collection after; all of it takes 3 ms.
    collectGarbage({ type: 'minor' });
    collectGarbage({ type: 'minor' });
    if (this.#found() <= allowedBytes) return;
    collectGarbage();
    if (this.#found() > allowedBytes) {
      // The memory of a WebAssembly instance goes with the second collection after its last use, when what the first one found is settled.
      await new Promise(setImmediate);
      collectGarbage();
    }
    this.#keptBytes = externalBytes();
    this.#letGoBytes = letGoBytes();
  }

  #found(): number {
    const foundBytes = externalBytes();
    this.#keptBytes = Math.min(this.#keptBytes + grownBytes() - this.#grownBytes, foundBytes);
    this.#grownBytes = grownBytes();
    return Math.max(foundBytes - this.#keptBytes, letGoBytes() - this.#letGoBytes);
  }
}

/** What lies outside of the heap. `process.memoryUsage` tells the same, but asks the system for more: 37 µs. */
function externalBytes(): number {
  return getHeapStatistics().external_memory;
}

/** Its files, and its pixels a few times. Of what failed nothing is known. */
function bytesOf(outcome: Outcome): number {
  switch (outcome.status) {
    case 'done':
      return outcome.inputBytes + outcome.outputBytes + 8 * outcome.width * outcome.height;
    case 'skipped':
    case 'holds-result':
    case 'needs-memory':
      return 0;
    case 'failed':
    case 'measured':
      return lookAfterBytes;
  }
}
