import type { ProgressOptions } from './options.js';
import { Progress } from './progress.js';
import { iterable } from './source.js';

// Python's loops with a bar (tqdm.contrib).

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

/** Passes bytes and texts through, and counts their length: `readable.pipeThrough(stream({ total, unit: 'B', unitScale: true }))`. */
export function stream<Chunk extends { readonly length: number }>(options: ProgressOptions = {}): TransformStream<Chunk, Chunk> {
  const bar = new Progress<never>(undefined, { unit: 'B', unitScale: true, unitDivisor: 1024, ...options });
  // Its type does not know `cancel` yet: whoever writes or reads has given up.
  const transformer: ConstructorParameters<typeof TransformStream<Chunk, Chunk>>[0] & { cancel(): void } = {
    transform(chunk, controller) {
      controller.enqueue(chunk);
      bar.update(chunk.length);
    },
    flush: () => bar.close(),
    cancel: () => bar.fail(),
  };
  return new TransformStream(transformer);
}
