import { type ImageShape } from '../pixels/raster.js';
import { type DecodedImage, type EncodeOptions } from './codec.js';
import { type Header } from './container.js';
import { type FormatTable, type ImageFormat } from './formats.js';
import { type MemoryNeed } from './memory.js';
export interface OpenOptions {
    /** A larger image is refused from its header (`too-large`); what counts is the sum over all pages. Default 268,402,689. */
    readonly maxPixels?: number;
    /** Turns and mirrors the pixels as the file's orientation says, and states "upright" from then on. Default: false. */
    readonly autoOrient?: boolean;
    /**
     * What is going to be done. It allows for faster decoders than sharp: readers of our own, and decoding no further than to components
     * what is written in its own format again. Default: anything may be, and sharp decodes.
     */
    readonly intent?: Intent;
    /** `sharp` decodes all there is by sharp, whatever is intended. Default: `auto`. */
    readonly codec?: 'auto' | 'sharp';
    /**
     * Asked before anything is decoded, with the memory that this will take; to refuse, it throws. Asked again where another way turns
     * out to be needed. Default: all is admitted.
     */
    readonly admit?: (need: MemoryNeed) => void;
    /** The formats that are known. Default: all that there are. */
    readonly formats?: FormatTable;
}
export interface Intent {
    /** Whether only `luma` of colours is going to be used, also of grey images, which are their own luma. */
    readonly lumaOnly: boolean;
    readonly format: EncodeOptions['format'];
    readonly effort: number;
    /** Of TIFF. Default: `keep`. */
    readonly compression?: EncodeOptions['compression'];
}
/** What a file is and what its header says, without decoding it. */
export interface ProbedImage extends Omit<Header, 'pages'> {
    readonly format: ImageFormat;
    /** Of each page or frame. */
    readonly shapes: readonly ImageShape[];
}
/**
 * A file taken apart and decoded. Throws an `ImgparError`: `not-an-image`, `unsupported-format`, `corrupt`, `too-large`. The
 * messages do not name the file.
 */
export declare function openImage(bytes: Uint8Array, options?: OpenOptions): Promise<DecodedImage>;
/** What a file is and what its header says. Throws as `openImage` does, for all that a header can tell. */
export declare function probeImage(bytes: Uint8Array): Promise<ProbedImage>;
/** All pages are held in memory at once, so their sum counts. */
export declare function refuseTooLarge(file: Header, maxPixels: number): void;
