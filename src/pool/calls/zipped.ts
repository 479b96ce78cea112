import { requireIterable } from '../options.js';
import { type Items, isAsync } from './source.js';

/** The items of several sources side by side, until the shortest ends. */
export function zipped(sources: readonly unknown[]): Items<unknown[]> {
  const all = sources.map((source) => {
    requireIterable(source);
    return source;
  });
  return all.some(isAsync) ? zipAsync(all) : zipSync(all as Iterable<unknown>[]);
}

function* zipSync(sources: readonly Iterable<unknown>[]): Generator<unknown[], void> {
  const iterators = sources.map((source) => source[Symbol.iterator]());
  try {
    for (;;) {
      const items: unknown[] = [];
      for (const iterator of iterators) {
        const next = iterator.next();
        if (next.done) return;
        items.push(next.value);
      }
      yield items;
    }
  } finally {
    for (const iterator of iterators) iterator.return?.();
  }
}

async function* zipAsync(sources: readonly Items<unknown>[]): AsyncGenerator<unknown[], void> {
  const iterators = sources.map((source) => (isAsync(source) ? source[Symbol.asyncIterator]() : source[Symbol.iterator]()));
  try {
    for (;;) {
      const items: unknown[] = [];
      for (const iterator of iterators) {
        const next = await iterator.next();
        if (next.done) return;
        items.push(next.value);
      }
      yield items;
    }
  } finally {
    for (const iterator of iterators) await iterator.return?.();
  }
}
