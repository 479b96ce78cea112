import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { split, worker } from '../../src/pool/index.js';
import type { Display } from '../../src/progress/display/display.js';
import { elsewhere, errorOf, everywhere, listOf, poolOf, range, work } from './pools.js';
import { runProgram } from './programs.js';

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

  test('143 a bar by progress: true or its options on every method', async () => {
    const pool = poolOf({ runtime });
    const ends: string[] = [];
    const display: Display = {
      isTerminal: true,
      freePosition: () => 0,
      add: () => {},
      draw: () => {},
      remove: (bar, { failed }) => void ends.push(`${bar.meter().n}/${bar.meter().total}${failed ? ' failed' : ''}`),
      write: () => {},
      clear: () => {},
    };
    const progress = { display };
    const items = range(40);
    const pairs = items.map((x) => [x, x] as const);
    async function* slowly() {
      yield* items;
    }
    const file = fileURLToPath(import.meta.url);
    await pool.apply(work.square, [1], { progress });
    await pool.applyAsync(work.square, [1], { progress }).get();
    await pool.map(work.square, items, { progress });
    await pool.map(work.square, slowly(), { progress });
    await pool.mapAsync(work.echo, items.map(String), { progress, chunksize: 3 }).get();
    await pool.starmap(work.add, pairs, { progress });
    await pool.starmapAsync(work.add, pairs, { progress }).get();
    await listOf(pool.imap(work.square, items, { progress }));
    await listOf(pool.imapUnordered(work.square, items, { progress, chunksize: 7 }));
    expect(ends.splice(0)).toEqual(['1/1', '1/1', ...new Array(7).fill('40/40')]);
    expect(await listOf(pool.mapLines(file, work.count, { progress }))).not.toEqual([]);
    await pool.map(work.square, [], { progress });
    await listOf(pool.imap(work.square, slowly(), { progress: { ...progress, total: 50 } }));
    expect(ends.splice(0)).toEqual(['1/1', '0/0', '40/50']);
    // Whatever ends a call ends its bar.
    await errorOf(pool.apply(work.fail, ['range'], { progress }));
    await errorOf(pool.map(work.failEach, [1, 2, 3], { progress }));
    await errorOf(pool.map(work.forever, [1], { progress, timeoutMs: 1 }));
    for await (const _ of pool.imap(work.square, items, { progress, chunksize: 1, ahead: 1 })) break;
    const stopped = listOf(pool.imap(work.forever, [1], { progress }));
    await Promise.all([errorOf(stopped), pool.terminate()]);
    expect(ends).toEqual(['0/1 failed', '3/3 failed', '0/1 failed', '1/40', '0/1 failed']);
  });

  test('143 no bar unless it is asked for, and none for what is no option', async () => {
    const pool = poolOf({ runtime });
    for (const progress of ['yes', 1, null])
      expect(() => pool.map(work.square, [1], { progress: progress as never })).toThrow(
        /progress must be true, false or the options of a bar/,
      );
    expect(() => pool.imap(work.square, [1], { progress: { barFormat: '{n' } })).toThrow(/barFormat is "{n"/);
    expect(await pool.map(work.square, [2], { progress: false })).toEqual([4]);
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

test('143 progress: true alone draws on standard error', async () => {
  const { stdout, stderr } = await runProgram('bar.mjs', ['threads']);
  expect(stdout).toBe('1,4,9\n');
  expect(stderr).toMatch(/100%.*3\/3 .* tasks\/s/);
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
