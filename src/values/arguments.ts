import { fileURLToPath } from 'node:url';
import { types } from 'node:util';
import { ImgparError } from '../errors.js';
import { nearest } from './nearest.js';
import { unexpected } from './wording.js';

/**
 * Reads one value from a caller of the library: returns it in imgpar's own form, or throws an ImgparError with code `usage` that refers to
 * it by `name`. Callers may write JavaScript, so any value is possible.
 */
export type Reader<Value> = (value: unknown, name: string) => Value;

/** Reads an object of options, each with its own reader. */
export interface Group<Options extends object> {
  /** @param known the names of all options, if this object is one of them; undefined for the outermost object */
  (value: unknown, name: string, known?: readonly string[]): Partial<Options>;
  /** Every option below, such as `operation` and `operation.method`. */
  readonly names: readonly string[];
}

export type ReadersOf<Options> = { readonly [Name in keyof Options]-?: Reader<Exclude<Options[Name], undefined>> };

/** Accepts these keys and no others. An undefined value counts as left out. */
export function group<Options extends object>(readers: ReadersOf<Options>): Group<Options> {
  const entries = Object.entries<Reader<unknown>>(readers);
  const names = entries.flatMap(([key, reader]) => [key, ...namesBelow(reader).map((name) => `${key}.${name}`)]);
  const read = (value: unknown, name: string, known?: readonly string[]) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unexpected(name, value, 'an object');
    const nameOf = (key: string) => (known ? `${name}.${key}` : key);
    for (const key of Object.keys(value)) {
      if (!Object.hasOwn(readers, key)) throw unknownOption(nameOf(key), Object.keys(readers).map(nameOf), known ?? names);
    }
    const given: Record<string, unknown> = {};
    for (const [key, reader] of entries) {
      // Reading any name from an object is safe, if only as undefined.
      const option = (value as Record<string, unknown>)[key];
      if (option !== undefined) given[key] = isGroup(reader) ? reader(option, nameOf(key), known ?? names) : reader(option, nameOf(key));
    }
    // Each was read by the reader that gives its type.
    return given as Partial<Options>;
  };
  return Object.assign(read, { names });
}

/** A text as it is, or a file URL as its path. */
export function textOrUrl(expected: string): Reader<string> {
  return (value, name) => {
    if (typeof value === 'string') return value;
    if (!isUrl(value)) throw unexpected(name, value, `${expected}, or the URL of a file`);
    try {
      return fileURLToPath(value.href);
    } catch (cause) {
      throw new ImgparError('usage', `${name} is ${value.href}, expected ${expected}, or the URL of a file (file:///…)`, { cause });
    }
  };
}

export const path = textOrUrl('a path');

export const text: Reader<string> = (value, name) => {
  if (typeof value === 'string') return value;
  throw unexpected(name, value, 'a string');
};

export const number: Reader<number> = (value, name) => {
  if (typeof value === 'number') return value;
  throw unexpected(name, value, 'a number');
};

export const boolean: Reader<boolean> = (value, name) => {
  if (typeof value === 'boolean') return value;
  throw unexpected(name, value, 'true or false');
};

/** The content of a file. A Buffer is fine. */
export const bytes: Reader<Uint8Array> = (value, name) => {
  if (types.isUint8Array(value)) return value;
  throw unexpected(name, value, 'a Uint8Array with the content of an image file');
};

/** An object whose keys are checked elsewhere. */
export const anyObject: Reader<Readonly<Record<string, unknown>>> = (value, name) => {
  // Only its keys are used, which any object has.
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw unexpected(name, value, 'an object');
};

/** A function of the caller's; its type promises parameters and result. */
export function callback<Callback>(): Reader<Callback> {
  return (value, name) => {
    if (typeof value === 'function') return value as Callback;
    throw unexpected(name, value, 'a function');
  };
}

/** An AbortSignal of any realm or library. */
export const abortSignal: Reader<AbortSignal> = (value, name) => {
  if (typeof value === 'object' && value !== null && 'aborted' in value && 'addEventListener' in value) return value as AbortSignal;
  throw unexpected(name, value, 'an AbortSignal');
};

/** An array of values, or a single one. */
export function oneOrMany<Value>(reader: Reader<Value>): Reader<readonly Value[]> {
  return (value, name) => (Array.isArray(value) ? value.map((each, index) => reader(each, `${name}[${index}]`)) : [reader(value, name)]);
}

/** A group with required keys. */
export function needing<Options extends object, Needed extends keyof Options & string>(
  reader: Group<Options>,
  ...needed: readonly Needed[]
): Group<Options> & Reader<Partial<Options> & Pick<Options, Needed>> {
  const read = (value: unknown, name: string, known?: readonly string[]) => {
    const given = reader(value, name, known);
    const missing = needed.find((key) => !Object.hasOwn(given, key));
    if (missing !== undefined) throw new ImgparError('usage', `${name} needs ${needed.join(', ')}; ${missing} is missing`);
    // It has the required keys.
    return given as Partial<Options> & Pick<Options, Needed>;
  };
  return Object.assign(read, { names: reader.names });
}

/** This exact value, or what the reader accepts. */
export function or<Exact extends string | false, Value>(exact: Exact, reader: Reader<Value>): Reader<Exact | Value> {
  return (value, name) => (value === exact ? exact : reader(value, name));
}

/** A number, or a text such as `5%`. */
export function numberOr<Text extends string>(): Reader<number | Text> {
  return (value, name) => (typeof value === 'number' ? value : (text(value, name) as Text));
}

function namesBelow(reader: Reader<unknown>): readonly string[] {
  return isGroup(reader) ? reader.names : [];
}

function isGroup(reader: Reader<unknown>): reader is Group<object> {
  return 'names' in reader;
}

/** Checks properties instead of the class, as Jest and others have their own class. */
function isUrl(value: unknown): value is { readonly href: string } {
  return typeof value === 'object' && value !== null && 'protocol' in value && 'href' in value && typeof value.href === 'string';
}

function unknownOption(name: string, siblings: readonly string[], known: readonly string[]): ImgparError {
  const meant = likely(name, siblings) ?? likely(name, known);
  const advice = meant === undefined ? `expected one of: ${siblings.join(', ')}` : `did you mean ${meant}?`;
  return new ImgparError('usage', `unknown option ${name}, ${advice}`);
}

/** The option meant by a misspelt name, a command-line flag, or a name in the wrong place. */
export function likely(name: string, candidates: readonly string[]): string | undefined {
  const wanted = plain(name);
  const found = nearest(wanted, candidates.map(plain));
  return (
    candidates.find((candidate) => plain(candidate) === (found ?? wanted)) ??
    candidates.find((each) => wanted.length >= 3 && plain(each).startsWith(wanted))
  );
}

/** The last word of a name, without the differences in how people write it. */
function plain(name: string): string {
  return name
    .slice(name.lastIndexOf('.') + 1)
    .replace(/[-_]/g, '')
    .toLowerCase();
}
