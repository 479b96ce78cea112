import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { randomNumbers } from './pictures.js';
import { imgpar, type Running, samplesFolder } from './program.js';
import { Fleet, hashesIn, leftovers, listOf, timesDone } from './queue-fleet.js';
import { canUseRedis, type QueueServer, startRedis } from './queue-servers.js';
import { sharedThrowAwayFolder } from './throw-away.js';
import { writeTinyImages } from './tiny-images.js';

// Small enough for every day. The full size, some 10 minutes on 2 cores: IMGPAR_QUEUE_FULL=1, with photographs and 30 kills.
const isFull = process.env.IMGPAR_QUEUE_FULL !== undefined;
const kills = isFull ? 30 : 4;
const images = Number(process.env.IMGPAR_QUEUE_IMAGES ?? (isFull ? 12_000 : 600));
const seed = Number(process.env.IMGPAR_SEED ?? 1);
const outageMs = isFull ? 20_000 : 8_000;

const slow = fileURLToPath(new URL('fixtures/plugins/slow.mjs', import.meta.url));
const options = isFull ? [] : ['--method', slow];

describe.skipIf(!canUseRedis)('a fleet of three workers', { timeout: 900_000 }, () => {
  const folder = sharedThrowAwayFolder('src/');
  let list: string;
  let expected: string[];
  let server: QueueServer;
  let fleet: Fleet;
  let out: string;

  beforeAll(async () => {
    const names = Array.from({ length: images }, (_, index) => `${index % 5}/${index}.${isFull ? 'jpg' : 'png'}`);
    if (isFull) await writePhotographs(join(folder, 'src'), names);
    else await writeTinyImages(join(folder, 'src'), names);
    list = listOf(folder, names);
    const { code, stderr } = await imgpar(['equalize', '--list', list, join(folder, 'alone'), '--quiet', ...options], {
      env: { IMGPAR_TEST_SLOW_MS: '0' },
    });
    if (code !== 0) throw new Error(stderr);
    expected = valuesOf(join(folder, 'alone'));
  }, 600_000);

  /** Three workers at work on the list, at so much time an image. */
  async function begin(name: string, imageMs = 60): Promise<void> {
    server = await startRedis();
    onTestFinished(server.end);
    out = join(folder, name);
    fleet = new Fleet(server.url, [], { IMGPAR_TEST_SLOW_MS: String(imageMs) });
    await fleet.submit(list, out, '--range-images', isFull ? '300' : '30', ...options);
    for (let worker = 0; worker < 3; worker += 1) fleet.add();
    await fleet.until(({ images: { done } }) => done > 10);
  }

  /** Everything is done, as one machine would do it, and at most so much of it twice. */
  async function end(mostTwice: number): Promise<void> {
    const left = await fleet.status();
    expect(left.state, 'the work must outlast what is done to the workers').not.toBe('done');
    const status = await fleet.done(600_000);
    expect(status).toMatchObject({
      share: 1,
      images: { done: images, skipped: 0, failed: 0 },
      ranges: { waiting: 0, running: 0, stalled: 0 },
    });
    expect(valuesOf(out)).toEqual(expected);
    expect(leftovers(out)).toEqual([]);
    expect(await imgpar(['merge', out])).toMatchObject({ code: 0 });
    const twice = timesDone(out) - images;
    if (isFull) console.log(`${twice} of ${images} images were done twice`);
    expect(twice).toBeLessThanOrEqual(mostTwice * images);
    rmSync(out, { recursive: true });
  }

  test('loses nothing when workers, or what they lead, are killed again and again', async () => {
    await begin('killed');
    const random = randomNumbers(seed);
    for (let kill = 0; kill < kills; kill += 1) {
      await sleep(2_000);
      const workers = [...fleet.running];
      const victim = workers[Math.floor(random() * workers.length)]!;
      const processes = [victim.process.pid!, ...childrenOf(victim)];
      process.kill(processes[Math.floor(random() * processes.length)]!, 'SIGKILL');
      while (fleet.running.size < 3) fleet.add();
      await sleep(50);
      while (fleet.running.size < 3) fleet.add();
    }
    await end(1);
  });

  test('loses nothing when a worker is suspended for 15 s', async () => {
    // The others would do all of it meanwhile if an image took less.
    await begin('suspended', 200);
    const [worker] = fleet.running;
    worker!.process.kill('SIGSTOP');
    await sleep(15_000);
    worker!.process.kill('SIGCONT');
    await sleep(1_000);
    await end(0.02);
  });

  test('loses nothing when the server is frozen for 5 s', async () => {
    await begin('frozen');
    const { Redis } = await import('ioredis');
    const client = new Redis(server.url);
    await client.call('DEBUG', 'SLEEP', '5');
    client.disconnect();
    await sleep(1_000);
    await end(0.02);
  });

  test('loses nothing when the server is killed and stays away for a while', async () => {
    await begin('outage');
    await server.kill();
    await sleep(outageMs);
    await server.restart();
    await sleep(1_000);
    await end(0.02);
  });
});

test.skipIf(!canUseRedis)('an idle worker takes the range of a killed one within 15 s', { timeout: 120_000 }, async () => {
  const folder = sharedThrowAwayFolder('src/');
  const names = Array.from({ length: 200 }, (_, index) => `${index}.png`);
  await writeTinyImages(join(folder, 'src'), names);
  const server = await startRedis();
  onTestFinished(server.end);
  const fleet = new Fleet(server.url, [], { IMGPAR_TEST_SLOW_MS: '500' });
  await fleet.submit(listOf(folder, names), join(folder, 'out'), '--range-images', '200', '--method', slow);
  const worker = fleet.add();
  await worker.shows('begun');
  await sleep(2_500);
  const idle = fleet.add();
  await sleep(2_500);
  const killedAt = Date.now();
  worker.process.kill('SIGKILL');
  await idle.shows('attempt 2');
  expect(Date.now() - killedAt).toBeLessThan(15_000);
});

function valuesOf(out: string): string[] {
  return [...hashesIn(out).values()].sort();
}

function childrenOf({ process: { pid } }: Running): number[] {
  return execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([, parent]) => parent === pid)
    .map(([child]) => child!);
}

/** Cuts photographs of 500×375 out of a large one; few different ones, many times. */
async function writePhotographs(folder: string, names: readonly string[]): Promise<void> {
  const image = sharp(join(samplesFolder, 'night-roofs.jpg')).resize(1200, 900, { fit: 'cover' });
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  const kinds: Buffer[] = [];
  for (let kind = 0; kind < 97; kind += 1) {
    const region = { left: kind * 7, top: kind * 5, width: 500, height: 375 };
    kinds.push(await sharp(data, { raw: info }).extract(region).jpeg({ quality: 85 }).toBuffer());
  }
  for (const name of names) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), kinds[names.indexOf(name) % kinds.length]!);
  }
}
