/** scikit-image's default number of bins. */
const binCount = 256;

/**
 * scikit-image's `exposure.equalize_hist` for real numbers: counts them in 256 bins from the lowest to the highest, and maps each to the
 * share of those at or below it, from 0 to 1, linear between the centres of the bins (`numpy.interp`).
 * @Source: skimage/exposure/exposure.py of scikit-image 0.19, numpy.histogram of numpy 1.24.
 */
export function equalizedReal(counted: Float64Array): ((value: number) => number) | undefined {
  if (counted.length === 0) return undefined;
  const edges = edgesOf(counted);
  const shares = sharesOf(counted, edges);
  const centre = (bin: number) => (edges[bin]! + edges[bin + 1]!) / 2;
  return (value) => {
    const bin = binOf(value, edges);
    const below = value < centre(bin) ? bin - 1 : bin;
    if (below < 0) return shares[0]!;
    if (below >= binCount - 1) return shares[binCount - 1]!;
    const slope = (shares[below + 1]! - shares[below]!) / (centre(below + 1) - centre(below));
    return shares[below]! + slope * (value - centre(below));
  };
}

/** Like numpy, adds half a unit on both sides if all numbers are equal. */
function edgesOf(numbers: Float64Array): Float64Array {
  let [lowest, highest] = [numbers[0]!, numbers[0]!];
  for (const number of numbers) {
    if (number < lowest) lowest = number;
    else if (number > highest) highest = number;
  }
  if (lowest === highest) [lowest, highest] = [lowest - 0.5, highest + 0.5];
  // Halved first, as the difference of two floats may overflow.
  const half = (highest / 2 - lowest / 2) / binCount;
  return Float64Array.from({ length: binCount + 1 }, (_, bin) => (bin === binCount ? highest : lowest + 2 * bin * half));
}

function sharesOf(numbers: Float64Array, edges: Float64Array): Float64Array {
  const sums = new Float64Array(binCount);
  for (const number of numbers) sums[binOf(number, edges)]!++;
  for (let bin = 1; bin < binCount; bin++) sums[bin]! += sums[bin - 1]!;
  return sums.map((sum) => sum / numbers.length);
}

/** The bin of a number: at or above its lower edge, and below its upper one; the last bin includes its upper edge. */
function binOf(number: number, edges: Float64Array): number {
  const [lowest, highest] = [edges[0]!, edges[binCount]!];
  const share = (number / 2 - lowest / 2) / (highest / 2 - lowest / 2);
  let bin = Math.min(Math.max(Math.floor(share * binCount), 0), binCount - 1);
  while (bin > 0 && number < edges[bin]!) bin--;
  while (bin < binCount - 1 && number >= edges[bin + 1]!) bin++;
  return bin;
}
