import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BatchSize } from '../../parallel/batches.js';
import { systemClock } from '../clock.js';
import { OrderedResults } from './results.js';
import { StreamCall } from './stream-call.js';

const total = 30;

interface Trial {
  readonly chunksize: number | 'auto';
  readonly ahead: number | 'auto';
  readonly isAsync: boolean;
  /** How many tasks a batch should have, at each moment. */
  readonly size: () => number;
}

function trialOf({ chunksize, ahead, isAsync, size }: Trial) {
  let isAwake = true;
  const trial = { pulled: 0, given: [] as unknown[] };
  const pull = () => (trial.pulled === total ? { done: true as const, value: undefined } : { done: false as const, value: trial.pulled++ });
  const source = isAsync
    ? { [Symbol.asyncIterator]: () => ({ next: async () => pull() }) }
    : { [Symbol.iterator]: () => ({ next: () => pull() }) };
  const call = new StreamCall({
    // No more of the size of batches is asked for.
    work: {
      address: { url: 'file:///work.js', name: 'echo' },
      key: 'echo',
      args: [],
      spread: false,
      batchSize: { next: size } as unknown as BatchSize,
    },
    name: 'imap',
    source,
    chunksize,
    ahead,
    workers: 1,
    results: new OrderedResults(),
    failFast: false,
    bar: undefined,
    transfer: undefined,
    site: {},
    clock: systemClock,
    onMore: () => {
      isAwake = true;
    },
    whenSettled: () => {},
  });
  return Object.assign(trial, {
    call,
    /** A worker without haste does what there is for it; when there is nothing, it sleeps until it is told that there is. */
    async work() {
      await turn();
      if (!isAwake) return;
      isAwake = false;
      const cut = call.cut(100);
      if (!cut) return;
      isAwake = true;
      call.take(cut.from, cut.items);
    },
  });
}

test('goes on with items that came before its batches became small', async () => {
  // Eight at first; then a batch takes long, and one task is enough.
  let size = 8;
  const trial = trialOf({ chunksize: 'auto', ahead: 'auto', isAsync: true, size: () => size });
  expect(trial.call.cut(100)).toBeUndefined();
  await turn();
  size = 1;
  for (let i = 0; i < total; i += 1) {
    const next = trial.call.next();
    await trial.work();
    await trial.work();
    trial.given.push(await Promise.race([next.then(({ value }) => value), turn('nothing')]));
  }
  expect(trial.given).toEqual(Array.from({ length: total }, (_, x) => x));
});

test('gives all, and pulls no further than it may, however the size of its batches changes', async () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 1, maxLength: 20 });
  const numbers = fc.oneof(fc.constant('auto' as const), fc.integer({ min: 1, max: 12 }));
  await fc.assert(
    fc.asyncProperty(sizes, numbers, numbers, fc.boolean(), async (list, chunksize, ahead, isAsync) => {
      let asked = 0;
      const trial = trialOf({ chunksize, ahead, isAsync, size: () => list[asked++ % list.length]! });
      const most = ahead === 'auto' ? 2 * Math.max(10, chunksize === 'auto' ? 0 : chunksize) : ahead;
      for (let i = 0; i < total; i += 1) {
        let isThere = false;
        const next = trial.call.next().then(({ value }) => {
          isThere = true;
          trial.given.push(value);
        });
        for (let turns = 0; turns < 100 && !isThere; turns += 1) {
          await trial.work();
          expect(trial.pulled - i).toBeLessThanOrEqual(most + 1);
        }
        if (!isThere) throw new Error(`result ${i} never came`);
        await next;
      }
      expect(trial.given).toEqual(Array.from({ length: total }, (_, x) => x));
    }),
    { numRuns: 60 },
  );
});
