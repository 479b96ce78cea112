import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { BrokenPoolError, CancelledError, TimeoutError, WorkerCrashedError } from '../../src/pool/index.js';
import { throwAwayFolder } from '../throw-away.js';
import { elsewhere, errorOf, everywhere, executorOf, listOf, range, work } from './pools.js';

describe.each(everywhere)('executor of %s', (runtime) => {
  test('86 submit(f, …) resolves; named arguments, even `self` and `fn`; no function → TypeError', async () => {
    const executor = executorOf({ runtime });
    expect(await executor.submit(work.square, 5).result()).toBe(25);
    expect(await executor.submit(work.named, 1, { self: 7, fn: 8 }).result()).toEqual({ x: 1, self: 7, fn: 8 });
    expect(() => executor.submit(undefined as never)).toThrow(TypeError);
    expect(() => executor.submit((() => {}) as never)).toThrow(TypeError);
  });

  test('87 map(f, a, b) zips, ends with the shortest, with chunksize 3', async () => {
    const executor = executorOf({ runtime });
    const sums = [1, 12, 23, 34];
    expect(await listOf(executor.map(work.add, [0, 10, 20, 30, 40], [1, 2, 3, 4]))).toEqual(sums);
    expect(
      await listOf(
        executor.map(
          work.add,
          range(1_000).map((x) => x * 10),
          [1, 2, 3, 4],
          { chunksize: 3 },
        ),
      ),
    ).toEqual(sums);
    async function* later() {
      yield* [1, 2, 3, 4];
    }
    expect(await listOf(executor.map(work.add, [0, 10, 20, 30, 40], later()))).toEqual(sums);
  });

  test('88 error at the third: two delivered, then it', async () => {
    const results = executorOf({ runtime }).map(work.failAt, [2, 2, 2, 2], [0, 1, 2, 3]);
    expect(await results.next()).toMatchObject({ value: 0 });
    expect(await results.next()).toMatchObject({ value: 1 });
    expect(await errorOf(results.next())).toBeInstanceOf(RangeError);
    expect((await results.next()).done).toBe(true);
  });

  test('89 map({timeoutMs}) counts from the call', async () => {
    const executor = executorOf({ runtime, graceMs: 10 });
    await executor.submit(work.square, 1).result();
    const results = executor.map(work.sleeps, [0, 0, 60_000], { timeoutMs: 400 });
    const given: unknown[] = [];
    const error = await errorOf(
      (async () => {
        for await (const each of results) given.push(each);
      })(),
    );
    expect(given).toEqual([0, 0]);
    expect(error).toBeInstanceOf(TimeoutError);
  });

  test('90 map starts work before it is iterated', async () => {
    const file = join(throwAwayFolder(), 'begun');
    const results = executorOf({ runtime }).map(work.noted, [file, file], ['a', 'b']);
    while (!existsSync(file) || readFileSync(file, 'utf8').length < 4) await sleep(2);
    expect(await listOf(results)).toEqual(['a', 'b']);
  });

  test('91 bufferSize: < 1 throws; never more than that in flight; infinite sources', async () => {
    const executor = executorOf({ runtime });
    for (const bufferSize of [0, -1])
      expect(() => executor.map(work.square, [1], { bufferSize })).toThrow(/bufferSize must be a whole number of 1 or more/);
    let pulled = 0;
    function* infinite() {
      for (;;) yield pulled++;
    }
    let read = 0;
    for await (const _ of executor.map(work.square, infinite(), { bufferSize: 3 })) {
      read += 1;
      expect(pulled - read).toBeLessThanOrEqual(3);
      if (read === 50) break;
    }
  });

  test('92 leaving the iteration cancels what has not begun', async () => {
    const file = join(throwAwayFolder(), 'begun');
    const executor = executorOf({ runtime, workers: 1 });
    for await (const _ of executor.map(work.notedLater, new Array(50).fill(file), range(50))) break;
    await executor.shutdown();
    expect(readFileSync(file, 'utf8').trim().split('\n').length).toBeLessThan(10);
  });

  test('93 after shutdown submit rejects', async () => {
    const executor = executorOf({ runtime });
    await executor.shutdown();
    expect(() => executor.submit(work.square, 1)).toThrow('Executor not running');
    expect(() => executor.map(work.square, [1])).toThrow('Executor not running');
  });

  test('94 shutdown waits for 50 pending', async () => {
    const executor = executorOf({ runtime });
    const futures = range(50).map((x) => executor.submit(work.later, x, 2));
    await executor.shutdown();
    expect(futures.every((future) => future.done())).toBe(true);
    expect(await Promise.all(futures.map((future) => future.result()))).toEqual(range(50));
  });

  test('95 shutdown({cancelPending}): over 20 of 50 cancelled, the others done', async () => {
    const executor = executorOf({ runtime });
    const futures = range(50).map(() => executor.submit(work.sleeps, 20));
    await executor.shutdown({ cancelPending: true });
    const cancelled = futures.filter((future) => future.cancelled());
    expect(cancelled.length).toBeGreaterThan(20);
    for (const future of futures.filter((each) => !cancelled.includes(each))) expect(await future.result()).toBe(20);
    expect(await errorOf(cancelled[0]!.result())).toBeInstanceOf(CancelledError);
  });

  test('96 submit, cancel, shutdown at once does not hang', async () => {
    const executor = executorOf({ runtime });
    const first = executor.submit(work.later, 1);
    const second = executor.submit(work.square, 2);
    second.cancel();
    await executor.shutdown();
    expect([await first.result(), second.cancelled()]).toEqual([1, true]);
  });

  test('97 shutdown({wait:false}) still delivers; with a task limit and a failing task too', async () => {
    const executor = executorOf({ runtime, workers: 1, ...(runtime !== 'inline' && { maxTasksPerWorker: 2 }) });
    const futures = [
      executor.submit(work.later, 1),
      executor.submit(work.fail, 'range'),
      executor.submit(work.later, 3),
      executor.submit(work.later, 4),
    ];
    await executor.shutdown({ wait: false });
    expect(futures.some((future) => future.done())).toBe(false);
    expect(await futures[0]!.result()).toBe(1);
    expect(await errorOf(futures[1]!.result())).toBeInstanceOf(RangeError);
    expect([await futures[2]!.result(), await futures[3]!.result()]).toEqual([3, 4]);
  });

  test('98 `await using` waits', async () => {
    const executor = executorOf({ runtime });
    const future = executor.submit(work.later, 'waited for');
    await executor[Symbol.asyncDispose]();
    expect(await future.result({ timeoutMs: 0 })).toBe('waited for');
  });

  test('107 a failing initializer breaks the executor and is told', async () => {
    const executor = executorOf({ runtime, initializer: work.failToInitialize });
    const errors = await Promise.all([executor.submit(work.square, 1).exception(), executor.submit(work.square, 2).exception()]);
    for (const error of errors) expect(error).toBeInstanceOf(BrokenPoolError);
    expect((errors[0] as Error).message).toContain('cannot be initialised');
    expect(() => executor.submit(work.square, 3)).toThrow('the executor is broken');
  });

  test('111 submit from a done callback; from many places at once', async () => {
    const executor = executorOf({ runtime });
    const chained = new Promise((resolve) => {
      executor
        .submit(work.square, 2)
        .addDoneCallback(async (future) => resolve(await executor.submit(work.square, await future.result()).result()));
    });
    expect(await chained).toBe(16);
    const many = range(10).map(async (x) => {
      const results = [];
      for (const y of range(10)) results.push(await executor.submit(work.add, x, y).result());
      return results;
    });
    expect(await Promise.all(many)).toEqual(range(10).map((x) => range(10).map((y) => x + y)));
  });

  test('110 an unsendable task with shutdown({wait:false})', async () => {
    const executor = executorOf({ runtime });
    const future = executor.submit(work.echo, () => {});
    const other = executor.submit(work.square, 2);
    await executor.shutdown({ wait: false });
    expect((await errorOf(future.result())).message).toContain('cannot be sent');
    expect(await other.result()).toBe(4);
    await executor.shutdown();
  });
});

