import { type WasmMemory } from '../../wasm/memory.js';
import { type FilterKernels } from './filter.js';
/** The same on WASM SIMD, byte for byte. Rows pass through the memory of an instance that is made at the first use. */
export declare function wasmFilter(instantiate: () => FilterExports): FilterKernels;
/** What `kernels/rows.ts` and `kernels/runs.ts` export. Addresses are in bytes. */
export interface FilterExports extends WasmMemory {
    swapBytes(at: number, bytes: number): void;
    filterRows(above: number, rowBytes: number, rows: number, bytesPerPixel: number, to: number, best: number): void;
    /** Counts of bytes and runs, and three more tables of counts of bytes. */
    readonly runCounts: {
        readonly value: number;
    };
    /** Codes of bytes and runs. */
    readonly runCodes: {
        readonly value: number;
    };
    countRuns(from: number, bytes: number): void;
    writeRuns(from: number, bytes: number, to: number, carried: number, carriedBits: number): bigint;
    adler32(from: number, bytes: number, before: number): number;
}
