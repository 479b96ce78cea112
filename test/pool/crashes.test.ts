import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { BrokenPoolError, CancelledError, TimeoutError, WorkerCrashedError } from '../../src/pool/index.js';
import { throwAwayFolder } from '../throw-away.js';
import { elsewhere, errorOf, executorOf, listOf, poolOf, range, work } from './pools.js';
import { isAlive, runProgram } from './programs.js';

const posix = process.platform !== 'win32';

async function untilThere(file: string): Promise<void> {
  while (!existsSync(file)) await sleep(2);
}

describe.each(elsewhere)('pool of %s: workers that die', (runtime) => {
  test('78 a worker that exits in the middle: its task rejects with `worker-crashed`, exit code or signal within 1 s', async () => {
    const pool = poolOf({ runtime });
    await pool.apply(work.square, [1]);
    const began = performance.now();
    const error = await errorOf(pool.apply(work.exit, [7]));
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(error).toBeInstanceOf(WorkerCrashedError);
    expect(error).toMatchObject({ code: 'worker-crashed', exitCode: 7, signal: null });
    expect(error.message).toMatch(/^worker \d \((thread|process) \d+\) died \(exit code 7\).* during task \d+ of apply$/);
    expect(await pool.apply(work.square, [3])).toBe(9);
  });

  test('79 all other tasks of the same map end and are right', async () => {
    const error = await errorOf(poolOf({ runtime }).map(work.exitIf, range(50), { args: [17] }));
    expect(error).toMatchObject({ code: 'worker-crashed', taskIndex: 17 });
    expect(error.errors).toBeUndefined();
    expect(error.results).toEqual(range(50).map((x) => (x === 17 ? undefined : x)));
  });

  test('80 the replacement runs the initializer again and takes tasks', async () => {
    const file = join(throwAwayFolder(), 'initialised');
    const pool = poolOf({ runtime, workers: 1, initializer: work.initializeNoted, initArgs: [file] });
    await pool.apply(work.square, [1]);
    await errorOf(pool.apply(work.exit, [1]));
    expect(await pool.apply(work.square, [3])).toBe(9);
    const places = readFileSync(file, 'utf8').trim().split('\n');
    expect(places).toHaveLength(2);
    expect(new Set(places).size).toBe(2);
  });

  test('81 heap limit reached', async () => {
    const pool = poolOf({ runtime, workers: 1, maxHeapBytes: 40 * 2 ** 20 });
    const error = await errorOf(pool.apply(work.fillHeap));
    expect(error).toBeInstanceOf(WorkerCrashedError);
    expect(error.message).toContain('out of memory');
    expect(await pool.apply(work.square, [3])).toBe(9);
  });

  test('82 a task that kills its worker twice is set aside, the rest of its chunk is done', async () => {
    const file = join(throwAwayFolder(), 'begun');
    const error = await errorOf(poolOf({ runtime, workers: 1 }).map(work.exitNoted, range(12), { args: [file, 5], chunksize: 12 }));
    expect(error).toMatchObject({ code: 'worker-crashed', taskIndex: 5 });
    expect(error.errors).toBeUndefined();
    expect(error.results).toEqual(range(12).map((x) => (x === 5 ? undefined : x)));
    const begun = readFileSync(file, 'utf8').trim().split('\n').map(Number);
    expect(begun.filter((x) => x === 5)).toHaveLength(2);
  });

  test('82 also when several chunks went to the worker together', async () => {
    const pool = poolOf({ runtime });
    const items = range(40_000);
    // By now it is known that they are short.
    await pool.map(work.exitIf, items, { args: [-1], chunksize: 100 });
    const error = await errorOf(pool.map(work.exitIf, items, { args: [23_456], chunksize: 100 }));
    expect(error).toMatchObject({ code: 'worker-crashed', taskIndex: 23_456 });
    expect(error.errors).toBeUndefined();
    expect(error.results).toEqual(items.map((x) => (x === 23_456 ? undefined : x)));
  });

  test('82 a chunk whose worker died by chance is done by another', async () => {
    const file = join(throwAwayFolder(), 'died');
    expect(await poolOf({ runtime }).map(work.exitOnce, range(30), { args: [file], chunksize: 10 })).toEqual(range(30));
  });

  test('83 a time limit for each task, taskTimeoutMs, kills only that worker', async () => {
    const pool = poolOf({ runtime, taskTimeoutMs: 5_000 });
    const other = pool.map(work.whereLater, new Array(6).fill(100), { chunksize: 1 });
    const error = await errorOf(pool.apply(work.loop));
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error.message).toMatch(/task \d+ of apply took longer than 5000 ms/);
    expect((await other).length).toBe(6);
    expect(await pool.apply(work.square, [3])).toBe(9);
  });

  test('83 inside a chunk the task that takes too long is found, and the others are done', async () => {
    const pool = poolOf({ runtime, taskTimeoutMs: 5_000 });
    const error = await errorOf(pool.map(work.sleeps, [1, 2, 60_000, 3], { chunksize: 4 }));
    expect(error).toMatchObject({ code: 'timeout', taskIndex: 2, results: [1, 2, undefined, 3] });
  });

  test('83 for init and exit too', async () => {
    const pool = poolOf({ runtime, taskTimeoutMs: 300, initializer: work.loop });
    const error = await errorOf(pool.apply(work.square, [1]));
    expect(error).toBeInstanceOf(BrokenPoolError);
    expect(error.message).toContain('the initializer took longer than 300 ms');
    const leaving = poolOf({ runtime, workers: 1, taskTimeoutMs: 3_000, workerExit: work.loop });
    expect(await leaving.apply(work.square, [3])).toBe(9);
    leaving.close();
    await leaving.join();
  });

  test('84 signal per call: queued tasks never start; a running one sees `signal` in the worker', async () => {
    const folder = throwAwayFolder();
    const seen = join(folder, 'seen');
    const pool = poolOf({ runtime, workers: 1 });
    const controller = new AbortController();
    const { signal } = controller;
    const running = errorOf(pool.apply(work.untilAborted, [seen], { signal }));
    const queued = errorOf(pool.apply(work.noted, [join(folder, 'queued'), 1], { signal }));
    await untilThere(`${seen}.begun`);
    const place = work.where;
    controller.abort(new Error('no longer'));
    for (const error of [await running, await queued]) {
      expect(error).toBeInstanceOf(CancelledError);
      expect(error.cause).toMatchObject({ message: 'no longer' });
    }
    await untilThere(seen);
    while (readFileSync(seen, 'utf8') === '') await sleep(2);
    expect(readFileSync(seen, 'utf8')).toBe('true');
    // The same worker goes on.
    expect(await pool.apply(place)).toEqual(expect.any(String));
    expect(existsSync(join(folder, 'queued'))).toBe(false);
    const aborted = AbortSignal.abort();
    expect(await errorOf(pool.apply(work.square, [1], { signal: aborted }))).toBeInstanceOf(CancelledError);
    expect(await errorOf(pool.map(work.square, [1], { signal: aborted }))).toBeInstanceOf(CancelledError);
    expect(await errorOf(pool.imap(work.square, [1], { signal: aborted }).next())).toBeInstanceOf(CancelledError);
  });

  test('84 after a grace time it loses its worker', async () => {
    const file = join(throwAwayFolder(), 'begun');
    const pool = poolOf({ runtime, workers: 1, graceMs: 50 });
    const before = await pool.apply(work.where);
    const controller = new AbortController();
    const running = errorOf(pool.apply(work.busyNoted, [file], { signal: controller.signal }));
    await untilThere(file);
    controller.abort();
    expect(await running).toBeInstanceOf(CancelledError);
    expect(await pool.apply(work.where)).not.toBe(before);
  });

  test('84 timeoutMs takes a call back as a signal does', async () => {
    const pool = poolOf({ runtime, workers: 1, graceMs: 50 });
    await pool.apply(work.square, [1]);
    const error = await errorOf(pool.map(work.sleeps, [60_000, 1], { timeoutMs: 50, chunksize: 1 }));
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error.message).toBe('map did not end within 50 ms, and was cancelled');
    const stream = pool.imap(work.sleeps, [60_000], { timeoutMs: 50 });
    expect(await errorOf(stream.next())).toBeInstanceOf(TimeoutError);
    expect(await pool.apply(work.square, [3])).toBe(9);
  });

  test('85 cancelling task 1 never hurts task 2 on the same worker', async () => {
    const file = join(throwAwayFolder(), 'begun');
    const pool = poolOf({ runtime, workers: 1, graceMs: 50 });
    await pool.apply(work.square, [1]);
    for (let round = 0; round < 3; round += 1) {
      const controller = new AbortController();
      const first = errorOf(pool.apply(work.busyNoted, [`${file}${round}`], { signal: controller.signal }));
      const others = range(10).map((x) => pool.apply(work.square, [x]));
      await untilThere(`${file}${round}`);
      controller.abort();
      expect(await first).toBeInstanceOf(CancelledError);
      expect(await Promise.all(others)).toEqual(range(10).map((x) => x * x));
    }
  });

  test('85 also when both went to the worker together', async () => {
    const pool = poolOf({ runtime, workers: 1, graceMs: 50 });
    const controller = new AbortController();
    // So that many fit into a batch.
    await Promise.all(range(2_000).map((x) => pool.apply(work.busy, [x === 0 ? 1 : 0])));
    const results = range(200).map((x) =>
      pool.apply(work.busy, [x % 2 === 0 ? 0.01 : 0.02], { signal: x % 2 === 0 ? controller.signal : undefined }),
    );
    const outcomes = Promise.allSettled(results);
    controller.abort();
    expect((await outcomes).filter((_, i) => i % 2 === 1).every(({ status }) => status === 'fulfilled')).toBe(true);
  });

  test('kills at random in one map: every other result is right, each lost task is named', async () => {
    const folder = throwAwayFolder();
    const pool = poolOf({ runtime, workers: 2 });
    const error = await errorOf(pool.map(work.exitSometimes, range(600), { args: [join(folder, 'log')] }));
    const all = [error, ...((error.errors as Error[] | undefined) ?? [])] as Array<Error & { taskIndex: number }>;
    const lost = new Set(all.map(({ taskIndex }) => taskIndex));
    // These kill their worker whenever they are tried; those that do so once may have been alone then.
    for (const x of range(600).filter((x) => x % 100 === 50)) expect(lost).toContain(x);
    for (const x of lost) expect(x % 100 === 50 || x % 150 === 7).toBe(true);
    for (const each of all) expect(each.message).toMatch(/died \(exit code 5\) during task \d+ of map/);
    expect(error.results).toEqual(range(600).map((x) => (lost.has(x) ? undefined : x)));
  });

  test('workers that cannot be started: nothing waits for ever', async () => {
    const { stdout, code } = await runProgram('broken-start.mjs', [runtime]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^the pool is broken: its workers could not be started: exit code 9\n$/);
  });
});

