import { ImgparError } from '../errors.js';
import type { ImageShape } from '../pixels/raster.js';

/** The default limit for the pixels of an image, over all its pages: 16,383 × 16,383, as in libvips. */
export const defaultMaxPixels = 268_402_689;

/** What the header of a file says about its pixels, before any are decoded. */
export interface Header {
  /** The shape that decoding gives. */
  readonly shape: ImageShape;
  /** Bits per sample in the file: 1, 2, 4, 8, 10, 12 or 16. A palette counts as 8, the depth of its colours. */
  readonly bitsPerSample: number;
  /** False if the file holds colour at half resolution, so that an encoder need not store more. */
  readonly fullChroma: boolean;
  /**
   * The colour space, if neither grey nor RGB. CMYK is decoded as four channels with 0 for no ink, Lab as L, a and b as stored. Methods see
   * CMYK as RGB and Lab as grey (its L), and so does `shape`.
   */
  readonly space?: 'cmyk' | 'lab';
  /** True if there is an HDR gain map, which will no longer fit the image. */
  readonly gainMap?: boolean;
  /** What the user should know about how the file was read, one sentence each. */
  readonly warnings?: readonly string[];
  /** Headers of all pages or frames, including the first; absent if there is only one. */
  readonly pages?: readonly Header[];
}

/** The headers of all pages or frames of a file. */
export function pagesOf(header: Header): readonly Header[] {
  return header.pages ?? [header];
}

/** How the frames of an animation follow each other. */
export interface Animation {
  /** How often they are shown; 0 means endlessly. */
  readonly plays: number;
  /** How long each is shown. */
  readonly delaysMs: readonly number[];
}

/** The error for an intact image that cannot be read, or cannot be written without loss. */
export function unsupported(message: string): ImgparError {
  return new ImgparError('unsupported-format', message);
}

/** The error for an image that is broken or cut off. */
export function corrupt(message: string, cause?: unknown): ImgparError {
  return new ImgparError('corrupt', message, cause === undefined ? undefined : { cause });
}

/** Refuses too many pixels in all pages together, as all are in memory at once. @throws {ImgparError} `too-large` */
export function refuseTooLarge(file: Header, maxPixels: number): void {
  const pages = pagesOf(file);
  const pixels = pages.reduce((sum, { shape }) => sum + shape.width * shape.height, 0);
  const { width, height } = file.shape;
  const size =
    pages.length === 1 ? `${width} × ${height} pixels` : `${pages.length} pages or frames, the first of ${width} × ${height} pixels`;
  if (pixels > maxPixels)
    throw new ImgparError('too-large', `the image has ${size}, ${pixels} pixels in all; the limit is ${maxPixels} (--max-pixels)`);
}
