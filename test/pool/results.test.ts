import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { inline, type Pool, TimeoutError } from '../../src/pool/index.js';
import { defaultChunksize } from '../../src/pool/options.js';
import { elsewhere, errorOf, everywhere, listOf, poolOf, range, TestClock, work } from './pools.js';

describe.each(everywhere)('pool of %s: results and order', (runtime) => {
  test('1 apply(f, [5]) gives f(5)', async () => {
    expect(await poolOf({ runtime }).apply(work.square, [5])).toBe(25);
  });

  test('2 apply passes named arguments', async () => {
    expect(await poolOf({ runtime }).apply(work.scaled, [5, { by: 3 }])).toBe(15);
  });

  test('3 apply runs in one worker and resolves when it has ended', async () => {
    const pool = poolOf({ runtime });
    const began = performance.now();
    expect(await pool.apply(work.later, ['x', 40])).toBe('x');
    expect(performance.now() - began).toBeGreaterThanOrEqual(39);
    expect(pool.insights().workers.filter(({ tasks }) => tasks > 0)).toHaveLength(1);
  });

  test('4 map equals the sequential map, in order', async () => {
    expect(await poolOf({ runtime }).map(work.square, range(10))).toEqual(range(10).map((x) => x * x));
  });

  test('5 map with chunksize 20 the same', async () => {
    expect(await poolOf({ runtime }).map(work.square, range(100), { chunksize: 20 })).toEqual(range(100).map((x) => x * x));
  });

  test('6 map collects an iterable without length first', async () => {
    let pulled = 0;
    function* numbers() {
      for (const x of range(30)) {
        pulled += 1;
        yield x;
      }
    }
    const results = poolOf({ runtime }).map(work.square, numbers());
    expect(pulled).toBe(30);
    expect(await results).toEqual(range(30).map((x) => x * x));
  });

  test('7 starmap spreads each item into arguments, with chunksize too', async () => {
    const pool = poolOf({ runtime });
    const pairs = range(20).map((x) => [x, 2 * x] as const);
    const sums = range(20).map((x) => 3 * x);
    expect(await pool.starmap(work.add, pairs)).toEqual(sums);
    expect(await pool.starmap(work.add, pairs, { chunksize: 7 })).toEqual(sums);
    expect(await pool.starmap(work.count, [[], [1], [1, 2, 3]])).toEqual([0, 1, 3]);
  });

  test('8 starmapAsync().get()', async () => {
    expect(
      await poolOf({ runtime })
        .starmapAsync(work.add, [
          [1, 2],
          [3, 4],
        ])
        .get(),
    ).toEqual([3, 7]);
  });

  test('9 mapAsync().get()', async () => {
    expect(await poolOf({ runtime }).mapAsync(work.square, range(10)).get()).toEqual(range(10).map((x) => x * x));
  });

  test('11 chunksize larger than n: one chunk; equal to n: one chunk', async () => {
    const pool = poolOf({ runtime });
    for (const chunksize of [50, 40]) {
      const places = await pool.map(work.whereLater, new Array(40).fill(1), { chunksize });
      expect(new Set(places).size).toBe(1);
    }
  });

  test('12 chunksize 0, −1, 1.5, NaN, "3" throw before anything runs, in every method', async () => {
    const pool = poolOf({ runtime });
    const methods: ReadonlyArray<(chunksize: number) => unknown> = [
      (chunksize) => pool.map(work.square, [1], { chunksize }),
      (chunksize) => pool.mapAsync(work.square, [1], { chunksize }),
      (chunksize) => pool.starmap(work.square, [[1]], { chunksize }),
      (chunksize) => pool.starmapAsync(work.square, [[1]], { chunksize }),
      (chunksize) => pool.imap(work.square, [1], { chunksize }),
      (chunksize) => pool.imapUnordered(work.square, [1], { chunksize }),
    ];
    for (const chunksize of [0, -1, 1.5, Number.NaN, '3' as unknown as number])
      for (const method of methods) expect(() => method(chunksize)).toThrow(/chunksize must be a whole number of 1 or more, not /);
    expect(pool.insights().workers).toEqual([]);
  });

  test('13 fixed arguments before the item, as functools.partial', async () => {
    const pool = poolOf({ runtime });
    expect(await pool.map(work.add, [1, 2, 3], { args: [10] })).toEqual([11, 12, 13]);
    expect(await listOf(pool.imap(work.add, [1, 2], { args: [10] }))).toEqual([11, 12]);
    expect(await pool.starmap(work.count, [[1], [1, 2]], { args: ['a', 'b'] })).toEqual([3, 4]);
    expect(await pool.apply(work.count, [1], { args: [10] })).toBe(2);
  });

  test('14 undefined, null, −0, NaN, BigInt, Date, Map, Set, typed arrays, cycles, 10 MB strings and lone surrogates arrive as they were', async () => {
    const pool = poolOf({ runtime });
    const cycle: unknown[] = [1];
    cycle.push(cycle);
    const values = [
      undefined,
      null,
      -0,
      Number.NaN,
      12345678901234567890n,
      new Date(0),
      new Map([[{ a: 1 }, new Set([1])]]),
      new Set(['x']),
      new Float32Array([1, Number.NaN, -0]),
      new Uint8Array([1, 2, 3]).subarray(1),
      /x/gi,
      cycle,
      '\ud800 alone \udc00',
      { nested: { undefined: undefined } },
      new Array(3),
    ];
    const arrived = await pool.map(work.echo, values);
    expect(arrived.slice(0, 11)).toEqual(values.slice(0, 11));
    expect(Object.is(arrived[2], -0)).toBe(true);
    expect((arrived[11] as unknown[])[1]).toBe(arrived[11]);
    expect(arrived[12]).toBe(values[12]);
    expect('undefined' in (arrived[13] as { nested: object }).nested).toBe(true);
    expect(0 in (arrived[14] as unknown[])).toBe(false);
    // In numbers alone, which travel together.
    const numbers = [...range(20), -0, Number.NaN, Number.POSITIVE_INFINITY, 0.1, 2 ** 53];
    const numbersArrived = await pool.map(work.echo, numbers);
    expect(numbersArrived.every((number, i) => Object.is(number, numbers[i]))).toBe(true);
    const long = 'ü'.repeat(10 * 2 ** 20);
    expect((await pool.apply(work.echo, [long])) === long).toBe(true);
  });

  test('15 holes and undefined results stay in their place in the list', async () => {
    const pool = poolOf({ runtime });
    const items = [1, undefined, 3];
    delete items[0];
    const results = await pool.map(work.echo, items);
    expect(results).toEqual([undefined, undefined, 3]);
    const many = range(40).map((x) => (x % 2 === 0 ? x : undefined));
    expect(await pool.map(work.echo, many)).toEqual(many);
    expect(await listOf(pool.imap(work.echo, many))).toEqual(many);
  });
});

