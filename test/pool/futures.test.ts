import { inspect } from 'node:util';
import { describe, expect, test, vi } from 'vitest';
import {
  ALL_COMPLETED,
  asCompleted,
  CancelledError,
  FIRST_COMPLETED,
  FIRST_EXCEPTION,
  Future,
  InvalidStateError,
  TimeoutError,
  wait,
} from '../../src/pool/index.js';
import { elsewhere, errorOf, executorOf, listOf, TestClock, work } from './pools.js';
import { runProgram } from './programs.js';

type State = 'pending' | 'running' | 'cancelled' | 'cancelled and told' | 'failed' | 'returned';
const states: readonly State[] = ['pending', 'running', 'cancelled', 'cancelled and told', 'failed', 'returned'];

function futureThatIs(state: State, clock?: TestClock): Future<number> {
  const future = new Future<number>(clock);
  if (state.startsWith('cancelled')) future.cancel();
  if (state === 'running' || state === 'cancelled and told') future.setRunningOrNotifyCancel();
  if (state === 'failed') future.setException(new RangeError('failed'));
  if (state === 'returned') future.setResult(42);
  return future;
}

describe('a future', () => {
  test('113 done callbacks: with result, error, cancel; added later they run at once', () => {
    const calls: unknown[] = [];
    const note = (future: Future<number>) => calls.push(future);
    const [returned, failed, cancelled] = [new Future<number>(), new Future<number>(), new Future<number>()];
    for (const future of [returned, failed, cancelled]) future.addDoneCallback(note);
    returned.setResult(5);
    failed.setException(new Error('no'));
    cancelled.cancel();
    expect(calls).toEqual([returned, failed, cancelled]);
    for (const future of [returned, failed, cancelled]) future.addDoneCallback(note);
    expect(calls).toHaveLength(6);
  });

  test('114 a callback that throws is reported, the next still runs', () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const future = new Future<number>();
    let ran = false;
    future.addDoneCallback(() => {
      throw new Error('from the callback');
    });
    future.addDoneCallback(() => {
      ran = true;
    });
    future.setResult(1);
    expect(ran).toBe(true);
    expect(String(warn.mock.calls[0]?.[0])).toContain('from the callback');
    warn.mockRestore();
  });

  test('115 cancel(): pending → true, running → false, finished → false', () => {
    const could = states.map((state) => futureThatIs(state).cancel());
    expect(could).toEqual([true, false, true, true, false, false]);
  });

  test('116 tables of cancelled(), done(), running() over six states', () => {
    const table = states.map((state) => {
      const future = futureThatIs(state);
      return [future.cancelled(), future.done(), future.running()];
    });
    expect(table).toEqual([
      [false, false, false],
      [false, false, true],
      [true, true, false],
      [true, true, false],
      [false, true, false],
      [false, true, false],
    ]);
  });

  test('117 result({timeoutMs: 0}) on pending, running, cancelled, failed, done; exception() likewise', async () => {
    for (const state of ['pending', 'running'] as const) {
      expect(await errorOf(futureThatIs(state).result({ timeoutMs: 0 }))).toBeInstanceOf(TimeoutError);
      expect(await errorOf(futureThatIs(state).exception({ timeoutMs: 0 }))).toBeInstanceOf(TimeoutError);
    }
    for (const state of ['cancelled', 'cancelled and told'] as const) {
      expect(await errorOf(futureThatIs(state).result({ timeoutMs: 0 }))).toBeInstanceOf(CancelledError);
      expect(await errorOf(futureThatIs(state).exception({ timeoutMs: 0 }))).toBeInstanceOf(CancelledError);
    }
    expect(await errorOf(futureThatIs('failed').result({ timeoutMs: 0 }))).toBeInstanceOf(RangeError);
    expect(await futureThatIs('failed').exception({ timeoutMs: 0 })).toBeInstanceOf(RangeError);
    expect(await futureThatIs('returned').result({ timeoutMs: 0 })).toBe(42);
    expect(await futureThatIs('returned').exception({ timeoutMs: 0 })).toBeNull();
  });

  test('118 a cancelled result rejects with CancelledError, also when it is waited for', async () => {
    const future = new Future<number>();
    const result = errorOf(future.result());
    future.cancel();
    expect(await result).toBeInstanceOf(CancelledError);
    expect(await result).toMatchObject({ code: 'cancelled' });
  });

  test('119 settling twice → InvalidStateError', () => {
    for (const state of ['returned', 'failed', 'cancelled'] as const) {
      expect(() => futureThatIs(state).setResult(1)).toThrow(InvalidStateError);
      expect(() => futureThatIs(state).setException(new Error('x'))).toThrow(InvalidStateError);
    }
    expect(() => futureThatIs('running').setRunningOrNotifyCancel()).toThrow(InvalidStateError);
  });

  test('120 util.inspect(future) shows pending, running, cancelled, finished returned number, finished raised RangeError', () => {
    expect(states.map((state) => inspect(futureThatIs(state)))).toEqual([
      'Future { pending }',
      'Future { running }',
      'Future { cancelled }',
      'Future { cancelled }',
      'Future { finished raised RangeError }',
      'Future { finished returned number }',
    ]);
  });

  test('a result that is waited for comes when it is set, and a clock that is passed in tells when it is too late', async () => {
    const clock = new TestClock();
    const future = new Future<number>(clock);
    const early = errorOf(future.result({ timeoutMs: 100 }));
    const result = future.result();
    clock.advance(100);
    expect(await early).toBeInstanceOf(TimeoutError);
    future.setResult(1);
    expect(await result).toBe(1);
  });
});