describe('pool of processes: ends that threads do not survive', () => {
  test.skipIf(!posix).each(['SIGSEGV', 'SIGKILL', 'SIGABRT'])('81 %s', async (name) => {
    const pool = poolOf({ runtime: 'processes', workers: 1 });
    const error = await errorOf(pool.apply(work.signal, [name]));
    expect(error).toMatchObject({ code: 'worker-crashed', exitCode: null, signal: name });
    expect(error.message).toContain(`died (${name})`);
    expect(await pool.apply(work.square, [3])).toBe(9);
  });

  test('81 process.abort()', async () => {
    const pool = poolOf({ runtime: 'processes', workers: 1 });
    expect(await errorOf(pool.apply(work.abort))).toMatchObject({ code: 'worker-crashed' });
    expect(await pool.apply(work.square, [3])).toBe(9);
  });

  test('81 SIGKILL from outside, between tasks and while one runs', async () => {
    const pool = poolOf({ runtime: 'processes', workers: 1 });
    const pid = (await pool.apply(work.pid)) as number;
    process.kill(pid, 'SIGKILL');
    // Nobody here has heard of it.
    while (isAlive(pid));
    expect(await pool.apply(work.square, [3])).toBe(9);
    const file = join(throwAwayFolder(), 'pid');
    const running = errorOf(pool.apply(work.mark, [file, `${file}.never`]));
    await untilThere(file);
    while (readFileSync(file, 'utf8') === '') await sleep(2);
    process.kill(Number(readFileSync(file, 'utf8')), 'SIGKILL');
    expect((await running).message).toMatch(/died \(SIGKILL\)/);
    expect(await pool.apply(work.square, [3])).toBe(9);
  });
});

