import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, onTestFinished, test } from 'vitest';
import { imgpar } from './program.js';
import { Fleet, hashesIn, leftovers, listOf, timesDone } from './queue-fleet.js';
import { canUsePostgres, canUseRedis, type QueueServer, startPostgres, startRedis } from './queue-servers.js';
import { throwAwayFolder } from './throw-away.js';
import { writeTinyImages } from './tiny-images.js';

/** Images of the tests that compare results; `IMGPAR_QUEUE_IMAGES=5000` for the size that the design promises. */
const images = Number(process.env.IMGPAR_QUEUE_IMAGES ?? 200);

/** As many images as the design promises, in the tests of one range too: IMGPAR_QUEUE_FULL=1. */
const isFull = process.env.IMGPAR_QUEUE_FULL !== undefined;

const plugin = (name: string) => fileURLToPath(new URL(`fixtures/plugins/${name}.mjs`, import.meta.url));
const slow = ['--method', plugin('slow')];

async function redis(): Promise<QueueServer> {
  const server = await startRedis();
  onTestFinished(server.end);
  return server;
}

/** A folder `src` of small images, a list of them, and an output folder. */
async function pictures(count: number) {
  const folder = throwAwayFolder('src/');
  const names = Array.from({ length: count }, (_, index) => `${index % 3}/${index}.${index % 4 === 0 ? 'jpg' : 'png'}`);
  await writeTinyImages(join(folder, 'src'), names);
  return { folder, names, list: listOf(folder, names), out: join(folder, 'out') };
}

/** What one machine makes of a list. */
async function alone(list: string, out: string, ...options: readonly string[]): Promise<Map<string, string>> {
  const { code, stderr } = await imgpar(['equalize', '--list', list, out, '--quiet', ...options], { cwd: '/' });
  if (code !== 0) throw new Error(stderr);
  return hashesIn(out);
}

