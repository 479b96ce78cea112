import type { Raster } from './raster.js';
/**
 * The raster as it is meant to be seen, by the orientation of EXIF and TIFF: 1 as it is, 2 mirrored left to right, 3 by half a
 * turn, 4 mirrored top to bottom, 5 rows and columns change places, 6 a quarter turn clockwise, 7 like 5 and then half a turn,
 * 8 a quarter turn against the clock. Exact: samples only change places. 1, and what is no orientation, gives the raster itself.
 */
export declare function orientRaster(raster: Raster, orientation: number): Raster;
/** Whether width and height change places. */
export declare function swapsSides(orientation: number): boolean;
