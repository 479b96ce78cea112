import { expect, test } from 'vitest';
import { ImgparError } from '../errors.js';
import { checkOperation, checkOutput } from '../options/resolve.js';
import { Budget } from '../parallel/budget.js';
import type { Workers } from '../parallel/workers.js';
import { textOf } from '../worker/messages/outcome-text.js';
import type { Outcome, Task, Work } from '../worker/task.js';
import type { Batch } from '../worker/worker.js';
import { Dispatcher } from './dispatch.js';

const tasks = (...names: string[]): Task[] => names.map((source, id) => ({ id, source, destination: `/nowhere/${source}`, named: false }));

const done: Outcome = {
  status: 'done',
  width: 1,
  height: 1,
  inputBytes: 1,
  outputBytes: 1,
  timings: { readMs: 0, decodeMs: 0, equalizeMs: 0, encodeMs: 0, writeMs: 0 },
};

const work: Work = {
  purpose: 'equalize',
  operation: checkOperation(),
  output: checkOutput(),
  limits: { maxPixels: 1e9, retries: 0 },
  destinationRoot: '/nowhere',
  stamped: false,
  token: 'token',
};

/** A dispatcher with 1,000 bytes for 4 lanes, and what its workers received. */
function dispatcherOver(handle: (batch: Batch) => Promise<Outcome[]>): { dispatcher: Dispatcher; sent: Array<[string[], number]> } {
  const sent: Array<[string[], number]> = [];
  const pool: Workers<Batch, string> = {
    size: 4,
    busy: false,
    run: async (batch) => {
      sent.push([batch.tasks.map(({ source }) => source), batch.grantedBytes]);
      return textOf(await handle(batch));
    },
    close: async () => {},
    kill: async () => {},
  };
  const options = {
    pool,
    memory: new Budget(1000),
    lanes: 4,
    baseBytes: 0,
    work,
    timeoutMs: 1000,
    isKilled: () => false,
    review: (task: Task) => ({ task }),
  };
  return { dispatcher: new Dispatcher(options), sent };
}

/** A worker whose images need as many bytes as their names say. */
const byName = async ({ tasks: batch, grantedBytes }: Batch): Promise<Outcome[]> =>
  batch.map(({ source }) => (Number(source) > grantedBytes ? { status: 'needs-memory', peakBytes: Number(source) } : done));

test('a batch gets an even share of the memory; images that need more are sent again with what they need', async () => {
  const { dispatcher, sent } = dispatcherOver(byName);
  const delivered = await dispatcher.deliver(tasks('10', '600', '250', '1000'));
  expect(delivered.map(({ task, outcome }) => [task.source, outcome.status])).toEqual([
    ['10', 'done'],
    ['600', 'done'],
    ['250', 'done'],
    ['1000', 'done'],
  ]);
  expect(sent).toEqual([
    [['10', '600', '250', '1000'], 250],
    [['600'], 600],
    [['1000'], 1000],
  ]);
});

test('an image that can never fit fails with the memory it needs, and is not sent again', async () => {
  const { dispatcher, sent } = dispatcherOver(byName);
  const [delivered] = await dispatcher.deliver(tasks(String(5 * 2 ** 20)));
  expect(delivered!.outcome).toEqual({
    status: 'failed',
    failure: { code: 'too-large', message: expect.stringMatching(/needs 5 MiB.*raise --max-memory to 5 MiB/) },
  });
  expect(sent).toHaveLength(1);
});

test('images in flight never hold more memory together than there is', async () => {
  let held = 0;
  let most = 0;
  const { dispatcher } = dispatcherOver(async (batch) => {
    held += batch.grantedBytes;
    most = Math.max(most, held);
    await new Promise((resolve) => setImmediate(resolve));
    held -= batch.grantedBytes;
    return byName(batch);
  });
  const lanes = ['300', '700', '20', '999'].map((name) => dispatcher.deliver(tasks(name, '10', name)));
  expect((await Promise.all(lanes)).flat().every(({ outcome }) => outcome.status === 'done')).toBe(true);
  expect(most).toBeGreaterThan(500);
  expect(most).toBeLessThanOrEqual(1000);
});

test('images that the worker did not begin return at once, before waiting for large ones', async () => {
  const told: string[] = [];
  const { dispatcher } = dispatcherOver(async (batch) => {
    told.push(`sent ${batch.tasks.length}`);
    return (await byName(batch)).slice(0, 2);
  });
  const delivered = await dispatcher.deliver(tasks('1', '500', '2', '3'), (left) => told.push(`left ${left.map(({ source }) => source)}`));
  expect(delivered.map(({ task }) => task.source)).toEqual(['1', '500']);
  expect(told).toEqual(['sent 4', 'left 2,3', 'sent 1']);
});

test('when the workers die, each image of the batch runs again alone, and the guilty one fails', async () => {
  const { dispatcher, sent } = dispatcherOver(async ({ tasks: batch }) => {
    if (batch.some(({ source }) => source === 'poison')) throw new ImgparError('worker-crashed', 'it died');
    return batch.map(() => done);
  });
  const delivered = await dispatcher.deliver(tasks('a', 'poison', 'b'));
  expect(delivered.map(({ outcome, attempts }) => [outcome.status, attempts])).toEqual([
    ['done', 2],
    ['failed', 2],
    ['done', 2],
  ]);
  expect(sent.slice(1)).toEqual([
    [['a'], 1000],
    [['poison'], 1000],
    [['b'], 1000],
  ]);
});

test('an image in flight when something else kills the workers is retried, and fails if that happens every time', async () => {
  let kills = 5;
  const { dispatcher } = dispatcherOver(async ({ tasks: batch }) => {
    const isThere = batch.some(({ source }) => source === 'poison');
    if (isThere || kills-- > 0)
      throw new ImgparError('worker-crashed', 'it died', { cause: { exit: 'SIGKILL', cause: 'killed', stderr: '' } });
    return batch.map(() => done);
  });
  const [unlucky] = await dispatcher.deliver(tasks('unlucky'));
  expect(unlucky).toMatchObject({ outcome: done, attempts: 6 });
  const [poison] = await dispatcher.deliver(tasks('poison'));
  expect(poison).toMatchObject({ outcome: { status: 'failed', failure: { code: 'worker-crashed' } }, attempts: 6 });
});

test('a failure that affects every image ends the run, and nothing more is sent', async () => {
  const failure = { code: 'environment', message: 'sharp is missing' } as const;
  const { dispatcher, sent } = dispatcherOver(async ({ tasks: batch }) => batch.map(() => ({ status: 'failed', failure })));
  await expect(dispatcher.deliver(tasks('a', 'b'))).rejects.toMatchObject(failure);
  await expect(dispatcher.deliver(tasks('c'))).rejects.toMatchObject(failure);
  expect(sent).toHaveLength(1);
});
