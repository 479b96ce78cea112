import type { Raster, Samples } from '../raster.js';

/** One number per pixel, 0..maxSample. Changing it changes R, G and B. */
export interface ColourPlane {
  read(raster: Raster): Samples;
  replace(raster: Raster, changed: Samples): void;
}
