import { cumulative } from '../histogram.js';
import type { Histogram, Lut } from '../raster.js';
import { identityTable } from '../table.js';

/**
 * Cuts the levels into parts and equalises each within its own range: a part from level a to level b maps v to a + round((b − a) · share of
 * the part's pixels at or below v), halves rounded up. The first part starts at 0; `lastLevels` holds the b of each part in ascending
 * order, ending with the largest sample. A part without pixels does not change.
 */
export function equalizeParts(histogram: Histogram, lastLevels: readonly number[]): Lut {
  const sums = cumulative(histogram);
  const table = identityTable(histogram.length);
  let first = 0;
  for (const last of lastLevels) {
    spread(table, sums, first, last);
    first = last + 1;
  }
  return table;
}

function spread(table: Lut, sums: Float64Array, first: number, last: number): void {
  const below = first === 0 ? 0 : sums[first - 1]!;
  const pixels = sums[last]! - below;
  if (pixels === 0) return;
  for (let level = first; level <= last; level++) {
    table[level] = first + Math.round(((last - first) * (sums[level]! - below)) / pixels);
  }
}
