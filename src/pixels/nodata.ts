import { dataPixels } from './masks.js';
import type { Picture } from './pictures/picture.js';
import type { Mask } from './raster.js';

/** The requested no-data level: a level, none, or the one stated in the file. */
export type Nodata = number | 'none' | undefined;

/** The no-data level of a picture. */
function nodataOf(picture: Picture, asked: Nodata): number | undefined {
  // No-data numbers have no level.
  if (asked === 'none' || picture.scalars) return undefined;
  return asked ?? picture.nodata;
}

/** The pixels that hold data; undefined if all do. */
export function pixelsWithData(picture: Picture, asked: Nodata): Mask | undefined {
  const nodata = nodataOf(picture, asked);
  return nodata === undefined ? undefined : dataPixels(picture, nodata);
}

/** Makes a change, after which no colour of a pixel with data has the no-data level: it gets the next one instead. */
export function changeKeepingData(picture: Picture, asked: Nodata, changing: Mask | undefined, change: () => void): void {
  const nodata = nodataOf(picture, asked);
  change();
  if (nodata === undefined || !Number.isInteger(nodata) || nodata < 0 || nodata > picture.shape.maxSample) return;
  const next = nodata < Math.min(picture.levels ?? Number.POSITIVE_INFINITY, picture.shape.maxSample + 1) - 1 ? nodata + 1 : nodata - 1;
  const planes = picture.planes('rgb', true);
  for (const { samples } of planes)
    for (let pixel = 0; pixel < samples.length; pixel++)
      if (samples[pixel] === nodata && changing?.samples[pixel] !== 0) samples[pixel] = next;
  picture.replacePlanes('rgb', planes);
}
