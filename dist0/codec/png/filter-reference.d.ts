import { type FilterKernels } from './filter.js';
/** The plain version, which says what the fast one must do. */
export declare const referenceFilter: FilterKernels;
/** What a filter takes a byte to be, from those to its left, above it and above to the left; by its number. */
export declare const predictors: ReadonlyArray<(left: number, up: number, upLeft: number) => number>;
