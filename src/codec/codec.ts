import type { Picture } from '../pixels/picture.js';
import type { ImageFormat } from './formats.js';

/** How results are encoded. */
export interface EncodeOptions {
  /** `keep` writes the format that was read. */
  readonly format: 'keep' | ImageFormat;
  /** 1..100, of lossy formats. */
  readonly quality: number;
}

/** A file taken apart: its pixels, to be changed in place, and everything else, to be written back. */
export interface DecodedImage {
  readonly format: ImageFormat;
  /** One for each page or frame; a still image has one. */
  readonly pictures: readonly Picture[];
  /** The file with the pictures as they are now; all else as it was read. */
  encode(options: EncodeOptions): Promise<Uint8Array>;
}
