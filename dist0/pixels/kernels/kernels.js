import { kernelsOf } from '../../wasm/instance.js';
import { referenceKernels } from './kernels-reference.js';
import { wasmKernels } from './kernels-wasm.js';
/** The hot loops, in the fastest form that this machine has. */
export const kernels = kernelsOf(wasmKernels, referenceKernels);
