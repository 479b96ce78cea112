import type { ClaheOptions } from '../methods/clahe-reference.js';
import type { SkimageLoops } from '../methods/clahe-skimage-loops.js';
import type { Histogram, Lut, Plane, Raster, Samples } from '../raster.js';

/**
 * The hot loops over interleaved samples. Rasters are changed in place. Alpha samples never change, and pixels with alpha 0 are not
 * counted. The luma kernels take rasters of three or four channels.
 */
export interface Kernels {
  readonly name: 'wasm-simd' | 'reference';
  /** The histogram of luma. */
  countLuma(raster: Raster): Histogram;
  /** Adds to R, G and B of each pixel, clamped, the amount by which the table changes its luma. */
  mapLuma(raster: Raster, table: Lut): void;
  /** The luma of each pixel. */
  readLuma(raster: Raster): Samples;
  /** Adds to R, G and B of each pixel, clamped, the difference between the new luma and its own. */
  replaceLuma(raster: Raster, luma: Samples): void;
  /** The histogram of each channel except alpha. */
  countChannels(raster: Raster): Histogram[];
  /** Maps each channel except alpha through its table. */
  mapChannels(raster: Raster, tables: readonly Lut[]): void;
  /** Memory in which the kernels work on 8-bit grey rasters without copies; undefined if there is none. */
  takeMemory(bytes: number): KernelMemory | undefined;
  /** OpenCV's CLAHE of one plane. The result may go into `to`, which has the same size and may be the samples of the plane itself. */
  clahe(plane: Plane, options: ClaheOptions, mask?: Plane, to?: Samples): Plane;
  /** The loops of scikit-image's CLAHE. */
  readonly skimage: SkimageLoops;
  /**
   * Moves each sample of `before` by a share of its way to that of `after`, which receives the result, rounded (halves up).
   *
   * @param share 0..1
   */
  mix(before: Samples, after: Samples, share: number): void;
}

/** Kernel memory on loan. Its former content is not cleared. */
export interface KernelMemory {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /**
   * Gives the memory back. Call it at most once, and do not use the bytes afterwards.
   *
   * @param mostBytes larger memory is not kept for the next image
   */
  release(mostBytes?: number): void;
}
