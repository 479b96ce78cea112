import { type Kind } from '../../values/kinds.js';
import { type ValuesOf } from '../../values/parameters.js';
import type { Histogram } from '../raster.js';
import type { TableMethod } from './method.js';
declare const parameters: {
    reference: import("../../values/parameters.js").Parameter<readonly Histogram[]> & {
        readonly kind: Kind<readonly Histogram[], readonly Histogram[]>;
    };
    dialect: import("../../values/parameters.js").Parameter<"skimage" | "textbook"> & {
        readonly kind: Kind<"skimage" | "textbook", "skimage" | "textbook">;
    };
};
/**
 * Histogram matching: a level becomes the level of the reference that has the same rank. When either has no pixel that counts,
 * nothing changes.
 */
export declare const match: TableMethod<ValuesOf<typeof parameters>>;
export {};
