import type { Redo } from '../codec/thumbnail/redraw.js';
import { ImgparError } from '../errors.js';
import { apply, equalize, equalizeTogether, tablesOf } from '../pixels/equalize.js';
import type { Picture } from '../pixels/pictures/picture.js';
import type { Lut, Mask } from '../pixels/raster.js';
import { isAlike } from '../pixels/reduced.js';
import { histogramsFor, type Prepared } from './prepare.js';
import { type Statistics, statisticsIn } from './statistics.js';

/** What was done to the first image of a file. */
export interface Equalized {
  /** Does the same to another picture; undefined if that depends on where a pixel stands. */
  readonly redo: Redo | undefined;
  /** The tables that were applied, if the method has any. */
  readonly tables: readonly Lut[] | undefined;
}

/**
 * Changes the images of one file in place: each by its own statistics, by those of all together, or by given ones.
 *
 * @param statistics the file of those that are shared with other images
 */
export function equalizePictures(pictures: readonly Picture[], prepared: Prepared, statistics?: string, mask?: Mask): Equalized {
  const { operation } = prepared;
  const tables = tablesOfFirst(pictures, prepared, sharedStatistics(prepared, statistics), mask);
  if (operation.strength === 0) return { redo: () => {}, tables };
  const depends = operation.applyInside && (mask !== undefined || operation.roi !== undefined);
  return { redo: tables && !depends ? (picture) => apply(picture, operation, tables) : undefined, tables };
}

/** Changes the images as `equalizePictures` does. @returns the tables of the first one, if the method has any */
export function tablesOfFirst(
  pictures: readonly Picture[],
  prepared: Prepared,
  shared: Statistics | undefined,
  mask: Mask | undefined,
): readonly Lut[] | undefined {
  const { operation } = prepared;
  if (shared) {
    pictures.forEach(requireSharable);
    const all = pictures.map((picture) => {
      const tables = tablesFrom(shared, picture, prepared);
      apply(picture, operation, tables, picture.reducedOf ? undefined : mask);
      return tables;
    });
    return all[0];
  }
  if (operation.frames === 'together' && pictures.length > 1) {
    pictures.forEach(requireSharable);
    return equalizeTogether(pictures, operation, mask);
  }
  const all = pictures.map((picture) => {
    const { reducedOf } = picture;
    // Changes together with the whole picture.
    if (reducedOf && isAlike(reducedOf, picture)) return undefined;
    const smaller = pictures.filter((other) => other.reducedOf === picture && isAlike(picture, other));
    return equalize(picture, operation, reducedOf ? undefined : mask, smaller);
  });
  return all[0];
}

/** @throws {ImgparError} `unsupported-format` for numbers whose levels do not mean the same as in other pictures */
export function requireSharable({ scalars }: Picture): void {
  if (!scalars || scalars.isRangeGiven) return;
  const message =
    'pictures of floats, signed or 32-bit numbers can share a table only where their levels mean the same; give the range, as in --range 0,1';
  throw new ImgparError('unsupported-format', message);
}

/** The statistics to use instead of an image's own: those in a file, or the operation's. */
export function sharedStatistics(prepared: Prepared, path: string | undefined): Statistics | undefined {
  return path === undefined ? prepared.statistics : statisticsIn(path);
}

/** Tables made from shared statistics serve image after image. */
const drawn = new WeakMap<Statistics, { prepared: Prepared; tables: Map<string, readonly Lut[]> }>();

/** The tables that shared statistics give for images of this depth and as many channels. */
export function tablesFrom(
  statistics: Statistics,
  { shape, levels }: Pick<Picture, 'shape' | 'levels'>,
  prepared: Prepared,
): readonly Lut[] {
  const known = drawn.get(statistics);
  const tables = known?.prepared === prepared ? known.tables : new Map<string, readonly Lut[]>();
  const key = `${shape.channels}x${shape.maxSample}x${levels}`;
  const found = tables.get(key) ?? tablesOf(prepared.operation, histogramsFor(statistics, shape, prepared.operation), levels);
  drawn.set(statistics, { prepared, tables: tables.set(key, found) });
  return found;
}
