import { ImgparError } from '../errors.js';
import { needsBefore } from './colour/colour.js';
import { addHistogram } from './histogram.js';
import { dependsOnLevels, planeWithin, tablesWithin } from './levels.js';
import { intersection, regionMask, requireFitting } from './masks.js';
import type { Method, PlaneMethod } from './methods/method.js';
import { changeKeepingData, pixelsWithData } from './nodata.js';
import type { ResolvedOperation } from './operation.js';
import type { Picture } from './pictures/picture.js';
import type { Histogram, Lut, Mask } from './raster.js';
import { reduceInto } from './reduced.js';
import { blendPlane, blendTable } from './strength.js';

/**
 * Changes the picture in place. Counts pixels that are not fully transparent, lie in the mask and in the region, and hold data; if there
 * are none, nothing changes.
 *
 * @returns the tables, if the method has any
 * @throws {ImgparError} `unsupported-format` when mask or region do not fit the picture
 */
export function equalize(
  picture: Picture,
  operation: ResolvedOperation,
  mask?: Mask,
  reduced: readonly Picture[] = [],
): readonly Lut[] | undefined {
  if (operation.strength === 0) return undefined;
  const { method } = operation;
  const real = realChange(picture, operation, mask);
  if (real) {
    picture.scalars!.map(real, changingPixels(picture, operation, mask));
    for (const smaller of reduced) {
      const its = method.kind === 'plane' ? realChange(smaller, operation) : real;
      if (its) smaller.scalars?.map(its);
    }
    return undefined;
  }
  const tables = method.kind === 'plane' ? undefined : tablesOf(operation, measure(picture, operation, mask), picture.levels);
  if (method.kind === 'plane') equalizePlanes(picture, method, operation, mask);
  if (tables) {
    apply(picture, operation, tables, mask);
    if (!operation.applyInside) for (const smaller of reduced) apply(smaller, operation, tables);
  }
  if (method.kind === 'plane' || operation.applyInside)
    for (const smaller of reduced)
      keepingData(smaller, operation, pixelsWithData(smaller, operation.nodata), (changing) =>
        reduceInto(picture, smaller, pixelsWithData(picture, operation.nodata), changing),
      );
  return tables;
}

/**
 * Changes pictures of one depth with shared tables drawn from all of them, for frames that must not flicker.
 *
 * @throws {ImgparError} as `equalize`, and `usage` when the method has no tables
 */
export function equalizeTogether(pictures: readonly Picture[], operation: ResolvedOperation, mask?: Mask): readonly Lut[] {
  const sums: Float64Array[] = [];
  for (const picture of pictures) if (!picture.reducedOf) addHistograms(sums, measure(picture, operation, mask));
  const tables = tablesOf(operation, sums, pictures[0]?.levels);
  for (const picture of pictures) apply(picture, operation, tables, mask);
  return tables;
}

/** What decides which pixels count. */
type Counting = Pick<ResolvedOperation, 'on' | 'nodata' | 'roi'>;

/** What the operation counts in the picture: one histogram per table. Sums over many pictures give tables for all of them. */
export function measure(picture: Picture, counting: Counting, mask?: Mask): Histogram[] {
  return picture.histograms(counting.on, chosenPixels(picture, counting, mask));
}

/**
 * Adds histograms to those in `sums`, plane by plane; an empty list becomes a copy of them. Sums are exact, and the same in any order.
 *
 * @throws {ImgparError} `unsupported-format` when depth or number of planes differ
 */
export function addHistograms(sums: Float64Array[], histograms: readonly Histogram[]): void {
  if (sums.length === 0) sums.push(...histograms.map(({ length }) => new Float64Array(length)));
  requireSame(sums, histograms);
  for (const [plane, sum] of sums.entries()) addHistogram(sum, histograms[plane]!);
}

/**
 * The tables that the operation draws from measured histograms, at its strength.
 *
 * @param levels how many are used. Default: all
 * @throws {ImgparError} `usage` when the method has no tables
 */
export function tablesOf(
  { method, params, strength }: ResolvedOperation,
  histograms: readonly Histogram[],
  levels = histograms[0]?.length ?? 0,
): Lut[] {
  if (method.kind === 'plane') throw withoutTables(method);
  return tablesWithin(method, params, histograms, levels).map((table) => blendTable(table, strength));
}

