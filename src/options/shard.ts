import { ImgparError } from '../errors.js';
import { unexpected } from '../values/wording.js';
import { type Environment, type Found, systems } from './shard-systems.js';

/** One of several even parts of a job, counted from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

export const expectedShard = 'index/count such as 3/8, auto, or auto/count';

/** What a text says of a shard; undefined if it is none. */
export function readShard(text: string): Shard | { readonly auto: true; readonly count?: number } | undefined {
  const [first, second, ...more] = text.split('/');
  if (more.length > 0) return undefined;
  const count = second === undefined ? undefined : wholeNumber(second);
  if (first === 'auto') return second === undefined ? { auto: true } : count === undefined ? undefined : { auto: true, count };
  const index = wholeNumber(first!);
  return index === undefined || count === undefined || index > count ? undefined : { index, count };
}

function wholeNumber(text: string): number | undefined {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}

/**
 * The shard that a text means, here and now.
 *
 * @param environment what the scheduler or CI system says
 * @throws {ImgparError} `usage`, if it does not say which, or contradicts itself
 */
export function shardOf(text: string, environment: Environment): Shard {
  const shard = readShard(text);
  if (!shard) throw unexpected('shard', text, expectedShard);
  if (!('auto' in shard)) return shard;
  const found = systems.flatMap((system) => {
    const told = system.read(environment);
    return told ? [{ ...told, name: system.name, variable: system.variable }] : [];
  });
  const [only, ...others] = found;
  if (!only) throw new ImgparError('usage', `shard ${text}: ${noneFound}`);
  if (others.length > 0) {
    const names = found.map(({ name, variable }) => `${name} (${variable})`).join(' and ');
    throw new ImgparError('usage', `shard ${text}: ${names} each name a shard; say which is meant with --shard index/count`);
  }
  return agreed(only, shard.count, text);
}

function agreed({ name, variable, index, count: told }: Found & Named, asked: number | undefined, text: string): Shard {
  const count = told ?? asked;
  if (count === undefined)
    throw new ImgparError('usage', `shard ${text}: ${name} does not tell how many shards there are; say so with --shard auto/count`);
  if (asked !== undefined && asked !== count)
    throw new ImgparError('usage', `shard ${text}: ${name} has ${count} shards, not ${asked}; give --shard auto, or start ${asked}`);
  if (index > count)
    throw new ImgparError(
      'usage',
      `shard ${text}: ${variable} of ${name} names shard ${index}, but there are ${count}; start as many as you say`,
    );
  return { index, count };
}

interface Named {
  readonly name: string;
  readonly variable: string;
}

const noneFound =
  `no system here names one; looked for ${systems.map(({ name, variable }) => `${name} (${variable})`).join(', ')}. ` +
  'With another system, write --shard index/count';
