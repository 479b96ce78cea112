import { ImgparError } from '../../errors.js';
import type { Site } from '../calls/call.js';
import { BrokenPoolError, CancelledError, InvalidStateError, TimeoutError, WorkerCrashedError } from '../errors.js';
import type { ErrorData, ErrorValue } from '../protocol.js';

type ErrorClass = abstract new (...args: never[]) => Error;

const ours: Readonly<Record<string, ErrorClass>> = {
  ImgparError,
  TimeoutError,
  CancelledError,
  WorkerCrashedError,
  BrokenPoolError,
  InvalidStateError,
};

/** Classes by the module and name they are exported under, as far as they were loaded here. */
const loaded = new Map<string, ErrorClass | undefined>();

/** Errors that come from workers, and have not been told who called. */
const withoutCaller = new WeakSet<object>();

/** The error that a worker described, with class, properties and stack. A promise where a class has to be loaded first. */
export function reviveError(data: ErrorData): Error | Promise<Error> {
  const missing = [...addressesIn(data)].filter(({ url, name }) => !loaded.has(keyOf(url, name)));
  if (missing.length === 0) return reviveAll(data);
  return Promise.all(missing.map(load)).then(() => reviveAll(data));
}

function reviveAll(data: ErrorData): Error {
  const error = revive(data);
  withoutCaller.add(error);
  return error;
}

/** Adds to the stack of an error from a worker who in this program waits for it; leaves all others, and those that have it, as they are. */
export function withCaller(error: unknown, site: Site | undefined): unknown {
  if (site === undefined || typeof error !== 'object' || error === null || !withoutCaller.delete(error)) return error;
  const lines = site.stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? [];
  if (lines.length === 0) return error;
  const stack = ['    ---- called by ----', ...lines].join('\n');
  return Object.defineProperty(error, 'stack', { value: `${(error as Error).stack}\n${stack}`, writable: true, configurable: true });
}

function revive(data: ErrorData): Error {
  const error = bare(data);
  const put = (key: string, value: unknown, enumerable: boolean) =>
    Object.defineProperty(error, key, { value, enumerable, writable: true, configurable: true });
  for (const [key, value] of Object.entries(data.properties)) put(key, reviveValue(value), key !== 'cause' && key !== 'errors');
  if (error.name !== data.name) put('name', data.name, false);
  if (error.message !== data.message) put('message', data.message, false);
  put('stack', data.stack ?? `${data.name}: ${data.message}`, false);
  return error;
}

/** An error of the right class. No constructor of a user's is called: what it would ask for is not known. */
function bare({ className, classAddress, message, name }: ErrorData): Error {
  if (className === 'DOMException') return new DOMException(message, name);
  const errorClass = classAddress ? loaded.get(keyOf(classAddress.url, classAddress.name)) : classNamed(className);
  const error = new Error(message);
  if (errorClass) Object.setPrototypeOf(error, errorClass.prototype);
  return error;
}

function classNamed(name: string): ErrorClass | undefined {
  const found: unknown = ours[name] ?? Reflect.get(globalThis, name);
  return isErrorClass(found) ? found : undefined;
}

function isErrorClass(value: unknown): value is ErrorClass {
  return typeof value === 'function' && (value === Error || Object.prototype.isPrototypeOf.call(Error, value));
}

function reviveValue(value: ErrorValue): unknown {
  if ('error' in value) return revive(value.error);
  return 'list' in value ? value.list.map(reviveValue) : value.value;
}

function* addressesIn({ classAddress, properties }: ErrorData): Generator<{ readonly url: string; readonly name: string }> {
  if (classAddress) yield classAddress;
  for (const value of Object.values(properties)) yield* addressesInValue(value);
}

function* addressesInValue(value: ErrorValue): Generator<{ readonly url: string; readonly name: string }> {
  if ('error' in value) yield* addressesIn(value.error);
  if ('list' in value) for (const each of value.list) yield* addressesInValue(each);
}

async function load({ url, name }: { readonly url: string; readonly name: string }): Promise<void> {
  let found: unknown;
  try {
    found = (await import(url))[name];
  } catch {
    // Then the error is an Error of that name.
  }
  loaded.set(keyOf(url, name), isErrorClass(found) ? found : undefined);
}

function keyOf(url: string, name: string): string {
  return `${url}#${name}`;
}
