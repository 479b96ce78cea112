import { type WasmMemory } from '../../wasm/memory.js';
import type { InflateKernels } from './inflate.js';
/**
 * The same on WASM SIMD. Both the stream and the rows pass through the memory of an instance that is made at the first use, in pieces that
 * stay in the L2 cache.
 *
 * CPU ms a megapixel, 12 photographs, the first ones before the loops are compiled for speed: RGB, mostly by Paeth's filter, 7.4, by libvips
 * 13.1; not filtered 7.9 and 8.9; 16-bit grey by Sub 6.4 and 8.6.
 */
export declare function wasmInflate(instantiate: () => InflateExports): InflateKernels;
/** What `kernels/inflate.ts` and `kernels/unfilter.ts` export, and what `rows.ts` and `runs.ts` lend. Addresses are in bytes. */
export interface InflateExports extends WasmMemory {
    readonly inflateFrom: {
        readonly value: number;
    };
    readonly inflateTo: {
        readonly value: number;
    };
    beginInflate(forLiterals: number): void;
    continueInflate(from: number, to: number): void;
    inflate(end: number, hasMore: number, start: number, stop: number, reach: number): number;
    bytesAhead(): number;
    unfilterRows(from: number, rowBytes: number, rows: number, bytesPerPixel: number, to: number): number;
    swapBytes(at: number, bytes: number): void;
    adler32(from: number, bytes: number, before: number): number;
}
