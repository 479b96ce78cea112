import type { Raster, Samples } from '../raster.js';

/** The loops of colour modes that few images need. Rasters have three or four channels and are changed in place; alpha never changes. */
export interface ColourKernels {
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
}
