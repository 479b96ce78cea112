import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { usableCores } from '../../src/parallel/cores.js';
import { BrokenPoolError, CancelledError, Pool } from '../../src/pool/index.js';
import { throwAwayFolder } from '../throw-away.js';
import { elsewhere, errorOf, everywhere, listOf, poolOf, range, work } from './pools.js';
import { runProgram, startProgram, untilGone } from './programs.js';

describe.each(everywhere)('pool of %s: life', (runtime) => {
  test('58 workers 0, −1, 1.5 → error', () => {
    for (const workers of [0, -1, 1.5, Number.NaN, '2' as unknown as number])
      expect(() => new Pool({ runtime, workers })).toThrow(/workers must be a whole number of 1 or more, not /);
    expect(() => new Pool({ runtime: 'fibres' as 'threads' })).toThrow("unknown runtime 'fibres'");
  });

  test('61 an initializer that is no function → TypeError', () => {
    expect(() => new Pool({ runtime, initializer: 123 as never })).toThrow(TypeError);
    expect(() => new Pool({ runtime, initializer: work.initialize, initArgs: [() => {}] })).toThrow(/initArgs, at \[0\], cannot be sent/);
  });

  test('62 initializer and its arguments run once a worker before its first task', async () => {
    const pool = poolOf({ runtime, initializer: work.initialize, initArgs: ['ready'] });
    const values = await Promise.all(range(6).map(() => pool.apply(work.initialValue)));
    // Inline, all pools of a program share the module.
    expect(new Set(values.map(([value]) => value))).toEqual(new Set(['ready']));
    if (runtime !== 'inline') expect(new Set(values.map(([, times]) => times))).toEqual(new Set([1]));
  });

  test('63 a failing initializer: every task rejects with it, and the pool says "broken", instead of starting workers for ever', async () => {
    const pool = poolOf({ runtime, initializer: work.failToInitialize });
    const [one, two, three] = await Promise.all([
      errorOf(pool.apply(work.square, [1])),
      errorOf(pool.map(work.square, range(10))),
      errorOf(pool.imap(work.square, range(10)).next()),
    ]);
    for (const error of [one, two, three]) {
      expect(error).toBeInstanceOf(BrokenPoolError);
      expect(error.message).toBe('the pool is broken: its initializer failed: cannot be initialised');
      expect(error.cause).toBeInstanceOf(RangeError);
    }
    expect(one).not.toBe(two);
    expect(() => pool.applyAsync(work.square, [1])).toThrow('broken');
    await pool.terminate();
  });

  test('66 maxTasksPerWorker 0, −1, 0.5, "12" → error', () => {
    for (const maxTasksPerWorker of [0, -1, 0.5, '12' as unknown as number])
      expect(() => new Pool({ runtime, maxTasksPerWorker })).toThrow(/maxTasksPerWorker must be a whole number of 1 or more, not /);
  });

  test('67 after close: "Pool not running"; queued work ends; join waits for it', async () => {
    const pool = poolOf({ runtime });
    const result = pool.mapAsync(work.later, range(6), { chunksize: 1 });
    const stream = pool.imap(work.square, range(100), { ahead: 4 });
    pool.close();
    expect(() => pool.applyAsync(work.square, [1])).toThrow('Pool not running');
    expect(() => pool.map(work.square, [1])).toThrow('Pool not running');
    expect(() => pool.imap(work.square, [1])).toThrow('Pool not running');
    await pool.join();
    expect(result.ready()).toBe(true);
    expect(await result.get()).toEqual(range(6));
    // Nobody has read any of it, and join() waited for all.
    expect(await listOf(stream)).toEqual(range(100).map((x) => x * x));
  });

  test('68 join before close or terminate: "Pool is still running"', async () => {
    expect((await errorOf(poolOf({ runtime }).join())).message).toContain('Pool is still running');
  });

  test('69 close, terminate twice and after each other are harmless', async () => {
    const pool = poolOf({ runtime });
    await pool.apply(work.square, [1]);
    pool.close();
    pool.close();
    await pool.terminate();
    await Promise.all([pool.terminate(), pool.terminate()]);
    pool.close();
    await pool.join();
    await pool.join();
  });

  test('71 terminate rejects what runs and waits, and a waiting imap consumer, each with its own error object', async () => {
    const pool = poolOf({ runtime });
    const pending = [
      pool.apply(work.forever),
      pool.apply(work.forever),
      pool.apply(work.square, [1]),
      pool.map(work.square, [1, 2]),
      pool.imap(work.forever, [1]).next(),
      pool.applyAsync(work.square, [1]).get(),
    ].map(errorOf);
    await pool.terminate();
    const errors = await Promise.all(pending);
    for (const error of errors) expect(error).toBeInstanceOf(CancelledError);
    expect(new Set(errors).size).toBe(errors.length);
  });

  test('72 leaving `await using` terminates; then "Pool not running"', async () => {
    const pool = poolOf({ runtime });
    const waiting = errorOf(pool.apply(work.forever));
    await pool[Symbol.asyncDispose]();
    expect(await waiting).toBeInstanceOf(CancelledError);
    expect(() => pool.applyAsync(work.square, [1])).toThrow('Pool not running');
  });

  test('73 a pool that ended cannot be entered again', async () => {
    const pool = poolOf({ runtime });
    await pool[Symbol.asyncDispose]();
    await pool[Symbol.asyncDispose]();
    expect(() => pool.map(work.square, [1])).toThrow('Pool not running');
  });

  test('a signal terminates the pool', async () => {
    const controller = new AbortController();
    const pool = poolOf({ runtime, signal: controller.signal });
    const waiting = errorOf(pool.apply(work.forever));
    controller.abort();
    expect(await waiting).toBeInstanceOf(CancelledError);
    expect(() => new Pool({ runtime, signal: AbortSignal.abort() }).map(work.square, [1])).toThrow('Pool not running');
  });
});

