import { defaultEncode, type EncodeOptions } from './codec.js';
import type { Header } from './container.js';
import type { ImageFormat } from './formats.js';

/** What decides how much memory reading and writing a file take. */
export interface CodedPicture {
  readonly format: ImageFormat;
  readonly header: Header;
  /** Progressive JPEG, interlaced PNG: no row is known before the last byte is read. */
  readonly wholeFrame: boolean;
  /** WebP without loss. */
  readonly lossless: boolean;
  /** Of the pages or frames: all of them, and the largest. */
  readonly rasterBytes: number;
  readonly largestPageBytes: number;
}

/** Bytes that are held while a file is read and while it is written, beside the file itself and its decoded samples. */
export interface CodecNeed {
  readonly decodeBytes: number;
  readonly encodeBytes: number;
}

/**
 * What the decoder and the encoder take at their peak, the encoded result included.
 *
 * Measured with sharp 0.35.5 (libvips 8.18.7), a photograph with noise, 24 megapixels (AVIF, GIF: 6): the highest resident set
 * of a process in each stage (VmHWM, reset between stages), less what it had before, the file and the samples; as a multiple of
 * the samples. Rounded up by a tenth, as pictures differ in how well they compress.
 *
 * | | read | write | | | read | write |
 * |---|---|---|---|---|---|---|
 * | JPEG | 0.16 | 0.33 | | WebP | 2.49 | 1.90 |
 * | JPEG, grey | 0.03 | 0.49 | | WebP without loss | 2.49 | 13.3 |
 * | JPEG, progressive 4:2:0 | 1.16 | 2.30 | | TIFF, not compressed | 0.21 | 2.29 |
 * | JPEG, progressive 4:4:4 or grey | 2.18 | 4.47 | | TIFF, LZW or deflate | 0.18 | 1.91 |
 * | JPEG, CMYK | 1.55 | 3.45 | | TIFF, CMYK | 1.51 | 4.12 |
 * | PNG | 0.25 | 3.03 | | GIF | 1.63 | 1.88 |
 * | PNG, interlaced | 1.06 | 3.03 | | | | |
 * | PNG, grey with alpha, 8 bits | 2.24 | 4.41 | | AVIF | 5.48 | 13.1 |
 *
 * Of animations only a single frame of 0.7 MB was measured, where fixed costs weigh most: their factors are guesses on the safe side.
 */
export function codecNeed(picture: CodedPicture, { format }: Pick<EncodeOptions, 'format'> = defaultEncode): CodecNeed {
  const target = format === 'keep' ? picture.format : format;
  const kept = target === picture.format;
  return {
    decodeBytes: fixedBytes + Math.ceil(readFactor(picture) * picture.rasterBytes),
    // Pages are written one after the other, and their results are held together.
    encodeBytes:
      fixedBytes +
      Math.ceil(writeFactor(target, kept, picture) * picture.largestPageBytes + picture.rasterBytes - picture.largestPageBytes),
  };
}

/** Buffers that do not grow with the picture: of rows, of zlib, of libvips' regions. */
const fixedBytes = 12 << 20;

function readFactor({ format, header, wholeFrame }: CodedPicture): number {
  const { space, shape } = header;
  switch (format) {
    case 'jpeg':
      return 0.2 + (wholeFrame ? coefficientsOf(header) : 0) + (space === 'cmyk' ? 1.5 : 0);
    case 'png':
      // Grey with alpha is read by way of RGB.
      return (wholeFrame ? 1.2 : 0.3) + (shape.channels === 2 && shape.maxSample === 255 ? 2.2 : 0);
    case 'webp':
      return header.pages ? 5.2 : 2.75;
    case 'tiff':
      return 0.25 + (space === 'cmyk' ? 1.5 : 0);
    case 'gif':
      return 2.7;
    case 'avif':
      return 6;
  }
}

function writeFactor(target: ImageFormat, kept: boolean, picture: CodedPicture): number {
  const { header, lossless, wholeFrame } = picture;
  // These encoders work in colour even where the picture has none.
  const asColour = header.shape.channels < 3 ? 3 / header.shape.channels : 1;
  switch (target) {
    case 'jpeg':
      return 0.6 + (kept && wholeFrame ? 2 * coefficientsOf(header) : 0) + (header.space === 'cmyk' ? 3.2 : 0);
    case 'png':
      // The filtered rows, and at worst three times as much data as samples: zlib's parts, these together, and the file.
      return header.shape.channels === 2 ? 6.3 : 4.3;
    case 'webp':
      return (kept && lossless ? 14.5 : 2.1) * asColour;
    case 'tiff':
      return header.space === 'cmyk' ? 4.5 : 2.5;
    case 'gif':
      return 2.1 * asColour;
    case 'avif':
      return 14.5 * asColour;
  }
}

/** Samples of 16 bits for each coefficient of a JPEG: colour at half resolution has half as many as there are samples. */
function coefficientsOf({ fullChroma, shape }: Header): number {
  return fullChroma || shape.channels === 1 ? 2.1 : 1.1;
}
