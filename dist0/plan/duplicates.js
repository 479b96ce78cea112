import { Spool } from './spool.js';
/** Hashes sorted at once: 4 MB. */
const defaultAtOnce = 512 * 1024;
/** Hashes of a bucket that are written at once: 8 KB. */
const blockLength = 1024;
/** Repeated hashes handed out at once, so that what is kept for each of them stays small. */
const repeatedAtOnce = 65_536;
/**
 * Tells which of many texts may occur more than once, without keeping the texts: by their 53-bit hashes. Equal texts are always
 * told. Different ones can have the same hash (of 10^8 texts one pair, give or take), so what is told must be looked at again.
 *
 * Up to half a million texts take 8 bytes each. More are split by their hashes into buckets of at most about that size, which lie
 * in a temporary file and are sorted one after the other: 4 MB, and 8 KB for each bucket while texts are added.
 */
export class DuplicateTexts {
    /** Keeps nothing in memory, so a block can be used again once it is written. */
    #spool = new Spool(0);
    #buckets;
    /**
     * @param expected how many texts will be added at most
     * @param atOnce how many hashes may be sorted at once
     */
    constructor(expected, atOnce = defaultAtOnce) {
        const count = Math.max(1, Math.ceil(expected / atOnce));
        const length = count === 1 ? expected : blockLength;
        this.#buckets = Array.from({ length: count }, () => ({ block: new Float64Array(length), used: 0, written: [] }));
    }
    async add(text) {
        const hash = hashOf(text);
        const bucket = this.#buckets[hash % this.#buckets.length];
        if (bucket.used === bucket.block.length)
            await this.#write(bucket);
        bucket.block[bucket.used] = hash;
        bucket.used += 1;
    }
    /** The hashes that were added more than once, each in one of the sets. No text can be added any more. */
    async *repeated() {
        let found = new Set();
        const space = new Float64Array(Math.max(...this.#buckets.map(lengthOf)));
        for (const bucket of this.#buckets) {
            const hashes = (await this.#read(bucket, space)).sort();
            for (let i = 1; i < hashes.length; i++) {
                if (hashes[i] !== hashes[i - 1])
                    continue;
                if (found.size >= repeatedAtOnce && !found.has(hashes[i])) {
                    yield found;
                    found = new Set();
                }
                found.add(hashes[i]);
            }
        }
        if (found.size > 0)
            yield found;
    }
    async close() {
        await this.#spool.close();
    }
    async #write(bucket) {
        bucket.written.push(this.#spool.size);
        await this.#spool.append(Buffer.from(bucket.block.buffer));
        bucket.used = 0;
    }
    /** All hashes of a bucket, in the space given. */
    async #read(bucket, space) {
        const { block, used, written } = bucket;
        const bytes = new Uint8Array(space.buffer);
        for (const [index, offset] of written.entries())
            bytes.set(await this.#spool.read(offset, block.byteLength), index * block.byteLength);
        space.set(block.subarray(0, used), written.length * blockLength);
        return space.subarray(0, lengthOf(bucket));
    }
}
function lengthOf({ used, written }) {
    return written.length * blockLength + used;
}
/** A whole number below 2^53 that depends on every character of a text. Multiplicative hashing in two halves, each mixed at the end. */
export function hashOf(text) {
    let low = 0x811c9dc5;
    let high = 0x9e3779b9;
    for (let i = 0; i < text.length; i++) {
        const unit = text.charCodeAt(i);
        low = Math.imul(low ^ unit, 0x01000193);
        high = Math.imul(((high << 5) | (high >>> 27)) ^ unit, 0x27d4eb2f);
    }
    low = mixed(low ^ (high >>> 16));
    high = mixed(high ^ low);
    return (high >>> 11) * 2 ** 32 + (low >>> 0);
}
/** Spreads every bit over all: the finalizer of MurmurHash3. */
function mixed(hash) {
    let bits = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
    return bits ^ (bits >>> 16);
}