/** Maps the picture in place through tables drawn for the same operation, from pictures of the same depth and number of planes. */
export function apply(picture: Picture, operation: ResolvedOperation, tables: readonly Lut[], mask?: Mask): void {
  if (operation.strength === 0) return;
  keepingData(picture, operation, changingPixels(picture, operation, mask), (changing) =>
    picture.applyTables(operation.on, tables, changing),
  );
}

/** Another program's dialect gives exactly its bits. */
function keepingData(
  picture: Picture,
  { nodata, isDialect }: ResolvedOperation,
  changing: Mask | undefined,
  change: (changing: Mask | undefined) => void,
): void {
  if (isDialect) change(changing);
  else changeKeepingData(picture, nodata, changing, () => change(changing));
}

/** The new value for each number in a picture of real numbers, if the method is defined for them. */
function realChange(picture: Picture, operation: ResolvedOperation, mask?: Mask): ((value: number, pixel: number) => number) | undefined {
  const { method, params, strength } = operation;
  const { scalars } = picture;
  if (!method.real || !scalars?.isReal) return undefined;
  const chosen = chosenPixels(picture, operation, mask);
  const changed = method.kind === 'table' ? method.real(scalars.counted(chosen), params) : realPlaneChange(picture, method, params, chosen);
  return changed && ((value, pixel) => value + strength * (changed(value, pixel) - value));
}

function realPlaneChange(
  picture: Picture,
  method: PlaneMethod,
  params: object,
  chosen: Mask | undefined,
): ((value: number, pixel: number) => number) | undefined {
  const plane = picture.scalars?.plane();
  const changed = plane && method.real?.(plane, params, intersection([chosen, picture.visiblePixels()]));
  return changed && ((_, pixel) => changed[pixel]!);
}

function equalizePlanes(picture: Picture, method: PlaneMethod, operation: ResolvedOperation, mask?: Mask): void {
  const { params, on, strength } = operation;
  const counted = intersection([chosenPixels(picture, operation, mask), picture.visiblePixels()]);
  const changing = changingPixels(picture, operation, mask);
  // If so, the original samples are not needed afterwards.
  const inPlace = changing === undefined && strength === 1 && !needsBefore(picture.shape, on);
  const { levels } = picture;
  const before = picture.planes(on, inPlace);
  const after = before.map((plane) => {
    const changed = dependsOnLevels(method, levels)
      ? planeWithin(method, params, plane, levels, counted)
      : method.equalize(plane, params, counted, inPlace ? plane.samples : undefined);
    blendPlane(plane, changed, strength);
    return changed;
  });
  keepingData(picture, operation, changing, () => picture.replacePlanes(on, after, changing, inPlace ? undefined : before));
}

/** The pixels chosen by mask, region and no-data value; undefined when that is all of them. */
function chosenPixels(picture: Picture, { roi, nodata }: Counting, mask?: Mask): Mask | undefined {
  if (mask) requireFitting(mask, picture.shape);
  const region = roi && regionMask(picture.shape, roi);
  return intersection([mask, region, pixelsWithData(picture, nodata)]);
}

/** The pixels that change; undefined when all do. */
function changingPixels(picture: Picture, operation: ResolvedOperation, mask?: Mask): Mask | undefined {
  if (operation.applyInside) return intersection([chosenPixels(picture, operation, mask), picture.visiblePixels()]);
  return pixelsWithData(picture, operation.nodata);
}

function withoutTables({ name }: Method): ImgparError {
  return new ImgparError('usage', `method '${name}' depends on where a pixel lies, so images cannot share a table`);
}

function requireSame(sums: readonly Histogram[], histograms: readonly Histogram[]): void {
  const shape = (all: readonly Histogram[]) => `${all.length} × ${all[0]?.length ?? 0} levels`;
  if (shape(sums) === shape(histograms)) return;
  throw new ImgparError(
    'unsupported-format',
    `images that share a table must have the same depth and number of planes: received ${shape(histograms)}, expected ${shape(sums)}`,
  );
}
