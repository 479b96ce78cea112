import { type LowContrast, readCondition } from './low-contrast.js';
import type { Region } from './masks.js';
import type { Method } from './methods/method.js';
import { methodNamed, methodParams, readParams } from './methods/methods.js';
import type { Nodata } from './nodata.js';
import type { ColourMode, ColourTreatment } from './pictures/picture.js';
import type { Reading } from './reading.js';

/** What to do to the pixels of an image. `M` is how the method is given: by name, or as an object if it is a user's own and in no table. */
export interface Operation<M extends string | Method = string> extends Reading {
  readonly method: M;
  /** What to equalise in colour images. Default: what the program of an explicit dialect does, else `luma`. */
  readonly on?: ColourMode;
  /** Whose definition of the method to use, like the parameter of that name. Default: the method's. */
  readonly dialect?: string;
  /** Parameters that override the method's defaults. */
  readonly params?: Readonly<Record<string, unknown>>;
  /** From 0, the original, to 1, the full effect. */
  readonly strength: number;
  /**
   * A value that marks pixels without data: where every colour has it, the pixel is not counted and never changes, and no other pixel gets
   * this value. `none`: all pixels hold data. Default: what the file states.
   */
  readonly nodata?: number | 'none';
  /** Only pixels inside are counted. */
  readonly roi?: Region;
  /** Whether only counted pixels change; otherwise all pixels with data change. */
  readonly applyInside: boolean;
  /** Whether the frames or pages of a file share a table, so that an animation does not flicker. */
  readonly frames: 'apart' | 'together';
  /** Whether pixels are turned upright, as the orientation tag says. */
  readonly autoOrient: boolean;
  /** Which images are changed, as `readCondition` reads it. Default: all. */
  readonly onlyIf?: string;
}

/** An operation whose method is given by name or as an object. */
export type AnyOperation = Operation<string | Method>;

/** An operation with nothing left open. */
export interface ResolvedOperation {
  readonly method: Method;
  /** All parameters of the method. */
  readonly params: object;
  /** What is equalised in colour images, and how. */
  readonly on: ColourTreatment;
  readonly strength: number;
  readonly nodata: Nodata;
  readonly roi: Region | undefined;
  readonly applyInside: boolean;
  readonly frames: 'apart' | 'together';
  readonly autoOrient: boolean;
  /** Which images are changed; undefined for all. */
  readonly onlyIf: LowContrast | undefined;
  /** How samples are interpreted. */
  readonly reading: Reading;
  /** Whether another program's exact bits are requested, for which there is no missing data. */
  readonly isDialect: boolean;
}

/**
 * Fills in what the operation leaves to its method. The options common to all methods (`strength`, `nodata`, `roi`) were checked before.
 *
 * @throws {ImgparError} `usage`, unless the method is known, has these parameters, and can use their values
 */
export function resolveOperation(operation: AnyOperation): ResolvedOperation {
  const method = methodOf(operation);
  const given = givenParams(operation);
  const reading = readingOf(operation);
  return { method, params: methodParams(method, given), ...besidesMethod(operation), reading, isDialect: given.dialect !== undefined };
}

/** Equal for operations that do the same, however they are written. A reference need not be given. */
export function settledOperation(operation: AnyOperation): Omit<ResolvedOperation, 'method' | 'reading' | 'isDialect'> {
  const method = methodOf(operation);
  const params = { ...method.defaults, ...readParams(method, givenParams(operation)) };
  return { params: method.settled?.(params) ?? params, ...besidesMethod(operation) };
}

function besidesMethod(operation: AnyOperation): Omit<ResolvedOperation, 'method' | 'params' | 'reading' | 'isDialect'> {
  const { strength, nodata, roi, applyInside, frames, autoOrient } = operation;
  const onlyIf = operation.onlyIf === undefined ? undefined : readCondition(operation.onlyIf);
  return { on: treatmentOf(operation), strength, nodata, roi, applyInside, frames, autoOrient, onlyIf };
}

/** The colour treatment: `on` if given, else that of the program of an explicit dialect, else luma. */
export function treatmentOf(operation: AnyOperation): ColourTreatment {
  if (operation.on) return operation.on;
  const given = givenParams(operation);
  if (given.dialect === undefined) return 'luma';
  const method = methodOf(operation);
  return method.colour?.({ ...method.defaults, ...given }) ?? 'luma';
}

/** Whether only luma is read and changed. A no-data pixel is recognised by all of its colours. */
export function needsOnlyLuma({ on, nodata }: ResolvedOperation): boolean {
  return on === 'luma' && typeof nodata !== 'number';
}

function readingOf({ alpha, bands, bits, range, nodata }: Reading): Reading {
  return {
    ...(alpha && { alpha }),
    ...(bands && { bands }),
    ...(bits && { bits }),
    ...(range && { range }),
    ...(nodata !== undefined && { nodata }),
  };
}

function methodOf({ method }: AnyOperation): Method {
  return typeof method === 'string' ? methodNamed(method) : method;
}

function givenParams({ params, dialect }: AnyOperation): Readonly<Record<string, unknown>> {
  return dialect === undefined ? { ...params } : { ...params, dialect };
}
