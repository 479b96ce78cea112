import { ImgparError } from '../errors.js';
import type { ProgressOptions } from './options.js';
import { Progress } from './progress.js';
import { iterable, lengthOf } from './source.js';

// Python's itertools with a bar (tqdm.contrib.itertools). All know their total where their sources know their lengths.

/** The items of several sources, one source after the other. */
export function chain<Item>(sources: readonly Iterable<Item>[], options: ProgressOptions = {}): Progress<Item> {
  const lengths = sources.map(lengthOf);
  const items = iterable(function* () {
    for (const source of sources) yield* source;
  });
  return new Progress(items, totalling(lengths.includes(undefined) ? undefined : lengths.reduce(sum, 0), options));
}

/** Every combination of one item from each source, the last one changing fastest. */
export function product<Items extends readonly unknown[]>(
  sources: { readonly [Index in keyof Items]: Iterable<Items[Index]> },
  options?: ProgressOptions,
): Progress<Items>;
export function product(sources: readonly Iterable<unknown>[], options: ProgressOptions = {}): Progress<readonly unknown[]> {
  const lists = sources.map((source) => Array.from(source));
  const total = lists.reduce((count, { length }) => count * length, 1);
  return new Progress(
    iterable(() => combined(lists)),
    totalling(total, options),
  );
}

/** Every order of `size` items; default: of all. */
export function permutations<Item>(source: Iterable<Item>, size?: number, options: ProgressOptions = {}): Progress<Item[]> {
  const items = Array.from(source);
  const length = size ?? items.length;
  const total = length > items.length ? 0 : factors(items.length - length + 1, items.length);
  return new Progress(
    iterable(() => ordered(items, length)),
    totalling(total, options),
  );
}

/** Every choice of `size` items, in their order. */
export function combinations<Item>(source: Iterable<Item>, size: number, options: ProgressOptions = {}): Progress<Item[]> {
  const items = Array.from(source);
  return new Progress(
    iterable(() => chosen(items, size, 1)),
    totalling(choices(items.length, size), options),
  );
}

/** Every choice of `size` items, in their order, each as often as one likes. */
export function combinationsWithReplacement<Item>(source: Iterable<Item>, size: number, options: ProgressOptions = {}): Progress<Item[]> {
  const items = Array.from(source);
  const total = size === 0 ? 1 : choices(items.length + size - 1, size);
  return new Progress(
    iterable(() => chosen(items, size, 0)),
    totalling(total, options),
  );
}

/** The items in groups of `size`; the last one may be smaller. The bar counts items. */
export function batched<Item>(source: Iterable<Item>, size: number, options: ProgressOptions = {}): Progress<Item[]> {
  if (!(Number.isInteger(size) && size > 0)) throw new ImgparError('usage', `size is ${size}, expected a whole number, 1 or more`);
  const length = options.total ?? lengthOf(source);
  const groups = iterable(function* () {
    let group: Item[] = [];
    for (const item of source) {
      group.push(item);
      if (group.length < size) continue;
      yield group;
      group = [];
    }
    if (group.length > 0) yield group;
  });
  const { total: _, ...others } = options;
  return new Progress(groups, totalling(length === undefined ? undefined : Math.ceil(length / size), { unitScale: size, ...others }));
}

/** Options of which the total counts for more. */
function totalling(total: number | undefined, options: ProgressOptions): ProgressOptions {
  return total === undefined ? options : { total, ...options };
}

const sum = (total: number, length: number | undefined) => total + (length ?? 0);

/** The product of all whole numbers from `first` to `last`. */
function factors(first: number, last: number): number {
  let total = 1;
  for (let factor = first; factor <= last; factor++) total *= factor;
  return total;
}

/** How many choices of `size` there are; every division leaves no rest. */
function choices(length: number, size: number): number {
  if (size > length) return 0;
  let total = 1;
  for (let taken = 1; taken <= size; taken++) total = (total * (length - size + taken)) / taken;
  return total;
}

function* combined(lists: readonly (readonly unknown[])[]): Generator<unknown[]> {
  const [first, ...rest] = lists;
  if (!first) return yield [];
  for (const item of first) for (const others of combined(rest)) yield [item, ...others];
}

function* ordered<Item>(items: readonly Item[], size: number): Generator<Item[]> {
  if (size === 0) return yield [];
  if (size > items.length) return;
  for (const [index, item] of items.entries()) for (const others of ordered(items.toSpliced(index, 1), size - 1)) yield [item, ...others];
}

/** @param step how much later the next item is, at least: 0 where it may be the same */
function* chosen<Item>(items: readonly Item[], size: number, step: 0 | 1): Generator<Item[]> {
  if (size === 0) return yield [];
  for (const [index, item] of items.entries())
    for (const others of chosen(items.slice(index + step), size - 1, step)) yield [item, ...others];
}
