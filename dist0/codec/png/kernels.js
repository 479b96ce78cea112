import { instantiate, kernelsOf } from '../../wasm/instance.js';
import { referenceFilter } from './filter-reference.js';
import { wasmFilter } from './filter-wasm.js';
import { referenceInflate } from './inflate-reference.js';
import { wasmInflate } from './inflate-wasm.js';
/** What filters and codes rows on their way into a PNG. */
export const filterKernels = kernelsOf(() => wasmFilter(instantiate), referenceFilter);
/** What brings the rows of a PNG back. */
export const inflateKernels = kernelsOf(() => wasmInflate(instantiate), referenceInflate);
