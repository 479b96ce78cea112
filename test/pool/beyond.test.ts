import { describe, expect, test } from 'vitest';
import { split, worker } from '../../src/pool/index.js';
import { elsewhere, errorOf, everywhere, listOf, poolOf, range, work } from './pools.js';

describe.each(everywhere)('pool of %s: beyond Python', (runtime) => {
  test('140 workerId, workerState; workerExit whose results are collected, a big one too', async () => {
    const pool = poolOf({ runtime, workers: 1, workerExit: work.sumOfState });
    expect(await pool.apply(work.workerId)).toBe(1);
    expect(await pool.apply(work.runtime)).toBe(runtime);
    await pool.map(work.counted, range(10));
    pool.close();
    await pool.join();
    expect(pool.exitResults).toEqual([45]);
    const big = poolOf({ runtime, workers: 1, workerExit: work.bigExit });
    await big.apply(work.square, [1]);
    big.close();
    await big.join();
    expect((big.exitResults as string[]).map(({ length }) => length)).toEqual([2 ** 20]);
    expect(worker()).toBeUndefined();
  });

  test('141 insights(): per worker start, init, waiting, working, exit, and the five longest tasks with their arguments, ratios add up to 1 ± 0.01', async () => {
    const pool = poolOf({ runtime, initializer: work.busy, initArgs: [5], workerExit: work.sumOfState });
    await pool.map(work.busy, [1, 30, 2, 40, 3, 20, 10], { chunksize: 1 });
    pool.close();
    await pool.join();
    const { workers, longest, totals, ratios } = pool.insights();
    const args = longest.map((each) => each.arguments);
    expect(args).toEqual(expect.arrayContaining(['[ 40 ]', '[ 30 ]', '[ 20 ]']));
    expect(longest.map(({ ms }) => ms)).toEqual(longest.map(({ ms }) => ms).sort((a, b) => b - a));
    expect(longest).toHaveLength(5);
    expect(longest[0]!.ms).toBeGreaterThanOrEqual(39);
    expect(workers.reduce((sum, { tasks }) => sum + tasks, 0)).toBe(7);
    expect(totals.workingMs).toBeGreaterThanOrEqual(100);
    expect(totals.initMs).toBeGreaterThanOrEqual(5);
    expect(totals.startMs).toBeGreaterThan(0);
    expect(Object.values(ratios).reduce((sum, ratio) => sum + ratio, 0)).toBeCloseTo(1, 2);
  });

  test('144 typed arrays as input are split by subarray, results joined into one', async () => {
    const pool = poolOf({ runtime });
    const array = Float64Array.from(range(1_000));
    const result = await pool.map(work.doubled, array);
    expect(result).toBeInstanceOf(Float64Array);
    expect(result).toEqual(array.map((x) => x * 2));
    expect(await pool.map(work.doubled, array, { chunksize: 64 })).toEqual(array.map((x) => x * 2));
    expect(array[999]).toBe(999);
  });

  test('what is moved is gone here, where the runtime shares memory, and arrives whole', async () => {
    const pool = poolOf({ runtime });
    const bytes = new Uint8Array([1, 2, 3]);
    expect(await pool.apply(work.detaches, [bytes], { transfer: [bytes.buffer] })).toEqual(new Uint8Array([1, 2, 3]));
    expect(bytes.length).toBe(runtime === 'processes' ? 3 : 0);
    const many = range(5).map((x) => new Uint8Array([x]));
    const sent = await listOf(pool.imap(work.detaches, many, { transfer: (each: Uint8Array) => [each.buffer] }));
    expect(sent).toEqual(range(5).map((x) => new Uint8Array([x])));
  });
});

describe.each(elsewhere)('pool of %s: beyond Python', (runtime) => {
  test('142 ordered round robin', async () => {
    const pool = poolOf({ runtime, workers: 2, orderTasks: true });
    const ids = (await pool.map(work.workerId, range(12), { chunksize: 2 })) as number[];
    expect(ids).toEqual([1, 1, 2, 2, 1, 1, 2, 2, 1, 1, 2, 2]);
  });

  test('env reaches the workers, on top of our own', async () => {
    const pool = poolOf({ runtime, env: { IMGPAR_TEST_COLOUR: 'green' } });
    expect(await pool.apply(work.environment, ['IMGPAR_TEST_COLOUR'])).toBe('green');
    expect(await pool.apply(work.environment, ['PATH'])).toBe(process.env.PATH);
  });

  test('items that were moved are not tried again when their worker dies', async () => {
    const pool = poolOf({ runtime, workers: 1 });
    const buffers = [new Uint8Array(1), new Uint8Array(1)];
    const error = await errorOf(
      pool.map(work.deed, buffers, { args: ['exit'], chunksize: 2, transfer: (each: Uint8Array) => [each.buffer] }),
    );
    expect(error).toMatchObject({ code: 'worker-crashed', results: [undefined, undefined] });
    expect(error.errors).toHaveLength(1);
  });
});

test('split: even chunks, the first ones longer', () => {
  expect(split(range(10), 3)).toEqual([
    [0, 1, 2, 3],
    [4, 5, 6],
    [7, 8, 9],
  ]);
  expect(split(range(10), 1)).toEqual([range(10)]);
  expect(split([1, 2], 4)).toEqual([[1], [2], [], []]);
  for (const n of [0, -1, 1.5]) expect(() => split([1], n)).toThrow(/n must be a whole number of 1 or more/);
});
