import { equalizeParts } from './parts.js';
/**
 * Brightness preserving bi-histogram equalisation. The levels up to the mean (rounded down) and those above it are equalised each
 * onto their own side. Source: Y.-T. Kim, Contrast enhancement using brightness preserving bi-histogram equalization, IEEE
 * Transactions on Consumer Electronics 43(1), 1997.
 */
export const bbhe = {
    kind: 'table',
    name: 'bbhe',
    summary: 'equalises below and above the mean separately, which keeps the brightness (Kim 1997)',
    defaults: {},
    table: (histogram) => equalizeParts(histogram, [meanLevel(histogram), histogram.length - 1]),
};
/** The whole part of the mean; 0 when nothing was counted. */
function meanLevel(histogram) {
    let pixels = 0;
    let sum = 0;
    for (let level = 0; level < histogram.length; level++) {
        pixels += histogram[level];
        sum += level * histogram[level];
    }
    return pixels === 0 ? 0 : Math.floor(sum / pixels);
}
