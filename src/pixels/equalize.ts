import { ImgparError } from '../errors.js';
import { dataPixels, intersection, type Region, regionMask, requireFitting } from './masks.js';
import type { Method, PlaneMethod } from './methods/method.js';
import { methodNamed, methodParams } from './methods/methods.js';
import type { ColourMode, ColourTreatment, Picture } from './pictures/picture.js';
import type { Histogram, Lut, Mask } from './raster.js';
import { blendPlane, blendTable, checkStrength } from './strength.js';

/** What is done to a picture. `M` is how the method is given: by its name, or as itself where it is in no table (a user's own). */
export interface Operation<M extends string | Method = string> {
  readonly method: M;
  /** What of colour is equalised. Default: what the program of an explicit dialect does, else `luma`. */
  readonly on?: ColourMode;
  /** Whose definition of the method; the same as the parameter of that name. Default: the method's. */
  readonly dialect?: string;
  /** Parameters of the method in place of its defaults. */
  readonly params?: Readonly<Record<string, unknown>>;
  /** From 0, the original, to 1, the full effect and the default. */
  readonly strength?: number;
  /** Pixels of which all colours have this level, 0..65,535, hold no data: they are not counted and never change. */
  readonly nodata?: number;
  /** Only pixels in it are counted. */
  readonly roi?: Region;
  /** Whether only pixels that are counted change. Default: false, all do but those without data. */
  readonly applyInside?: boolean;
}

/** An operation with a method by name or as itself. */
export type AnyOperation = Operation<string | Method>;

/**
 * Changes the picture in place. Counted are the pixels that are not fully transparent, are in the mask and in the region, and hold
 * data; when none is, nothing changes.
 *
 * @throws {ImgparError} `usage` when the operation is not possible; `unsupported-format` when mask or region do not fit the picture
 */
export function equalize(picture: Picture, operation: AnyOperation, mask?: Mask): void {
  requirePossible(operation);
  if (operation.strength === 0) return;
  const method = methodOf(operation);
  if (method.kind === 'plane') equalizePlanes(picture, method, operation, mask);
  else apply(picture, operation, tablesOf(operation, measure(picture, operation, mask)), mask);
}

/**
 * Changes pictures of one depth by the same tables, drawn from all of them: frames that must not flicker.
 *
 * @throws {ImgparError} as `equalize`; `usage` as well when the method has no tables
 */
export function equalizeTogether(pictures: readonly Picture[], operation: AnyOperation, mask?: Mask): void {
  requirePossible(operation);
  const sums: Float64Array[] = [];
  for (const picture of pictures) addHistograms(sums, measure(picture, operation, mask));
  const tables = tablesOf(operation, sums);
  for (const picture of pictures) apply(picture, operation, tables, mask);
}

/**
 * Throws an ImgparError of code `usage` unless the method is known, has these parameters, and all values are possible. It asks for
 * all that `measure`, `tablesOf` and `apply` need.
 */
export function requirePossible(operation: AnyOperation): void {
  methodParams(methodOf(operation), givenParams(operation));
  checkStrength(operation.strength ?? 1);
  const { nodata, roi } = operation;
  if (nodata !== undefined && !isWholeFrom(0, nodata, 65535)) throw usage('nodata', nodata, 'a whole number from 0 to 65535');
  if (roi !== undefined && !isRegion(roi)) throw usage('roi', roi, 'x and y from 0 and width and height from 1, in whole pixels');
}

/**
 * What the operation counts of the picture: one histogram for each table. The sums of those of many pictures give one table for all.
 * A method that needs a reference needs none here: so the reference itself is measured.
 */
export function measure(picture: Picture, operation: AnyOperation, mask?: Mask): Histogram[] {
  return picture.histograms(treatmentOf(operation), chosenPixels(picture, operation, mask));
}

/**
 * Adds histograms to those in `sums`, plane by plane; an empty list takes them as they are. Sums are exact, and the same in any order.
 *
 * @throws {ImgparError} `unsupported-format` when depth or number of planes are others than before
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
 * The tables that the operation draws from what was measured, with its strength.
 *
 * @throws {ImgparError} `usage` when the method has no tables
 */
