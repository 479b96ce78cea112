/**
 * Finds the last line of a key in a file, at 12 bytes per slot: it stores a 32-bit hash of the key and the offset of its line, and checks
 * the file where hashes are equal.
 */
export class OffsetIndex {
  #hashes = new Uint32Array(firstSlots);
  /** The offset plus one; 0 if the slot is free. */
  #offsets = new Float64Array(firstSlots);
  #size = 0;

  /** The number of keys in it. */
  get size(): number {
    return this.#size;
  }

  /** The offset of each key, in ascending order. */
  offsets(): Float64Array {
    return this.#offsets
      .filter((stored) => stored > 0)
      .sort()
      .map((stored) => stored - 1);
  }

  /** The offset stored under a hash for which `isKey` is true. */
  find(hash: number, isKey: (offset: number) => boolean): number | undefined {
    const stored = this.#offsets[this.#slotOf(hash, isKey)]!;
    return stored === 0 ? undefined : stored - 1;
  }

  /** Stores an offset, replacing the one of the same key. */
  set(hash: number, offset: number, isKey: (offset: number) => boolean): void {
    const slot = this.#slotOf(hash, isKey);
    if (this.#offsets[slot] === 0) this.#size += 1;
    this.#hashes[slot] = hash;
    this.#offsets[slot] = offset + 1;
    if (this.#size * 2 > this.#offsets.length) this.#grow();
  }

  /** The slot of the key, or the free slot where it belongs. */
  #slotOf(hash: number, isKey: (offset: number) => boolean): number {
    const mask = this.#offsets.length - 1;
    let slot = hash & mask;
    for (; this.#offsets[slot] !== 0; slot = (slot + 1) & mask) {
      if (this.#hashes[slot] === hash && isKey(this.#offsets[slot]! - 1)) break;
    }
    return slot;
  }

  #grow(): void {
    const [hashes, offsets] = [this.#hashes, this.#offsets];
    this.#hashes = new Uint32Array(hashes.length * 2);
    this.#offsets = new Float64Array(hashes.length * 2);
    for (const [slot, stored] of offsets.entries()) {
      if (stored === 0) continue;
      // All keys differ, so the next free slot is the right one.
      const free = this.#slotOf(hashes[slot]!, () => false);
      this.#hashes[free] = hashes[slot]!;
      this.#offsets[free] = stored;
    }
  }
}

/** A power of two, like all later sizes. */
const firstSlots = 1024;

/** Spreads the bytes from `start` to `end` over 32 bits (FNV-1a, with a final mix for the low bits). */
export function hashOfBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}
