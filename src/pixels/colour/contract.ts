import type { Raster, Samples } from '../raster.js';

/**
 * The loops of colour modes that few images need. Rasters are changed in place; alpha never changes. They have three or four channels, or
 * where colours are planes any number.
 */
export interface ColourKernels {
  /** Each colour as a plane. */
  takeApart(raster: Raster): Samples[];
  /** Puts planes, one for each colour, in the place of the colours. */
  putTogether(raster: Raster, planes: readonly Samples[]): void;
  /** The level of L* of each pixel. */
  lightness(raster: Raster): Samples;
  /** Moves L* from its levels to those in `changed`, with a* and b* unchanged. */
  moveLightness(raster: Raster, levels: Samples, changed: Samples): void;
  /** The largest of R, G and B of each pixel. */
  highest(raster: Raster): Samples;
  /**
   * Multiplies R, G and B of each pixel by `to` / `from`, rounded (halves up) and clamped, which keeps hue and saturation. A pixel whose
   * `from` is 0 has almost no colour to multiply; `to` is added instead.
   */
  scale(raster: Raster, from: Samples, to: Samples): void;
  /**
   * Takes each pixel to OpenCV's YCrCb and back, with another Y.
   *
   * @param luma the Y that it has
   */
  replaceY(raster: Raster, luma: Samples, changed: Samples): void;
}
