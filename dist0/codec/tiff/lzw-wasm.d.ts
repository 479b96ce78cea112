import { type WasmMemory } from '../../wasm/memory.js';
import type { LzwKernels } from './lzw.js';
/** The same on WASM SIMD, byte for byte. Strips pass through the memory of an instance that is made at the first use. */
export declare function wasmLzw(instantiate: () => LzwExports): LzwKernels;
/** What `kernels/lzw.ts` exports. Addresses are in bytes. */
export interface LzwExports extends WasmMemory {
    differences(from: number, rowBytes: number, rows: number, bytesPerPixel: number, wide: number, to: number): void;
    sums(from: number, rowBytes: number, rows: number, bytesPerPixel: number, wide: number, to: number): void;
    writeLzw(from: number, bytes: number, to: number): number;
    readLzw(from: number, end: number, to: number, bytes: number): number;
}
