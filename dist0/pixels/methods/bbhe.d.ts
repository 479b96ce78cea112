import type { TableMethod } from './method.js';
/**
 * Brightness preserving bi-histogram equalisation. The levels up to the mean (rounded down) and those above it are equalised each
 * onto their own side. Source: Y.-T. Kim, Contrast enhancement using brightness preserving bi-histogram equalization, IEEE
 * Transactions on Consumer Electronics 43(1), 1997.
 */
export declare const bbhe: TableMethod;
