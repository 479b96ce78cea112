import type { ColourPlane } from './colour-plane.js';
import { colourKernels } from './kernels.js';

/** V of HSV, the largest of R, G and B. Changing it scales all three in proportion, which keeps hue and saturation. */
export const hsvValue: ColourPlane = {
  read: (raster) => colourKernels().highest(raster),
  replace: (raster, changed, levels) => colourKernels().scale(raster, levels, changed),
};
