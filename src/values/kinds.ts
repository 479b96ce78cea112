import type { Reader } from './arguments.js';
import * as callers from './arguments.js';

/**
 * A kind of value that an option or a parameter can have: what callers of the library may pass, what the command line may say, and what
 * either means. `Given` is what callers may write for a `Value`.
 */
export interface Kind<Value, Given = Value> {
  /** What is expected, as messages and documentation say it: `a whole number from 1 to 9`. */
  readonly expected: string;
  /** The same for text, if it is written differently. */
  readonly expectedText?: string;
  /** The possible texts, if they are few. */
  readonly words?: readonly string[];
  /** Whether other texts are possible, too. */
  readonly isOpen?: true;
  /** On the command line the name alone sets it. */
  readonly isSwitch?: true;
  /** Combines several values, if the command line may give several. By default the last one counts. */
  merge?(values: readonly Value[]): Value;
  /** Returns a caller's value in imgpar's own form. Throws a `usage` error for a value of another type. */
  readonly fromCaller: Reader<Value>;
  /** Whether a value of this type is possible. */
  allows(value: Value): boolean;
  /** The meaning of a text; undefined if it is not such a value. */
  fromText(text: string): Value | undefined;
  /** How to write a value on the command line. */
  toText(value: Value): string;
  /** A text that holds a path, with the path replaced by what `move` makes of it. Absent if texts hold none. */
  movePath?(text: string, move: (path: string) => string): string;
  /** What a number, or the items of an array, may be in a configuration file, as JSON Schema. Default: a text. */
  readonly json?: Readonly<Record<string, unknown>>;
  /** For the compiler only. */
  readonly given?: Given;
}

const any = () => true;

/** One of a few words. */
export function oneOf<const Word extends string>(words: readonly Word[]): Kind<Word> {
  const wordOf = (text: string) => words.find((word) => word === text);
  return {
    expected: `one of: ${words.join(', ')}`,
    words,
    // `allows` decides which words are valid.
    fromCaller: (value, name) => callers.text(value, name) as Word,
    allows: (value) => words.includes(value),
    fromText: wordOf,
    toText: String,
  };
}

/** A whole number in a range, both ends included. */
export function whole(min: number, max = Number.MAX_SAFE_INTEGER): Kind<number> {
  const allows = (value: number) => Number.isSafeInteger(value) && value >= min && value <= max;
  return {
    expected: max === Number.MAX_SAFE_INTEGER ? `a whole number, ${min} or more` : `a whole number from ${min} to ${max}`,
    fromCaller: callers.number,
    allows,
    fromText: (text) => only(allows, /^\d+$/.test(text) ? Number(text) : Number.NaN),
    toText: String,
    json: { type: 'integer', minimum: min, ...(max !== Number.MAX_SAFE_INTEGER && { maximum: max }) },
  };
}

/** A number in a range, both ends included. */
export function number(min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY): Kind<number> {
  const allows = (value: number) => Number.isFinite(value) && value >= min && value <= max;
  return {
    expected: rangeOf(min, max),
    fromCaller: callers.number,
    allows,
    fromText: (text) => only(allows, decimal(text)),
    toText: String,
    json: { type: 'number', ...(Number.isFinite(min) && { minimum: min }), ...(Number.isFinite(max) && { maximum: max }) },
  };
}

function rangeOf(min: number, max: number): string {
  if (Number.isFinite(min) && Number.isFinite(max)) return `a number from ${min} to ${max}`;
  return Number.isFinite(min) ? `a number, ${min} or more` : Number.isFinite(max) ? `a number up to ${max}` : 'a number';
}

/** Parses decimal digits with an optional sign and point; NaN for anything else. */
export function decimal(text: string): number {
  return /^-?(\d+(?:\.\d*)?|\.\d+)$/.test(text) ? Number(text) : Number.NaN;
}

function only<Value>(allows: (value: Value) => boolean, value: Value): Value | undefined {
  return allows(value) ? value : undefined;
}

/** Seconds on the command line, whole milliseconds in the library. */
export function milliseconds(minSeconds: number, maxSeconds: number): Kind<number> {
  const seconds = number(minSeconds, maxSeconds);
  const { fromCaller, expected, allows } = whole(1, 2 ** 31 - 1);
  return {
    expected,
    expectedText: seconds.expected,
    fromCaller,
    allows,
    fromText(text) {
      const given = seconds.fromText(text);
      return given === undefined ? undefined : Math.ceil(given * 1000);
    },
    toText: (value) => String(value / 1000),
    json: seconds.json!,
  };
}

const unitBytes: Readonly<Record<string, number>> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 };