describe.each(elsewhere)('executor of %s: its workers', (runtime) => {
  test('99 a killed worker: only its task fails (replace, the default); or all pending fail as broken, later submit rejects', async () => {
    const replacing = executorOf({ runtime });
    const dying = replacing.submit(work.exit, 3);
    const others = range(6).map((x) => replacing.submit(work.later, x));
    expect(await dying.exception()).toBeInstanceOf(WorkerCrashedError);
    expect(await Promise.all(others.map((future) => future.result()))).toEqual(range(6));

    const breaking = executorOf({ runtime, onCrash: 'break' });
    const futures = [breaking.submit(work.exit, 3), ...range(6).map((x) => breaking.submit(work.later, x, 1_000))];
    const errors = await Promise.all(futures.map((future) => future.exception()));
    for (const error of errors) expect(error).toBeInstanceOf(BrokenPoolError);
    expect(() => breaking.submit(work.square, 1)).toThrow('the executor is broken');
    await breaking.shutdown();
    // 100 each future has an error of its own, which tells the exit code
    expect(new Set(errors).size).toBe(errors.length);
    for (const error of errors) expect((error as Error).message).toContain('exit code 3');
  });

  test('100 each future has an error of its own, which tells the exit code', async () => {
    const executor = executorOf({ runtime });
    const errors = await Promise.all([executor.submit(work.exit, 3).exception(), executor.submit(work.exit, 4).exception()]);
    expect(errors.map((error) => (error as WorkerCrashedError).exitCode)).toEqual([3, 4]);
    expect(errors[0]).not.toBe(errors[1]);
  });

  test('101 15 × workers tasks never use more workers', async () => {
    const executor = executorOf({ runtime, workers: 2 });
    const places = await Promise.all(range(30).map(() => executor.submit(work.whereLater, 5).result()));
    expect(new Set(places).size).toBeLessThanOrEqual(2);
  });

  test('102 workers start on demand and idle ones are reused', async () => {
    const executor = executorOf({ runtime, workers: 4 });
    for (let i = 0; i < 5; i += 1) await executor.submit(work.square, i).result();
    expect(executor.insights().workers).toHaveLength(1);
    const file = join(throwAwayFolder(), 'met');
    await Promise.all([executor.submit(work.meet, file, 2).result(), executor.submit(work.meet, file, 2).result()]);
    expect(executor.insights().workers).toHaveLength(2);
  });

  test('103 task limit 3: the same pid three times, then another', async () => {
    const executor = executorOf({ runtime, workers: 1, maxTasksPerWorker: 3 });
    const places = [];
    for (let i = 0; i < 4; i += 1) places.push(await executor.submit(work.where).result());
    expect(new Set(places.slice(0, 3)).size).toBe(1);
    expect(places[3]).not.toBe(places[0]);
  });

  test.each([
    [1, 2, 6],
    [2, 2, 8],
  ] as const)('104 task limit with a backlog ends: %i workers, limit %i, %i tasks', async (workers, maxTasksPerWorker, tasks) => {
    const executor = executorOf({ runtime, workers, maxTasksPerWorker });
    expect(await Promise.all(range(tasks).map((x) => executor.submit(work.later, x, 5).result()))).toEqual(range(tasks));
    await executor.shutdown();
  });

  test('105 no replacement can be started: the pending fail with "could not be started"', async () => {
    const executor = executorOf({ runtime, initializer: work.exitToInitialize });
    const errors = await Promise.all([executor.submit(work.square, 1).exception(), executor.submit(work.square, 2).exception()]);
    for (const error of errors) expect((error as Error).message).toContain('its workers could not be started: exit code 9');
    expect(() => executor.submit(work.square, 3)).toThrow('broken');
  });

  test.each(['terminateWorkers', 'killWorkers'] as const)(
    '106 %s: begun, never ended; on dead or unstarted workers no error; then submit rejects',
    async (name) => {
      const file = join(throwAwayFolder(), 'begun');
      const executor = executorOf({ runtime });
      const future = executor.submit(work.mark, file, `${file}.never`);
      while (!existsSync(file)) await sleep(2);
      await executor[name]();
      expect(await future.exception()).toBeInstanceOf(BrokenPoolError);
      await executor[name]();
      expect(() => executor.submit(work.square, 1)).toThrow('broken');
      await executorOf({ runtime })[name]();
    },
  );

  test('110 a crash after shutdown began', async () => {
    const executor = executorOf({ runtime });
    const dying = executor.submit(work.exit, 1);
    const other = executor.submit(work.later, 1);
    const down = executor.shutdown();
    expect(await dying.exception()).toBeInstanceOf(WorkerCrashedError);
    expect(await other.result()).toBe(1);
    await down;
  });

  test('112 idle workers end after idleMs, and come back on demand', async () => {
    const executor = executorOf({ runtime, workers: 1, idleMs: 30 });
    const before = await executor.submit(work.where).result();
    await sleep(300);
    expect(await executor.submit(work.where).result()).not.toBe(before);
  });
});
