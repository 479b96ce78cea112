import type { Plane } from '../raster.js';
import { type Tiles } from './clahe-grid.js';
export interface ClaheOptions {
    readonly tiles: Tiles;
    /** The most that a bin may hold, in multiples of the mean over all bins, and never less than one sample; 0 for no limit. */
    readonly clipLimit: number;
}
/**
 * Contrast limited adaptive histogram equalisation as `cv2.createCLAHE` defines it, sample for sample: the plain version, which
 * says what the fast one must do. Where the mask is 0, samples are not counted. Only two rows of tables are held at a time.
 * Source: modules/imgproc/src/clahe.cpp of OpenCV 4.
 */
export declare function claheReference(plane: Plane, { tiles, clipLimit }: ClaheOptions, mask?: Plane): Plane;
