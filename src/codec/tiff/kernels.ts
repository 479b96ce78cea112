import { instantiate, kernelsOf } from '../../wasm/instance.js';
import { referenceLzw } from './lzw-reference.js';
import { wasmLzw } from './lzw-wasm.js';

/** Kernels that write and read LZW strips of a TIFF. */
export const lzwKernels = kernelsOf(() => wasmLzw(instantiate), referenceLzw);
