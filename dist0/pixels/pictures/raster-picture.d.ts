import { type Raster } from '../raster.js';
import type { Picture } from './picture.js';
/**
 * A picture that stands on the raster and changes its samples in place. Fully transparent pixels are not counted, but their
 * colour is mapped like any other: who makes them visible again finds what belongs to the rest. Alpha never changes.
 *
 * A mask costs memory: for the counted pixels while counting, for those outside while changing.
 */
export declare function rasterPicture(raster: Raster): Picture;
/** The same on a raster that was made from something else, to which `takeBack` takes what has become of it after every change. */
export declare function derivedPicture(raster: Raster, takeBack: () => void): Picture;
