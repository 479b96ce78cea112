import type { Picture } from '../pixels/pictures/picture.js';
import type { Coding } from './encoding.js';
import type { ImageFormat } from './formats.js';
export { writableCompressions } from './encoding.js';
/** How results are encoded. */
export interface EncodeOptions extends Omit<Coding, 'quality'> {
    /** `keep` writes the format that was read. */
    readonly format: 'keep' | ImageFormat;
    /** 1..100, of lossy formats. `auto` is the quality of a JPEG that was read, from its own tables; otherwise 90. */
    readonly quality: number | 'auto';
    /** Leaves out all that does not decide how the picture is shown: EXIF but its orientation, XMP, IPTC, comments, previews. */
    readonly strip: boolean;
    /** Leaves out an HDR gain map, which no longer fits the picture; otherwise an image that has one is refused. */
    readonly dropGainMap: boolean;
}
export declare const losslessChoices: readonly ["keep", "yes", "near", "no"];
/** Pixels of the largest image that is opened, over all its pages, unless told otherwise: 16,383 × 16,383, as libvips has it. */
export declare const defaultMaxPixels = 268402689;
/** Of lossy formats, where no quality is given or none can be estimated. */
export declare const defaultQuality = 90;
/** What holds where nothing else is said. */
export declare const defaultEncode: EncodeOptions;
/** Property by property, as V8 takes 1 µs for each that spreads add: 7 µs an image. */
export declare function withDefaults(options?: Partial<EncodeOptions>): EncodeOptions;
/**
 * Who decoded and encoded an image, where that makes a difference: libjpeg-turbo a JPEG by its components, or sharp, whose results our own
 * readers and writers of PNG and TIFF have too.
 */
export type CodecName = 'sharp' | 'libjpeg-turbo';
/** A file taken apart: its pixels, to be changed in place, and everything else, to be written back. */
export interface DecodedImage {
    readonly format: ImageFormat;
    /** One for each page or frame; a still image has one. */
    readonly pictures: readonly Picture[];
    /** The file with the pictures as they are now; all else as it was read. What is not said is as in `defaultEncode`. */
    encode(options?: Partial<EncodeOptions>): Promise<Uint8Array>;
    /** The same in parts, which saves the memory to put them together. */
    encodeInParts(options?: Partial<EncodeOptions>): Promise<EncodedImage>;
    /** Gives memory that can be used again to the next image. To be called at most once; the image is gone then. */
    release(): void;
}
export interface EncodedImage {
    /** The file. Valid until the image is released. */
    readonly parts: readonly Uint8Array[];
    readonly codec: CodecName;
}
/** An image's way back to a file, by what makes it in parts. */
export declare function encoders(encode: (options: EncodeOptions) => Promise<EncodedImage>): Pick<DecodedImage, 'encode' | 'encodeInParts'>;
