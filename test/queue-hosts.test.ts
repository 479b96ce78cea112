import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { imgpar, nodePath, programPath } from './program.js';
import { Fleet, leftovers, listOf, timesDone } from './queue-fleet.js';
import { canUseRedis, startRedis } from './queue-servers.js';
import { sharedThrowAwayFolder, throwAwayFolder } from './throw-away.js';
import { writeTinyImages } from './tiny-images.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const isRoot = process.getuid?.() === 0;

/** A run of 40 images that waits in a queue. */
async function waitingRun(...options: readonly string[]) {
  const server = await startRedis();
  onTestFinished(server.end);
  const folder = throwAwayFolder('src/', 'out/0/');
  const names = Array.from({ length: 40 }, (_, index) => `0/${index}.jpg`);
  await writeTinyImages(join(folder, 'src'), names);
  const out = join(folder, 'out');
  const fleet = new Fleet(server.url);
  const args = ['submit', listOf(folder, names), out, '--queue', server.url, '--range-images', '10', ...options];
  // So that results go to out/0.
  const { code, stderr } = await imgpar(args, { cwd: join(folder, 'src') });
  if (code !== 0) throw new Error(stderr);
  return { server, folder, out, fleet };
}

/** That a worker refused the run before it took anything, and why. */
async function refused(fleet: Fleet, working: Promise<{ code: number | null; stderr: string }>, why: RegExp): Promise<void> {
  const { code, stderr } = await working;
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(why) });
  expect(await fleet.status()).toMatchObject({
    state: 'waiting',
    images: { done: 0, failed: 0 },
    ranges: { waiting: 4, running: 0, done: 0 },
  });
}

const work = (url: string, options: Parameters<typeof imgpar>[1] = {}) => imgpar(['work', '--queue', url, '--until-done'], options);

describe.skipIf(!canUseRedis)('a machine takes nothing', { timeout: 240_000 }, () => {
  test.skipIf(!isRoot)('that may not write to the output folder', async () => {
    const { server, folder, fleet } = await waitingRun();
    chmodSync(folder, 0o755);
    await refused(
      fleet,
      work(server.url, { uid: 65_534, cwd: '/' }),
      /cannot write to the folder .*; make room, or let this machine write there/,
    );
  });

  test.skipIf(!isRoot || process.platform !== 'linux')('whose disk is full', async () => {
    const { server, out, fleet } = await waitingRun();
    const script = `mount -t tmpfs -o size=8k tmpfs ${out} && exec ${nodePath} ${programPath} work --queue ${server.url} --until-done`;
    const { status, stderr } = spawnSync('unshare', ['--mount', 'sh', '-c', script], { encoding: 'utf8' });
    await refused(fleet, Promise.resolve({ code: status, stderr }), /the disk is full; make room/);
  });

  test('that codes JPEGs in another way', async () => {
    const { server, fleet } = await waitingRun();
    const other = work(server.url, { env: { IMGPAR_KERNELS: 'reference' } });
    await refused(fleet, other, /this machine has jpeg sharp, but the run was submitted with imgpar, .*; .* submit with --codec sharp/);
  });

  test('that has another version', async () => {
    const { server, fleet } = await waitingRun();
    const { Queue } = await import('bullmq');
    const runs = new Queue('imgpar-runs', { connection: { url: server.url } });
    const [job] = await runs.getJobs(['waiting']);
    await job!.updateData({ ...job!.data, versions: { ...job!.data.versions, sharp: '0.1.0' } });
    await runs.close();
    await refused(
      fleet,
      work(server.url),
      /this machine has sharp [\d.]+, but the run was submitted with 0\.1\.0.*install the same version/,
    );
  });

  test('that has another list, or another content of a file that the options name', async () => {
    const folder = throwAwayFolder();
    const method = join(folder, 'method.mjs');
    cpSync(join(root, 'test/fixtures/plugins/throws.mjs'), method);
    const { server, fleet } = await waitingRun('--method', method);
    cpSync(join(root, 'test/fixtures/plugins/waits.mjs'), method);
    await refused(fleet, work(server.url), /a file that the options name has other content on this machine/);
  });

  test('with a wrong password', async () => {
    const server = await startRedis('--requirepass', 'secret');
    onTestFinished(server.end);
    const { code, stderr } = await work(server.url.replace('//', '//:guessed@'));
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/refuses the password: .*; put the right one into the URL/),
    });
    expect(stderr).not.toContain('guessed');
  });
});

describe.skipIf(!canUseRedis || process.platform !== 'linux')('a disk that fills up', { timeout: 240_000 }, () => {
  const folder = sharedThrowAwayFolder();
  const shim = join(folder, 'faulty-disk.so');

  test('ends that worker only, and the run is completed by another', async () => {
    const { status } = spawnSync('cc', ['-shared', '-fPIC', '-o', shim, join(root, 'test/fixtures/faulty-disk.c'), '-ldl']);
    if (status !== 0 && process.env.CI === undefined) return;
    const { server, out, fleet } = await waitingRun();
    const full = { LD_PRELOAD: shim, FAULTY_FOLDER: `${out}/0/`, FAULTY_KINDS: 'full', FAULTY_ONE_IN: '1' };
    const { code, stderr } = await work(server.url, { env: full });
    expect({ code, stderr }).toEqual({
      code: 4,
      stderr: expect.stringMatching(/this machine failed three times in a row, so it leaves: .*make room/),
    });
    expect(await fleet.status()).toMatchObject({ images: { failed: 0 } });
    expect((await work(server.url)).code).toBe(0);
    expect(await fleet.status()).toMatchObject({ state: 'done', share: 1, images: { done: 40, failed: 0 } });
    expect(timesDone(out)).toBe(40);
    expect(leftovers(out)).toEqual([]);
  });
});

/** The built program beside all packages but one. */
function installationWithout(missing: string): string {
  const folder = throwAwayFolder();
  for (const name of ['dist', 'package.json']) cpSync(join(root, name), join(folder, name), { recursive: true });
  mkdirSync(join(folder, 'node_modules'));
  for (const name of readdirSync(join(root, 'node_modules')))
    if (name !== missing) symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name), 'junction');
  return join(folder, 'dist/cli/bin.js');
}

test.each([
  ['bullmq', 'redis://127.0.0.1:1', 'npm install bullmq@^6.7.0 ioredis'],
  ['ioredis', 'redis://127.0.0.1:1', 'npm install bullmq@^6.7.0 ioredis'],
  ['pg', 'postgres://127.0.0.1:1/x', 'npm install bullmq@^6.7.0 pg'],
])('without %s, --queue %s says what to install', { timeout: 120_000 }, async (missing, url, line) => {
  const program = installationWithout(missing);
  const { code, stderr } = await imgpar(['work', '--queue', url], { program });
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(`${missing} `) });
  expect(stderr).toContain(`install it: ${line}`);
});

test('without a queue, none of its packages is loaded', async () => {
  const folder = throwAwayFolder('src/');
  await writeTinyImages(join(folder, 'src'), ['0.png']);
  const { stderr } = await imgpar(['equalize', 'src', 'out', '--quiet'], { cwd: folder, env: { NODE_DEBUG: 'module' } });
  expect(stderr).toContain('main.cjs');
  expect(stderr).not.toMatch(/bullmq|ioredis|node_modules\/pg\b|queue\/commands/);
});
