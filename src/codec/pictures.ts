import { cmykPicture } from '../pixels/pictures/cmyk-picture.js';
import { labPicture } from '../pixels/pictures/lab-picture.js';
import type { Picture } from '../pixels/pictures/picture.js';
import { rasterPicture } from '../pixels/pictures/raster-picture.js';
import type { Raster } from '../pixels/raster.js';
import type { Header } from './container.js';

/** Decoded samples as methods see them. */
export function pictureOf(raster: Raster, { space }: Pick<Header, 'space'>): Picture {
  if (space === 'cmyk') return cmykPicture(raster);
  return space === 'lab' ? labPicture(raster) : rasterPicture(raster);
}
