import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { TimeoutError } from '../../src/pool/index.js';
import { throwAwayFolder } from '../throw-away.js';
import { errorOf, everywhere, listOf, poolOf, range, work } from './pools.js';

/** A source that fails at one of its items. */
function* failing(at: number, total = 10): Generator<number> {
  for (const x of range(total)) {
    if (x === at) throw new SayWhenReached();
    yield x;
  }
}

class SayWhenReached extends Error {
  override name = 'SayWhenReached';
}

/** What an iteration gives, and the error that it ends with. */
async function untilError(items: AsyncIterable<unknown>): Promise<{ given: unknown[]; error: unknown }> {
  const given: unknown[] = [];
  try {
    for await (const item of items) given.push(item);
  } catch (error) {
    return { given, error };
  }
  return { given, error: undefined };
}

describe.each(everywhere)('pool of %s: lazy iteration', (runtime) => {
  test('27 imap gives results in order, then is done, and stays done', async () => {
    const results = poolOf({ runtime }).imap(work.square, range(10));
    expect(await listOf(results)).toEqual(range(10).map((x) => x * x));
    for (let i = 0; i < 3; i += 1) expect(await results.next()).toEqual({ done: true, value: undefined });
  });

  test('28 chunksize 100 over 1,000 items, item by item', async () => {
    const results = poolOf({ runtime }).imap(work.square, range(1000), { chunksize: 100 });
    for (const x of range(1000)) expect(await results.next()).toEqual({ done: false, value: x * x });
    expect((await results.next()).done).toBe(true);
  });

  test.each([1, 3, 'auto'] as const)(
    '29 next({timeoutMs}) rejects with TimeoutError and the iteration goes on afterwards, with any chunksize: %s',
    async (chunksize) => {
      const results = poolOf({ runtime }).imap(work.later, range(3), { chunksize });
      expect(await errorOf(results.next({ timeoutMs: 1 }))).toBeInstanceOf(TimeoutError);
      expect(await listOf(results)).toEqual([0, 1, 2]);
    },
  );

  test('30 a function error on item k is given for item k only; the next next() gives k+1', async () => {
    const results = poolOf({ runtime }).imap(work.failAt, range(5), { args: [2] });
    const given = [];
    for (let i = 0; i < 5; i += 1)
      given.push(
        await results.next().then(
          ({ value }) => value,
          (error) => error.message,
        ),
      );
    expect(given).toEqual([0, 1, 'not 2', 3, 4]);
    expect((await results.next()).done).toBe(true);
  });

  test("31 the same inside a chunk: the chunk's other results are still given", async () => {
    const results = poolOf({ runtime }).imap(work.failAt, range(40), { args: [22], chunksize: 40 });
    const given = [];
    for (let i = 0; i < 40; i += 1)
      given.push(
        await results.next().then(
          ({ value }) => value,
          (error) => error.message,
        ),
      );
    expect(given).toEqual(range(40).map((x) => (x === 22 ? 'not 22' : x)));
  });

  test('32 imapUnordered gives each result once, also with chunksize 100', async () => {
    const pool = poolOf({ runtime });
    for (const options of [{}, { chunksize: 100 }]) {
      const given = (await listOf(pool.imapUnordered(work.square, range(1000), options))) as number[];
      expect(given.sort((a, b) => a - b)).toEqual(range(1000).map((x) => x * x));
    }
  });

  if (runtime !== 'inline')
    test('33 imapUnordered: a fast item behind a slow one comes first', async () => {
      const pool = poolOf({ runtime });
      const file = join(throwAwayFolder(), 'met');
      // Both workers are there.
      await pool.map(work.meet, [2, 2], { args: [file], chunksize: 1 });
      expect(await listOf(pool.imapUnordered(work.sleeps, [300, 0]))).toEqual([0, 300]);
    });

  test('34 empty iterables: map, imap, imapUnordered, mapAsync, with chunksize 1 too, end at once', async () => {
    const pool = poolOf({ runtime });
    for (const options of [{}, { chunksize: 1 }]) {
      expect(await pool.map(work.square, [], options)).toEqual([]);
      expect(await pool.mapAsync(work.square, new Set<number>(), options).get()).toEqual([]);
      expect(await listOf(pool.imap(work.square, [], options))).toEqual([]);
      expect(await listOf(pool.imapUnordered(work.square, [], options))).toEqual([]);
    }
    expect(pool.insights().workers).toEqual([]);
  });

  test('35 async iterables as sources', async () => {
    async function* source() {
      for (const x of range(30)) {
        await null;
        yield x;
      }
    }
    const pool = poolOf({ runtime });
    const squares = range(30).map((x) => x * x);
    expect(await pool.map(work.square, source())).toEqual(squares);
    expect(await listOf(pool.imap(work.square, source()))).toEqual(squares);
    expect(await listOf(pool.imap(work.square, source(), { chunksize: 7 }))).toEqual(squares);
    expect(new Set(await listOf(pool.imapUnordered(work.square, source())))).toEqual(new Set(squares));
  });

  test.each([
    [1, 'auto'],
    [16, 'auto'],
    [50, 10],
    [4, 100],
  ] as const)(
    '36 backpressure: at most `ahead` items beyond what was consumed are pulled, and an infinite generator with break after 100 ends: %s, %s',
    async (ahead, chunksize) => {
      let pulled = 0;
      function* infinite() {
        for (;;) yield pulled++;
      }
      let consumed = 0;
      let most = 0;
      for await (const _ of poolOf({ runtime }).imap(work.square, infinite(), { ahead, chunksize })) {
        most = Math.max(most, pulled - consumed);
        consumed += 1;
        await null;
        most = Math.max(most, pulled - consumed);
        if (consumed === 100) break;
      }
      // The item that was given last counts as consumed once it is given.
      expect(most).toBeLessThanOrEqual(ahead + 1);
      expect(consumed).toBe(100);
    },
  );

  test("37 break calls the source's return(), pulls nothing more, and the pool is usable", async () => {
    const pool = poolOf({ runtime });
    for (const kind of ['sync', 'async'] as const) {
      let pulled = 0;
      let returned = 0;
      const next = () => ({ done: false as const, value: pulled++ });
      const end = () => {
        returned += 1;
        return { done: true as const, value: undefined };
      };
      const source =
        kind === 'sync'
          ? { [Symbol.iterator]: () => ({ next, return: end }) }
          : { [Symbol.asyncIterator]: () => ({ next: async () => next(), return: async () => end() }) };
      for await (const x of pool.imap(work.square, source)) if (x === 25) break;
      const before = pulled;
      expect(returned).toBe(1);
      expect(await pool.apply(work.square, [3])).toBe(9);
      expect(pulled).toBe(before);
    }
  });

  test('break stops the source in the same tick', async () => {
    let returned = false;
    const end = () => {
      returned = true;
      return { done: true, value: 0 };
    };
    const source = { [Symbol.iterator]: () => ({ next: () => ({ done: false, value: 1 }), return: end }) };
    const results = poolOf({ runtime }).imap(work.square, source);
    await results.next();
    void results.return();
    expect(returned).toBe(true);
  });

  test('38 a slow consumer does not grow memory over 10⁵ items', async () => {
    // What a consumer has not read is what is held: items and results are at most `ahead`, however slow it is.
    let pulled = 0;
    function* items() {
      for (const x of range(10 ** 5)) {
        pulled += 1;
        yield x;
      }
    }
    const results = poolOf({ runtime }).imap(work.square, items(), { ahead: 64 });
    let consumed = 0;
    for await (const _ of results) {
      consumed += 1;
      if (consumed % 5_000 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
      if (pulled - consumed > 64) throw new Error(`${pulled - consumed} are held`);
    }
    expect(consumed).toBe(10 ** 5);
  });
});

describe.each(everywhere)('pool of %s: errors of the source', (runtime) => {
  test('39 source throws at its first item: map, imap, imapUnordered reject with that very error', async () => {
    const pool = poolOf({ runtime });
    const error = new SayWhenReached();
    const source = {
      // biome-ignore lint/correctness/useYield: it fails before
      *[Symbol.iterator](): Generator<number> {
        throw error;
      },
    };
    expect(await errorOf(pool.map(work.square, source))).toBe(error);
    expect(await errorOf(pool.mapAsync(work.square, source).get())).toBe(error);
    expect(await errorOf(listOf(pool.imap(work.square, source)))).toBe(error);
    expect(await errorOf(listOf(pool.imapUnordered(work.square, source)))).toBe(error);
  });

  test('40 twice in a row: the pool is re-entrant', async () => {
    const pool = poolOf({ runtime });
    for (let i = 0; i < 2; i += 1) {
      expect((await errorOf(pool.map(work.square, failing(0)))).name).toBe('SayWhenReached');
      expect((await errorOf(listOf(pool.imap(work.square, failing(0))))).name).toBe('SayWhenReached');
    }
    expect(await pool.map(work.square, [1, 2])).toEqual([1, 4]);
  });

  test.each([1, 'auto'] as const)('41 at item 3 of 10: imap gives 0–2, then the error: chunksize %s', async (chunksize) => {
    const results = poolOf({ runtime }).imap(work.echo, failing(3), { chunksize });
    expect(await untilError(results)).toEqual({ given: [0, 1, 2], error: expect.objectContaining({ name: 'SayWhenReached' }) });
    expect((await results.next()).done).toBe(true);
  });

  test('42 at item 7 with chunks of 2: exactly 0–5, then the error; of 4: exactly 0–3', async () => {
    const pool = poolOf({ runtime });
    const error = expect.objectContaining({ name: 'SayWhenReached' });
    expect(await untilError(pool.imap(work.echo, failing(7), { chunksize: 2 }))).toEqual({ given: range(6), error });
    expect(await untilError(pool.imap(work.echo, failing(7), { chunksize: 4 }))).toEqual({ given: range(4), error });
    async function* later() {
      yield* failing(7);
    }
    expect(await untilError(pool.imap(work.echo, later(), { chunksize: 2 }))).toEqual({ given: range(6), error });
  });

  test('43 unordered: only valid values, none twice, then the error', async () => {
    const { given, error } = await untilError(poolOf({ runtime }).imapUnordered(work.echo, failing(7)));
    expect(given.sort()).toEqual(range(7));
    expect(error).toMatchObject({ name: 'SayWhenReached' });
  });

  test('44 a source with a length whose next throws', async () => {
    const special = {
      length: 5,
      [Symbol.iterator]: () => ({
        next: () => {
          throw new SayWhenReached();
        },
      }),
    } as unknown as number[];
    const pool = poolOf({ runtime });
    expect((await errorOf(pool.map(work.square, special))).name).toBe('SayWhenReached');
    expect((await errorOf(listOf(pool.imap(work.square, special)))).name).toBe('SayWhenReached');
  });

  test("45 the source's own error carries no remote cause", async () => {
    const error = await errorOf(listOf(poolOf({ runtime }).imap(work.square, failing(1))));
    expect(error.cause).toBeUndefined();
    expect(error.stack).not.toMatch(/worker|called by/);
  });
});
