import { cumulative } from './histogram.js';
import type { Histogram } from './raster.js';

/** Which images an operation changes: those of low contrast, whose levels span less than this fraction of all levels, 0..1. */
export interface LowContrast {
  readonly fraction: number;
}

/** The fraction where none is given: that of `skimage.exposure.is_low_contrast`. */
const defaultFraction = 0.05;

/** In words, for messages. */
export const expectedCondition = 'low-contrast, or low-contrast=FRACTION with a fraction from 0 to 1';

/** Reads `low-contrast` or `low-contrast=0.35`; undefined for anything else. */
export function readCondition(text: string): LowContrast | undefined {
  const [name, value, ...more] = text.split('=');
  if (name !== 'low-contrast' || value?.trim() === '' || more.length > 0) return undefined;
  const fraction = value === undefined ? defaultFraction : Number(value);
  return fraction >= 0 && fraction <= 1 ? { fraction } : undefined;
}

/**
 * Whether the 1st and the 99th percentile of the levels lie closer than `fraction` of all levels, as `skimage.exposure.is_low_contrast`
 * decides. An image in which nothing was counted has no contrast to speak of, but nothing to change either: false.
 *
 * @param histogram of luma
 * @param levels how many are used, from 0. Default: all
 */
export function isLowContrast(histogram: Histogram, { fraction }: LowContrast, levels = histogram.length): boolean {
  const sums = cumulative(histogram);
  if (sums.at(-1) === 0) return false;
  return (percentile(sums, 99) - percentile(sums, 1)) / Math.max(levels - 1, 1) < fraction;
}

/** The percentile of the counted levels, interpolated between neighbours as `numpy.percentile` does by default. */
function percentile(sums: Float64Array, percent: number): number {
  const position = (percent / 100) * (sums.at(-1)! - 1);
  const first = Math.floor(position);
  const lower = levelAt(sums, first);
  return lower + (position - first) * (levelAt(sums, Math.ceil(position)) - lower);
}

/** The level at an index of all counted levels in order. */
function levelAt(sums: Float64Array, index: number): number {
  return sums.findIndex((sum) => sum > index);
}
