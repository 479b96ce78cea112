import { closeSync, openSync, readSync, writeFileSync } from 'node:fs';
/**
 * Writes a file by which workers tell whether a content is that of a result: the first 8 bytes of each SHA-256, sorted. In memory they
 * would take as much in every worker.
 *
 * @param digests SHA-256 in hexadecimal
 */
export function writeKnownResults(path, digests) {
    const sorted = BigUint64Array.from(digests, prefixOf).sort();
    writeFileSync(path, new Uint8Array(sorted.buffer), { flag: 'wx', mode: 0o600 });
}
function prefixOf(sha256) {
    return BigInt(`0x${sha256.slice(0, 16)}`);
}
/** Whether such a file names a content. It may do so wrongly once in 10^12 questions; who holds the manifest knows better. */
export class KnownResults {
    #descriptor;
    #room = new BigUint64Array(1);
    #count;
    constructor(path, count) {
        this.#descriptor = openSync(path, 'r');
        this.#count = count;
    }
    has(sha256) {
        const wanted = prefixOf(sha256);
        for (let low = 0, high = this.#count; low < high;) {
            const middle = Math.floor((low + high) / 2);
            const found = this.#at(middle);
            if (found === wanted)
                return true;
            if (found < wanted)
                low = middle + 1;
            else
                high = middle;
        }
        return false;
    }
    close() {
        closeSync(this.#descriptor);
    }
    #at(index) {
        readSync(this.#descriptor, this.#room, 0, 8, index * 8);
        return this.#room[0];
    }
}
