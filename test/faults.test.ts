import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sha256 } from '../src/storage/hash.js';
import { canUse } from './needs.js';
import { randomNumbers } from './pictures.js';
import { type Ended, imgpar, type Running, type StartOptions, start } from './program.js';
import { sharedThrowAwayFolder } from './throw-away.js';
import { writeTinyImages } from './tiny-images.js';

// Whatever interrupts a run, the next one finds every original and does every image exactly once.

/** How many combinations are tried, and which ones. */
const faults = Number(process.env.IMGPAR_FAULTS ?? 20);
const seed = Number(process.env.IMGPAR_SEED ?? 1);

const folder = sharedThrowAwayFolder();
const names = Array.from({ length: 90 }, (_, index) => `${index % 3}/${index}.${index % 4 === 0 ? 'jpg' : 'png'}`);
const shim = join(folder, 'faulty-disk.so');

const contents = (below: string) => new Map(names.map((name) => [name, contentOf(join(folder, below, name))]));
const contentOf = (path: string) => (existsSync(path) ? sha256(readFileSync(path)) : 'gone');

/** A method that equalises, but kills its process at one image whose pixels all have the same level. */
const crashing = `
const table = (histogram) => {
  if (histogram.filter((count) => count > 0).length === 1) {
    process.kill(process.pid, 'SIGSEGV');
    // Wait until it is dead.
    for (;;);
  }
  let sum = 0;
  const total = histogram.reduce((all, count) => all + count, 0);
  return Uint8Array.from(histogram, (count) => Math.round((255 * (sum += count)) / total));
};
export default { kind: 'table', name: 'crashing', summary: 'ends its process', defaults: {}, table };
`;

const modes = {
  'in place, originals kept': ['--in-place', 'work/photos', '--backup-dir', 'work/kept'],
  'in place, originals not kept': ['--in-place', 'work/photos', '--no-backup'],
  'into a folder': ['work/photos', 'work/out'],
};

type Disturb = (args: string[], random: () => number) => Promise<unknown>;

const disturbances: Readonly<Record<string, Disturb>> = {
  'everything is killed': (args, random) => killed(args, random, (running) => process.kill(-running.process.pid!, 'SIGKILL')),
  'the parent is killed': (args, random) => killed(args, random, (running) => running.process.kill('SIGKILL')),
  'the workers are killed': (args, random) =>
    killed(args, random, (running) => childrenOf(running.process.pid!).forEach((pid) => void signal(pid, 'SIGKILL'))),
  'the workers stop for longer than the limit': (args, random) =>
    killed([...args, '--timeout', '1'], random, (running) =>
      childrenOf(running.process.pid!).forEach((pid) => void signal(pid, 'SIGSTOP')),
    ),
  'the disk fills up now and then': (args, random) => onFaultyDisk(args, random, 'full,short'),
  'the disk fails now and then': (args, random) =>
    onFaultyDisk(args, random, 'eio-write,eio-sync,eio-rename,late-rename,eio-link,late-link'),
  'a method crashes at one image': (args) => run([...args, '--method', join(folder, 'crashing.mjs')]),
  'two runs at once': (args) => Promise.all([run(args), run(args)]),
};

const run = (args: string[], options: StartOptions = {}): Promise<Ended> =>
  imgpar(['equalize', '--progress', 'json', '--quiet', ...args], { cwd: folder, ...options });

async function killed(args: string[], random: () => number, kill: (running: Running) => void): Promise<void> {
  const running = start(['equalize', '--progress', 'json', '--quiet', ...args], { cwd: folder, detached: true });
  await Promise.race([sleep(200 + random() * runMs), running.ended]);
  if (running.process.exitCode === null) kill(running);
  await running.ended;
}

function onFaultyDisk(args: string[], random: () => number, kinds: string): Promise<Ended> {
  const env = {
    FAULTY_FOLDER: join(folder, 'work'),
    FAULTY_KINDS: kinds,
    FAULTY_ONE_IN: '8',
    FAULTY_SEED: String(Math.floor(random() * 1e6)),
  };
  return run([...args, '--retries', '1'], { env: { ...env, LD_PRELOAD: shim } });
}

function childrenOf(pid: number): number[] {
  return execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([, parent]) => parent === pid)
    .map(([child]) => child!);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has already ended.
  }
}

/** What each image becomes, by method, and how long a run takes. */
const expected: Record<string, ReadonlyMap<string, string>> = {};
let runMs = 0;

const canRun = process.platform === 'linux' && canUse('cc');

