import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { memoryStore } from '../../test/memory-store.js';
import { throwAwayFolder } from '../../test/throw-away.js';
import { checkOperation, checkOutput } from '../options/resolve.js';
import { storeOf, stores } from '../storage/stores.js';
import type { Outcome, Task, Work } from './task.js';
import { processBatch } from './worker.js';

/** A batch of copies of one image. */
async function batch(width: number, count: number): Promise<{ folder: string; tasks: Task[]; work: Work }> {
  const folder = throwAwayFolder();
  const first = join(folder, '0.png');
  await sharp({ create: { width, height: width, channels: 3, background: 'grey', noise: { type: 'gaussian', mean: 128, sigma: 30 } } })
    .png({ compressionLevel: 1 })
    .toFile(first);
  const tasks = Array.from({ length: count }, (_, id) => ({
    id,
    source: join(folder, `${id}.png`),
    destination: join(folder, 'out', `${id}.png`),
    named: false,
  }));
  for (const { source } of tasks.slice(1)) copyFileSync(first, source);
  const limits = { maxPixels: 1e9, retries: 0 };
  const work: Work = {
    purpose: 'equalize',
    operation: checkOperation(),
    output: checkOutput(),
    limits,
    destinationRoot: join(folder, 'out'),
    stamped: false,
    token: 't',
  };
  return { folder, tasks, work };
}

test('a batch of small images is done in one go', async () => {
  const { tasks, work } = await batch(8, 5);
  let outcomes: readonly Outcome[] = [];
  // The first image of all loads the codecs, and a machine that is busy may take long at any time.
  for (let tries = 0; tries < 50 && outcomes.length < tasks.length; tries++)
    outcomes = await processBatch({ tasks, work, grantedBytes: 2 ** 30 });
  expect(outcomes.map(({ status }) => status)).toEqual(['done', 'done', 'done', 'done', 'done']);
});

test('a batch that takes long ends early, and images not begun leave no trace', async () => {
  // One image alone takes longer than a batch may on any machine: more than twenty megapixels of noise.
  const { folder, tasks, work } = await batch(4600, 3);
  const outcomes = await processBatch({ tasks, work, grantedBytes: 2 ** 30 });
  expect(outcomes.map(({ status }) => status)).toEqual(['done']);
  expect(existsSync(join(folder, 'out/1.png'))).toBe(false);
});

test('an image that takes more memory than granted is not begun, and reports how much it takes', async () => {
  const { folder, tasks, work } = await batch(1000, 1);
  const [refused] = await processBatch({ tasks, work, grantedBytes: 2 ** 20 });
  expect(refused).toMatchObject({ status: 'needs-memory' });
  // First by the size of its file, then by its header.
  const fileBytes = refused!.status === 'needs-memory' ? refused!.peakBytes : 0;
  const [again] = await processBatch({ tasks, work, grantedBytes: fileBytes });
  const peakBytes = again!.status === 'needs-memory' ? again!.peakBytes : 0;
  expect(peakBytes).toBeGreaterThan(fileBytes + 3_000_000);
  expect(existsSync(join(folder, 'out'))).toBe(false);
  expect((await processBatch({ tasks, work, grantedBytes: peakBytes }))[0]!.status).toBe('done');
});

test('an image in another store, and its mask, give the same bytes as files do', async () => {
  stores.set('mem', memoryStore());
  const { folder, tasks, work } = await batch(16, 1);
  const [task] = tasks as [Task];
  const mask = sharp({ create: { width: 16, height: 16, channels: 3, background: 'white' } });
  const store = storeOf('mem:');
  const options = { owner: { token: 't', id: 0 } };
  await store.write('mem:in/a.png', [readFileSync(task.source)], options);
  await store.write('mem:masks/a.tif', [await mask.tiff().toBuffer()], options);
  const far = { ...task, source: 'mem:in/a.png', destination: 'mem:out/a.png', mask: 'mem:masks/a.png' };
  const near = { ...task, mask: join(folder, 'masks/a.png') };
  mkdirSync(join(folder, 'masks'));
  writeFileSync(join(folder, 'masks/a.tif'), await mask.tiff().toBuffer());
  for (const one of [near, far]) {
    const [outcome] = await processBatch({ tasks: [one], work: { ...work, stamped: true }, grantedBytes: 2 ** 30 });
    expect(outcome).toMatchObject({ status: 'done' });
  }
  expect(await store.read('mem:out/a.png')).toEqual(new Uint8Array(readFileSync(near.destination)));
  expect(await store.list('mem:out')).toEqual(['a.png']);
});
