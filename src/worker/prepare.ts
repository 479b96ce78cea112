import { ImgparError, messageOf } from '../errors.js';
import { isModulePath } from '../options/method-path.js';
import type { OperationOptions } from '../options/run-options.js';
import { measure } from '../pixels/equalize.js';
import type { Method } from '../pixels/methods/method.js';
import { methodNamed } from '../pixels/methods/methods.js';
import { type AnyOperation, type ResolvedOperation, resolveOperation, treatmentOf } from '../pixels/operation.js';
import type { Histogram, ImageShape } from '../pixels/raster.js';
import { openSource } from '../storage/file.js';
import { helpOf, type ParameterHelp } from '../values/parameters.js';
import { loadMethod } from './plugin.js';
import { Statistics } from './statistics.js';

/** An operation with everything loaded that its options only name. */
export interface Prepared {
  readonly operation: ResolvedOperation;
  /** Used instead of those of each image. */
  readonly statistics?: Statistics;
}

// One per thread: a worker needs the same operation image after image.
let last: { options: OperationOptions; key: string; prepared: Promise<Prepared> } | undefined;

/**
 * Loads what an operation names: a user's module, a reference. Keeps the last answer, as a worker needs the same operation again and again.
 *
 * @throws {ImgparError} `usage`, if something that is named is unusable
 */
export function prepare(options: OperationOptions): Promise<Prepared> {
  // Within a batch it is the very same object.
  if (last?.options === options) return last.prepared;
  const key = JSON.stringify(options);
  last = { options, key, prepared: last?.key === key ? last.prepared : load(options) };
  return last.prepared;
}

async function load({ reference, ...named }: OperationOptions): Promise<Prepared> {
  const method = isModulePath(named.method) ? await loadMethod(named.method) : methodNamed(named.method);
  const operation = { ...named, method };
  if (reference === undefined) return { operation: resolveOperation(operation) };
  if (!Object.hasOwn(method.defaults, 'reference'))
    return { operation: resolveOperation(operation), statistics: Statistics.read(reference) };
  const model = await histogramsOf(reference, operation);
  return { operation: resolveOperation({ ...operation, params: { ...operation.params, reference: model } }) };
}

/** The model of a reference: the histograms of an image, or of the class with the most pixels in a set. */
async function histogramsOf(path: string, operation: AnyOperation): Promise<readonly Histogram[]> {
  if (/\.json$/i.test(path)) return Statistics.read(path).largestClass();
  // Loaded only when needed, as in equalize-image.ts.
  const { decodeImage } = await import('../codec/decode.js');
  const file = openSource(path);
  try {
    const [picture] = await decodeImage(file.readAll());
    // The region and the no-data value apply to the images of the run.
    return measure(picture!, { on: treatmentOf(operation), roi: undefined, nodata: undefined });
  } catch (error) {
    const why = messageOf(error);
    throw new ImgparError('usage', `the reference ${path} cannot be used: ${why}`, { cause: error });
  } finally {
    file.close();
  }
}

/** The histograms from statistics that replace those of an image. @throws {ImgparError} `unsupported-format` */
export function histogramsFor(
  statistics: Statistics,
  { channels, maxSample }: ImageShape,
  operation: ResolvedOperation,
): readonly Histogram[] {
  const planes = channels >= 3 && operation.on === 'rgb' ? 3 : 1;
  const found = statistics.histogramsFor(planes, maxSample + 1);
  if (found) return found;
  const wanted = `${maxSample === 255 ? 8 : 16} bits and ${planes === 1 ? 'one plane' : `${planes} planes`}`;
  throw new ImgparError('unsupported-format', `the statistics do not cover images with ${wanted}`);
}

/** Sent to a worker before a run with a user's own method. */
export interface Trial {
  readonly operation: OperationOptions;
}

export interface TrialResult {
  readonly kind: Method['kind'];
  readonly name: string;
  readonly parameters: readonly ParameterHelp[];
}

/** Loads everything that an operation names, and queries the method's parameters as every image will. @throws {ImgparError} `usage`, `plugin` */
export async function tryOut({ operation: options }: Trial): Promise<TrialResult> {
  const { operation } = await prepare(options);
  const { kind, name } = operation.method;
  return { kind, name, parameters: helpOf(operation.method) };
}
