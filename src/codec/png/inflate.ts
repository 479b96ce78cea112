import type { ImageShape, Samples } from '../../pixels/raster.js';

/** The hot loops of reading losslessly compressed samples. */
export interface InflateKernels {
  /**
   * Reads samples from rows that were filtered as in PNG (section 9), 16 bits in big-endian order, and compressed by zlib (RFC 1950).
   *
   * @param parts the stream, all parts together, without any extra byte
   * @param samples as many as the shape requires
   * @returns whether the stream is complete, its checksum right, and everything about it usual; otherwise the samples are undefined
   */
  readRows(parts: readonly Uint8Array[], shape: ImageShape, samples: Samples): boolean;
  /**
   * Unfilters rows that are already decompressed, each preceded by the number of its filter.
   *
   * @param bytesPerPixel 1, 2, 3, 4, 6 or 8
   * @param above the row above the first one, unfiltered; zeros at the top of the image
   * @param to room for the rows, one after the other
   * @returns whether all filters exist; otherwise the bytes are undefined
   */
  unfilterRows(filtered: Uint8Array, rowBytes: number, bytesPerPixel: number, above: Uint8Array, to: Uint8Array): boolean;
}
