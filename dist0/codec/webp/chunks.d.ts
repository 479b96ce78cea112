import { type Animation, type Header } from '../container.js';
import { type Metadata } from '../metadata.js';
interface Chunk {
    readonly type: string;
    /** Type, length, data and, where the length is odd, a byte of padding. */
    readonly bytes: Buffer;
    readonly data: Buffer;
}
/** A WebP file taken apart into its chunks. */
export interface WebpFile extends Header {
    /** Whether all of its frames are. */
    readonly lossless: boolean;
    /** Everything but the pictures: profile, EXIF, XMP and what is not known. */
    readonly chunks: readonly Chunk[];
    readonly animation: Animation | undefined;
}
/** Takes a WebP apart. A cut one is refused. */
export declare function parseWebp(file: Buffer): WebpFile;
/** Encoded frames as one WebP, with everything but the pictures of the file they were made from, byte for byte. */
export declare function withWebpChunks(encoded: readonly Buffer[], { chunks, animation }: WebpFile): Buffer;
/** Encoded frames as one WebP, with metadata that came from another format. Comments and Photoshop's resources have no place in it. */
export declare function withWebpMetadata(encoded: readonly Buffer[], { icc, exif, xmp }: Metadata, animation?: Animation): Buffer;
/** What a WebP's chunks say, for writing another format. */
export declare function webpMetadata({ chunks }: WebpFile): Metadata;
/** The file with its profile and its orientation only. */
export declare function strippedWebp(file: WebpFile): WebpFile;
/** The file saying that its picture stands upright. */
export declare function uprightWebp(file: WebpFile): WebpFile;
export {};
