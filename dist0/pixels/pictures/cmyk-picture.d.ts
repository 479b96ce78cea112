import type { Raster } from '../raster.js';
import type { Picture } from './picture.js';
/**
 * A picture that stands on a raster of C, M, Y and K, 0 being no ink, and changes them in place. Methods see it as RGB,
 * without a profile: R = round((m − C)(m − K) / m) with m the largest sample, likewise G from M and B from Y.
 *
 * What a method makes of R, G and B goes back into the inks pixel by pixel:
 *
 * - a pixel whose R, G and B are unchanged keeps its inks, all four of them
 * - K is held, unless the pixel becomes lighter than K lets it be; then K' = m − max(R', G', B')
 * - C' = m − round(m · R' / (m − K')), likewise M' and Y'; where K' = m there is nothing to see, and C, M and Y are held
 *
 * Read back as RGB the inks give exactly R', G' and B'. K never grows.
 */
export declare function cmykPicture(cmyk: Raster): Picture;
