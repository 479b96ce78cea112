import { ImgparError } from '../errors.js';
import { dataPixels, intersection, type Region, regionMask, requireFitting } from './masks.js';
import type { Method, PlaneMethod } from './methods/method.js';
import { methodNamed, methodParams, readParams } from './methods/methods.js';
import type { ColourMode, ColourTreatment, Picture } from './pictures/picture.js';
import type { Histogram, Lut, Mask } from './raster.js';
import { blendPlane, blendTable } from './strength.js';

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

/** An operation of which nothing is left open: what it says, and the defaults for the rest. */
export interface ResolvedOperation {
  readonly method: Method;
  /** All parameters of the method. */
  readonly params: object;
  /** What of colour is equalised, and how. */
  readonly on: ColourTreatment;
  readonly strength: number;
  readonly nodata: number | undefined;
  readonly roi: Region | undefined;
  readonly applyInside: boolean;
}

/**
 * Decides what the operation leaves open. What is possible for any method (`strength`, `nodata`, `roi`) was checked before.
 *
 * @throws {ImgparError} `usage`, unless the method is known, has these parameters, and can use their values
 */
export function resolveOperation(operation: AnyOperation): ResolvedOperation {
  const method = methodOf(operation);
  const params = methodParams(method, givenParams(operation));
  const { strength = 1, nodata, roi, applyInside = false } = operation;
  return { method, params, on: treatmentOf(operation), strength, nodata, roi, applyInside };
}

/** What an operation does to colour: what it says, else what the program of an explicit dialect does, else luma. */
export function treatmentOf(operation: AnyOperation): ColourTreatment {
  if (operation.on) return operation.on;
  const given = givenParams(operation);
  if (given.dialect === undefined) return 'luma';
  const method = methodOf(operation);
  return method.colour?.({ ...method.defaults, ...given }) ?? 'luma';
}

/** The same for operations that do the same, however they are said. A reference need not be there. */
export function settledOperation(operation: AnyOperation): Omit<ResolvedOperation, 'method'> {
  const method = methodOf(operation);
  const params = { ...method.defaults, ...readParams(method, givenParams(operation)) };
  const { strength = 1, nodata, roi, applyInside = false } = operation;
  return { on: treatmentOf(operation), params: method.settled?.(params) ?? params, strength, nodata, roi, applyInside };
}

function methodOf({ method }: AnyOperation): Method {
  return typeof method === 'string' ? methodNamed(method) : method;
}

function givenParams({ params, dialect }: AnyOperation): Readonly<Record<string, unknown>> {
  return dialect === undefined ? { ...params } : { ...params, dialect };
}

/**
 * Changes the picture in place. Counted are the pixels that are not fully transparent, are in the mask and in the region, and hold
 * data; when none is, nothing changes.
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
 * Changes pictures of one depth by the same tables, drawn from all of them: frames that must not flicker.
 *
 * @throws {ImgparError} as `equalize`; `usage` as well when the method has no tables
 */
export function equalizeTogether(pictures: readonly Picture[], operation: ResolvedOperation, mask?: Mask): void {
  const sums: Float64Array[] = [];
  for (const picture of pictures) addHistograms(sums, measure(picture, operation, mask));
  const tables = tablesOf(operation, sums);
  for (const picture of pictures) apply(picture, operation, tables, mask);
}

/** What is counted of a picture. */
type Counting = Pick<ResolvedOperation, 'on' | 'nodata' | 'roi'>;

/** What the operation counts of the picture: one histogram for each table. The sums of those of many pictures give one table for all. */
export function measure(picture: Picture, counting: Counting, mask?: Mask): Histogram[] {
  return picture.histograms(counting.on, chosenPixels(picture, counting, mask));
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
export function tablesOf({ method, params, strength }: ResolvedOperation, histograms: readonly Histogram[]): Lut[] {
  if (method.kind === 'plane') throw withoutTables(method);
  return histograms.map((histogram, plane) => blendTable(method.table(histogram, params, plane, histograms), strength));
}

/** Sends the picture, in place, through tables that were drawn for the same operation from pictures of the same depth and planes. */
export function apply(picture: Picture, operation: ResolvedOperation, tables: readonly Lut[], mask?: Mask): void {
  if (operation.strength === 0) return;
  picture.applyTables(operation.on, tables, changingPixels(picture, operation, mask));
}

function equalizePlanes(picture: Picture, method: PlaneMethod, operation: ResolvedOperation, mask?: Mask): void {
  const { params, on, strength } = operation;
  const counted = intersection([chosenPixels(picture, operation, mask), picture.visiblePixels()]);
  const changing = changingPixels(picture, operation, mask);
  // Then nobody asks for the samples as they were.
  const inPlace = changing === undefined && strength === 1;
  const planes = picture.planes(on, inPlace).map((before) => {
    const after = method.equalize(before, params, counted, inPlace ? before.samples : undefined);
    blendPlane(before, after, strength);
    return after;
  });
  picture.replacePlanes(on, planes, changing);
}

/** The pixels that mask, region and no-data value leave; undefined when that is all of them. */
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
