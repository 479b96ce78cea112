import { type Header } from '../container.js';
import { type Metadata } from '../metadata.js';
/** One box of an ISO base media file: whole, and what is in it. */
interface Box {
    readonly type: string;
    readonly bytes: Buffer;
    readonly content: Buffer;
}
/** An AVIF file taken apart. */
export interface AvifFile extends Header {
    readonly exif: Uint8Array | undefined;
    /** The decoder turns or mirrors the picture, as the file says. */
    readonly turned: boolean;
    readonly xmp: Uint8Array | undefined;
    /** Properties of the picture that say how to show it: profile, HDR levels, pixel aspect. */
    readonly properties: readonly Box[];
    /** Codes of colour primaries and transfer function (ITU-T H.273), if stated. */
    readonly colour: {
        readonly primaries: number;
        readonly transfer: number;
    } | undefined;
}
/** Takes an AVIF apart. Sequences and further pictures are refused. */
export declare function parseAvif(file: Buffer): AvifFile;
/**
 * An encoded AVIF with everything but the picture of the file it was made from. The decoder has turned, mirrored and cropped the
 * picture as that file said, so the new one is stored upright and EXIF says so too.
 */
export declare function withAvifItems(encoded: Buffer, { exif, turned, xmp, properties, colour }: AvifFile): Buffer;
/**
 * An encoded AVIF with metadata that came from another format. AVIF readers turn a picture by properties of its own and ignore
 * what EXIF says, so the orientation is stated in both.
 */
export declare function withAvifMetadata(encoded: Buffer, { icc, exif, xmp }: Metadata): Buffer;
/** What an AVIF's items say, for writing another format; the decoded picture is upright. */
export declare function avifMetadata({ exif, xmp, properties }: AvifFile): Metadata;
export {};
