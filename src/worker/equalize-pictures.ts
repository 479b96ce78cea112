import { apply, equalize, equalizeTogether, tablesOf } from '../pixels/equalize.js';
import type { Picture } from '../pixels/pictures/picture.js';
import type { ImageShape, Lut, Mask } from '../pixels/raster.js';
import { histogramsFor, type Prepared } from './prepare.js';
import type { Statistics } from './statistics.js';

/** Changes the images of one file in place: each by its own statistics, by those of all together, or by given ones. */
export function equalizePictures(
  pictures: readonly Picture[],
  prepared: Prepared,
  shared: Statistics | undefined = prepared.statistics,
  mask?: Mask,
): void {
  const { operation } = prepared;
  if (shared) for (const picture of pictures) apply(picture, operation, tablesFrom(shared, picture.shape, prepared), mask);
  else if (operation.frames === 'together' && pictures.length > 1) equalizeTogether(pictures, operation, mask);
  else for (const picture of pictures) equalize(picture, operation, mask);
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
