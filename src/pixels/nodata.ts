import { dataPixels } from './masks.js';
import type { Picture } from './pictures/picture.js';
import type { Mask } from './raster.js';

/** What is asked for: the level that means that there is no data, none, or what the file says. */
export type Nodata = number | 'none' | undefined;

/** The level of a picture that means that there is no data. */
function nodataOf(picture: Picture, asked: Nodata): number | undefined {
  // Numbers that mean it have no level.
  if (asked === 'none' || picture.scalars) return undefined;
  return asked ?? picture.nodata;
}

/** The pixels that hold data; undefined when that is all of them. */
export function pixelsWithData(picture: Picture, asked: Nodata): Mask | undefined {
  const nodata = nodataOf(picture, asked);
  return nodata === undefined ? undefined : dataPixels(picture, nodata);
}

/** Makes a change after which no colour of a pixel with data has the level that means that there is none: it has the next one. */
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