test('10 default chunksize = ⌈n / (4 · workers)⌉: (1,2)→1, (8,2)→1, (9,2)→2, (100,4)→7, (10⁶,2)→125,000', () => {
  const cases = [
    [1, 2, 1],
    [8, 2, 1],
    [9, 2, 2],
    [100, 4, 7],
    [10 ** 6, 2, 125_000],
  ] as const;
  for (const [n, workers, size] of cases) expect(defaultChunksize(n, workers)).toBe(size);
});

describe.each(everywhere)('pool of %s: result handles', (runtime) => {
  test('16 get() resolves with the value', async () => {
    expect(await poolOf({ runtime }).applyAsync(work.later, [7]).get()).toBe(7);
  });

  test('17 get({timeoutMs}) rejects with TimeoutError at that time', async () => {
    const clock = new TestClock();
    const result = poolOf({ runtime, clock }).applyAsync(work.forever);
    const outcome = errorOf(result.get({ timeoutMs: 1_000 }));
    clock.advance(999);
    expect(clock.waiting).toBe(1);
    clock.advance(1);
    expect(await outcome).toBeInstanceOf(TimeoutError);
    expect(await outcome).toMatchObject({ name: 'TimeoutError', code: 'timeout' });
  });

  test('18 after such a timeout a later get() still gives the value', async () => {
    const result = poolOf({ runtime }).applyAsync(work.later, ['late', 60]);
    expect(await errorOf(result.get({ timeoutMs: 1 }))).toBeInstanceOf(TimeoutError);
    expect(await result.get()).toBe('late');
  });

  test('19 wait({timeoutMs}) resolves in any case, never rejects', async () => {
    const pool = poolOf({ runtime });
    const result = pool.applyAsync(work.later, [1, 60]);
    await result.wait({ timeoutMs: 1 });
    expect(result.ready()).toBe(false);
    await result.wait();
    expect(result.ready()).toBe(true);
    await pool.applyAsync(work.fail, ['range']).wait();
  });

  test('20 ready() goes from false to true once', async () => {
    const result = poolOf({ runtime }).applyAsync(work.later, [1]);
    const seen = [result.ready()];
    while (!seen.at(-1)) {
      await sleep(2);
      seen.push(result.ready());
    }
    seen.push(result.ready());
    expect(seen.indexOf(true)).toBe(seen.length - 2);
  });

  test('21 successful() before ready throws "not ready"; then true or false', async () => {
    const pool = poolOf({ runtime });
    const good = pool.applyAsync(work.square, [1]);
    const bad = pool.applyAsync(work.fail, ['range']);
    expect(() => good.successful()).toThrow('not ready');
    await Promise.all([good.wait(), bad.wait()]);
    expect([good.successful(), bad.successful()]).toEqual([true, false]);
  });

  test('22 callback once, with the whole list for mapAsync', async () => {
    const calls: unknown[] = [];
    const pool = poolOf({ runtime });
    await pool.mapAsync(work.square, range(10), { chunksize: 2, callback: (list) => calls.push(list) }).wait();
    await pool.applyAsync(work.square, [3], { callback: (value) => calls.push(value) }).wait();
    expect(calls).toEqual([range(10).map((x) => x * x), 9]);
  });

  test('23 errorCallback once, with the error; never both', async () => {
    const calls: unknown[] = [];
    const both = { callback: () => calls.push('callback'), errorCallback: (error: unknown) => calls.push((error as Error).message) };
    const pool = poolOf({ runtime });
    await pool.applyAsync(work.fail, ['range'], both).wait();
    await pool.mapAsync(work.failEach, [1, 2, 3], both).wait();
    expect(calls).toEqual(['out of range', expect.stringMatching(/^not \d$/)]);
  });

  test('24 the callback has run before wait() resolves', async () => {
    let called = false;
    const result = poolOf({ runtime }).applyAsync(work.later, [1], { callback: () => (called = true) });
    await result.wait();
    expect(called).toBe(true);
  });

  test('25 a callback that throws is reported, and neither loses the result nor ends the process', async () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const throwing = () => {
      throw new Error('from the callback');
    };
    const pool = poolOf({ runtime });
    const result = pool.applyAsync(work.square, [4], { callback: throwing });
    const rejecting = pool.applyAsync(work.square, [5], { callback: async () => throwing() });
    expect([await result.get(), await rejecting.get()]).toEqual([16, 25]);
    await sleep(5);
    expect(warn.mock.calls.map(([message]) => String(message))).toEqual([
      expect.stringContaining('from the callback'),
      expect.stringContaining('from the callback'),
    ]);
    warn.mockRestore();
  });

  test('26 mapAsync([]) is ready at once and successful; its callback gets []', () => {
    const calls: unknown[] = [];
    const result = poolOf({ runtime }).mapAsync(work.square, [], { callback: (list) => calls.push(list) });
    expect([result.ready(), result.successful(), calls]).toEqual([true, true, [[]]]);
  });
});

