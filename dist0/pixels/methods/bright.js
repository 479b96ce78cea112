import { cumulative, quantile } from '../histogram.js';
import { equalizeParts } from './parts.js';
/**
 * Local region stretch: the levels are cut where a third and two thirds of the pixels are reached, and each of the three bands is
 * equalised within its own range. A level is never torn: the one that reaches a third belongs to the dark band as a whole, so bands
 * hold a third each as nearly as the levels allow. A level that reaches both thirds leaves the middle band empty.
 */
export const bright = {
    kind: 'table',
    name: 'bright',
    summary: 'equalises the dark, middle and light third of the pixels separately, each within its own range',
    defaults: {},
    table(histogram) {
        const sums = cumulative(histogram);
        return equalizeParts(histogram, [quantile(sums, 1, 3), quantile(sums, 2, 3), histogram.length - 1]);
    },
};
