import type { OperationOptions } from '../options/run-options.js';
import type { Picture } from '../pixels/pictures/picture.js';
import type { ImageShape, Lut, Mask } from '../pixels/raster.js';
import { type Prepared } from './prepare.js';
import type { Statistics } from './statistics.js';
/** Changes the pictures of one file in place: each by its own statistics, by those of all together, or by given ones. */
export declare function equalizePictures(pictures: readonly Picture[], prepared: Prepared, frames: OperationOptions['frames'], shared?: Statistics | undefined, mask?: Mask): void;
/** The tables that shared statistics give for images of this depth and as many channels. */
export declare function tablesFrom(statistics: Statistics, shape: ImageShape, prepared: Prepared): readonly Lut[];
