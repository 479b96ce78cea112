import { apply, equalize, equalizeTogether, tablesOf } from '../pixels/equalize.js';
import type { Picture } from '../pixels/pictures/picture.js';
import type { ImageShape, Lut, Mask } from '../pixels/raster.js';
import { histogramsFor, type Prepared } from './prepare.js';
import { type Statistics, statisticsIn } from './statistics.js';

/**
 * Changes the images of one file in place: each by its own statistics, by those of all together, or by given ones.
 *
 * @param statistics the file of those that are shared with other images
 */
export function equalizePictures(pictures: readonly Picture[], prepared: Prepared, statistics?: string, mask?: Mask): void {
  const { operation } = prepared;
  const shared = sharedStatistics(prepared, statistics);
  if (shared) for (const picture of pictures) apply(picture, operation, tablesFrom(shared, picture.shape, prepared), mask);
  else if (operation.frames === 'together' && pictures.length > 1) equalizeTogether(pictures, operation, mask);
  else for (const picture of pictures) equalize(picture, operation, mask);
}

/** The statistics that take the place of an image's own: those in a file, or the operation's. */
export function sharedStatistics(prepared: Prepared, path: string | undefined): Statistics | undefined {
  return path === undefined ? prepared.statistics : statisticsIn(path);
}

/** Tables made from shared statistics serve image after image. */
const drawn = new WeakMap<Statistics, { prepared: Prepared; tables: Map<string, readonly Lut[]> }>();

/** The tables that shared statistics give for images of this depth and number of channels. */
export function tablesFrom(statistics: Statistics, shape: ImageShape, prepared: Prepared): readonly Lut[] {
  const known = drawn.get(statistics);
  const tables = known?.prepared === prepared ? known.tables : new Map<string, readonly Lut[]>();
  const key = `${shape.channels}x${shape.maxSample}`;
  const found = tables.get(key) ?? tablesOf(prepared.operation, histogramsFor(statistics, shape, prepared.operation));
  drawn.set(statistics, { prepared, tables: tables.set(key, found) });
  return found;
}
