/**
 * How many bits each symbol's code has, so that the whole is short: 1 to `mostBits` where a symbol occurs, 0 where it does not. The
 * code is complete: there is no pattern of bits that means nothing. At least two symbols must occur.
 *
 * Huffman's method on sorted counts; codes that become too long are cut and others made longer for it, which costs hardly anything
 * where few symbols are that rare.
 */
export declare function codeLengths(counts: Uint32Array, mostBits: number): Uint8Array;
