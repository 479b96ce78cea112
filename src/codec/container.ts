import { ImgparError } from '../errors.js';
import type { ImageShape } from '../pixels/raster.js';

/** What the header of a file says about its pixels, before any of them is decoded. */
export interface Header {
  /** What decoding gives. */
  readonly shape: ImageShape;
  /** Bits that a sample has in the file: 1, 2, 4, 8, 10, 12 or 16. A palette counts as 8: that is what its colours have. */
  readonly bitsPerSample: number;
  /** False where the file holds colour at half resolution, so that an encoder need not store more. */
  readonly fullChroma: boolean;
}

/** An image that is whole but cannot be read, or not be written without loss. */
export function unsupported(message: string): ImgparError {
  return new ImgparError('unsupported-format', message);
}

/** An image that is broken or cut off. */
export function corrupt(message: string, cause?: unknown): ImgparError {
  return new ImgparError('corrupt', message, cause === undefined ? undefined : { cause });
}
