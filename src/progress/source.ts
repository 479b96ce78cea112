import { ImgparError } from '../errors.js';

/** The number of items, if their source states it. */
export function lengthOf(source: unknown): number | undefined {
  if (typeof source !== 'object' || source === null) return typeof source === 'string' ? source.length : undefined;
  if ('length' in source && typeof source.length === 'number') return source.length;
  if ('size' in source && typeof source.size === 'number') return source.size;
  return 'total' in source && typeof source.total === 'number' ? source.total : undefined;
}

/** Whether a source has an item, without looping over it where it can say so itself. */
export function includes(source: unknown, item: unknown): boolean {
  if (Array.isArray(source) || typeof source === 'string') return source.includes(item as string);
  // Sets and Maps, of whatever realm.
  if (typeof source === 'object' && source && 'has' in source && typeof source.has === 'function') return source.has(item);
  for (const each of iterableOf(source)) if (Object.is(each, item)) return true;
  return false;
}

/** All items of a source, the last one first. */
export function reversed<Item>(source: Iterable<Item> | AsyncIterable<Item> | undefined): Item[] {
  return Array.from(iterableOf<Item>(source)).reverse();
}

/** What begins anew each time it is looped over. */
export function iterable<Item>(iterate: () => Iterator<Item>): Iterable<Item> {
  return { [Symbol.iterator]: iterate };
}

function iterableOf<Item>(source: unknown): Iterable<Item> {
  if (typeof source === 'string' || (typeof source === 'object' && source !== null && Symbol.iterator in source))
    return source as Iterable<Item>;
  throw new ImgparError('usage', 'the source is no iterable, expected an array, a set or the like');
}
