import type { ClaheOptions } from '../methods/clahe-reference.js';
import type { Histogram, Lut, Plane, Raster, Samples } from '../raster.js';
/**
 * The hot loops over interleaved samples. Rasters are changed in place; alpha samples never change, and pixels with alpha 0
 * are not counted. The luma kernels take rasters of three or four channels.
 */
export interface Kernels {
    readonly name: 'wasm-simd' | 'reference';
    /** How many pixels have each luma. */
    countLuma(raster: Raster): Histogram;
    /** Moves R, G and B of each pixel, clamped, by what the table moves its luma. */
    mapLuma(raster: Raster, table: Lut): void;
    /** The luma of each pixel. */
    readLuma(raster: Raster): Samples;
    /** Moves R, G and B of each pixel, clamped, by the difference between the new luma and its own. */
    replaceLuma(raster: Raster, luma: Samples): void;
    /** How many pixels have each level, for each channel but alpha. */
    countChannels(raster: Raster): Histogram[];
    /** Sends each channel but alpha through its table. */
    mapChannels(raster: Raster, tables: readonly Lut[]): void;
    /** Memory in which grey rasters of 8 bits are worked on without copies; undefined where there is no such memory. */
    takeMemory(bytes: number): KernelMemory | undefined;
    /** OpenCV's CLAHE of one plane. The result may be put into `to`, as large, perhaps the samples of the plane itself. */
    clahe(plane: Plane, options: ClaheOptions, mask?: Plane, to?: Samples): Plane;
}
/** Memory of the kernels, lent. What was in it before is in it still. */
export interface KernelMemory {
    readonly bytes: Uint8Array<ArrayBuffer>;
    /**
     * Gives it back. To be called at most once; its bytes must not be used afterwards.
     *
     * @param mostBytes if it has more, it does not wait for the next image
     */
    release(mostBytes?: number): void;
}
