import { inspect, types } from 'node:util';
import { isError } from '../../errors.js';
import type { ErrorData, ErrorValue } from '../protocol.js';

/** Where the classes of modules are exported. */
export type ClassAddresses = ReadonlyMap<unknown, { readonly url: string; readonly name: string }>;

/** Causes of causes that are followed. */
const maxDepth = 16;

/** Anything thrown, as data that can always be copied: what cannot be read or copied of it is told in words. */
export function describeError(thrown: unknown, classes: ClassAddresses = new Map()): ErrorData {
  return describe(thrown, classes, maxDepth);
}

function describe(thrown: unknown, classes: ClassAddresses, depth: number): ErrorData {
  try {
    if (!types.isProxy(thrown) && isError(thrown)) return describeProper(thrown, classes, depth);
    const cause = copyOf(thrown);
    return { className: 'Error', name: 'Error', message: `the task threw ${words(thrown)}`, properties: cause ? { cause } : {} };
  } catch (fault) {
    return { className: 'Error', name: 'Error', message: `the task threw something that cannot be read: ${words(fault)}`, properties: {} };
  }
}

function describeProper(error: Error, classes: ClassAddresses, depth: number): ErrorData {
  const errorClass: unknown = error.constructor;
  const properties: Record<string, ErrorValue> = {};
  const keys = new Set(Object.keys(error));
  // Own, but not enumerable.
  for (const key of ['cause', 'errors']) if (Object.hasOwn(error, key)) keys.add(key);
  for (const key of keys) {
    if (key === 'name' || key === 'message' || key === 'stack') continue;
    properties[key] = describeProperty(error, key, classes, depth);
  }
  const text = (key: 'name' | 'message' | 'stack') => readText(() => error[key]);
  return {
    className: typeof errorClass === 'function' ? errorClass.name : 'Error',
    classAddress: classes.get(errorClass),
    name: text('name'),
    message: text('message'),
    stack: text('stack'),
    properties,
  };
}

function describeProperty(error: object, key: string, classes: ClassAddresses, depth: number): ErrorValue {
  try {
    return describeValue(Reflect.get(error, key), classes, depth);
  } catch (fault) {
    return { value: `[cannot be read: ${words(fault)}]` };
  }
}

function describeValue(value: unknown, classes: ClassAddresses, depth: number): ErrorValue {
  if (types.isProxy(value)) return { value: words(value) };
  if (isError(value)) return depth > 0 ? { error: describe(value, classes, depth - 1) } : { value: words(value.message) };
  if (Array.isArray(value) && value.some((each) => !types.isProxy(each) && isError(each)))
    return { list: value.map((each) => describeValue(each, classes, depth - 1)) };
  return copyOf(value) ?? { value: words(value) };
}

/** The value, if it can be copied. */
function copyOf(value: unknown): ErrorValue | undefined {
  try {
    return { value: structuredClone(value) };
  } catch {
    return undefined;
  }
}

function readText(read: () => unknown): string {
  try {
    const text = read();
    return typeof text === 'string' ? text : words(text);
  } catch (fault) {
    return `[cannot be read: ${words(fault)}]`;
  }
}

/** Shows a value without running code of its own. */
function words(value: unknown): string {
  try {
    const text = inspect(value, {
      showProxy: true,
      customInspect: false,
      getters: false,
      depth: 2,
      breakLength: Number.POSITIVE_INFINITY,
    }).replaceAll(/\s+/g, ' ');
    return text.length > 200 ? `${text.slice(0, 200)}…` : text;
  } catch {
    return `a value of type ${typeof value}`;
  }
}
