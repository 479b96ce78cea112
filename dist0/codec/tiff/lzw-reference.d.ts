import type { LzwKernels } from './lzw.js';
/** The plain version, which says what the fast one must do. */
export declare const referenceLzw: LzwKernels;
