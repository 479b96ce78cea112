import { instantiate, kernelsOf } from '../../wasm/instance.js';
import { referenceLzw } from './lzw-reference.js';
import { wasmLzw } from './lzw-wasm.js';
/** What writes and reads a TIFF's strips of LZW. */
export const lzwKernels = kernelsOf(() => wasmLzw(instantiate), referenceLzw);
