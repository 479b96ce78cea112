/**
 * Finds the last line of a key in a file, at 12 bytes a slot: of a key it holds a hash of 32 bits and the offset of its line, and
 * asks the file where hashes are equal.
 */
export class OffsetIndex {
    #hashes = new Uint32Array(firstSlots);
    /** The offset plus one; 0 where the slot is free. */
    #offsets = new Float64Array(firstSlots);
    #size = 0;
    /** Keys in it. */
    get size() {
        return this.#size;
    }
    /** Of each key the offset, from the lowest to the highest. */
    offsets() {
        return this.#offsets
            .filter((stored) => stored > 0)
            .sort()
            .map((stored) => stored - 1);
    }
    /** The offset under a hash of which `isKey` says that it is the one looked for. */
    find(hash, isKey) {
        const stored = this.#offsets[this.#slotOf(hash, isKey)];
        return stored === 0 ? undefined : stored - 1;
    }
    /** Puts an offset in, in place of the one of the same key. */
    set(hash, offset, isKey) {
        const slot = this.#slotOf(hash, isKey);
        if (this.#offsets[slot] === 0)
            this.#size += 1;
        this.#hashes[slot] = hash;
        this.#offsets[slot] = offset + 1;
        if (this.#size * 2 > this.#offsets.length)
            this.#grow();
    }
    /** The slot of the key, or the free one where it belongs. */
    #slotOf(hash, isKey) {
        const mask = this.#offsets.length - 1;
        let slot = hash & mask;
        for (; this.#offsets[slot] !== 0; slot = (slot + 1) & mask) {
            if (this.#hashes[slot] === hash && isKey(this.#offsets[slot] - 1))
                break;
        }
        return slot;
    }
    #grow() {
        const [hashes, offsets] = [this.#hashes, this.#offsets];
        this.#hashes = new Uint32Array(hashes.length * 2);
        this.#offsets = new Float64Array(hashes.length * 2);
        for (const [slot, stored] of offsets.entries()) {
            if (stored === 0)
                continue;
            // All keys differ, so the next free slot is the right one.
            const free = this.#slotOf(hashes[slot], () => false);
            this.#hashes[free] = hashes[slot];
            this.#offsets[free] = stored;
        }
    }
}
/** A power of two, as all further ones. */
const firstSlots = 1024;
/** Spreads the bytes from `start` to `end` over 32 bits (FNV-1a, with a final mix for the low bits). */
export function hashOfBytes(bytes, start, end) {
    let hash = 0x811c9dc5;
    for (let i = start; i < end; i++)
        hash = Math.imul(hash ^ bytes[i], 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    return (hash ^ (hash >>> 13)) >>> 0;
}
