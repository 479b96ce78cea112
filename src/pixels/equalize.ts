import { ImgparError } from '../errors.js';
import { dataPixels, intersection, regionMask, requireFitting } from './masks.js';
import type { Method, PlaneMethod } from './methods/method.js';
import type { ResolvedOperation } from './operation.js';
import type { Picture } from './pictures/picture.js';
import type { Histogram, Lut, Mask } from './raster.js';
import { blendPlane, blendTable } from './strength.js';

/**
 * Changes the picture in place. Counts pixels that are not fully transparent, lie in the mask and in the region, and hold data; if there
 * are none, nothing changes.
 *
 * @throws {ImgparError} `unsupported-format` when mask or region do not fit the picture
 */
export function equalize(picture: Picture, operation: ResolvedOperation, mask?: Mask): void {
  if (operation.strength === 0) return;
  const { method } = operation;
  if (method.kind === 'plane') equalizePlanes(picture, method, operation, mask);
  else apply(picture, operation, tablesOf(operation, measure(picture, operation, mask)), mask);
}

/**
 * Changes pictures of one depth with shared tables drawn from all of them, for frames that must not flicker.
 *
 * @throws {ImgparError} as `equalize`, and `usage` when the method has no tables
 */
export function equalizeTogether(pictures: readonly Picture[], operation: ResolvedOperation, mask?: Mask): void {
  const sums: Float64Array[] = [];
  for (const picture of pictures) addHistograms(sums, measure(picture, operation, mask));
  const tables = tablesOf(operation, sums);
  for (const picture of pictures) apply(picture, operation, tables, mask);
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
  histograms.forEach((histogram, plane) => {
    const sum = sums[plane]!;
    for (let level = 0; level < sum.length; level++) sum[level]! += histogram[level]!;
  });
}

/**
 * The tables that the operation draws from measured histograms, at its strength.
 *
 * @throws {ImgparError} `usage` when the method has no tables
 */
export function tablesOf({ method, params, strength }: ResolvedOperation, histograms: readonly Histogram[]): Lut[] {
  if (method.kind === 'plane') throw withoutTables(method);
  return histograms.map((histogram, plane) => blendTable(method.table(histogram, params, plane, histograms), strength));
}

/** Maps the picture in place through tables drawn for the same operation, from pictures of the same depth and number of planes. */
export function apply(picture: Picture, operation: ResolvedOperation, tables: readonly Lut[], mask?: Mask): void {
  if (operation.strength === 0) return;
  picture.applyTables(operation.on, tables, changingPixels(picture, operation, mask));
}

function equalizePlanes(picture: Picture, method: PlaneMethod, operation: ResolvedOperation, mask?: Mask): void {
  const { params, on, strength } = operation;
  const counted = intersection([chosenPixels(picture, operation, mask), picture.visiblePixels()]);
  const changing = changingPixels(picture, operation, mask);
  // If so, the original samples are not needed afterwards.
  const inPlace = changing === undefined && strength === 1;
  const planes = picture.planes(on, inPlace).map((before) => {
    const after = method.equalize(before, params, counted, inPlace ? before.samples : undefined);
    blendPlane(before, after, strength);
    return after;
  });
  picture.replacePlanes(on, planes, changing);
}

/** The pixels chosen by mask, region and no-data value; undefined when that is all of them. */
function chosenPixels(picture: Picture, { roi, nodata }: Counting, mask?: Mask): Mask | undefined {
  if (mask) requireFitting(mask, picture.shape);
  const region = roi && regionMask(picture.shape, roi);
  return intersection([mask, region, nodata === undefined ? undefined : dataPixels(picture, nodata)]);
}

/** The pixels that change; undefined when all do. */
function changingPixels(picture: Picture, operation: ResolvedOperation, mask?: Mask): Mask | undefined {
  if (operation.applyInside) return intersection([chosenPixels(picture, operation, mask), picture.visiblePixels()]);
  return operation.nodata === undefined ? undefined : dataPixels(picture, operation.nodata);
}

function withoutTables({ name }: Method): ImgparError {
  return new ImgparError('usage', `method '${name}' looks at where a pixel stands, so there is no table that several images could share`);
}

function requireSame(sums: readonly Histogram[], histograms: readonly Histogram[]): void {
  const shape = (all: readonly Histogram[]) => `${all.length} × ${all[0]?.length ?? 0} levels`;
  if (shape(sums) === shape(histograms)) return;
  throw new ImgparError(
    'unsupported-format',
    `images that share a table must have one depth and as many planes: received ${shape(histograms)}, expected ${shape(sums)}`,
  );
}
