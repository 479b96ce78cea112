import type { Coding } from './encoding.js';
import type { ImageFormat } from './formats.js';

/** How results are encoded, with nothing left open. What depends on the file that is read is decided when it is opened. */
export interface ResolvedOutput extends Omit<Coding, 'quality'> {
  /** `keep` writes the format that was read. */
  readonly format: 'keep' | ImageFormat;
  /** 1..100, of lossy formats. `auto` is the quality of a JPEG that was read, from its own tables; otherwise 90. */
  readonly quality: number | 'auto';
  /** Leaves out all that does not decide how the picture is shown: EXIF but its orientation, XMP, IPTC, comments, previews. */
  readonly strip: boolean;
  /** Leaves out an HDR gain map, which no longer fits the picture; otherwise an image that has one is refused. */
  readonly dropGainMap: boolean;
  /** `sharp` decodes and encodes all there is by sharp. */
  readonly codec: 'auto' | 'sharp';
}

export const losslessChoices = ['keep', 'yes', 'near', 'no'] as const satisfies ReadonlyArray<ResolvedOutput['lossless']>;

/** Of lossy formats, where no quality is given or none can be estimated. */
export const defaultQuality = 90;

/**
 * Who decoded and encoded an image, where that makes a difference: libjpeg-turbo a JPEG by its components, or sharp, whose results our own
 * readers and writers of PNG and TIFF have too.
 */
export type CodecName = 'sharp' | 'libjpeg-turbo';

/** A file that was made. */
export interface EncodedImage {
  readonly format: ImageFormat;
  readonly codec: CodecName;
  /** Its bytes, valid until the image is released. */
  readonly parts: readonly Uint8Array[];
}