/** What a worker may do, and at which moment. Nothing of a user's runs while a task is read but its module, and while a result is written its getters. */
describe.each(elsewhere)('109 the crash matrix, executor of %s: each rejects in 10 s and shutdown resolves', (runtime) => {
  const crash = runtime === 'processes' && posix ? (['crash'] as const) : [];
  const deeds = ['error', 'exit', ...crash] as const;

  test.each(deeds)('%s while the task is read', async (deed) => {
    const executor = executorOf({ runtime });
    const { moduleOf } = await import('../../src/pool/index.js');
    const url = new URL(`../fixtures/pool/loading-${deed}.mjs`, import.meta.url);
    const future = executor.submit(moduleOf<{ fn: () => void }>(url).fn);
    await expectFailure(future.result({ timeoutMs: 10_000 }), deed);
    await executor.shutdown();
  });

  test.each(deeds)('%s while it runs', async (deed) => {
    const executor = executorOf({ runtime });
    await expectFailure(executor.submit(work.deed, deed).result({ timeoutMs: 10_000 }), deed);
    await executor.shutdown();
  });

  test.each(deeds)('%s while the result is written', async (deed) => {
    const executor = executorOf({ runtime });
    await expectFailure(executor.submit(work.resultWithGetter, deed).result({ timeoutMs: 10_000 }), deed);
    await executor.shutdown();
  });

  test('error while the result is read', async () => {
    // The class of an error is looked for in its module, which fails to load here.
    const executor = executorOf({ runtime });
    const { moduleOf } = await import('../../src/pool/index.js');
    const url = new URL('../fixtures/pool/only-in-workers.mjs', import.meta.url);
    const error = await errorOf(executor.submit(moduleOf<{ fn: () => void }>(url).fn).result({ timeoutMs: 10_000 }));
    expect(error).toMatchObject({ name: 'OnlyThere', message: 'made in a worker' });
    await executor.shutdown();
  });

  async function expectFailure(result: Promise<unknown>, deed: string): Promise<void> {
    const error = await errorOf(result);
    if (deed === 'error') expect(error.message).toContain('while it is');
    else expect(error).toMatchObject({ code: 'worker-crashed' });
  }
});

test('results that came before a crash are kept', async () => {
  const pool = poolOf({ runtime: 'threads', workers: 1 });
  const results = pool.imap(work.exitIf, range(10), { args: [6] });
  const given: unknown[] = [];
  for (let i = 0; i < 10; i += 1)
    given.push(
      await results.next().then(
        ({ value }) => value,
        (error) => error.code,
      ),
    );
  expect(given).toEqual([0, 1, 2, 3, 4, 5, 'worker-crashed', 7, 8, 9]);
  expect(await listOf(results)).toEqual([]);
});
