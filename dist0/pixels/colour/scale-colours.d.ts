import type { Raster, Samples } from '../raster.js';
/**
 * Multiplies R, G and B of each pixel by `to` / `from`, rounded (halves up) and clamped, which holds hue and saturation. A pixel
 * whose `from` is 0 has next to no colour to multiply; `to` is added to it.
 */
export declare function scaleColours({ samples, channels, maxSample }: Raster, from: Samples, to: Samples): void;
