import type { WasmMemory } from './memory.js';
/**
 * Kernels that each thread chooses at their first use: the fast ones, or the plain ones where this machine has no SIMD, or where
 * `IMGPAR_KERNELS=reference` in the environment asks for them. Both give the same samples.
 */
export declare function kernelsOf<Kernels>(fast: () => Kernels, plain: Kernels): () => Kernels;
/**
 * A new instance of the kernels of `kernels/`, with a memory of its own. The caller's type names those of their exports that it uses.
 * Throws where the file is missing or SIMD is.
 */
export declare function instantiate<Exports extends WasmMemory>(): Exports;
