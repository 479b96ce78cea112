import type { Histogram } from './raster.js';
/** How many pixels have each level or a lower one: `cumulative(h)[v]` = h[0] + … + h[v]. The last one is the number of pixels. */
export declare function cumulative(histogram: Histogram): Float64Array;
/**
 * Histograms of one length as one: of the channels of a picture, of the pictures of a set. Exact, and the same in any order,
 * up to 2^53 pixels, which is 9·10^8 pictures of 10 megapixels.
 */
export declare function summed(histograms: readonly Histogram[]): Float64Array;
/**
 * The lowest used level with `parts`/`of` of the pixels at it or below, from cumulative sums: the 1st of 2 parts is the median,
 * 99.65 parts of 100 a percentile, 0 parts the lowest level and all parts the highest. 0 when nothing was counted.
 */
export declare function quantile(sums: Float64Array, parts: number, of: number): number;