beforeAll(async () => {
  if (!canRun) return;
  const { status, stderr } = spawnSync('cc', [
    '-shared',
    '-fPIC',
    '-O1',
    '-o',
    shim,
    fileURLToPath(new URL('fixtures/faulty-disk.c', import.meta.url)),
    '-ldl',
  ]);
  if (status !== 0) throw new Error(`these tests need a C compiler (apt-get install gcc libc6-dev): ${stderr}`);
  await writeTinyImages(join(folder, 'src'), names, 4, 48);
  const flat = (await import('sharp')).default({ create: { width: 48, height: 48, channels: 3, background: '#808080' } });
  writeFileSync(join(folder, 'src/0/0.jpg'), await flat.greyscale().jpeg().toBuffer());
  writeFileSync(join(folder, 'crashing.mjs'), crashing);
  writeFileSync(
    join(folder, 'calm.mjs'),
    crashing.replace("process.kill(process.pid, 'SIGSEGV')", 'return Uint8Array.from(histogram, (_, level) => level)'),
  );
  const startedAt = performance.now();
  await run(['src', 'once']);
  runMs = performance.now() - startedAt;
  await run(['src', 'crashed', '--method', join(folder, 'calm.mjs')]);
  Object.assign(expected, { he: contents('once'), crashing: contents('crashed') });
});

afterAll(() => rmSync(join(folder, 'work'), { recursive: true, force: true }));

/** Every combination, in an order decided by the seed. */
function combinations(): Array<{ mode: keyof typeof modes; durable: boolean; disturbance: string }> {
  const all = Object.keys(modes).flatMap((mode) =>
    [false, true].flatMap((durable) =>
      Object.keys(disturbances).map((disturbance) => ({ mode: mode as keyof typeof modes, durable, disturbance })),
    ),
  );
  const random = randomNumbers(seed);
  return Array.from({ length: Math.ceil(faults / all.length) }, () =>
    all.map((each) => [random(), each] as const).sort(([a], [b]) => a - b),
  )
    .flat()
    .slice(0, faults)
    .map(([, each]) => each);
}

test.skipIf(!canRun)('a file made with create() is whole or absent, whatever the disk does', () => {
  const made = join(folder, 'work/made');
  mkdirSync(made, { recursive: true });
  const script = `
    import { create } from ${JSON.stringify(new URL('../dist/storage/create.js', import.meta.url).href)};
    for (let index = 0; index < 300; index++) {
      try {
        console.log(create(${JSON.stringify(made)} + '/' + index, 'whole', { token: 'test' }));
      } catch {
        console.log('failed');
      }
    }`;
  const env = {
    ...process.env,
    LD_PRELOAD: shim,
    FAULTY_FOLDER: made,
    FAULTY_KINDS: 'eio-write,short,eio-sync,eio-link,late-link',
    FAULTY_ONE_IN: '3',
  };
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], { env, encoding: 'utf8' });
  const told = stdout.trimEnd().split('\n');
  expect(new Set(told)).toEqual(new Set(['true', 'failed']));
  const left = Object.fromEntries(readdirSync(made).map((name) => [name, readFileSync(join(made, name), 'utf8')]));
  expect(left).toEqual(Object.fromEntries(told.flatMap((each, index) => (each === 'true' ? [[index, 'whole']] : []))));
});

describe.skipIf(!canRun)('whatever happens to a run, no original is lost and no image is equalised twice', () => {
  test.each(
    combinations().map((each, index) => [index, each.mode, each.durable ? 'durable' : 'not durable', each.disturbance, each] as const),
  )('%i: %s, %s: %s', async (index, _, __, ___, { mode, durable, disturbance }) => {
    const random = randomNumbers(seed * 1000 + index);
    rmSync(join(folder, 'work'), { recursive: true, force: true });
    mkdirSync(join(folder, 'work'));
    cpSync(join(folder, 'src'), join(folder, 'work/photos'), { recursive: true });
    const args = [...modes[mode], ...(durable ? ['--durable'] : [])];
    await disturbances[disturbance]!(args, random);
    await disturbances[disturbance]!(args, random);
    const crashes = disturbance.includes('crashes');
    const method = crashes ? ['--method', join(folder, 'crashing.mjs')] : [];
    const { code, stdout } = await run([...args, ...method]);
    const { failures, failed } = JSON.parse(stdout.trimEnd().split('\n').at(-1)!).summary;
    expect({ code, failed, failures }).toMatchObject(crashes ? { code: 1, failed: 1 } : { code: 0, failed: 0 });
    const wanted = new Map(expected[crashes ? 'crashing' : 'he']);
    const inPlace = mode.startsWith('in place');
    const original = contents('src').get('0/0.jpg')!;
    if (crashes) wanted.set('0/0.jpg', inPlace ? original : 'gone');
    expect(contents(inPlace ? 'work/photos' : 'work/out')).toEqual(wanted);
    if (!inPlace) expect(contents('work/photos')).toEqual(contents('src'));
    if (mode === 'in place, originals kept') {
      const kept = contents('work/kept');
      // The original of an image that failed may or may not have been kept.
      if (crashes) kept.set('0/0.jpg', original);
      expect(kept).toEqual(contents('src'));
    }
    const left = readdirSync(join(folder, 'work'), { recursive: true, encoding: 'utf8' }).filter((name) => /\.draft$|\.lock/.test(name));
    expect(left).toEqual([]);
  });
});
