import { pathToFileURL } from 'node:url';
import { types } from 'node:util';
import { ImgparError, messageOf } from '../errors.js';
import type { Method, PlaneMethod, TableMethod } from '../pixels/methods/method.js';
import { colourTreatments } from '../pixels/pictures/picture.js';
import type { ImageShape } from '../pixels/raster.js';
import type { Parameter } from '../values/parameters.js';

/**
 * Loads a user's own method: the default export of a module, or its export named `method`. Checks what it throws and returns, so that its
 * faults are told apart from those of imgpar.
 *
 * @param path absolute
 * @throws {ImgparError} `usage`, if the module cannot be loaded or exports no method
 */
export async function loadMethod(path: string): Promise<Method> {
  const method = methodIn(await load(path), path);
  return method.kind === 'table' ? guardedTable(method) : guardedPlane(method);
}

async function load(path: string): Promise<Record<string, unknown>> {
  try {
    return await import(/* webpackIgnore: true */ /* @vite-ignore */ pathToFileURL(path).href);
  } catch (error) {
    throw new ImgparError('usage', `${path} cannot be loaded: ${sentenceOf(error)}`, { cause: error });
  }
}

/** The method as a plain object. Reads each property once, as a getter may answer differently the next time, or throw. */
function methodIn(module: Record<string, unknown>, path: string): Method {
  let fault: string | undefined;
  try {
    const method = propertiesOf(module.default ?? module.method);
    fault = faultIn(method);
    // Nothing is wrong with it, so it has the properties of a method, with the right types.
    if (fault === undefined) return method as Method;
  } catch (error) {
    throw new ImgparError('usage', `the method of ${path} cannot be read: ${sentenceOf(error)}`, { cause: error });
  }
  throw new ImgparError(
    'usage',
    `${path} does not export a method; expected a default export { kind: 'table', name, summary, defaults, table(histogram, params) } ` +
      `or { kind: 'plane', name, summary, defaults, scratchBytes(shape, params), equalize(plane, params, mask) }; ${fault}`,
  );
}

type Properties = Readonly<Partial<Record<keyof TableMethod | keyof PlaneMethod, unknown>>>;

function propertiesOf(exported: unknown): Properties {
  // All are undefined for anything but an object.
  const { kind, name, summary, defaults, parameters, table, equalize, scratchBytes, check, colour } = Object(exported) as Properties;
  const bound = (value: unknown) => (typeof value === 'function' ? value.bind(exported) : value);
  return {
    kind,
    name,
    summary,
    ...defaultsAndParameters(defaults, parameters),
    table: bound(table),
    equalize: bound(equalize),
    scratchBytes: bound(scratchBytes),
    check: bound(check),
    colour: bound(colour),
  };
}

/** A parameter may have a row, or only a default. */
function defaultsAndParameters(defaults: unknown, parameters: unknown): Properties {
  const given = typeof defaults === 'object' && defaults !== null ? { ...defaults } : defaults;
  if (parameters === undefined) return { defaults: given };
  if (typeof parameters !== 'object' || parameters === null) return { defaults: given, parameters };
  const rows = Object.fromEntries(Object.entries(parameters).map(([name, row]) => [name, rowOf(row)]));
  const byRows = Object.fromEntries(Object.entries(rows).map(([name, row]) => [name, row.default]));
  return { defaults: given === undefined || typeof given === 'object' ? { ...byRows, ...given } : given, parameters: rows };
}

/** The parts of a row that are read: kinds of values are imgpar's own. */
function rowOf(row: unknown): Partial<Record<keyof Parameter, unknown>> {
  const { default: byDefault, help, min, max, whole, words } = Object(row) as Partial<Record<keyof Parameter, unknown>>;
  const known = { help, min, max, whole, words: Array.isArray(words) ? [...words] : words };
  return { default: byDefault, ...Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined)) };
}

function faultInParameters(parameters: unknown): string | undefined {
  if (parameters === undefined) return undefined;
  if (typeof parameters !== 'object' || parameters === null) return `parameters is ${described(parameters)}, expected an object`;
  for (const [name, row] of Object.entries(parameters)) {
    const { default: byDefault, help, min, max, whole, words } = rowOf(row);
    const fault = (key: string, value: unknown, expected: string) =>
      `parameters.${name}.${key} is ${described(value)}, expected ${expected}`;
    if (byDefault === undefined) return fault('default', byDefault, 'a value');
    if (help !== undefined && !isText(help, 0, maxSummaryLength)) return fault('help', help, `up to ${maxSummaryLength} characters`);
    if (min !== undefined && typeof min !== 'number') return fault('min', min, 'a number');
    if (max !== undefined && typeof max !== 'number') return fault('max', max, 'a number');
    if (whole !== undefined && typeof whole !== 'boolean') return fault('whole', whole, 'true or false');
    const areWords = words === undefined || (Array.isArray(words) && words.every((word) => isText(word, 1, maxNameLength)));
    if (!areWords) return fault('words', words, 'an array of strings');
  }
  return undefined;
}

/** Both appear in one-line messages. */
const maxNameLength = 100;
const maxSummaryLength = 1000;

