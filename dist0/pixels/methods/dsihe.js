import { cumulative, quantile } from '../histogram.js';
import { equalizeParts } from './parts.js';
/**
 * Dualistic sub-image histogram equalisation. The levels up to the median and those above it are equalised each onto their own
 * side. The median, the lowest level with half of the pixels at it or below, belongs to the lower side. Source: Y. Wan, Q. Chen,
 * B. Zhang, Image enhancement based on equal area dualistic sub-image histogram equalization method, IEEE Transactions on Consumer
 * Electronics 45(1), 1999.
 */
export const dsihe = {
    kind: 'table',
    name: 'dsihe',
    summary: 'equalises the darker and the lighter half of the pixels separately (Wan, Chen, Zhang 1999)',
    defaults: {},
    table: (histogram) => equalizeParts(histogram, [quantile(cumulative(histogram), 1, 2), histogram.length - 1]),
};
