import type { ImageShape, Samples } from '../../pixels/raster.js';
/** The hot loops of reading rows of samples that were written without loss. */
export interface InflateKernels {
    /**
     * Samples out of rows that were filtered as PNG does it (section 9), 16 bits with the high byte first, and packed by zlib (RFC 1950).
     *
     * @param parts the stream, all of them together; no byte more
     * @param samples as many as the shape says
     * @returns whether the stream is whole, its checksum right, and everything about it usual; otherwise the samples mean nothing
     */
    readRows(parts: readonly Uint8Array[], shape: ImageShape, samples: Samples): boolean;
    /**
     * Bytes out of rows that were filtered so and are no longer packed, each behind the number of its filter.
     *
     * @param bytesPerPixel 1, 2, 3, 4, 6 or 8
     * @param above the row above the first one, as it was before it was filtered; zeros above the picture
     * @param to room for the rows, one behind the other
     * @returns whether there are such filters; otherwise the bytes mean nothing
     */
    unfilterRows(filtered: Uint8Array, rowBytes: number, bytesPerPixel: number, above: Uint8Array, to: Uint8Array): boolean;
}
