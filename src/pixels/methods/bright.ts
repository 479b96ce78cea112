import { cumulative, quantile } from '../histogram.js';
import type { TableMethod } from './method.js';
import { equalizeParts } from './parts.js';

/**
 * Local region stretch: the levels are cut where a third and two thirds of the pixels are reached, and each of the three bands is equalised
 * within its own range. A level is never split: the one that reaches a third belongs entirely to the dark band, so each band holds a third
 * as nearly as the levels allow. If one level reaches both thirds, the middle band is empty.
 */
export const bright: TableMethod = {
  kind: 'table',
  levels: 'any',
  name: 'bright',
  summary: 'equalises the dark, middle and light third of the pixels separately, each within its own range',
  defaults: {},
  table(histogram) {
    const sums = cumulative(histogram);
    return equalizeParts(histogram, [quantile(sums, 1, 3), quantile(sums, 2, 3), histogram.length - 1]);
  },
};
