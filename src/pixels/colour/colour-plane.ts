import type { Raster, Samples } from '../raster.js';

/** One number per pixel, 0..maxSample. Changing it changes R, G and B. */
export interface ColourPlane {
  read(raster: Raster): Samples;
  /** @param levels what `read` gave */
  replace(raster: Raster, changed: Samples, levels: Samples): void;
}
