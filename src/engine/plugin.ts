import { pathToFileURL } from 'node:url';
import { types } from 'node:util';
import { ImgparError, messageOf } from '../errors.js';
import type { Method, PlaneMethod, TableMethod } from '../pixels/methods.js';
import type { Lut, Plane } from '../pixels/raster.js';

/** Whether a method is given as the path of a module rather than by name. */
export function isModulePath(method: string): boolean {
  return /[\\/]|\.[cm]?js$/i.test(method);
}

/**
 * A user's own method: the default export of a module, or its export named `method`. What it throws and what it returns is checked,
 * so that its faults are told apart from those of imgpar.
 *
 * @param path absolute
 * @throws {ImgparError} `usage`, if the module cannot be loaded or exports no method
 */
export async function loadMethod(path: string): Promise<Method> {
  const exported = await load(path);
  const method: unknown = exported.default ?? exported.method;
  if (!isMethod(method)) {
    throw new ImgparError(
      'usage',
      `${path} exports no method; expected a default export { kind: 'table', name, summary, defaults, table(histogram, params) } ` +
        `or { kind: 'plane', name, summary, defaults, scratchBytes(shape, params), equalize(plane, params, mask) }`,
    );
  }
  return method.kind === 'table' ? guardedTable(method) : guardedPlane(method);
}

async function load(path: string): Promise<Record<string, unknown>> {
  try {
    return await import(/* webpackIgnore: true */ /* @vite-ignore */ pathToFileURL(path).href);
  } catch (error) {
    throw new ImgparError('usage', `${path} cannot be loaded: ${sentenceOf(error)}`, { cause: error });
  }
}

function isMethod(value: unknown): value is Method {
  if (typeof value !== 'object' || value === null) return false;
  const method = value as Record<string, unknown>;
  const works = method.kind === 'table' ? method.table : method.kind === 'plane' && method.equalize;
  return typeof works === 'function' && typeof method.name === 'string' && typeof method.defaults === 'object' && method.defaults !== null;
}

function guardedTable(method: TableMethod): TableMethod {
  return {
    ...method,
    check: (params) => checkedBy(method, params),
    table(histogram, params, plane, histograms) {
      const table = guarded(method, () => method.table(histogram, params, plane, histograms));
      requireSamples(method, table, histogram.length, histogram.length);
      return table;
    },
  };
}

function guardedPlane(method: PlaneMethod): PlaneMethod {
  return {
    ...method,
    check: (params) => checkedBy(method, params),
    scratchBytes: (shape, params) => guarded(method, () => method.scratchBytes?.(shape, params) ?? 0),
    equalize(plane, params, mask) {
      const result = guarded(method, () => method.equalize(plane, params, mask));
      requireSamples(method, result?.samples, plane.samples.length, plane.maxSample + 1);
      return { width: plane.width, height: plane.height, maxSample: plane.maxSample, samples: result.samples };
    },
  };
}

/** Its author may say `usage` as we do, or throw anything. */
function checkedBy(method: Method, params: object): void {
  try {
    method.check?.(params);
  } catch (error) {
    if (error instanceof ImgparError) throw error;
    throw new ImgparError('usage', `method '${method.name}' refuses its parameters: ${sentenceOf(error)}`, { cause: error });
  }
}

function guarded<Result>({ name }: Method, call: () => Result): Result {
  try {
    return call();
  } catch (error) {
    throw new ImgparError('plugin', `method '${name}' threw: ${sentenceOf(error)}`, { cause: error });
  }
}

function requireSamples({ name }: Method, samples: Lut | Plane['samples'] | undefined, length: number, levels: number): void {
  const isRight = levels === 256 ? types.isUint8Array(samples) : types.isUint16Array(samples);
  if (isRight && samples?.length === length) return;
  const received = ArrayBuffer.isView(samples) ? `a ${samples.constructor.name} of ${samples.length}` : `a ${typeof samples}`;
  throw new ImgparError(
    'plugin',
    `method '${name}' returned ${received}, expected a ${levels === 256 ? 'Uint8Array' : 'Uint16Array'} of ${length}`,
  );
}

function sentenceOf(error: unknown): string {
  return messageOf(error).split('\n', 1)[0]!;
}
