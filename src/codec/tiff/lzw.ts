import type { ImageShape, Raster, Samples } from '../../pixels/raster.js';

/** The hot loops of LZW strips in TIFF (TIFF 6.0, sections 13 and 14). Samples of 16 bits are little-endian. */
export interface LzwKernels {
  /**
   * Codes rows of a raster as a strip: each sample minus the one to its left, in codes of 9 to 12 bits. The bytes are valid only until the
   * next call: use or copy them before it.
   */
  writeStrip(raster: Raster, firstRow: number, rows: number): Uint8Array;
  /**
   * Reads samples from a strip.
   *
   * @param differences whether each sample is stored minus the one to its left
   * @param samples as many as the rows of the strip have
   * @returns whether everything about the codes is usual up to the last sample; otherwise the samples are undefined
   */
  readStrip(strip: Uint8Array, shape: ImageShape, differences: boolean, samples: Samples): boolean;
}
