/** The lengths that a code may have. A DC code and its value fit into 26 bits only if the code has 15 at most. */
export const longestCode = { dc: 15, ac: 16 } as const;

/**
 * The shortest Huffman code for symbols that occur this often, as in a DHT segment: counts by length, then symbols. No code is all ones, as
 * decoders require.
 *
 * @param counts by symbol; at least one is not 0
 * @param longest the most bits a code may have
 */
export function optimalCode(counts: ArrayLike<number>, longest: number): Uint8Array {
  const symbols: number[] = [];
  for (let symbol = 0; symbol < counts.length; symbol++) if (counts[symbol]! > 0) symbols.push(symbol);
  symbols.sort((a, b) => counts[b]! - counts[a]! || a - b);
  // A symbol that never occurs takes the longest code, all ones, and is left out.
  const perLength = lengthsOf([...symbols.map((symbol) => counts[symbol]!), 0], longest);
  perLength[perLength.findLastIndex((count) => count > 0)]! -= 1;
  return Uint8Array.from([...perLength.slice(1), ...Array<number>(16 - longest).fill(0), ...symbols]);
}

/** How many codes there are of each length, from 0 on. @param counts at least two, in descending order */
function lengthsOf(counts: readonly number[], longest: number): number[] {
  const perLength = Array<number>(longest + 1).fill(0);
  for (const depth of depthsOf(counts)) perLength[Math.min(depth, longest)]! += 1;
  // Codes that were cut shorter take more room than there is: lengthen the longest of the others, one after the other.
  const room = () => perLength.reduce((sum, count, length) => sum + count * 2 ** (longest - length), 0) - 2 ** longest;
  for (let over = room(); over > 0; over = room()) {
    let length = longest - 1;
    while (perLength[length] === 0) length--;
    perLength[length]! -= 1;
    perLength[length + 1]! += 1;
  }
  return perLength;
}

/** The depth of each leaf in Huffman's tree, by two queues: leaves in ascending order, and nodes as they are made. */
function depthsOf(counts: readonly number[]): number[] {
  const leaves = counts.length;
  const weights = [...counts].reverse();
  const parents: number[] = [];
  let [leaf, node] = [0, leaves];
  const smallest = () => (leaf < leaves && (node >= weights.length || weights[leaf]! <= weights[node]!) ? leaf++ : node++);
  while (weights.length < 2 * leaves - 1) {
    const [a, b] = [smallest(), smallest()];
    parents[a] = weights.length;
    parents[b] = weights.length;
    weights.push(weights[a]! + weights[b]!);
  }
  const depths = Array<number>(weights.length).fill(0);
  for (let i = weights.length - 2; i >= 0; i--) depths[i] = depths[parents[i]!]! + 1;
  return depths.slice(0, leaves);
}
