import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { OwnError } from '../fixtures/pool/work.mjs';
import { elsewhere, errorOf, everywhere, executorOf, listOf, poolOf, range, work } from './pools.js';

describe.each(everywhere)('pool of %s: errors of the function', (runtime) => {
  test('46 class name, message, own enumerable properties, code, errors of an AggregateError and cause arrive; instanceof holds for built-in classes, and for own classes of a registered module', async () => {
    const pool = poolOf({ runtime });
    const rangeError = await errorOf(pool.apply(work.fail, ['range']));
    expect(rangeError).toBeInstanceOf(RangeError);
    expect({ ...rangeError }).toEqual({ code: 'E_RANGE', limits: { low: 1 } });
    const own = await errorOf(pool.apply(work.fail, ['own']));
    expect(own).toBeInstanceOf(OwnError);
    expect(own).toMatchObject({ name: 'OwnError', message: 'of our own', detail: { list: [1, 2] } });
    const { cause } = await errorOf(pool.apply(work.failLater, ['cause']));
    expect(cause).toBeInstanceOf(SyntaxError);
    expect(cause).toMatchObject({ message: 'inner', cause: 'innermost' });
    const { errors } = (await errorOf(pool.apply(work.fail, ['aggregate']))) as unknown as AggregateError;
    expect(errors[0]).toBeInstanceOf(RangeError);
    expect(errors[1]).toBeInstanceOf(OwnError);
    const dom = await errorOf(pool.apply(work.fail, ['dom']));
    expect(dom).toBeInstanceOf(DOMException);
    expect(dom).toMatchObject({ name: 'AbortError', message: 'no longer' });
    const round = await errorOf(pool.apply(work.fail, ['circular']));
    expect(round.cause).toMatchObject({ message: 'round' });
  });

  test("47 the worker's stack, with file and line of the throw, is in the printed error, and the caller's after it", async () => {
    const { stack = '' } = await errorOf(poolOf({ runtime }).apply(work.fail, ['range']));
    expect(stack).toMatch(/^RangeError: out of range\n/);
    expect(stack).toMatch(/work\.mjs:\d+:\d+[\s\S]*called by[\s\S]*errors\.test\.ts:\d+/);
  });

  test('48 throwing a string, null, undefined, a Proxy, an object with a throwing getter, a frozen error: rejects with something that tells', async () => {
    const pool = poolOf({ runtime });
    const messages = [];
    for (const kind of ['string', 'null', 'undefined', 'symbol', 'proxy', 'getter', 'errorWithGetter', 'frozen', 'withFunction'])
      messages.push((await errorOf(pool.apply(work.fail, [kind]))).message);
    expect(messages).toEqual([
      "the task threw 'a string'",
      'the task threw null',
      'the task threw undefined',
      'the task threw Symbol(thrown)',
      expect.stringMatching(/^the task threw .*hidden/),
      expect.stringMatching(/^the task threw .*Getter/),
      'seen',
      'frozen',
      'with a function',
    ]);
    expect((await errorOf(pool.apply(work.fail, ['string']))).cause).toBe('a string');
    expect(await pool.apply(work.square, [2])).toBe(4);
  });

  test('49 map is not fail-fast: all other chunks end, then it rejects', async () => {
    const pool = poolOf({ runtime });
    const error = await errorOf(pool.map(work.failAt, range(20), { args: [5], chunksize: 1 }));
    expect(error.message).toBe('not 5');
    expect(error.results).toEqual(range(20).map((x) => (x === 5 ? undefined : x)));
    expect(error.taskIndex).toBe(5);
  });

  test('50 of several errors the first to arrive is given; the rest are in errors, none is an unhandled rejection', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    const pool = poolOf({ runtime });
    const error = await errorOf(pool.map(work.failEach, range(6), { chunksize: 2 }));
    const all = [error, ...(error.errors as Error[])];
    expect(new Set(all.map(({ message }) => message))).toEqual(new Set(range(6).map((x) => `not ${x}`)));
    const forgotten = pool.applyAsync(work.fail, ['range']);
    await forgotten.wait();
    await sleep(5);
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });

  test('51 two errors of 1 MB each do not block close and join', async () => {
    const pool = poolOf({ runtime });
    const results = [pool.applyAsync(work.failBig, [2 ** 20]), pool.applyAsync(work.failBig, [2 ** 20])];
    pool.close();
    await pool.join();
    for (const result of results) expect((await errorOf(result.get())).message).toHaveLength(2 ** 20);
  });

  test('52 a rejected promise in the function = a throw', async () => {
    expect(await errorOf(poolOf({ runtime }).apply(work.failLater, ['own']))).toBeInstanceOf(OwnError);
  });
});

