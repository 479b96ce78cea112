import type { Kernels } from './contract.js';
/**
 * The kernels of `kernels/` on WASM SIMD. Samples pass through the instance's memory chunk by chunk, so that it stays at
 * 1.3 MiB for any image; those in `KernelMemory` stay where they are. Throws where the file is missing or SIMD is.
 */
export declare function wasmKernels(): Kernels;