describe.skipIf(!canUseRedis)('on a queue of Redis', { timeout: isFull ? 900_000 : 180_000 }, () => {
  test('three workers make what one machine makes', async () => {
    const server = await redis();
    const { folder, list, out } = await pictures(images);
    const fleet = new Fleet(server.url, ['--until-done']);
    await fleet.submit(list, out, '--range-images', '20');
    const workers = [fleet.add(), fleet.add(), fleet.add()];
    const ended = await Promise.all(workers.map((worker) => worker.ended));
    expect(ended.map(({ code, stderr }) => ({ code, stderr: code === 0 ? '' : stderr }))).toEqual(Array(3).fill({ code: 0, stderr: '' }));
    expect(await fleet.status()).toMatchObject({ state: 'done', share: 1, images: { done: images, failed: 0 } });
    expect(timesDone(out)).toBe(images);
    expect(await imgpar(['merge', out])).toMatchObject({ code: 0 });
    const expected = await alone(list, join(folder, 'alone'));
    expect([...hashesIn(out).values()].sort()).toEqual([...expected.values()].sort());
  });

  test('an image that ends its machine is failed, the others are done, and three workers are lost', async () => {
    const server = await redis();
    const count = isFull ? 500 : 60;
    const { folder, list, out, names } = await pictures(count);
    await sharp({ create: { width: 8, height: 8, channels: 3, background: 'black' } })
      .png()
      .toFile(join(folder, 'src', names[25]!));
    const fleet = new Fleet(server.url);
    await fleet.submit(list, out, '--range-images', String(count), '--method', plugin('ends-machine'));
    for (let lost = 0; lost < 3; lost += 1) {
      const { signal } = await fleet.add().ended;
      expect(signal).toBe('SIGKILL');
    }
    fleet.add();
    expect(await fleet.done()).toMatchObject({ images: { done: count - 1, failed: 1, failures: { 'machine-lost': 1 } } });
    expect(leftovers(out)).toEqual([]);
  });

  test('an image that fails by itself costs nothing else', async () => {
    const server = await redis();
    const { folder, list, out, names } = await pictures(40);
    await sharp({ create: { width: 8, height: 8, channels: 3, background: 'black' } })
      .png()
      .toFile(join(folder, 'src', names[25]!));
    const fleet = new Fleet(server.url, ['--until-done']);
    await fleet.submit(list, out, '--range-images', '10', '--method', plugin('throws'));
    const { stderr } = await fleet.add().ended;
    expect(stderr).not.toContain('attempt');
    expect(await fleet.status()).toMatchObject({ state: 'done', images: { done: 39, failed: 1, failures: { plugin: 1 } } });
    const again = await imgpar(['retry-failed', '--queue', server.url]);
    expect(again.stderr).toContain('1 range with failed images will be done again');
    await fleet.add().ended;
    expect(await fleet.status()).toMatchObject({ state: 'done', images: { done: 39, failed: 1 } });
    expect(timesDone(out)).toBe(39);
  });

  test('a range that no machine can do is told, and ends no worker', async () => {
    const server = await redis();
    const { folder, out, names } = await pictures(40);
    // Two lines whose results have the same name.
    const twice = listOf(folder, [...names.slice(0, 30), names[1]!.replace('.png', '.jpg'), ...names.slice(30)]);
    cpSync(join(folder, 'src', names[1]!), join(folder, 'src', names[1]!.replace('.png', '.jpg')));
    const fleet = new Fleet(server.url, ['--until-done']);
    await fleet.submit(twice, out, '--range-images', '100', '--format', 'png');
    const { code } = await fleet.add().ended;
    expect(code).toBe(0);
    expect(await fleet.status()).toMatchObject({ state: 'done', broken: [expect.stringContaining('would both be written to')] });
  });

  test('a worker that is told to leave gives the rest of its range back', async () => {
    const server = await redis();
    const count = isFull ? 2_000 : 200;
    const { list, out } = await pictures(count);
    const fleet = new Fleet(server.url);
    await fleet.submit(list, out, '--range-images', String(count), ...slow);
    const first = fleet.add();
    await fleet.until(({ images: { done } }) => done > 20);
    const second = fleet.add();
    await sleep(1_500);
    const toldAt = Date.now();
    first.process.kill('SIGTERM');
    expect((await first.ended).code).toBe(143);
    expect(Date.now() - toldAt).toBeLessThan(5_000);
    const leftAt = Date.now();
    await second.shows('begun');
    expect(Date.now() - leftAt).toBeLessThan(2_000);
    const { images: atLeave } = await fleet.status();
    expect(atLeave.done).toBeGreaterThan(20);
    await fleet.done(600_000);
    expect(timesDone(out)).toBe(count);
    expect(await imgpar(['merge', out])).toMatchObject({ code: 0 });
  });

  test('a run that is cancelled stops within 5 s, and goes on where it was when it is submitted again', async () => {
    const server = await redis();
    const { list, out } = await pictures(200);
    const fleet = new Fleet(server.url);
    const submit = () => fleet.submit(list, out, '--range-images', '200', ...slow);
    await submit();
    const worker = fleet.add();
    await fleet.until(({ images: { done } }) => done > 10);
    const cancelledAt = Date.now();
    await imgpar(['cancel', '--queue', server.url]);
    await worker.shows('cancelled');
    expect(Date.now() - cancelledAt).toBeLessThan(5_000);
    const { state, images: atCancel } = await fleet.status();
    expect(state).toBe('cancelled');
    expect(atCancel.done).toBeLessThan(200);
    await submit();
    expect(await fleet.done()).toMatchObject({ images: { done: 200 } });
    expect(timesDone(out)).toBe(200);
  });

  test('a queue that was emptied is filled again by the same command, and nothing is done twice', async () => {
    const server = await redis();
    const { list, out } = await pictures(200);
    const fleet = new Fleet(server.url);
    const submit = () => fleet.submit(list, out, '--range-images', '20', ...slow);
    await submit();
    fleet.add();
    fleet.add();
    await fleet.until(({ share }) => share > 0.5);
    const { Redis } = await import('ioredis');
    const client = new Redis(server.url);
    await client.flushall();
    client.disconnect();
    await submit();
    await fleet.done();
    expect(hashesIn(out).size).toBe(200);
    expect(timesDone(out)).toBeLessThanOrEqual(200 * 1.05);
  });

  test('nobody takes a range of a paused run', async () => {
    const server = await redis();
    const { list, out } = await pictures(40);
    const fleet = new Fleet(server.url);
    await fleet.submit(list, out, '--range-images', '10');
    await imgpar(['pause', '--queue', server.url]);
    fleet.add();
    await sleep(2_000);
    expect(await fleet.status()).toMatchObject({ state: 'paused', images: { done: 0 } });
    await imgpar(['resume', '--queue', server.url]);
    await fleet.done();
  });

  test('status shows every worker, as text and as metrics', async () => {
    const server = await redis();
    const { list, out } = await pictures(200);
    const fleet = new Fleet(server.url);
    const run = await fleet.submit(list, out, '--range-images', '100', ...slow);
    fleet.add();
    fleet.add();
    await fleet.until(({ workers }) => workers.length === 2 && workers.every(({ finished }) => finished > 2));
    const { stdout: text } = await imgpar(['status', '--queue', server.url]);
    expect(text).toMatch(new RegExp(`^run ${run}: running, to `));
    expect(text).toMatch(/\d+ %, \d+ images, [\d.]+\/s, .* left/);
    expect(text.match(/range \d+-\d+/g)).toHaveLength(2);
    const { stdout: metrics } = await imgpar(['status', '--queue', server.url, '--prometheus']);
    expect(metrics).toContain(`imgpar_ranges{run="${run}",state="running"} 2`);
    expect(metrics).toMatch(/^imgpar_worker_images_per_second\{run="\w+",host="[^"]+",worker="\d+"\} [\d.]+$/m);
  });
});

test.skipIf(!canUsePostgres)('two workers on PostgreSQL make what one machine makes', { timeout: 180_000 }, async () => {
  const server = await startPostgres();
  onTestFinished(server.end);
  const { folder, list, out } = await pictures(images);
  const fleet = new Fleet(server.url, ['--until-done']);
  await fleet.submit(list, out, '--range-images', '20');
  const ended = await Promise.all([fleet.add().ended, fleet.add().ended]);
  expect(ended.map(({ code }) => code)).toEqual([0, 0]);
  expect(ended[0]!.stderr).toContain('experimental');
  expect(await fleet.status()).toMatchObject({ state: 'done', share: 1, images: { done: images, failed: 0 } });
  const expected = await alone(list, join(folder, 'alone'));
  expect([...hashesIn(out).values()].sort()).toEqual([...expected.values()].sort());
});
