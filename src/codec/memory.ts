import { type ImageShape, sampleBytes } from '../pixels/raster.js';
import { type Header, pagesOf } from './container.js';
import type { Coding } from './encoding.js';

/** What a file takes in memory at most while it is read, beside its own bytes. */
export interface ReadingNeed {
  /** Of each page or frame, as methods see it. */
  readonly shapes: readonly ImageShape[];
  /** The decoded samples of all of them. */
  readonly rasterBytes: number;
  /** What is held while the file is read, beside the file itself and its decoded samples. */
  readonly decodeBytes: number;
}

/** What it takes while it is read and while it is written again. */
export interface MemoryNeed extends ReadingNeed {
  /** What is held while the result is written, beside the file and its decoded samples. */
  readonly encodeBytes: number;
}

/** What a codec takes at its peaks, as multiples of the decoded samples. */
export interface PeakFactors<File extends Header> {
  /** Of all pages, while they are read. */
  read(file: File): number;
  /** Of a page that is written; `again` is the file, where this format was read. */
  write(picture: Header, again: File | undefined, compression: Coding['compression']): number;
  /** Of a page that is held, written, while others follow. Default: 1.2. */
  held?(again: File | undefined): number;
}

/**
 * What reading takes: the samples, and what the decoder takes at its peak. So does `writingBytes` say what the encoder takes, the encoded
 * result included.
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
export function readingNeed<File extends Header>(factors: PeakFactors<File>, file: File): ReadingNeed {
  const pages = pagesOf(file);
  const rasterBytes = sum(pages.map(rasterBytesOf));
  return {
    shapes: pages.map(({ shape }) => shape),
    rasterBytes,
    decodeBytes: fixedBytes + Math.ceil(factors.read(file) * rasterBytes),
  };
}

/** Pages are written one after the other, and their results are held together. @param again as of `PeakFactors` */
export function writingBytes<File extends Header>(
  factors: PeakFactors<File>,
  picture: Header,
  again: File | undefined,
  compression: Coding['compression'],
): number {
  const pageBytes = pagesOf(picture).map(rasterBytesOf);
  const largestPageBytes = pageBytes.reduce((largest, bytes) => Math.max(largest, bytes), 0);
  const heldFactor = factors.held?.(again) ?? usualHeldFactor;
  const writeFactor = factors.write(picture, again, compression);
  return fixedBytes + Math.ceil(writeFactor * largestPageBytes + heldFactor * (sum(pageBytes) - largestPageBytes));
}

/** CMYK is decoded as four channels and Lab as three, whatever methods see. */
function rasterBytesOf({ shape, space }: Header): number {
  return sampleBytes(space ? { ...shape, channels: space === 'lab' ? 3 : 4 } : shape);
}

const usualHeldFactor = 1.2;

/** Buffers that do not grow with the picture: of rows, of zlib, of libvips' regions. */
const fixedBytes = 12 << 20;

/** By how much more an encoder takes that works in colour even where the picture has none. */
export function asColour({ shape }: Header): number {
  return shape.channels < 3 ? 3 / shape.channels : 1;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
