import { type ImageShape, sampleBytes } from '../pixels/raster.js';
import { type Header, pagesOf } from './container.js';
import type { Coding } from './encoding.js';

/** The peak memory in bytes of reading a file, besides the bytes of the file itself. */
export interface ReadingNeed {
  /** One per page or frame, as methods see it. */
  readonly shapes: readonly ImageShape[];
  /** The decoded samples of all pages. */
  readonly rasterBytes: number;
  /** Held while the file is read, besides the file itself and its decoded samples. */
  readonly decodeBytes: number;
}

/** The peak memory of reading a file and of writing it again. */
export interface MemoryNeed extends ReadingNeed {
  /** Held while the result is written, besides the file and its decoded samples. */
  readonly encodeBytes: number;
}

/** What decides about the memory of an encoder. */
type DecisiveCoding = Pick<Coding, 'compression' | 'scans'>;

/** Peak memory of a codec, as multiples of the decoded samples. */
export interface PeakFactors<File extends Header> {
  /** For reading all pages. */
  read(file: File): number;
  /** For writing a page; `again` is the file, if it was read from this format. */
  write(picture: Header, again: File | undefined, coding: DecisiveCoding): number;
  /** For a written page that is held while others follow. Default: 1.2. */
  held?(again: File | undefined): number;
}

/**
 * The memory that reading takes: the samples, plus the decoder at its peak. Likewise, `writingBytes` gives the memory of the encoder,
 * including the encoded result.
 *
 * Measured with sharp 0.35.5 (libvips 8.18.7), a photograph with noise, 24 megapixels (AVIF, GIF: 6): the highest resident set of a process
 * in each stage (VmHWM, reset between stages), minus what it had before, the file and the samples; as a multiple of the samples. The
 * factors in use are a tenth higher, as images differ in how well they compress; for WebP and CMYK in TIFF they cover pure noise of 17 to
 * 48 megapixels, which takes 3.0 and 4.9. PNG and TIFF were measured with pure noise, which no coder makes smaller.
 *
 * | | read | write | | | read | write |
 * |---|---|---|---|---|---|---|
 * | JPEG | 0.16 | 0.33 | | WebP | 2.49 | 1.90 |
 * | JPEG, grey | 0.03 | 0.49 | | WebP, lossless | 2.49 | 13.3 |
 * | JPEG, progressive 4:2:0 | 1.16 | 2.30 | | TIFF, uncompressed | 0.21 | 2.28 |
 * | JPEG, progressive 4:4:4 or grey | 2.18 | 4.47 | | TIFF, LZW or deflate | 0.24 | 2.98 |
 * | JPEG, CMYK | 1.55 | 3.45 | | TIFF, CMYK | 1.51 | 4.12 |
 * | PNG | 0.25 | 1.05 | | GIF | 1.63 | 1.88 |
 * | PNG, interlaced | 1.08 | 1.05 | | GIF, 40 frames | 0.04 | 1.15 |
 * | PNG, grey with alpha, 8 bits | 2.23 | 2.93 | | WebP, 40 frames | 1.13 | 0.63 |
 * | AVIF | 5.48 | 13.1 | | the same, lossless | 1.11 | 2.70 |
 */
export function readingNeed<File extends Header>(factors: PeakFactors<File>, file: File): ReadingNeed {
  const pages = pagesOf(file);
  const rasterBytes = sum(pages.map(rasterBytesOf));
  return {
    shapes: pages.map(({ shape }) => shape),
    rasterBytes,
    decodeBytes: fixedBytes + Math.ceil(factors.read(file) * rasterBytes),
  };
}

/**
 * The memory that writing takes: pages are written one after the other, and their results are held together. @param again see `PeakFactors`
 */
export function writingBytes<File extends Header>(
  factors: PeakFactors<File>,
  picture: Header,
  again: File | undefined,
  coding: DecisiveCoding,
): number {
  const pageBytes = pagesOf(picture).map(rasterBytesOf);
  const largestPageBytes = pageBytes.reduce((largest, bytes) => Math.max(largest, bytes), 0);
  const heldFactor = factors.held?.(again) ?? usualHeldFactor;
  const writeFactor = factors.write(picture, again, coding);
  return fixedBytes + Math.ceil(writeFactor * largestPageBytes + heldFactor * (sum(pageBytes) - largestPageBytes));
}

/** The memory needed before anything is known of the image. */
export function needOfBytes(bytes: number): MemoryNeed {
  return { shapes: [{ width: 1, height: 1, channels: 1, maxSample: 255 }], rasterBytes: bytes, decodeBytes: 0, encodeBytes: 0 };
}

/** CMYK is decoded as four channels and Lab as three, whatever methods see. */
function rasterBytesOf({ shape, space }: Header): number {
  return sampleBytes(space ? { ...shape, channels: space === 'lab' ? 3 : 4 } : shape);
}

const usualHeldFactor = 1.2;

/** Buffers that do not grow with the image: those of rows, of zlib, and of libvips' regions. */
const fixedBytes = 12 << 20;

/** The factor by which an encoder that works in colour takes more memory for an image without colour. */
export function asColour({ shape }: Header): number {
  return shape.channels < 3 ? 3 / shape.channels : 1;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
