import { cumulative, quantile } from '../histogram.js';
import type { TableMethod } from './method.js';
import { equalizeParts } from './parts.js';

/**
 * Dualistic sub-image histogram equalisation. Levels up to the median and levels above it are equalised separately, each within its own
 * range. The median, the lowest level with half of the pixels at or below it, belongs to the lower range. Source: Y. Wan, Q. Chen, B.
 * Zhang, Image enhancement based on equal area dualistic sub-image histogram equalization method, IEEE Transactions on Consumer Electronics
 * 45(1), 1999.
 */
export const dsihe: TableMethod = {
  kind: 'table',
  levels: 'any',
  name: 'dsihe',
  summary: 'equalises the darker and the lighter half of the pixels separately (Wan, Chen, Zhang 1999)',
  defaults: {},
  table: (histogram) => equalizeParts(histogram, [quantile(cumulative(histogram), 1, 2), histogram.length - 1]),
};
