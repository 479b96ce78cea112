import { type WasmMemory } from '../../wasm/memory.js';
import type { Kernels } from '../kernels/contract.js';
import { type ImageShape } from '../raster.js';
import { type Tiles } from './clahe-grid.js';
/**
 * CLAHE on WASM SIMD, the same as the plain version sample for sample. Rows pass through the instance's memory chunk by chunk;
 * beside them it holds the tables of two rows of tiles and of one row of cells. The instance is made at the first use.
 */
export declare function wasmClahe(instantiate: () => ClaheExports): Kernels['clahe'];
/** The memory that CLAHE needs beside the plane and its result. */
export declare function claheScratchBytes(shape: Omit<ImageShape, 'channels'>, tiles: Tiles): number;
/** What `kernels/clahe.ts` does for one depth. Addresses are in bytes; tables, rows and columns are numbers of things. */
interface DepthKernels {
    countTiles(chunk: number, mask: number, width: number, rows: number, tileWidth: number, counts: number): void;
    countPadding(...args: [...Parameters<DepthKernels['countTiles']>, sources: number, columns: number]): void;
    tileTables(counts: number, tiles: number, samples: number, clipLimit: number, tables: number): void;
    cellTables(upper: number, lower: number, tiles: number, cells: number, to: number): void;
    blend(...args: [...BlendArguments, upper: number, lower: number, tiles: number]): void;
    blendByCells(...args: [...BlendArguments, cellTables: number]): void;
}
type BlendArguments = [
    chunk: number,
    to: number,
    width: number,
    rows: number,
    cellStarts: number,
    cells: number,
    columnShares: number,
    rowShares: number
];
/** What `kernels/clahe.ts` exports. */
export interface ClaheExports extends WasmMemory {
    readonly countTiles8: DepthKernels['countTiles'];
    readonly countTiles16: DepthKernels['countTiles'];
    readonly countPadding8: DepthKernels['countPadding'];
    readonly countPadding16: DepthKernels['countPadding'];
    readonly tileTables8: DepthKernels['tileTables'];
    readonly tileTables16: DepthKernels['tileTables'];
    readonly cellTables8: DepthKernels['cellTables'];
    readonly cellTables16: DepthKernels['cellTables'];
    readonly blend8: DepthKernels['blend'];
    readonly blend16: DepthKernels['blend'];
    readonly blendByCells8: DepthKernels['blendByCells'];
    readonly blendByCells16: DepthKernels['blendByCells'];
}
export {};