describe.each(elsewhere)('pool of %s: errors beside tasks', (runtime) => {
  test("52 an unhandled rejection or uncaught exception elsewhere in the worker is told with the worker's number", async () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const pool = poolOf({ runtime, workers: 1 });
    expect(await pool.apply(work.strayThrow)).toBe('done');
    expect(await pool.apply(work.strayRejection)).toBe('done');
    await sleep(5);
    const told = warn.mock.calls.map(([message]) => String(message));
    warn.mockRestore();
    expect(told).toEqual([
      expect.stringMatching(/^worker 1 .*went astray[\s\S]*work\.mjs:\d+/),
      expect.stringMatching(/^worker 1 .*nobody listens/),
    ]);
  });
});

describe.each(everywhere)('pool of %s: what cannot be sent', (runtime) => {
  test('53 an argument that cannot be cloned rejects, names the item and the path to the value, and nothing hangs', async () => {
    const pool = poolOf({ runtime });
    const bad = { options: { list: [1, { onDone: () => {} }] } };
    const one = await errorOf(pool.apply(work.echo, [bad]));
    expect(one).toMatchObject({ name: 'ImgparError', code: 'usage' });
    expect(one.message).toMatch(
      /^the arguments of task \d+ of apply, at \[0\]\.options\.list\[1\]\.onDone, cannot be sent: it is a function \(onDone\)/,
    );
    const among = await errorOf(pool.map(work.echo, [1, 2, bad, 4], { chunksize: 4 }));
    expect(among.message).toMatch(/^item 2 of map, at \.options\.list\[1\]\.onDone, cannot be sent/);
    expect(among.results).toEqual([1, 2, undefined, 4]);
    const streamed = pool.imap(work.echo, [Symbol('x'), 1]);
    expect((await errorOf(streamed.next())).message).toContain('it is a symbol (Symbol(x))');
    expect(await streamed.next()).toMatchObject({ value: 1 });
    expect((await errorOf(pool.map(work.echo, [1], { args: [Promise.resolve()] }))).message).toMatch(
      /^the arguments that all tasks of map have, at \[0\], .*promise/,
    );
  });

  test('54 a result that cannot be cloned: the same with the start of the value, 20 times in a row, with the worker kept', async () => {
    const pool = poolOf({ runtime, workers: 1 });
    const before = await pool.apply(work.where);
    for (let i = 0; i < 20; i += 1) {
      const { message } = await errorOf(pool.apply(work.unsendable));
      expect(message).toMatch(/^the result, at \.list\[1\]\.callback, cannot be sent: it is a function \(callback\).*\{ list: \[/);
    }
    const among = await errorOf(pool.map(work.unsendable, [1, 2], { chunksize: 2 }));
    expect(among.errors).toHaveLength(1);
    expect(await pool.apply(work.where)).toBe(before);
  });

  test('55 an argument whose getter throws while being cloned', async () => {
    const pool = poolOf({ runtime });
    const bad = {
      get value() {
        throw new RangeError('not to be read');
      },
    };
    const { message } = await errorOf(pool.apply(work.echo, [bad]));
    expect(message).toMatch(/at \[0\]\.value, cannot be read: not to be read/);
    expect(await pool.apply(work.square, [2])).toBe(4);
  });

  test('56 a pool in an argument is refused with a sentence', async () => {
    const pool = poolOf({ runtime });
    expect((await errorOf(pool.apply(work.echo, [{ pool }]))).message).toMatch(
      /at \[0\]\.pool, cannot be sent: it is Pool, which belongs to the thread that made it/,
    );
    const executor = executorOf({ runtime });
    expect((await errorOf(pool.apply(work.echo, [executor]))).message).toContain('it is Executor');
    expect((await errorOf(pool.apply(work.echo, [executor.submit(work.square, 1)]))).message).toContain('it is Future');
  });

  test('57 a function as an argument is refused with a sentence that says what to do', async () => {
    const pool = poolOf({ runtime });
    const { message } = await errorOf(pool.map(work.echo, [function twice() {}]));
    expect(message).toMatch(/item 0 of map cannot be sent: it is a function \(twice\); put it into a module that both sides import/);
    expect(await listOf(pool.imap(work.square, [1, 2]))).toEqual([1, 4]);
  });
});
