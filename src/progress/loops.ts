import type { ProgressOptions } from './options.js';
import { Progress } from './progress.js';

// Python's loops with a bar (tqdm.contrib, tqdm.contrib.itertools, tqdm.asyncio).

/** Items with their numbers. */
export function enumerate<Item>(
  source: Iterable<Item>,
  options: ProgressOptions & { readonly start?: number } = {},
): Iterable<[number, Item]> {
  const bar = new Progress(source, options);
  return iterable(function* () {
    let index = options.start ?? 0;
    for (const item of bar) yield [index++, item] as [number, Item];
  });
}

/** Items of several sources side by side, until one ends. The total is that of the first. */
export function zip<Items extends readonly unknown[]>(
  sources: { readonly [Index in keyof Items]: Iterable<Items[Index]> },
  options?: ProgressOptions,
): Iterable<Items>;
export function zip(sources: readonly Iterable<unknown>[], options: ProgressOptions = {}): Iterable<readonly unknown[]> {
  const [first = [], ...others] = sources;
  const bar = new Progress(first, options);
  return iterable(function* () {
    const iterators = others.map((source) => source[Symbol.iterator]());
    try {
      for (const item of bar) {
        const results = iterators.map((iterator) => iterator.next());
        if (results.some(({ done }) => done)) return;
        yield [item, ...results.map(({ value }) => value)];
      }
    } finally {
      for (const iterator of iterators) iterator.return?.();
    }
  });
}

/** The result of a function for each item. */
export function map<Item, Result>(source: Iterable<Item>, use: (item: Item) => Result, options: ProgressOptions = {}): Iterable<Result> {
  const bar = new Progress(source, options);
  return iterable(function* () {
    for (const item of bar) yield use(item);
  });
}

/** Every combination of one item from each source, the last one changing fastest. */
export function product<Items extends readonly unknown[]>(
  sources: { readonly [Index in keyof Items]: Iterable<Items[Index]> },
  options?: ProgressOptions,
): Iterable<Items>;
export function product(sources: readonly Iterable<unknown>[], options: ProgressOptions = {}): Iterable<readonly unknown[]> {
  const lists = sources.map((source) => Array.from(source));
  const total = lists.reduce((count, { length }) => count * length, 1);
  return new Progress(
    iterable(() => combined(lists)),
    { total, ...options },
  );
}

function* combined(lists: readonly (readonly unknown[])[]): Generator<unknown[]> {
  const [first, ...rest] = lists;
  if (!first) return yield [];
  for (const item of first) for (const others of combined(rest)) yield [item, ...others];
}

function iterable<Item>(iterate: () => Iterator<Item>): Iterable<Item> {
  return { [Symbol.iterator]: iterate };
}

/** Waits for all promises, like `Promise.all`; each counts once settled. */
export async function gather<Item>(promises: Iterable<Item | PromiseLike<Item>>, options: ProgressOptions = {}): Promise<Awaited<Item>[]> {
  const all = Array.from(promises);
  const bar = new Progress(undefined, { total: all.length, ...options });
  try {
    return await Promise.all(all.map(async (each) => Promise.resolve(each).finally(() => bar.update())));
  } catch (error) {
    bar.fail();
    throw error;
  } finally {
    bar.close();
  }
}

/** Passes bytes and texts through, and counts their length: `readable.pipeThrough(stream({ total, unit: 'B', unitScale: true }))`. */
export function stream<Chunk extends { readonly length: number }>(options: ProgressOptions = {}): TransformStream<Chunk, Chunk> {
  const bar = new Progress<never>(undefined, { unit: 'B', unitScale: true, unitDivisor: 1024, ...options });
  return new TransformStream<Chunk, Chunk>({
    transform(chunk, controller) {
      controller.enqueue(chunk);
      bar.update(chunk.length);
    },
    flush: () => bar.close(),
  });
}
