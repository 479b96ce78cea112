import { type Header } from '../container.js';
import { type Metadata } from '../metadata.js';
/** One chunk of a PNG. */
export interface Chunk {
    readonly type: string;
    /** The whole of it: length, type, data, checksum. */
    readonly bytes: Buffer;
    readonly data: Buffer;
}
/** A PNG file taken apart into its chunks. */
export interface PngFile extends Header {
    readonly colourType: number;
    readonly interlaced: boolean;
    /** Number of entries of the palette times three; colour type 3 only. */
    readonly palette: Buffer | undefined;
    /** All chunks, from the header to the end. A stretch of picture data is one of them, of which `pictureChunks` knows the parts. */
    readonly chunks: readonly Chunk[];
    /** Bytes that follow the end. */
    readonly surplusBytes: number;
    /** The ancillary chunks that stand before and behind the picture, in their order. */
    readonly before: readonly Chunk[];
    readonly behind: readonly Chunk[];
}
/** How a PNG states its samples: `colourType` 0 grey, 2 RGB, 4 grey and alpha, 6 RGB and alpha; `bitDepth` 1..16. */
export interface PngSamples {
    readonly colourType: 0 | 2 | 4 | 6;
    readonly bitDepth: 1 | 2 | 4 | 8 | 16;
}
export declare const pngSignature: Buffer<ArrayBuffer>;
/** Takes a PNG apart. One without its end, and an animated one, is refused. */
export declare function parsePng(file: Buffer): PngFile;
/** The chunks of which a stretch of picture data consists. */
export declare function pictureChunks({ bytes }: Chunk): Chunk[];
/** Whether the chunk's checksum is right. */
export declare function isWhole({ bytes }: Chunk): boolean;
/** The kept chunks of a file, to stand before and behind the picture of another that has these samples. */
export declare function chunksFor(source: PngFile, samples: PngSamples): {
    before: Buffer[];
    behind: Buffer[];
};
/** A chunk of its type and data. */
export declare function chunk(type: string, data: Uint8Array): Buffer;
/** The same in parts, so that large data need not be copied. */
export declare function chunkParts(type: string, data: readonly Uint8Array[]): Uint8Array[];
/** The file without the chunks that do not decide how the picture is shown. */
export declare function strippedPng(file: PngFile): PngFile;
/** The file saying that its picture stands upright. */
export declare function uprightPng(file: PngFile, swapped: boolean): PngFile;
/** What a PNG's chunks say, for writing another format. */
export declare function pngMetadata({ before, behind }: PngFile): Metadata;
/** Metadata that came from another format, as chunks to stand before the picture. */
export declare function chunksOf(metadata: Metadata): Buffer[];
