import type { ImageShape } from '../pixels/raster.js';
import { defaultEncode, type EncodeOptions } from './codec.js';
import type { Header } from './container.js';
import type { ImageFormat } from './formats.js';
import type { JpegFile } from './jpeg/segments.js';

/** What a file takes in memory at most while it is read and while it is written, beside its own bytes. */
export interface MemoryNeed extends CodecNeed {
  /** Of each page or frame, as methods see it. */
  readonly shapes: readonly ImageShape[];
  /** The decoded samples of all of them. */
  readonly rasterBytes: number;
}

/** What decides how much memory reading and writing a file take. */
export interface CodedPicture {
  readonly format: ImageFormat;
  readonly header: Header;
  /** Progressive JPEG, interlaced PNG: no row is known before the last byte is read. */
  readonly wholeFrame: boolean;
  /** WebP without loss. */
  readonly lossless: boolean;
  /** TIFF that is not compressed. */
  readonly stored: boolean;
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
 * the samples. Rounded up by a tenth, as pictures differ in how well they compress; to what noise of 17 to 48 megapixels takes with WebP, 3.0, and
 * with CMYK in TIFF, 4.9. Of PNG and TIFF all is noise, which no coder makes smaller.
 *
 * | | read | write | | | read | write |
 * |---|---|---|---|---|---|---|
 * | JPEG | 0.16 | 0.33 | | WebP | 2.49 | 1.90 |
 * | JPEG, grey | 0.03 | 0.49 | | WebP without loss | 2.49 | 13.3 |
 * | JPEG, progressive 4:2:0 | 1.16 | 2.30 | | TIFF, not compressed | 0.21 | 2.28 |
 * | JPEG, progressive 4:4:4 or grey | 2.18 | 4.47 | | TIFF, LZW or deflate | 0.24 | 2.98 |
 * | JPEG, CMYK | 1.55 | 3.45 | | TIFF, CMYK | 1.51 | 4.12 |
 * | PNG | 0.25 | 1.05 | | GIF | 1.63 | 1.88 |
 * | PNG, interlaced | 1.08 | 1.05 | | GIF, 40 frames | 0.04 | 1.15 |
 * | PNG, grey with alpha, 8 bits | 2.23 | 2.93 | | WebP, 40 frames | 1.13 | 0.63 |
 * | AVIF | 5.48 | 13.1 | | the same without loss | 1.11 | 2.70 |
 */
export function codecNeed(picture: CodedPicture, { format, compression }: Target = defaultEncode): CodecNeed {
  const target = format === 'keep' ? picture.format : format;
  const kept = target === picture.format;
  const isStored = picture.stored && (compression === 'keep' || compression === 'none');
  return {
    decodeBytes: fixedBytes + Math.ceil(readFactor(picture) * picture.rasterBytes),
    // Pages are written one after the other, and their results are held together.
    encodeBytes:
      fixedBytes +
      Math.ceil(
        writeFactor(target, kept, isStored, picture) * picture.largestPageBytes +
          heldFactor(target, kept, picture) * (picture.rasterBytes - picture.largestPageBytes),
      ),
  };
}

/** What is said of the result. */
type Target = Pick<EncodeOptions, 'format' | 'compression'>;

/**
 * The same for a JPEG that is read and written by its components, of which methods see luma only. Beside these there are the file that is
 * made of them, and if it is progressive all coefficients. Measured as above, on noise that was equalised, at quality 90, by the bytes
 * of the components: 0.56 for 4:2:0, 0.52 for 4:4:4, 0.76 for grey, 2.6 for progressive 4:2:0.
 */
export function planesNeed({ shape, samplesOfPixel, progressive }: JpegFile): MemoryNeed {
  const pixels = shape.width * shape.height;
  const rasterBytes = Math.ceil(pixels * samplesOfPixel);
  const coefficients = progressive ? coefficientBytes * rasterBytes : 0;
  return {
    shapes: [{ ...shape, channels: 1 }],
    rasterBytes,
    decodeBytes: planesFixedBytes + coefficients,
    encodeBytes: planesFixedBytes + coefficients + Math.ceil((shape.channels === 1 ? 0.85 : 0.65) * rasterBytes),
  };
}

/** Buffers that do not grow with the picture: of rows, of zlib, of libvips' regions. */
const fixedBytes = 12 << 20;

const planesFixedBytes = 4 << 20;
/** Of a sample, in the decoder as in the encoder. */
const coefficientBytes = 2.1;

function readFactor({ format, header, wholeFrame }: CodedPicture): number {
  const { space, shape } = header;
  switch (format) {
    case 'jpeg':
      return 0.2 + (wholeFrame ? coefficientsOf(header) : 0) + (space === 'cmyk' ? 1.5 : 0);
    case 'png':
      // Grey with alpha is read by way of RGB.
      return (wholeFrame ? 1.2 : 0.3) + (shape.channels === 2 && shape.maxSample === 255 ? 2.2 : 0);
    case 'webp':
      return header.pages ? 1.3 : 2.75;
    case 'tiff':
      return 0.25 + (space === 'cmyk' ? 1.5 : 0);
    case 'gif':
      return header.pages ? 0.2 : 2.7;
    case 'avif':
      return 6;
  }
}

function writeFactor(target: ImageFormat, kept: boolean, isStored: boolean, picture: CodedPicture): number {
  const { header, lossless, wholeFrame } = picture;
  // These encoders work in colour even where the picture has none.
  const asColour = header.shape.channels < 3 ? 3 / header.shape.channels : 1;
  switch (target) {
    case 'jpeg':
      return 0.7 + (kept && wholeFrame ? 2 * coefficientsOf(header) : 0) + (header.space === 'cmyk' ? 3.2 : 0);
    case 'png':
      // With alpha, what grey was read by way of RGB may not be collected yet.
      return header.shape.channels === 2 ? 3.3 : 1.25;
    case 'webp':
      return (kept && lossless ? 14.5 : 3) * asColour;
    case 'tiff':
      return header.space === 'cmyk' ? 5.1 : isStored ? 2.4 : 3.2;
    case 'gif':
      return 2.1 * asColour;
    case 'avif':
      return 14.5 * asColour;
  }
}

/** What is held of pages that are written, beside the one that is being written. */
function heldFactor(target: ImageFormat, kept: boolean, { lossless }: CodedPicture): number {
  if (target === 'webp') return kept && lossless ? 2.8 : 0.8;
  return target === 'tiff' ? 2.8 : 1.2;
}

/** Samples of 16 bits for each coefficient of a JPEG: colour at half resolution has half as many as there are samples. */
function coefficientsOf({ fullChroma, shape }: Header): number {
  return fullChroma || shape.channels === 1 ? 2.1 : 1.1;
}
