import { type Rasters } from './encoding.js';
import type { Format } from './format.js';
import type { ForeignPicture } from './format-codec.js';
/** Refuses another format that could not hold the image: nothing is lost that was not asked for. */
export declare function refuseLoss({ title, holds }: Format, picture: ForeignPicture, rasters: Rasters): void;
