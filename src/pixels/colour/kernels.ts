import { kernelsOf } from '../../wasm/instance.js';
import type { ColourKernels } from './contract.js';
import { referenceColours } from './kernels-reference.js';
import { wasmColours } from './kernels-wasm.js';

/** The loops of colour modes that few images need, in the fastest version that this machine supports. */
export const colourKernels = kernelsOf<ColourKernels>(wasmColours, referenceColours);
