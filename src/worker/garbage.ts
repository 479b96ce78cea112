import { getHeapStatistics } from 'node:v8';
import { collectGarbage } from '../v8-tuning.js';
import { discardedBytes, grownBytes } from '../wasm/memory.js';
import type { Outcome } from './task.js';

/** The share of an image's granted memory that the garbage of earlier images may take. */
const shareOfGrant = 1 / 4;

/** The most garbage, however much memory is granted: several photographs, worth as much as a few more pages of the processor's cache. */
const mostBytes = 32 * 2 ** 20;

/** Garbage is checked only after images may have left this much, as a check takes 6 µs. */
const lookAfterBytes = 4 * 2 ** 20;

/**
 * The files and pixels of past images, which nothing refers to any more. Node frees them when its own small heap fills up, perhaps hundreds
 * of megabytes later, but the memory budget counts on them being gone. Buffers that codecs keep for the next image do not count.
 */
export class Garbage {
  /** Bytes that images may have left since the last check. */
  #suspectedBytes = 0;
  /** Memory that is not garbage. Some is freed only after its collection, so this is the lowest value since. */
  #keptBytes = Number.POSITIVE_INFINITY;
  #grownBytes = 0;
  #discardedBytes = 0;

  /** Notes that an image is done. @returns whether there may now be enough to collect */
  expect(outcome: Outcome): boolean {
    this.#suspectedBytes += leftBytes(outcome);
    return this.#suspectedBytes >= lookAfterBytes;
  }

  /** Collects it, if it is enough. @param grantedBytes memory that the next image may take */
  async collect(grantedBytes: number): Promise<void> {
    this.#suspectedBytes = 0;
    const allowedBytes = Math.min(mostBytes, grantedBytes * shareOfGrant);
    if (this.#found() <= allowedBytes) return;
    // Young garbage is collected in 0.2 ms and seen to be gone by the next collection; a full collection takes 3 ms.
    collectGarbage({ type: 'minor' });
    collectGarbage({ type: 'minor' });
    if (this.#found() <= allowedBytes) return;
    collectGarbage();
    if (this.#found() > allowedBytes) {
      // The memory of a WebAssembly instance goes with the second collection after its last use, once the findings of the first are
      // settled.
      await new Promise(setImmediate);
      collectGarbage();
    }
    this.#keptBytes = externalBytes();
    this.#discardedBytes = discardedBytes();
  }

  #found(): number {
    const foundBytes = externalBytes();
    this.#keptBytes = Math.min(this.#keptBytes + grownBytes() - this.#grownBytes, foundBytes);
    this.#grownBytes = grownBytes();
    return Math.max(foundBytes - this.#keptBytes, discardedBytes() - this.#discardedBytes);
  }
}

/** Memory outside the heap. `process.memoryUsage` gives the same, but asks the system for more: 37 µs. */
function externalBytes(): number {
  return getHeapStatistics().external_memory;
}

/** An estimate of what an image leaves: its files, and its pixels several times. Nothing is known about failed ones. */
function leftBytes(outcome: Outcome): number {
  switch (outcome.status) {
    case 'done':
      return outcome.inputBytes + outcome.outputBytes + 8 * outcome.width * outcome.height;
    case 'skipped':
    case 'holds-result':
    case 'needs-memory':
      return 0;
    case 'failed':
    case 'measured':
    case 'inspected':
    case 'looked-at':
      return lookAfterBytes;
  }
}
