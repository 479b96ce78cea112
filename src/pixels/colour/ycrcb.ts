import { kernels } from '../kernels/kernels.js';
import type { ColourPlane } from './colour-plane.js';

/**
 * Y of `cv2.cvtColor(…, COLOR_RGB2YCrCb)`. Replacing it takes every pixel to YCrCb and back as OpenCV does, in integers with 14 fractional
 * bits. Cr and Cb are rounded and clamped on the way, which may change R, G and B even if Y does not: by one level with 8 bits. Source:
 * modules/imgproc/src/color_yuv.simd.hpp of OpenCV 4.6; the same for 8 and 16 bits.
 */
export const opencvY: ColourPlane = {
  read: (raster) => kernels().readLuma(raster),

  replace(raster, changed, luma) {
    const { samples, channels, maxSample } = raster;
    const clamped = (level: number) => (level < 0 ? 0 : level > maxSample ? maxSample : level);
    const middle = (maxSample + 1) / 2;
    for (let pixel = 0, at = 0; pixel < luma.length; pixel++, at += channels) {
      const cr = clamped(scaled((samples[at]! - luma[pixel]!) * toCr) + middle) - middle;
      const cb = clamped(scaled((samples[at + 2]! - luma[pixel]!) * toCb) + middle) - middle;
      const y = changed[pixel]!;
      samples[at] = clamped(y + scaled(cr * redOfCr));
      samples[at + 1] = clamped(y + scaled(cr * greenOfCr + cb * greenOfCb));
      samples[at + 2] = clamped(y + scaled(cb * blueOfCb));
    }
  },
};

const toCr = 11682;
const toCb = 9241;
const redOfCr = 22987;
const greenOfCr = -11698;
const greenOfCb = -5636;
const blueOfCb = 29049;

/** Removes the 14 fractional bits, rounded. The numbers fit in 32 bits, even for 16-bit samples. */
function scaled(sum: number): number {
  return (sum + 8192) >> 14;
}
