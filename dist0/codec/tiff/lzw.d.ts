import type { ImageShape, Raster, Samples } from '../../pixels/raster.js';
/** The hot loops of strips of LZW, as TIFF has them (TIFF 6.0, sections 13 and 14). Samples of 16 bits have their low byte first. */
export interface LzwKernels {
    /**
     * Rows of a raster as a strip: each sample less the one to its left, and those differences in codes of 9 to 12 bits. The bytes may be
     * those of the next call as well: they are to be used or copied before it.
     */
    writeStrip(raster: Raster, firstRow: number, rows: number): Uint8Array;
    /**
     * Samples out of a strip.
     *
     * @param differences whether each sample is less the one to its left
     * @param samples as many as the rows of the strip have
     * @returns whether everything about the codes is usual up to the last sample; otherwise the samples mean nothing
     */
    readStrip(strip: Uint8Array, shape: ImageShape, differences: boolean, samples: Samples): boolean;
}
