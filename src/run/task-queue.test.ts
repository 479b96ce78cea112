import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { BatchSize } from '../parallel/batches.js';
import { LaneRanges } from '../parallel/lanes.js';
import { ListWriter } from '../plan/list.js';
import { type Select, TaskQueue } from './task-queue.js';

/** A list of this many files, in lanes. By default everything needs work. */
async function queue(count: number, lanes: number, select: Select = selectAll): Promise<TaskQueue> {
  const writer = new ListWriter();
  for (let i = 0; i < count; i++) await writer.append({ source: `/in/${i}`, relative: `${i}`, named: false });
  const list = await writer.finish();
  onTestFinished(() => list.close());
  return new TaskQueue(list, new LaneRanges(count, lanes), select);
}

const selectAll: Select = async (_lane, first, entries) => entries.map((_, index) => taskOf(first + index));

function taskOf(id: number) {
  return { id, source: join('in', `${id}`), destination: join('out', `${id}`), named: false };
}

test('an idle lane takes a batch prepared for a busy one', async () => {
  const two = await queue(3, 2);
  const [sizes, other] = [new BatchSize(), new BatchSize()];
  expect(await two.next(0, sizes)).toMatchObject([{ id: 0 }]);
  expect(await two.next(1, other)).toMatchObject([{ id: 1 }]);
  await two.makeReady(1, other);
  expect(await two.next(0, sizes)).toMatchObject([{ id: 2 }]);
  expect(await two.next(1, other)).toBeUndefined();
});

test('a lane without work waits for work under way, and for nothing else', async () => {
  const two = await queue(1, 2);
  await two.next(0, new BatchSize());
  let end = () => {};
  const work = two.during(new Promise<void>((resolve) => (end = resolve)));
  const waited = two.mayGrow();
  two.putBack(0, [taskOf(0)]);
  end();
  await work;
  expect(await waited).toBe(true);
  expect(await two.next(1, new BatchSize())).toMatchObject([{ id: 0 }]);
  expect(await two.mayGrow()).toBe(false);
});

test('where nothing needs work, ever more entries are looked at together', async () => {
  const looks: number[] = [];
  const idle = await queue(200, 1, async (_lane, _first, entries) => {
    looks.push(entries.length);
    return [];
  });
  while (await idle.next(0, new BatchSize()));
  expect(looks).toEqual([1, 2, 4, 8, 16, 32, 64, 64, 9]);
});

test('every task is handed out once, whatever is prepared, stolen or put back', async () => {
  const steps = fc.array(fc.record({ lane: fc.nat(2), act: fc.constantFrom('take', 'make ready', 'put back') }), { maxLength: 60 });
  const law = fc.asyncProperty(fc.integer({ min: 1, max: 30 }), steps, async (count, taken) => {
    const three = await queue(count, 3);
    const sizes = [0, 1, 2].map(() => new BatchSize());
    const done: number[] = [];
    for (const { lane, act } of taken) {
      if (act === 'make ready') await three.makeReady(lane, sizes[lane]!);
      else {
        const tasks = (await three.next(lane, sizes[lane]!)) ?? [];
        if (act === 'put back') three.putBack(lane, tasks);
        else done.push(...tasks.map(({ id }) => id));
        sizes[lane]!.observe(tasks.length, 1);
      }
    }
    for (let tasks = await three.next(0, sizes[0]!); tasks; tasks = await three.next(0, sizes[0]!)) done.push(...tasks.map(({ id }) => id));
    expect(done.sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, id) => id));
  });
  await fc.assert(law, { numRuns: 60 });
});
