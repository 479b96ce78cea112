import { closeSync, openSync, readSync, writeFileSync } from 'node:fs';

/**
 * Writes a file that tells workers whether content is that of a result: the first 8 bytes of each SHA-256, sorted. Held in memory, it would
 * cost that much in every worker.
 *
 * @param digests SHA-256 in hexadecimal
 */
export function writeKnownResults(path: string, digests: Iterable<string>): void {
  const sorted = BigUint64Array.from(digests, prefixOf).sort();
  writeFileSync(path, new Uint8Array(sorted.buffer), { flag: 'wx', mode: 0o600 });
}

function prefixOf(sha256: string): bigint {
  return BigInt(`0x${sha256.slice(0, 16)}`);
}

/** Tells whether such a file lists a content. It may be wrong once in 10^12 questions; the manifest decides. */
export class KnownResults {
  readonly #descriptor: number;
  readonly #room = new BigUint64Array(1);
  readonly #count: number;

  constructor(path: string, count: number) {
    this.#descriptor = openSync(path, 'r');
    this.#count = count;
  }

  has(sha256: string): boolean {
    const wanted = prefixOf(sha256);
    for (let low = 0, high = this.#count; low < high; ) {
      const middle = Math.floor((low + high) / 2);
      const found = this.#at(middle);
      if (found === wanted) return true;
      if (found < wanted) low = middle + 1;
      else high = middle;
    }
    return false;
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #at(index: number): bigint {
    readSync(this.#descriptor, this.#room, 0, 8, index * 8);
    return this.#room[0]!;
  }
}
