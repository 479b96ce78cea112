import type { ColourPlane } from './colour-plane.js';
/**
 * Y of `cv2.cvtColor(…, COLOR_RGB2YCrCb)`. When it is put back, every pixel goes to YCrCb and back as in OpenCV, in whole numbers
 * of 14 bits of fraction: Cr and Cb are rounded and clamped on the way, which may change R, G and B even where Y stays: with 8 bits
 * by one level.
 * Source: modules/imgproc/src/color_yuv.simd.hpp of OpenCV 4.6; the same for 8 and 16 bits.
 */
export declare const opencvY: ColourPlane;
