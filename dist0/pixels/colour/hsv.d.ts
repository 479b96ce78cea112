import type { ColourPlane } from './colour-plane.js';
/** V of HSV, the largest of R, G and B. When it changes, hue and saturation are held: all three change in proportion. */
export declare const hsvValue: ColourPlane;
