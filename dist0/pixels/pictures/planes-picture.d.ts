import type { Raster } from '../raster.js';
import type { Picture } from './picture.js';
/**
 * The picture of a colour image of which only luma is at hand, as JPEG stores it: Y of the file instead of a Y that is made of
 * rounded R, G and B. It has no other treatment than `luma`.
 *
 * @param luma one channel, changed in place
 */
export declare function planesPicture(luma: Raster): Picture;
