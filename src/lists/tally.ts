import { hashOfNumber } from './hashing.js';

/** A set of whole numbers in two numbers: equal sets have equal tallies, whatever the order, and different ones practically never. */
export interface Tally {
  readonly count: number;
  /** The sum of hashes, in hexadecimal. */
  readonly hash: string;
}

/** Counts numbers without keeping them. */
export class Counter {
  count = 0;
  #high = 0;
  #low = 0;

  add(number: number): void {
    this.count += 1;
    const { high, low } = hashOfNumber(number);
    this.#low = (this.#low + low) >>> 0;
    this.#high = (this.#high + high) >>> 0;
  }

  get tally(): Tally {
    return { count: this.count, hash: hex(this.#high) + hex(this.#low) };
  }
}

export function isSameTally(one: Tally, other: Tally): boolean {
  return one.count === other.count && one.hash === other.hash;
}

const hex = (bits: number) => bits.toString(16).padStart(8, '0');