describe.each(elsewhere)('pool of %s: functions', (runtime) => {
  test('an inline function sees only its arguments, and is told so', async () => {
    const pool: Pool = poolOf({ runtime });
    const outside = 5;
    expect(
      await pool.map(
        inline((x: number) => x * 2),
        [1, 2],
      ),
    ).toEqual([2, 4]);
    expect(
      await pool.apply(
        inline(async (x: number, y: number) => x + y),
        [1, 2],
      ),
    ).toBe(3);
    const error = await errorOf(pool.apply(inline(() => outside + 1)));
    expect(error).toBeInstanceOf(ReferenceError);
    expect(error.message).toMatch(/^outside is not defined; inline functions see only their arguments .*moduleOf\(\)$/);
    const later = await errorOf(pool.apply(inline(async () => outside + 1)));
    expect(later.message).toContain('inline functions see only their arguments');
  });

  test('an inline function may load modules, also where import() was compiled to CommonJS, as tslab does', async () => {
    const pool: Pool = poolOf({ runtime });
    const compiled = new Function(
      "return async () => (await Promise.resolve().then(() => __importStar(require('node:path')))).default.basename('a/b')",
    );
    expect(await pool.apply(inline(compiled()))).toBe('b');
    const dynamic = new Function("return async () => (await import('node:path')).basename('a/c')");
    expect(await pool.apply(inline(dynamic()))).toBe('c');
  });

  test('an inline function may be written in any way', async () => {
    const pool: Pool = poolOf({ runtime });
    const methods = {
      method(x: number) {
        return x + 1;
      },
      async later(x: number) {
        return x + 2;
      },
    };
    const written = (x: number) => x + 3;
    expect(await pool.apply(inline(methods.method), [1])).toBe(2);
    expect(await pool.apply(inline(methods.later), [1])).toBe(3);
    expect(await pool.apply(inline(written), [1])).toBe(4);
    for (const native of [Math.sqrt, written.bind(null), class {} as unknown as () => void])
      expect(() => inline(native as () => void)).toThrow(/inline\(\) cannot take/);
  });

  test('a function that is no reference is refused with what to do', () => {
    const pool: Pool = poolOf({ runtime });
    expect(() => pool.apply(((x: number) => x) as never)).toThrow(
      /takes references to functions, not the function .*moduleOf.*inline\(fn\)/,
    );
    expect(() => pool.map('square' as never, [])).toThrow(TypeError);
  });

  test('a module that lacks the function, and one that cannot be loaded, reject every task', async () => {
    const pool: Pool = poolOf({ runtime });
    const missing = (work as unknown as Record<string, typeof work.square>).squares!;
    expect((await errorOf(pool.apply(missing, [1]))).message).toMatch(/exports no function `squares`, but .*square/);
    const { moduleOf } = await import('../../src/pool/index.js');
    const nowhere = moduleOf<typeof import('../fixtures/pool/work.mjs')>(new URL('../fixtures/pool/nowhere.mjs', import.meta.url));
    for (let i = 0; i < 2; i += 1) expect((await errorOf(pool.apply(nowhere.square, [1]))).message).toContain('nowhere.mjs');
    expect(await pool.apply(work.square, [3])).toBe(9);
  });
});
