import type { ColourPlane } from './colour-plane.js';
import { colourKernels } from './kernels.js';

/**
 * L* of CIELAB with white point D65. Samples are taken as sRGB, whatever their profile; level v stands for L* = 100 v / maxSample, rounded.
 * When a level changes, the difference is added to the pixel's exact L*, with a* and b* unchanged; R, G and B are rounded and clamped. A
 * pixel whose level does not change keeps its samples exactly. Source: IEC 61966-2-1 (sRGB), CIE 15 (L*a*b*).
 */
export const labLightness: ColourPlane = {
  read: (raster) => colourKernels().lightness(raster),
  replace: (raster, changed, levels) => colourKernels().moveLightness(raster, levels, changed),
};
