import { expectedCondition, readCondition } from '../pixels/low-contrast.js';
import type { Region } from '../pixels/masks.js';
import { methods } from '../pixels/methods/methods.js';
import { anyObject, group, needing, number, text } from '../values/arguments.js';
import { decimal, type Kind, pathOr } from '../values/kinds.js';
import { unexpected } from '../values/wording.js';
import { isModulePath } from './method-path.js';
import { expectedShard, readShard } from './shard.js';

// Kinds of values that only image options have.

const methodNames = methods.map(({ name }) => name);

/** The name of a method, or the path of a module that exports one. */
export const methodKind: Kind<string, string | URL> = {
  ...pathOr('the name of a method, or the path of a module'),
  expectedText: `one of: ${methodNames.join(', ')}, or a path such as ./mine.mjs`,
  words: methodNames,
  isOpen: true,
  fromText: (text) => (methodNames.includes(text) || isModulePath(text) ? text : undefined),
  movePath: (text, move) => (isModulePath(text) ? move(text) : text),
};

/** Which of several parts of a job. */
export const shardText: Kind<string> = {
  expected: expectedShard,
  fromCaller: text,
  allows: (given) => readShard(given) !== undefined,
  fromText: (given) => (readShard(given) ? given : undefined),
  toText: String,
};

/** Which images are changed. */
export const condition: Kind<string> = {
  expected: expectedCondition,
  fromCaller: text,
  allows: (given) => readCondition(given) !== undefined,
  fromText: (given) => (readCondition(given) ? given : undefined),
  toText: String,
};

/** A rectangle in whole pixels. */
export const region: Kind<Region> = {
  expected: 'x and y of 0 or more and width and height of 1 or more, in whole pixels',
  expectedText: 'X,Y,WIDTH,HEIGHT in whole pixels, such as 0,0,640,480',
  fromCaller: needing(group<Region>({ x: number, y: number, width: number, height: number }), 'x', 'y', 'width', 'height'),
  allows: ({ x, y, width, height }) => [x, y, width - 1, height - 1].every((value) => Number.isSafeInteger(value) && value >= 0),
  fromText(text) {
    const numbers = text.split(',').map((part) => (/^\d+$/.test(part) ? Number(part) : Number.NaN));
    const [x, y, width, height] = numbers as [number, number, number, number]; // other lengths are refused below
    const given = { x, y, width, height };
    return numbers.length === 4 && region.allows(given) ? given : undefined;
  },
  toText: ({ x, y, width, height }) => [x, y, width, height].join(','),
  json: { type: ['string', 'array'], items: { type: 'integer' } },
};

/** Two numbers, the smaller one first. */
export const valueRange: Kind<readonly [min: number, max: number]> = {
  expected: 'two numbers [min, max] with min < max',
  expectedText: 'two numbers MIN,MAX, the smaller one first, such as 0,1',
  fromCaller(value, name) {
    if (isRange(value)) return value;
    throw unexpected(name, value, valueRange.expected);
  },
  allows: isRange,
  fromText(text) {
    const numbers = text.split(',').map(decimal);
    return isRange(numbers) ? numbers : undefined;
  },
  toText: (range) => range.join(','),
  json: { type: ['string', 'array'], items: { type: 'number' } },
};

function isRange(value: unknown): value is readonly [number, number] {
  if (!Array.isArray(value) || value.length !== 2 || !value.every(Number.isFinite)) return false;
  const [min, max] = value as [number, number]; // just verified to be two numbers
  return min < max;
}

/** Parameters of the method by name, each a value or text that the method's row reads. */
export const parameters: Kind<Readonly<Record<string, unknown>>> = {
  expected: 'an object',
  expectedText: 'a name and a value, such as tiles=8x8',
  // The method checks them; the names listed here allow a hint when one is given as an option elsewhere.
  fromCaller: Object.assign((value: unknown, name: string) => anyObject(value, name), {
    names: [...new Set(methods.flatMap(({ defaults }) => Object.keys(defaults)))],
  }),
  merge: (several) => Object.assign({}, ...several),
  allows: () => true,
  fromText(text) {
    const [, name, value] = /^([a-z_]\w*)=(.*)$/is.exec(text) ?? [];
    return name === undefined ? undefined : { [name]: value };
  },
  toText: (values) => Object.entries(values).flat().join('='),
  json: { type: ['string', 'array', 'object'] },
};
