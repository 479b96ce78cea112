import { instantiate, kernelsOf } from '../../wasm/instance.js';
import { referenceFilter } from './filter-reference.js';
import { wasmFilter } from './filter-wasm.js';
import { referenceInflate } from './inflate-reference.js';
import { wasmInflate } from './inflate-wasm.js';

/** Kernels that filter and code rows for writing a PNG. */
export const filterKernels = kernelsOf(() => wasmFilter(instantiate), referenceFilter);

/** Kernels that decode the rows of a PNG. */
export const inflateKernels = kernelsOf(() => wasmInflate(instantiate), referenceInflate);
