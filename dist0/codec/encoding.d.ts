import type { Raster } from '../pixels/raster.js';
/** The compressions of TIFF that can be chosen. */
export declare const writableCompressions: readonly ['none', 'lzw', 'deflate', 'packbits', 'jpeg'];
export type WritableCompression = (typeof writableCompressions)[number];
/** How the pixels of a result are coded, with everything decided. */
export interface Coding {
    /** 1..100, of lossy formats. */
    readonly quality: number;
    /**
     * 1 (fastest) to 9 (smallest): time given to making the file smaller. JPEG: 4 and more optimise the codes, 8 and more the
     * coefficients as well; PNG: 2 tries more filters, 3 and more that level of zlib as well; WebP and AVIF: their own efforts. Of no effect on TIFF and GIF.
     */
    readonly effort: number;
    /** Of TIFF. `keep` stores the pixels as they were where that can be written; what was no TIFF becomes `deflate`. */
    readonly compression: 'keep' | WritableCompression;
    /** Of WebP. `keep` is without loss what was read so; what was no WebP is with loss. `near` may change samples a little. */
    readonly lossless: 'keep' | 'yes' | 'near' | 'no';
}
/** The pixels of each page or frame; the first one always exists. */
export type Rasters = readonly [Raster, ...Raster[]];
/** A file whole or in parts: large ones come in parts where that saves a copy. */
export type Encoded = Uint8Array | readonly Uint8Array[];
/** Encodes one page after the other: what runs beside them are other images. */
export declare function inTurn<Result>(rasters: Rasters, encodePage: (raster: Raster, page: number) => Promise<Result>): Promise<Result[]>;
/** Whether any pixel is not opaque. */
export declare function hasTransparency({ samples, channels, maxSample }: Raster): boolean;
/** Bits of a grey sample: as many as were read where every sample is one of the levels that 1, 2 or 4 bits have, otherwise 8. */
export declare function greyBits(raster: Raster, bitsRead: number): 1 | 2 | 4 | 8;
