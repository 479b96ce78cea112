import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BatchRun } from './inside/batch-run.js';
import type { AnyFunction } from './inside/functions.js';
import { Assembly, memoryOf, Packing, pack, packAll, part } from './packed.js';
import type { ErrorData, Part } from './protocol.js';

const number = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(-0, Number.NaN, 2 ** 53));
const other = fc.constantFrom<unknown>('text', undefined, null, true, 7n, [1]);
/** Numbers alone most of the time, which are packed; else something else is among them. */
const values = fc.oneof(
  fc.array(number, { maxLength: 100 }),
  fc.array(fc.oneof({ weight: 20, arbitrary: number }, { weight: 1, arbitrary: other }), { maxLength: 100 }),
);

function same(some: ArrayLike<unknown>, others: ArrayLike<unknown>): void {
  expect(some.length).toBe(others.length);
  for (let i = 0; i < some.length; i += 1) expect(Object.is(some[i], others[i]), `value ${i}`).toBe(true);
}

describe('packed values', () => {
  test('are those that were packed, however they come', () => {
    fc.assert(
      fc.property(values, (plain) => {
        const packing = new Packing(plain.length);
        for (const value of plain) packing.push(value);
        expect(packing.length).toBe(plain.length);
        for (const packed of [pack(plain), packAll(plain), packAll(given(plain)), packing.take()]) same(packed, plain);
      }),
    );
  });

  test('travel in memory of their own if they are numbers alone', () => {
    const numbers = Array.from({ length: 3_000 }, (_, i) => i / 2);
    for (const packed of [pack(numbers), packAll(numbers), packAll(given(numbers))]) expect(packed).toEqual(Float64Array.from(numbers));
    expect(pack([1, 2])).toEqual([1, 2]);
  });

  test('are moved unless they are part of a list, which stays with its caller and is shared', () => {
    const numbers = Array.from({ length: 3_000 }, (_, i) => i / 2);
    const single = pack(numbers) as Float64Array;
    expect(memoryOf(single)).toEqual([single.buffer]);
    for (const list of [packAll(numbers), packAll(given(numbers))]) {
      const sent = pack(part(list, 100, 200)) as Float64Array;
      expect(memoryOf(sent)).toBeUndefined();
      const arrived = structuredClone(sent);
      expect(arrived).toEqual(Float64Array.from(numbers.slice(100, 200)));
      expect(arrived.buffer).toBeInstanceOf(SharedArrayBuffer);
    }
  });

  test('make the same list in whichever stretches and order they are put together', () => {
    const cuts = fc.array(fc.record({ length: fc.integer({ min: 1, max: 40 }), key: fc.double({ noNaN: true }) }), { maxLength: 20 });
    fc.assert(
      fc.property(values, cuts, (plain, stretches) => {
        const assembly = new Assembly(plain.length);
        let from = 0;
        const cut = [...stretches, { length: plain.length, key: 0 }].map(({ length, key }) => {
          const to = Math.min(plain.length, from + length);
          const piece = { from, key, values: pack(plain.slice(from, to)) };
          from = to;
          return piece;
        });
        for (const piece of cut.sort((a, b) => a.key - b.key)) assembly.put(piece.from, piece.values);
        same(assembly.list(), plain);
      }),
    );
  });
});

describe('a batch', () => {
  /** What a task does. */
  const deed = fc.oneof(
    { weight: 10, arbitrary: number.map((value) => () => value) },
    { weight: 1, arbitrary: other.map((value) => () => value) },
    { weight: 1, arbitrary: number.map((value) => async () => value) },
    {
      weight: 1,
      arbitrary: fc.string().map((message) => () => {
        throw new Error(message);
      }),
    },
  );

  test('gives of each task what it gives by itself', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { minLength: 1, maxLength: 200 }), async (deeds: ReadonlyArray<() => unknown>) => {
        const alone = await Promise.allSettled(deeds.map(async (each) => each()));
        const parts = await batchOf(
          (item) => deeds[item as number]!(),
          deeds.map((_, i) => i),
        );
        const results = parts.flatMap((each) => Array.from(each.results));
        const messages = new Map(
          parts.flatMap(({ from, failures = [] }) => failures.map(([i, { message }]) => [from + i, message] as const)),
        );
        same(
          results,
          alone.map((each) => (each.status === 'fulfilled' ? each.value : undefined)),
        );
        const expected = alone.flatMap((each, i) => (each.status === 'rejected' ? [[i, each.reason.message] as const] : []));
        expect([...messages]).toEqual(expected);
      }),
    );
  });
});

function* given(items: readonly unknown[]): Generator<unknown> {
  yield* items;
}

/** All that a worker says of a batch. */
function batchOf(fn: AnyFunction, items: readonly unknown[]): Promise<Part[]> {
  return new Promise((resolve) => {
    const parts: Part[] = [];
    const post = (said: Part) => {
      parts.push(said);
      if (said.last) resolve(parts);
    };
    // Only the message is looked at.
    const describe = (thrown: unknown) => ({ message: (thrown as Error).message }) as ErrorData;
    new BatchRun(fn, { type: 'batch', id: 1, fn: 1, items, spread: false }, { post, describe }).advance();
  });
}
