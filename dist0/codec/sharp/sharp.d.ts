import type { Raster } from '../../pixels/raster.js';
import { type Header } from '../container.js';
import type { Rasters } from '../encoding.js';
import { type TiffCoding } from '../tiff/strips.js';
/** What a file is read for. */
export interface Reading {
    /** Of its format, for messages. */
    readonly title: string;
    readonly maxPixels: number;
    /** Good files of the format have odd tags: warnings that concern no more are no reason to refuse one. */
    readonly forgivesTags?: boolean;
}
/**
 * The pixels of every page of a file, in its own colour space and depth: no profile is applied, 16 bits stay 16 bits, grey stays
 * grey, CMYK stays CMYK, alpha stays, nothing is turned. Samples of 10 or 12 bits are spread over 0..65,535. Pages may differ in size
 * and depth, so each is read on its own.
 */
export declare function decodePages(file: Buffer, header: Header, reading: Reading): Promise<Rasters>;
/** The same of an animation: frames as they are shown, each on the whole canvas; their rasters stand side by side in one memory. */
export declare function decodeFrames(file: Buffer, header: Header, reading: Reading): Promise<Rasters>;
export interface JpegCoding {
    readonly quality: number;
    /** Otherwise colour is stored at half resolution. */
    readonly fullChroma: boolean;
    readonly progressive: boolean;
    /** 1 (fastest) to 9 (smallest). */
    readonly effort: number;
    /** CMYK is stored inverted, as Adobe does, and not as YCCK. */
    readonly space?: Header['space'];
}
/** A JPEG without metadata. Alpha is left out. */
export declare function encodeJpeg(raster: Raster, { quality, fullChroma, progressive, effort, space }: JpegCoding): Promise<Buffer>;
export interface WebpCoding {
    /** Of lossy coding; of `near`, how near: 100 is the same, 80 changes the last bit, 60 the last two. */
    readonly quality: number;
    readonly lossless: 'yes' | 'near' | 'no';
    /** 1 (fastest) to 9 (smallest). */
    readonly effort: number;
}
/** A WebP without metadata. Lossless keeps colours under full transparency as well. */
export declare function encodeWebp(raster: Raster, { quality, lossless, effort }: WebpCoding): Promise<Buffer>;
/** An AVIF without metadata. */
export declare function encodeAvif(raster: Raster, { quality, fullChroma, bitdepth, effort, }: {
    readonly quality: number;
    readonly fullChroma: boolean;
    readonly bitdepth: 8 | 10 | 12;
    readonly effort: number;
}): Promise<Buffer>;
/** A TIFF without metadata. Whole bytes are compressed as differences of neighbours, which is smaller. */
export declare function encodeTiff(raster: Raster, coding: TiffCoding): Promise<Buffer>;
/** The raster in at most 256 colours, for a GIF. */
export declare function quantize(raster: Raster): Promise<Raster>;
/** A small picture of a file's first page, for looking at: upright, in sRGB of 8 bits, on mid-grey where it is transparent. */
export declare function thumbnail(bytes: Uint8Array, maxWidth: number, maxHeight: number): Promise<Raster>;
/** The versions of the codec and of the library below it. */
export declare const codecVersions: {
    readonly sharp: string;
    readonly libvips: string;
};
