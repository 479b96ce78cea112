import { kernels } from '../kernels/kernels.js';
import type { ColourPlane } from './colour-plane.js';
import { colourKernels } from './kernels.js';

/**
 * Y of `cv2.cvtColor(…, COLOR_RGB2YCrCb)`. Replacing it takes every pixel to YCrCb and back as OpenCV does, in integers with 14 fractional
 * bits. Cr and Cb are rounded and clamped on the way, which may change R, G and B even if Y does not: by one level with 8 bits. Source:
 * modules/imgproc/src/color_yuv.simd.hpp of OpenCV 4.6; the same for 8 and 16 bits.
 */
export const opencvY: ColourPlane = {
  read: (raster) => kernels().readLuma(raster),
  replace: (raster, changed, levels) => colourKernels().replaceY(raster, levels, changed),
};
