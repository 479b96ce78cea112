import { ImgparError } from '../errors.js';
import type { ImageShape } from '../pixels/raster.js';

/** Pixels of the largest image that is decoded, over all its pages, unless told otherwise: 16,383 × 16,383, as libvips has it. */
export const defaultMaxPixels = 268_402_689;

/** What the header of a file says about its pixels, before any of them is decoded. */
export interface Header {
  /** What decoding gives. */
  readonly shape: ImageShape;
  /** Bits that a sample has in the file: 1, 2, 4, 8, 10, 12 or 16. A palette counts as 8: that is what its colours have. */
  readonly bitsPerSample: number;
  /** False where the file holds colour at half resolution, so that an encoder need not store more. */
  readonly fullChroma: boolean;
  /**
   * What the samples are where they are neither grey nor RGB. CMYK is decoded as four channels, 0 being no ink, Lab as L, a and b as
   * they are stored. Methods see CMYK as RGB and Lab as grey (its L), and that is what `shape` says.
   */
  readonly space?: 'cmyk' | 'lab';
  /** True where an HDR gain map accompanies the picture, which it will no longer fit. */
  readonly gainMap?: boolean;
  /** Headers of all pages or frames, the first one included; only where there are several. */
  readonly pages?: readonly Header[];
}

/** The headers of all pages or frames of a file. */
export function pagesOf(header: Header): readonly Header[] {
  return header.pages ?? [header];
}

/** How the frames of an animation follow each other. */
export interface Animation {
  /** How often they are shown; 0 is without end. */
  readonly plays: number;
  /** How long each is shown. */
  readonly delaysMs: readonly number[];
}

/** An image that is whole but cannot be read, or not be written without loss. */
export function unsupported(message: string): ImgparError {
  return new ImgparError('unsupported-format', message);
}

/** An image that is broken or cut off. */
export function corrupt(message: string, cause?: unknown): ImgparError {
  return new ImgparError('corrupt', message, cause === undefined ? undefined : { cause });
}

/** All pages are held in memory at once, so their sum counts. @throws {ImgparError} `too-large` */
export function refuseTooLarge(file: Header, maxPixels: number): void {
  const pages = pagesOf(file);
  const pixels = pages.reduce((sum, { shape }) => sum + shape.width * shape.height, 0);
  const { width, height } = file.shape;
  const size =
    pages.length === 1 ? `${width} × ${height} pixels` : `${pages.length} pages or frames, the first of ${width} × ${height} pixels`;
  if (pixels > maxPixels) throw new ImgparError('too-large', `the image has ${size}, ${pixels} pixels in all; allowed are ${maxPixels}`);
}
