import type { Histogram } from '../raster.js';
import type { TableMethod } from './method.js';
import { equalizeParts } from './parts.js';

/**
 * Brightness preserving bi-histogram equalisation. Levels up to the mean (rounded down) and levels above it are equalised separately, each
 * within its own range. Source: Y.-T. Kim, Contrast enhancement using brightness preserving bi-histogram equalization, IEEE Transactions on
 * Consumer Electronics 43(1), 1997.
 */
export const bbhe: TableMethod = {
  kind: 'table',
  levels: 'any',
  name: 'bbhe',
  summary: 'equalises below and above the mean separately, which keeps the brightness (Kim 1997)',
  defaults: {},
  table: (histogram) => equalizeParts(histogram, [meanLevel(histogram), histogram.length - 1]),
};

/** The mean, rounded down; 0 when nothing was counted. */
function meanLevel(histogram: Histogram): number {
  let pixels = 0;
  let sum = 0;
  for (let level = 0; level < histogram.length; level++) {
    pixels += histogram[level]!;
    sum += level * histogram[level]!;
  }
  return pixels === 0 ? 0 : Math.floor(sum / pixels);
}