describe('wait', () => {
  test('121 ALL_COMPLETED, the same future given twice counts once', async () => {
    const [first, second] = [new Future<number>(), futureThatIs('returned')];
    const waiting = wait([first, second, first], { returnWhen: ALL_COMPLETED });
    first.setResult(1);
    expect(await waiting).toEqual({ done: new Set([first, second]), notDone: new Set() });
  });

  test('122 FIRST_COMPLETED, also with some already done; a cancelled one not yet told is not done', async () => {
    const [first, second, cancelled] = [new Future<number>(), new Future<number>(), futureThatIs('cancelled')];
    const waiting = wait([first, second, cancelled], { returnWhen: FIRST_COMPLETED });
    first.setResult(1);
    expect(await waiting).toEqual({ done: new Set([first]), notDone: new Set([second, cancelled]) });
    expect((await wait([first, second], { returnWhen: FIRST_COMPLETED })).done).toEqual(new Set([first]));
    cancelled.setRunningOrNotifyCancel();
    expect((await wait([cancelled, second], { returnWhen: FIRST_COMPLETED })).done).toEqual(new Set([cancelled]));
  });

  test('123 FIRST_EXCEPTION: three cases', async () => {
    const [first, second, third] = [new Future<number>(), new Future<number>(), new Future<number>()];
    const waiting = wait([first, second, third], { returnWhen: FIRST_EXCEPTION });
    first.setResult(1);
    second.setException(new Error('x'));
    expect(await waiting).toEqual({ done: new Set([first, second]), notDone: new Set([third]) });
    // Some had ended before.
    const later = wait([futureThatIs('returned'), futureThatIs('cancelled and told'), third], { returnWhen: FIRST_EXCEPTION });
    third.setException(new Error('y'));
    expect((await later).notDone.size).toBe(0);
    // One has failed before.
    expect((await wait([futureThatIs('failed'), new Future<number>()], { returnWhen: FIRST_EXCEPTION })).done.size).toBe(1);
  });

  test('124 with a timeout gives done and notDone', async () => {
    const clock = new TestClock();
    const [ended, pending] = [futureThatIs('returned'), new Future<number>()];
    const waiting = wait([ended, pending], { timeoutMs: 50, clock });
    clock.advance(50);
    expect(await waiting).toEqual({ done: new Set([ended]), notDone: new Set([pending]) });
    await expect(wait([pending], { returnWhen: 'SOME' as never })).rejects.toThrow("unknown returnWhen 'SOME'");
  });
});

describe('asCompleted', () => {
  test('125 in order of completion, each once, from any iterable', async () => {
    const [first, second, third] = [new Future<number>(), new Future<number>(), futureThatIs('returned')];
    const given = listOf(asCompleted(new Set([first, second, third]).values()));
    second.setResult(2);
    first.setResult(1);
    expect(await given).toEqual([third, second, first]);
    expect(await listOf(asCompleted([third, third]))).toEqual([third]);
  });

  test('126 asCompleted({timeoutMs: 0}) gives the finished, then "2 (of 4) futures unfinished"', async () => {
    const futures = [futureThatIs('returned'), futureThatIs('failed'), new Future<number>(), futureThatIs('running')];
    const given: unknown[] = [];
    const error = await errorOf(
      (async () => {
        for await (const each of asCompleted(futures, { timeoutMs: 0 })) given.push(each);
      })(),
    );
    expect(given).toEqual(futures.slice(0, 2));
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error.message).toBe('2 (of 4) futures unfinished');
  });

  test.each(elsewhere)('127 what was given is not held: %s', async (runtime) => {
    const { stdout } = await runProgram('references.mjs', [runtime], ['--expose-gc']);
    expect(JSON.parse(stdout)).not.toContain('yielded future');
  });
});

describe.each(elsewhere)('futures of an executor of %s', (runtime) => {
  test('run, are waited for, and come as they end', async () => {
    const executor = executorOf({ runtime });
    const slow = executor.submit(work.sleeps, 150);
    const quick = executor.submit(work.sleeps, 1);
    const doomed = executor.submit(work.fail, 'range');
    expect(await listOf(asCompleted([slow, quick, doomed]))).toHaveLength(3);
    const { done } = await wait([slow, quick, doomed]);
    expect([...done].map((future) => inspect(future))).toEqual([
      'Future { finished returned number }',
      'Future { finished returned number }',
      'Future { finished raised RangeError }',
    ]);
  });

  test('one that a worker has is running and cannot be cancelled, one that waits can', async () => {
    const executor = executorOf({ runtime, workers: 1 });
    await executor.submit(work.square, 1).result();
    const running = executor.submit(work.later, 'x', 50);
    const waiting = executor.submit(work.square, 2);
    expect([running.running(), waiting.running()]).toEqual([true, false]);
    expect([running.cancel(), waiting.cancel()]).toEqual([false, true]);
    expect(await running.result()).toBe('x');
    const { done } = await wait([waiting]);
    expect(done.size).toBe(1);
  });
});
