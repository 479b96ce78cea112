import type { Histogram } from './raster.js';

/** The number of pixels at each level or below: `cumulative(h)[v]` = h[0] + … + h[v]. The last entry is the number of pixels. */
export function cumulative(histogram: Histogram): Float64Array {
  const sums = new Float64Array(histogram.length);
  let sum = 0;
  for (let level = 0; level < histogram.length; level++) {
    sum += histogram[level]!;
    sums[level] = sum;
  }
  return sums;
}

/** The number of pixels that were counted. */
export function pixelsIn(histogram: Histogram): number {
  let pixels = 0;
  for (let level = 0; level < histogram.length; level++) pixels += histogram[level]!;
  return pixels;
}

/**
 * The sum of histograms of one length: of the channels of a picture or the pictures of a set. Exact, and the same in any order, up to 2^53
 * pixels, which is 9·10^8 pictures of 10 megapixels.
 */
export function summed(histograms: readonly Histogram[]): Float64Array {
  const total = new Float64Array(histograms[0]!.length);
  for (const histogram of histograms) {
    for (let level = 0; level < total.length; level++) total[level]! += histogram[level]!;
  }
  return total;
}

/**
 * The lowest used level with at least `parts`/`of` of the pixels at or below it, from cumulative sums: 1 of 2 parts is the median, 99.65 of
 * 100 a percentile, 0 parts the lowest level and all parts the highest. 0 when nothing was counted.
 */
export function quantile(sums: Float64Array, parts: number, of: number): number {
  const wanted = parts * sums[sums.length - 1]!;
  const level = sums.findIndex((sum) => sum > 0 && sum * of >= wanted);
  return Math.max(level, 0);
}

/** Adds a histogram to a sum of as many levels. */
export function addHistogram(sum: Float64Array, histogram: Histogram): void {
  for (let level = 0; level < sum.length; level++) sum[level]! += histogram[level]!;
}
