import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { BatchSize } from '../../parallel/batches.js';
import { systemClock } from '../clock.js';
import { OrderedResults } from './results.js';
import { StreamCall } from './stream-call.js';

test('goes on with items that came before its batches became small', async () => {
  // Eight at first; then a batch takes long, and one task is enough.
  let size = 8;
  // No more of it is asked for.
  const batchSize = { next: () => size } as unknown as BatchSize;
  async function* numbers() {
    for (let x = 0; x < 20; x += 1) yield x;
  }
  const call = new StreamCall({
    work: { address: { url: 'file:///work.js', name: 'echo' }, key: 'echo', args: [], spread: false, batchSize },
    name: 'imap',
    source: numbers(),
    chunksize: 'auto',
    ahead: 'auto',
    workers: 1,
    results: new OrderedResults(),
    failFast: false,
    bar: undefined,
    transfer: undefined,
    site: {},
    clock: systemClock,
    onMore: () => {},
    whenSettled: () => {},
  });
  /** A worker without haste: what is given in the meantime waits. */
  const work = async () => {
    await turn();
    const cut = call.cut(100);
    if (cut) call.take(cut.from, cut.items);
  };
  expect(call.cut(100)).toBeUndefined();
  await turn();
  size = 1;
  const given: unknown[] = [];
  for (let i = 0; i < 20; i += 1) {
    const next = call.next();
    await work();
    await work();
    given.push(await Promise.race([next.then(({ value }) => value), turn('nothing')]));
  }
  expect(given).toEqual(Array.from({ length: 20 }, (_, x) => x));
});
