/**
 * The code length of each symbol, in bits, for the shortest total: 1 to `mostBits` if the symbol occurs, 0 if not. The code is complete:
 * every pattern of bits has a meaning. At least two symbols must occur.
 *
 * Huffman's method on sorted counts; codes that become too long are shortened and others lengthened in return, which costs hardly anything
 * if few symbols are that rare.
 */
export function codeLengths(counts: Uint32Array, mostBits: number): Uint8Array {
  // Count and symbol in one number, so that they are sorted together without a comparison function.
  const rising = new Float64Array(counts.length);
  let used = 0;
  for (let symbol = 0; symbol < counts.length; symbol++) {
    if (counts[symbol] !== 0) rising[used++] = counts[symbol]! * symbolsAtMost + symbol;
  }
  const sorted = rising.subarray(0, used).sort();
  const depths = depthsOf(sorted.map((entry) => Math.floor(entry / symbolsAtMost)));
  limit(depths, mostBits);
  const lengths = new Uint8Array(counts.length);
  for (let i = 0; i < used; i++) lengths[sorted[i]! % symbolsAtMost] = depths[i]!;
  return lengths;
}

const symbolsAtMost = 1024;

/**
 * The depths of the leaves of Huffman's tree over rising weights. Joined pairs come out in rising order as well, so the two lightest are
 * always at the front of one of two queues.
 */
function depthsOf(weights: Float64Array): Uint8Array {
  const leaves = weights.length;
  const joined = new Float64Array(leaves - 1);
  const parents = new Uint16Array(2 * leaves - 2);
  let [leaf, pair] = [0, 0];
  for (let next = 0; next < leaves - 1; next++) {
    for (let child = 0; child < 2; child++) {
      const takesLeaf = leaf < leaves && (pair === next || weights[leaf]! <= joined[pair]!);
      joined[next]! += takesLeaf ? weights[leaf]! : joined[pair]!;
      parents[takesLeaf ? leaf++ : leaves + pair++] = next;
    }
  }
  const depthsOfPairs = new Uint8Array(leaves - 1);
  for (let i = leaves - 3; i >= 0; i--) depthsOfPairs[i] = depthsOfPairs[parents[leaves + i]!]! + 1;
  const depths = new Uint8Array(leaves);
  for (let i = 0; i < leaves; i++) depths[i] = depthsOfPairs[parents[i]!]! + 1;
  return depths;
}

/** Limits depths, given from the rarest to the most frequent, and makes the code complete again: the sum of 2^−depth is 1. */
function limit(depths: Uint8Array, mostBits: number): void {
  const all = 1 << mostBits;
  let used = 0;
  for (let i = 0; i < depths.length; i++) {
    depths[i] = Math.min(depths[i]!, mostBits);
    used += 1 << (mostBits - depths[i]!);
  }
  // Too much is used: lengthen the rarest codes that are not at the limit.
  for (let i = 0; used > all; i++) {
    while (depths[i]! < mostBits && used > all) used -= 1 << (mostBits - ++depths[i]!);
  }
  // The last step may have been too large: shorten the most frequent codes for which there is room.
  for (let i = depths.length - 1; used < all; i--) {
    while (used + (1 << (mostBits - depths[i]!)) <= all) used += 1 << (mostBits - depths[i]!--);
  }
}
