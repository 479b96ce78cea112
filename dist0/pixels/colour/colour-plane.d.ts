import type { Raster, Samples } from '../raster.js';
/** One number for each pixel, 0..maxSample, that takes R, G and B with it when it changes. */
export interface ColourPlane {
    read(raster: Raster): Samples;
    replace(raster: Raster, changed: Samples): void;
}
