import { ImgparError, usage } from '../errors.js';
import type { Option } from '../options/row.js';
import { likely } from '../values/arguments.js';
import { type Kind, listOf, path } from '../values/kinds.js';
import { nearest } from '../values/nearest.js';
import { unexpected } from '../values/wording.js';

/** Options by flag. */
export type Flags = Readonly<Record<string, Option<unknown, unknown>>>;

/** A value as the command line gives it: whether a switch is set, or the texts after a flag. */
export type Given = boolean | readonly string[];

/** What one part of a configuration file sets. */
export interface Layer {
  /** Where it stands, in words. */
  readonly origin: string;
  /** By flag. */
  readonly values: Readonly<Record<string, Given>>;
  readonly sources?: readonly string[];
  readonly destination?: string;
}

/** A configuration file, read and checked. */
export interface Config {
  /** As it was found. */
  readonly path: string;
  /** What applies to every run. */
  readonly shared: Layer;
  readonly presets: ReadonlyMap<string, Layer>;
  readonly jobs: ReadonlyMap<string, Layer>;
}

/** What is known of a file before it is read. */
export interface Reading {
  readonly path: string;
  /** The flags that it may set. */
  readonly flags: Flags;
  /** Makes a path in the file, relative to its folder, one for here. */
  readonly move: (path: string) => string;
}

/** @throws {ImgparError} `usage`, naming the file, the key and what is meant by it */
export function readConfig(raw: unknown, reading: Reading): Config {
  try {
    const { presets = {}, jobs = {}, ...shared } = objectOf(raw, 'the configuration');
    return {
      path: reading.path,
      shared: readLayer(omit(shared, '$schema'), { ...reading, origin: reading.path, keys: ['sources', 'destination', 'presets', 'jobs'] }),
      presets: layersOf(presets, 'presets', (name) => ({
        ...reading,
        origin: `preset ${name} (${reading.path})`,
        keys: [],
        isPreset: true,
      })),
      jobs: layersOf(jobs, 'jobs', (name) => ({ ...reading, origin: `job ${name} (${reading.path})`, keys: ['sources', 'destination'] })),
    };
  } catch (error) {
    if (error instanceof ImgparError && error.code === 'usage') throw usage(`${reading.path}: ${error.message}`, error);
    throw error;
  }
}

/** How options are called in a file: as flags in camel case. */
export function keyOf(flag: string): string {
  return flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

interface LayerReading extends Reading {
  readonly origin: string;
  /** The keys beside the options. */
  readonly keys: readonly string[];
  readonly isPreset?: true;
}

function layersOf(raw: unknown, key: string, readingOf: (name: string) => LayerReading): Map<string, Layer> {
  const entries = Object.entries(objectOf(raw, key));
  return new Map(entries.map(([name, each]) => [name, readLayer(objectOf(each, `${key}.${name}`), readingOf(name), `${key}.${name}.`)]));
}

function readLayer(raw: Readonly<Record<string, unknown>>, reading: LayerReading, prefix = ''): Layer {
  const { origin, flags, keys, move, isPreset } = reading;
  const flagOf = new Map(Object.keys(flags).map((flag) => [keyOf(flag), flag]));
  if (isPreset) flagOf.delete('preset');
  const values: Record<string, Given> = {};
  for (const [key, value] of Object.entries(raw)) {
    const flag = flagOf.get(key);
    if (flag === undefined && !keys.includes(key)) throw unknownKey(key, prefix, [...keys, ...flagOf.keys()], flags);
    if (flag === undefined || value === undefined) continue;
    const given = givenOf(flags[flag]!.kind, value, prefix + key);
    values[flag] = typeof given === 'boolean' ? given : given.map((text) => flags[flag]!.kind.movePath?.(text, move) ?? text);
  }
  const { sources, destination } = raw;
  return {
    origin,
    values,
    ...(keys.includes('sources') &&
      sources !== undefined && { sources: textsOf(manyPaths, sources, `${prefix}sources`).map((each) => movedSource(each, move)) }),
    ...(keys.includes('destination') &&
      destination !== undefined && { destination: move(textsOf(path, destination, `${prefix}destination`)[0]!) }),
  };
}

const manyPaths = listOf(path);

/** `!photos/thumbs/**` leaves files out, and keeps its mark. */
function movedSource(source: string, move: (path: string) => string): string {
  return source.startsWith('!') ? `!${move(source.slice(1))}` : move(source);
}

function givenOf(kind: Kind<unknown>, value: unknown, name: string): Given {
  if (!kind.isSwitch) return textsOf(kind, value, name);
  if (typeof value === 'boolean') return value;
  throw unexpected(name, value, 'true or false');
}

/** A value of JSON as the texts that the command line would give. @throws {ImgparError} `usage` */
function textsOf(kind: Kind<unknown>, value: unknown, name: string): readonly string[] {
  const texts = asTexts(kind, value);
  const wrong = texts === undefined ? undefined : texts.find((text) => kind.fromText(text) === undefined);
  if (texts !== undefined && wrong === undefined) return texts;
  const meant = wrong === undefined ? undefined : nearest(wrong, kind.words ?? []);
  const { message } = unexpected(name, value, kind.expectedText ?? kind.expected);
  throw usage(meant === undefined ? message : `${message}; did you mean ${meant}?`);
}

function asTexts(kind: Kind<unknown>, value: unknown): readonly string[] | undefined {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  if (typeof value === 'boolean') return kind.words?.includes('yes') ? [value ? 'yes' : 'no'] : undefined;
  if (Array.isArray(value)) return kind.merge ? value.flatMap((each) => asTexts(kind, each) ?? ['']) : [value.join(',')];
  if (typeof value === 'object' && value !== null && kind.merge) return Object.entries(value).map(([name, each]) => `${name}=${each}`);
  return undefined;
}

function unknownKey(key: string, prefix: string, known: readonly string[], flags: Flags): ImgparError {
  const isFlag = Object.keys(flags).find((flag) => `--${flag}` === key);
  const meant = isFlag === undefined ? (likely(key, known) ?? formerly(key, known)) : keyOf(isFlag);
  const advice =
    meant === undefined ? 'docs/options.md lists the options, which are written without dashes: maskDir' : `did you mean ${meant}?`;
  return usage(`unknown key ${prefix}${key}${meant === undefined ? '; ' : ', '}${advice}`);
}

/** The key that is the start of a longer name, as `timeout` is that of the library's `timeoutMs`. */
function formerly(key: string, known: readonly string[]): string | undefined {
  return known
    .filter((each) => each.length >= 4 && key.toLowerCase().startsWith(each.toLowerCase()))
    .sort((one, other) => other.length - one.length)[0];
}

function objectOf(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw unexpected(name, value, 'an object');
}

function omit(object: Readonly<Record<string, unknown>>, key: string): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(object).filter(([each]) => each !== key));
}
