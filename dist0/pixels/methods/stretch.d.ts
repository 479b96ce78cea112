import { type Kind } from '../../values/kinds.js';
import { type ValuesOf } from '../../values/parameters.js';
import type { TableMethod } from './method.js';
/**
 * The percentiles that become black and white, 0 ≤ low < high ≤ 100. A percentile p is the lowest used level v with at least p %
 * of the pixels at it or below; so 0 is the lowest used level and 100 the highest. Taken to four decimals.
 */
type Percentiles = readonly [low: number, high: number];
declare const parameters: {
    percentiles: import("../../values/parameters.js").Parameter<Percentiles> & {
        readonly kind: Kind<Percentiles, Percentiles>;
    };
};
/**
 * Contrast stretching: linear from the low percentile, which becomes 0, to the high one, which becomes the largest sample; halves
 * are rounded up, and what lies outside is clamped. When both are the same level, nothing changes.
 */
export declare const stretch: TableMethod<ValuesOf<typeof parameters>>;
export {};
