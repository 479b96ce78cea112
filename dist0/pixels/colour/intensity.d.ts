import type { Histogram, Raster } from '../raster.js';
/**
 * How many pixels of a colour raster have each intensity: 0.212656 R + 0.715158 G + 0.072186 B of the stored samples, the weights
 * of BT.709. It is what ImageMagick draws its curve from. Fully transparent pixels are not counted.
 *
 * With 8 bits the intensity is rounded up. ImageMagick counts on 65,536 levels and looks level v up at 257 · v, where every pixel
 * counts whose intensity is that or lower: rounded up, the same pixels count at v.
 */
export declare function countIntensity({ samples, channels, maxSample }: Raster): Histogram;
