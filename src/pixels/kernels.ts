import type { ClaheOptions } from './clahe-reference.js';
import { referenceKernels } from './kernels-reference.js';
import { wasmKernels } from './kernels-wasm.js';
import type { LzwKernels } from './lzw.js';
import type { Histogram, Lut, Plane, Raster, Samples } from './raster.js';
import type { RowKernels } from './rows.js';
import type { UnpackKernels } from './unpack.js';

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
  /** Rows on their way into a file without loss. */
  readonly rows: RowKernels;
  /** Rows out of such a file. */
  readonly unpack: UnpackKernels;
  /** Strips of a TIFF. */
  readonly lzw: LzwKernels;
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

let chosen: Kernels | undefined;

/** The kernels of this thread, chosen at the first use. `IMGPAR_KERNELS=reference` in the environment asks for the plain ones. */
export function kernels(): Kernels {
  chosen ??= process.env.IMGPAR_KERNELS === 'reference' ? referenceKernels : fastest();
  return chosen;
}

/** What fails here is a machine without SIMD; the plain kernels give the same samples there, only later. */
function fastest(): Kernels {
  try {
    return wasmKernels();
  } catch {
    return referenceKernels;
  }
}
