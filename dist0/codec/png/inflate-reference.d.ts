import type { InflateKernels } from './inflate.js';
/** The plain version, which says what the fast one must do. */
export declare const referenceInflate: InflateKernels;
