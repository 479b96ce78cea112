import type { Kernels } from './contract.js';
/** The plain version, which says what the fast one must do. */
export declare const referenceKernels: Kernels;
