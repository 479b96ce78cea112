import type { Histogram, Lut } from '../raster.js';
/**
 * The levels cut into parts, each equalised onto itself: a part from level a to level b sends v to a + round((b − a) · share of the
 * part's pixels at or below v), halves rounded up. The first part starts at 0; `lastLevels` are the b of each, in ascending order,
 * ending with the largest sample. A part without pixels stays as it is.
 */
export declare function equalizeParts(histogram: Histogram, lastLevels: readonly number[]): Lut;