function faultIn({
  kind,
  name,
  summary,
  defaults,
  parameters,
  table,
  equalize,
  scratchBytes,
  check,
  colour,
}: Properties): string | undefined {
  if (kind !== 'table' && kind !== 'plane') return `kind is ${described(kind)}`;
  if (!isText(name, 1, maxNameLength)) return `name is ${described(name)}, expected 1 to ${maxNameLength} characters`;
  if (summary !== undefined && !isText(summary, 0, maxSummaryLength))
    return `summary is ${described(summary)}, expected up to ${maxSummaryLength} characters`;
  if (typeof defaults !== 'object' || defaults === null) return `defaults is ${described(defaults)}, expected an object`;
  const fault = faultInParameters(parameters);
  if (fault !== undefined) return fault;
  if (kind === 'table' && typeof table !== 'function') return `table is ${described(table)}, expected a function`;
  if (kind === 'plane' && typeof equalize !== 'function') return `equalize is ${described(equalize)}, expected a function`;
  const [option, value] =
    Object.entries({ scratchBytes, check, colour }).find(([, value]) => value !== undefined && typeof value !== 'function') ?? [];
  return option && `${option} is ${described(value)}, expected a function`;
}

function isText(value: unknown, min: number, max: number): boolean {
  return typeof value === 'string' && value.length >= min && value.length <= max;
}

function guardedTable(method: TableMethod): TableMethod {
  return {
    ...guardedCommon(method),
    kind: 'table',
    table: (histogram, params, plane, histograms) =>
      answerOf(
        method,
        () => method.table(histogram, params, plane, histograms),
        (table) => faultInSamples(table, histogram.length, histogram.length),
      ),
  };
}

function guardedPlane(method: PlaneMethod): PlaneMethod {
  // Remembered, as a method that wants more each time would never be given enough.
  const known = new Map<string, number>();
  const scratchBytes = (shape: ImageShape, params: object) =>
    answerOf(method, () => method.scratchBytes?.(shape, params) ?? 0, faultInBytes);
  return {
    ...guardedCommon(method),
    kind: 'plane',
    scratchBytes(shape, params) {
      const key = JSON.stringify(shape);
      const bytes = known.get(key) ?? scratchBytes(shape, params);
      if (known.size >= maxShapesKnown) known.clear();
      known.set(key, bytes);
      return bytes;
    },
    equalize(plane, params, mask) {
      const { width, height, maxSample } = plane;
      const samples = answerOf(
        method,
        () => method.equalize(plane, params, mask)?.samples,
        (samples) => faultInSamples(samples, width * height, maxSample + 1),
      );
      return { width, height, maxSample, samples };
    },
  };
}

const maxShapesKnown = 1000;

function guardedCommon(method: Method): Omit<TableMethod, 'kind' | 'table' | 'levels' | 'real'> {
  const { name, summary, defaults, parameters } = method;
  return {
    name,
    summary,
    defaults,
    ...(parameters && { parameters }),
    check(params) {
      try {
        method.check?.(params);
      } catch (error) {
        throw new ImgparError('usage', `method '${name}' rejects its parameters: ${sentenceOf(error)}`, { cause: error });
      }
    },
    colour: (params) => answerOf(method, () => method.colour?.(params), faultInColour),
  };
}

/** The method's answer, if it is usable. @throws {ImgparError} `plugin` */
function answerOf<Answer>({ name }: Method, ask: () => Answer, faultIn: (answer: Answer) => string | undefined): Answer {
  let fault: string | undefined;
  let cause: unknown;
  try {
    const answer = ask();
    fault = faultIn(answer);
    if (fault === undefined) return answer;
  } catch (error) {
    fault = `threw: ${sentenceOf(error)}`;
    cause = error;
  }
  throw new ImgparError('plugin', `method '${name}' ${fault}`, { cause });
}

function faultInSamples(samples: unknown, length: number, levels: number): string | undefined {
  const found = levels === 256 ? types.isUint8Array(samples) && samples : types.isUint16Array(samples) && samples;
  if (found && found.length === length) return undefined;
  return `returned ${described(samples)}, expected a ${levels === 256 ? 'Uint8Array' : 'Uint16Array'} of ${length}`;
}

function faultInBytes(bytes: unknown): string | undefined {
  if (typeof bytes === 'number' && bytes >= 0 && bytes <= Number.MAX_SAFE_INTEGER) return undefined;
  return `gives ${described(bytes)} as its scratchBytes, expected a number of bytes, 0 or more`;
}

function faultInColour(treatment: unknown): string | undefined {
  if (treatment === undefined || colourTreatments.some((known) => known === treatment)) return undefined;
  return `gives ${described(treatment)} as its colour, expected one of: ${colourTreatments.join(', ')}`;
}

/** Describes any value for a message. */
function described(value: unknown): string {
  if (typeof value === 'string') return value.length > maxNameLength ? `a string of ${value.length}` : JSON.stringify(value);
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return String(value);
  if (ArrayBuffer.isView(value) && 'length' in value) return `a ${value.constructor.name} of ${value.length}`;
  return Array.isArray(value) ? `an array of ${value.length}` : types.isPromise(value) ? 'a promise' : 'an object';
}

const maxSentenceLength = 300;

/** The first line of what was thrown, which may be anything, including objects that throw when read. */
function sentenceOf(error: unknown): string {
  try {
    const text = messageOf(error);
    return text.slice(0, maxSentenceLength).split('\n', 1)[0]!;
  } catch {
    return 'something that cannot be read';
  }
}
