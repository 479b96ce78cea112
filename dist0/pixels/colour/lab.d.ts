import type { ColourPlane } from './colour-plane.js';
/**
 * L* of CIELAB with the white of D65, the samples taken for sRGB whatever their profile: level v stands for L* = 100 v / maxSample,
 * rounded. When a level changes, the difference is added to the pixel's exact L* while a* and b* are held; R, G and B are rounded
 * and clamped. So what does not change stays as it is, sample for sample.
 * Source: IEC 61966-2-1 (sRGB), CIE 15 (L*a*b*).
 */
export declare const labLightness: ColourPlane;