export function tablesOf(operation: AnyOperation, histograms: readonly Histogram[]): Lut[] {
  const method = methodOf(operation);
  if (method.kind === 'plane') throw withoutTables(method);
  const params = methodParams(method, givenParams(operation));
  return histograms.map((histogram, plane) => blendTable(method.table(histogram, params, plane, histograms), operation.strength ?? 1));
}

/** Sends the picture, in place, through tables that were drawn for the same operation from pictures of the same depth and planes. */
export function apply(picture: Picture, operation: AnyOperation, tables: readonly Lut[], mask?: Mask): void {
  if (operation.strength === 0) return;
  const treatment = treatmentOf(operation);
  picture.applyTables(treatment, tables, changingPixels(picture, operation, mask));
}

/** What the operation does to colour: what it says, else what the program of an explicit dialect does, else luma. */
export function treatmentOf(operation: AnyOperation): ColourTreatment {
  if (operation.on) return operation.on;
  const given = givenParams(operation);
  if (given.dialect === undefined) return 'luma';
  const method = methodOf(operation);
  return method.colour?.({ ...method.defaults, ...given }) ?? 'luma';
}

/** The operation with all that it leaves open decided: the same for operations that do the same, however they are said. */
export function settledOperation(operation: AnyOperation) {
  const method = methodOf(operation);
  const params = { ...method.defaults, ...givenParams(operation) };
  const { strength = 1, nodata, roi, applyInside = false } = operation;
  return { on: treatmentOf(operation), params: method.settled?.(params) ?? params, strength, nodata, roi, applyInside };
}

function equalizePlanes(picture: Picture, method: PlaneMethod, operation: AnyOperation, mask?: Mask): void {
  const params = methodParams(method, givenParams(operation));
  const treatment = treatmentOf(operation);
  const counted = intersection([chosenPixels(picture, operation, mask), picture.visiblePixels()]);
  const changing = changingPixels(picture, operation, mask);
  // Then nobody asks for the samples as they were.
  const inPlace = changing === undefined && (operation.strength ?? 1) === 1;
  const planes = picture.planes(treatment, inPlace).map((before) => {
    const after = method.equalize(before, params, counted, inPlace ? before.samples : undefined);
    blendPlane(before, after, operation.strength ?? 1);
    return after;
  });
  picture.replacePlanes(treatment, planes, changing);
}

function methodOf({ method }: AnyOperation): Method {
  return typeof method === 'string' ? methodNamed(method) : method;
}

function givenParams({ params, dialect }: AnyOperation): Readonly<Record<string, unknown>> {
  return dialect === undefined ? { ...params } : { ...params, dialect };
}

/** The pixels that mask, region and no-data value leave; undefined when that is all of them. */
function chosenPixels(picture: Picture, { roi, nodata }: AnyOperation, mask?: Mask): Mask | undefined {
  if (mask) requireFitting(mask, picture.shape);
  const region = roi && regionMask(picture.shape, roi);
  return intersection([mask, region, nodata === undefined ? undefined : dataPixels(picture, nodata)]);
}

/** The pixels that change; undefined when all do. */
function changingPixels(picture: Picture, operation: AnyOperation, mask?: Mask): Mask | undefined {
  if (operation.applyInside) return intersection([chosenPixels(picture, operation, mask), picture.visiblePixels()]);
  return operation.nodata === undefined ? undefined : dataPixels(picture, operation.nodata);
}

function isRegion(region: Region): boolean {
  const { x, y, width, height } = region;
  return isWholeFrom(0, x) && isWholeFrom(0, y) && isWholeFrom(1, width) && isWholeFrom(1, height);
}

function isWholeFrom(lowest: number, value: number, highest = Number.MAX_SAFE_INTEGER): boolean {
  return Number.isSafeInteger(value) && value >= lowest && value <= highest;
}

function usage(option: string, value: unknown, expected: string): ImgparError {
  return new ImgparError('usage', `${option} is ${JSON.stringify(value)}, expected ${expected}`);
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
