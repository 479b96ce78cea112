import type { ImageShape, Plane } from '../raster.js';
import { type Tiles } from './clahe-grid.js';
/**
 * `exposure.equalize_adapthist` of scikit-image for grey, sample for sample: levels are first spread over 14 bits and put into
 * bins, tiles are equalised with the limit as a part of their samples (0 for no limit), and the result is spread over the full
 * range again. With `tiles`, a tile is ⌊size / tiles⌋ samples long and at least one, as in scikit-image's default for 8×8; what is
 * left over makes one more tile. Where the mask is 0, samples are not counted; scikit-image has no masks.
 * Source: skimage/exposure/_adapthist.py and exposure.py of scikit-image 0.19.
 */
export declare function claheSkimage(plane: Plane, { tiles, clipLimit }: {
    readonly tiles: Tiles;
    readonly clipLimit: number;
}, mask?: Plane): Plane;
/** The memory that it needs beside the plane and its result. */
export declare function claheSkimageScratchBytes({ width, height }: Omit<ImageShape, 'channels'>, tiles: Tiles): number;