test('60 default = usable cores (affinity, cgroup), not installed ones', () => {
  const pool = new Pool();
  expect(inspect(pool)).toBe(`Pool { ${usableCores()} threads }`);
  pool.close();
});

describe.each(elsewhere)('pool of %s: life of its workers', (runtime) => {
  test('59 `workers: 3` gives three different thread ids or pids', async () => {
    const pool = poolOf({ runtime, workers: 3 });
    const file = join(throwAwayFolder(), 'met');
    expect(new Set(await pool.map(work.meet, [3, 3, 3], { args: [file], chunksize: 1 })).size).toBe(3);
  });

  test('64 maxTasksPerWorker 10: 100 results right, ids changed; a chunk counts as its number of items', async () => {
    const pool = poolOf({ runtime, workers: 1, maxTasksPerWorker: 10 });
    const results = await pool.map(work.echo, range(30));
    expect(results).toEqual(range(30));
    const places = (await pool.map(work.where, range(70), { chunksize: 20 })) as string[];
    const counts = [...new Set(places)].map((place) => places.filter((each) => each === place).length);
    expect(counts).toEqual([10, 10, 10, 10, 10, 10, 10]);
  });

  test('65 maxTasksPerWorker 1, close early: join resolves, all results right', async () => {
    const pool = poolOf({ runtime, maxTasksPerWorker: 1 });
    const results = range(6).map((x) => pool.applyAsync(work.square, [x]));
    pool.close();
    await pool.join();
    expect(await Promise.all(results.map((result) => result.get()))).toEqual(range(6).map((x) => x * x));
  });

  test.each(['sleeps', 'loop'] as const)(
    '70 terminate with 10,000 tasks: join in under 2 s, with tasks in for(;;); too: %s',
    async (name) => {
      const pool = poolOf({ runtime });
      const result = errorOf(pool.map(work[name], new Array(10_000).fill(100), { chunksize: 1 }));
      await new Promise((resolve) => setTimeout(resolve, 300));
      const began = performance.now();
      await pool.terminate();
      await pool.join();
      expect(performance.now() - began).toBeLessThan(2_000);
      expect(await result).toBeInstanceOf(CancelledError);
    },
  );

  test('74 a pool that was never closed: one warning naming where it was made, when collected', async () => {
    const { stdout, stderr, code } = await runProgram('forgotten.mjs', [runtime], ['--expose-gc']);
    expect([stdout, code]).toEqual(['done\n', 0]);
    expect(stderr.match(/a pool was never closed/g)).toHaveLength(1);
    expect(stderr).toMatch(/forgotten\.mjs:9:\d+/);
  });

  test('74 an idle pool does not keep the program alive; 75 a program that ends without close exits with 0 and leaves no process behind', async () => {
    const { stdout, stderr, code } = await runProgram('unclosed.mjs', [runtime]);
    expect([stderr, code]).toEqual(['', 0]);
    if (runtime === 'processes') await untilGone(JSON.parse(stdout));
  });

  test('75 the same when it exits while a worker is busy', async () => {
    const { stdout, code } = await runProgram('unclosed.mjs', [runtime, 'loops-and-exits']);
    expect(code).toBe(0);
    if (runtime === 'processes') expect(await untilGone(JSON.parse(stdout))).toBeLessThan(2_000);
  });

  test('76 arguments and results are let go after use; 108 no stale references to those of an executor', async () => {
    const { stdout } = await runProgram('references.mjs', [runtime], ['--expose-gc']);
    expect(JSON.parse(stdout)).toEqual([]);
  });

  test.skipIf(process.platform === 'win32')('a second Ctrl-C ends the program with every worker in for(;;);', async () => {
    const program = startProgram('interrupted.mjs', [runtime]);
    const pids = JSON.parse(await program.firstLine());
    program.process.kill('SIGINT');
    while (!program.stdout().includes('closing')) await new Promise((resolve) => setTimeout(resolve, 5));
    program.process.kill('SIGINT');
    expect((await program.ended).signal).toBe('SIGINT');
    expect(await untilGone(pids)).toBeLessThan(2_000);
  });

  test('pools made and ended in one program leave no handle, thread, process or listener', async () => {
    const { stdout, stderr } = await runProgram('many-pools.mjs', [runtime, runtime === 'threads' ? '60' : '8']);
    expect(stderr).toBe('');
    const { before, after } = JSON.parse(stdout);
    expect(after).toEqual(before);
  });
});

test.skipIf(process.platform === 'win32').each(['loop', 'forever'])(
  '77 SIGKILL of the parent: no worker process alive after 1 s: %s',
  async (what) => {
    const program = startProgram('killed-parent.mjs', [what]);
    const pids = JSON.parse(await program.firstLine());
    expect(pids).toHaveLength(2);
    program.process.kill('SIGKILL');
    await program.ended;
    expect(await untilGone(pids)).toBeLessThan(2_000);
  },
);