/** A size in bytes. As text, 1GiB, 1G, 1gb and 1024M are the same. */
export const size: Kind<number> = {
  expected: 'a number of bytes',
  expectedText: 'a size such as 2GiB or 512M',
  fromCaller: callers.number,
  // Whoever uses it knows how much is enough.
  allows: any,
  fromText(text) {
    const [, amount, unit] = /^(\d+(?:\.\d*)?|\.\d+)\s?([kmgt]?)(?:i?b)?$/i.exec(text) ?? [];
    const bytes = Math.floor(Number(amount) * (unitBytes[unit?.toLowerCase() ?? ''] ?? Number.NaN));
    return bytes >= 1 && Number.isSafeInteger(bytes) ? bytes : undefined;
  },
  toText: String,
  json: { type: ['integer', 'string'] },
};

/** A number of things, or a share of all of them such as `5%`. */
export function amountOf(things: string): Kind<number | `${number}%`> {
  return {
    expected: `a whole number of ${things}, or a percentage such as 5%`,
    fromCaller: callers.numberOr<`${number}%`>(),
    allows: (value) => (typeof value === 'number' ? Number.isSafeInteger(value) && value >= 0 : isPercentage(value)),
    fromText(text) {
      if (/^\d{1,15}$/.test(text)) return Number(text);
      const share = text.endsWith('%') ? decimal(text.slice(0, -1)) : Number.NaN;
      return share >= 0 && share <= 100 ? `${share}%` : undefined;
    },
    toText: String,
    json: { type: ['integer', 'string'] },
  };
}

function isPercentage(text: string): boolean {
  return /^\d+(\.\d+)?%$/.test(text) && Number.parseFloat(text) <= 100;
}

/** Yes or no, set on the command line by the name alone. */
export const onOff: Kind<boolean> = {
  expected: 'true or false',
  isSwitch: true,
  fromCaller: callers.boolean,
  allows: any,
  fromText: (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
  toText: String,
};

/** Yes or no, given on the command line as these words. */
export const yesNo: Kind<boolean> = {
  expected: 'true or false',
  expectedText: 'one of: yes, no',
  words: ['yes', 'no'],
  fromCaller: callers.boolean,
  allows: any,
  fromText: (text) => (text === 'yes' ? true : text === 'no' ? false : undefined),
  toText: (value) => (value ? 'yes' : 'no'),
};

export const text: Kind<string> = {
  expected: 'a string',
  fromCaller: callers.text,
  allows: any,
  fromText: (given) => (given === '' ? undefined : given),
  toText: String,
};

const escapes: Readonly<Record<string, string>> = { '\\0': '\0', '\\n': '\n', '\\r': '\r', '\\t': '\t' };

/** One character of ASCII. */
export const oneCharacter: Kind<string> = {
  expected: 'one character of ASCII',
  expectedText: 'one character of ASCII, \\n, \\t or \\0',
  fromCaller: callers.text,
  allows: (value) => /^[\0-\x7f]$/.test(value),
  fromText: (given) => only(oneCharacter.allows, escapes[given] ?? given),
  toText: String,
};

/** A path. Callers may pass a file URL. */
export const path: Kind<string, string | URL> = pathOr('a path');

/** @param expected what messages call it */
export function pathOr(expected: string): Kind<string, string | URL> {
  return { ...text, expected, fromCaller: callers.textOrUrl(expected), movePath: (given, move) => move(given) };
}

/** A path, or false for none. */
export const pathOrFalse: Kind<string | false, string | URL | false> = {
  expected: 'a path, or false',
  fromCaller: callers.or(false, callers.path),
  allows: any,
  fromText: text.fromText,
  toText: String,
  movePath: (given, move) => move(given),
};

/** This word, or a value of the kind. */
export function orWord<const Word extends string, Value>(kind: Kind<Value>, word: Word): Kind<Value | Word> {
  return {
    expected: `${kind.expected}, or ${word}`,
    fromCaller: (value, name) => (typeof value === 'string' ? (callers.text(value, name) as Word) : kind.fromCaller(value, name)),
    // Anything but a word is a value of the kind.
    allows: (value) => value === word || (typeof value !== 'string' && kind.allows(value as Value)),
    fromText: (given) => (given === word ? word : kind.fromText(given)),
    toText: (value) => (value === word ? word : kind.toText(value as Value)),
    ...(kind.json && { json: { anyOf: [kind.json, { const: word }] } }),
  };
}

/** An array of values, or a single one; one at a time on the command line. */
export function listOf<Value, Given>(kind: Kind<Value, Given>): Kind<readonly Value[], Given | readonly Given[]> {
  return {
    expected: `${kind.expected}, or several in an array`,
    expectedText: kind.expectedText ?? kind.expected,
    merge: (several) => several.flat(),
    fromCaller: callers.oneOrMany(kind.fromCaller),
    allows: (values) => values.every((value) => kind.allows(value)),
    fromText(given) {
      const value = kind.fromText(given);
      return value === undefined ? undefined : [value];
    },
    toText: (values) => values.map((value) => kind.toText(value)).join(' '),
    ...(kind.words && { words: kind.words }),
    ...(kind.isOpen && { isOpen: kind.isOpen }),
    ...(kind.movePath && { movePath: kind.movePath }),
  };
}
