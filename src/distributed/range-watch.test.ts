import { expect, test } from 'vitest';
import type { Task } from '../worker/task.js';
import type { Lease, RangeProgress } from './queue.js';
import { RangeWatch } from './range-watch.js';

const task = (line: number): Task => ({ id: line, line, source: `/${line}.png`, destination: '', named: false });
const range = { start: 0, end: 1000 };

/** A worker with a lease, and the last thing that others hear of it. */
function worker(lease: Lease) {
  let heard: RangeProgress | undefined;
  const watch = new RangeWatch(lease, {
    host: 'here',
    worker: '1',
    signal: new AbortController().signal,
    tell: async (progress) => {
      heard = progress;
    },
  });
  const lost = async () => {
    await new Promise(setImmediate);
    return { range, attempt: lease.attempt + 1, lost: heard! };
  };
  return { watch, lost };
}

test('an image is failed only after two machines were lost while it ran alone', async () => {
  const first = worker({ range, attempt: 1 });
  expect(first.watch.isSuspect(task(120))).toBe(false);
  first.watch.begin(0, [task(100), task(120)]);
  first.watch.begin(1, [task(140)]);
  const second = worker(await first.lost());
  expect([90, 100, 120, 140, 160].filter((line) => second.watch.isSuspect(task(line)))).toEqual([100, 120, 140]);
  expect(await second.watch.beginAlone(task(100))).toBe('go');
  expect(await second.watch.beginAlone(task(120))).toBe('go');
  const third = worker(await second.lost());
  expect(third.watch.inOrder([task(100), task(120), task(140)]).map(({ line }) => line)).toEqual([100, 140, 120]);
  expect(await third.watch.beginAlone(task(100))).toBe('go');
  expect(await third.watch.beginAlone(task(120))).toBe('go');
  const fourth = worker(await third.lost());
  expect(await fourth.watch.beginAlone(task(100))).toBe('go');
  expect(await fourth.watch.beginAlone(task(120))).toMatchObject({ code: 'machine-lost', message: expect.stringContaining('/120.png') });
  expect(await fourth.watch.beginAlone(task(140))).toBe('go');
});

test('what was at work at a loss stays suspect when the next worker is lost at something else', async () => {
  const first = worker({ range, attempt: 1 });
  first.watch.begin(0, [task(100)]);
  const second = worker(await first.lost());
  second.watch.begin(0, [task(500), task(540)]);
  const third = worker(await second.lost());
  expect([100, 300, 520].filter((line) => third.watch.isSuspect(task(line)))).toEqual([100, 520]);
});

test('suspicion of an image outlives a range that is given back', async () => {
  const first = worker({ range, attempt: 1 });
  first.watch.begin(0, [task(100)]);
  const second = worker(await first.lost());
  await second.watch.beginAlone(task(100));
  const third = worker(await second.lost());
  const next = worker({ range: { start: 100, end: 1000, suspects: third.watch.suspects }, attempt: 1 });
  expect(next.watch.isSuspect(task(100))).toBe(true);
  await next.watch.beginAlone(task(100));
  const last = worker(await next.lost());
  expect(await last.watch.beginAlone(task(100))).toMatchObject({ code: 'machine-lost' });
});
