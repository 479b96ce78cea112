import type { Raster } from '../raster.js';
import type { Picture } from './picture.js';
/**
 * A picture that stands on a raster of L, a and b, as a file stores them, and changes L in place. Methods see L as a grey image, so
 * every mode equalises L; a and b are held.
 */
export declare function labPicture(lab: Raster): Picture;
