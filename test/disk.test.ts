import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, renameSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { recordedResults } from './manifests.js';
import { imgpar, nodePath, programPath, samplesFolder, start } from './program.js';
import { throwAwayFolder } from './throw-away.js';

const photo = join(samplesFolder, 'faded-handwriting.jpg');
const isLinux = process.platform === 'linux';

function photos(count: number): string {
  const folder = throwAwayFolder('src/');
  for (let index = 0; index < count; index++) cpSync(photo, join(folder, 'src', `${index}.jpg`));
  return folder;
}

/** Mounts a small in-memory file system at a folder until the test ends. Needs root, which the tests have on CI. */
function mount(folder: string, options: string): void {
  mkdirSync(folder, { recursive: true });
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`this test mounts a small file system, for which it must run as root: ${stderr}`);
  onTestFinished(() => void execFileSync('umount', [folder]));
}

const summaryIn = (stdout: string) => JSON.parse(stdout.trimEnd().split('\n').at(-1)!).summary;
const results = (folder: string) => readdirSync(folder).filter((name) => !name.startsWith('.imgpar.'));

describe.runIf(isLinux)('an output folder', () => {
  test('on a disk that fills up gets whole files only; some images fail with the cause, and the rest are not tried', async () => {
    const folder = photos(60);
    mount(join(folder, 'out'), 'size=256k');
    const { code, stdout } = await imgpar(['equalize', 'src', 'out', '--progress', 'json'], { cwd: folder });
    const { done, failed, failures, gaveUpWhy } = summaryIn(stdout);
    expect({ code, gaveUpWhy }).toEqual({ code: 1, gaveUpWhy: 'out-of-room' });
    expect(done).toBeGreaterThan(2);
    expect(done + failed).toBeLessThan(50);
    expect(failures[0].failure).toEqual({ code: 'unwritable', message: expect.stringContaining('the disk is full'), system: 'ENOSPC' });
    expect(results(join(folder, 'out'))).toHaveLength(done);
    expect(statfsSync(join(folder, 'out')).bavail).toBeLessThan(16);
    // A result that could not be recorded is made again.
    expect(results(join(folder, 'out'))).toEqual(expect.arrayContaining(recordedResults(join(folder, 'out'))));
  });

  test('below /proc, where no folder can be made, is refused without endless retries', async () => {
    const folder = photos(1);
    const { code, stderr } = await imgpar(['equalize', 'src', '/proc/imgpar/out'], { cwd: folder });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/cannot create the folder \/proc\/imgpar\/out: no such file or folder/),
    });
  });

  test('on a read-only file system is refused before any work', async () => {
    const folder = photos(3);
    mount(join(folder, 'out'), 'size=1m,ro');
    const { code, stdout } = await imgpar(['equalize', 'src', 'out/sub', '--progress', 'json'], { cwd: folder });
    expect({ code, done: summaryIn(stdout).done }).toEqual({ code: 2, done: 0 });
    const inside = await imgpar(['equalize', 'src', 'out', '--progress', 'json'], { cwd: folder });
    expect(inside.code).toBeGreaterThan(0);
    expect(inside.stdout + inside.stderr).toContain('the file system is read-only');
  });

  test('whose manifest lies on a full disk is refused before any work, by every worker', async () => {
    const folder = photos(60);
    const records = join(folder, 'records');
    mount(records, 'size=16k');
    writeFileSync(join(records, 'full'), Buffer.alloc(16 * 1024));
    const { code, stdout, stderr } = await imgpar(['equalize', 'src', 'out', '--manifest', 'records/run.jsonl', '--progress', 'json'], {
      cwd: folder,
    });
    expect({ code, stderr, done: summaryIn(stdout).done }).toEqual({
      code: 2,
      stderr: expect.stringContaining('the disk is full'),
      done: 0,
    });
    expect(results(join(folder, 'out'))).toEqual([]);
  });

  test('removed during the run is made again, with no partial image', async () => {
    const folder = photos(300);
    const running = start(['equalize', 'src', 'out', '--progress', 'json', '--retries', '0'], { cwd: folder });
    await running.shows('image-done');
    renameSync(join(folder, 'out'), join(folder, 'gone'));
    rmSync(join(folder, 'gone'), { recursive: true, force: true });
    const { code, stdout } = await running.ended;
    const { done, failed, failedByCode } = summaryIn(stdout);
    expect(done + failed).toBe(300);
    expect(code).toBe(failed > 0 ? 1 : 0);
    expect(Object.keys(failedByCode).filter((name) => name !== 'unwritable')).toEqual([]);
    expect(readdirSync(join(folder, 'out')).filter((name) => name.endsWith('.draft'))).toEqual([]);
    const left = results(join(folder, 'out'));
    expect(left.length).toBeGreaterThan(100);
    expect(recordedResults(join(folder, 'out')).length).toBeGreaterThan(left.length - 10);
  });
});

test.runIf(isLinux)('two workers get by with 64 open files', () => {
  const folder = photos(200);
  const command = `ulimit -n 64 && exec '${nodePath}' '${programPath}' equalize src out --workers 2 --progress json`;
  const { status, stdout } = spawnSync('bash', ['-c', command], { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 26 });
  expect({ status, ...summaryIn(stdout) }).toMatchObject({ status: 0, done: 200, failed: 0, workersLost: 0 });
  expect(recordedResults(join(folder, 'out'))).toEqual(results(join(folder, 'out')).sort());
});

test.runIf(isLinux).each([33, 35, 37, 40])('with only %i open files, no message blames a fault in imgpar', (limit) => {
  const folder = photos(1);
  const command = `ulimit -n ${limit} && exec '${nodePath}' '${programPath}' equalize src out`;
  const { stderr } = spawnSync('bash', ['-c', command], { cwd: folder, encoding: 'utf8' });
  expect(stderr).not.toMatch(/internal fault|please report/);
});

test.runIf(isLinux)('a name of 255 bytes works; a result name that becomes too long fails with the cause', async () => {
  const folder = photos(1);
  cpSync(photo, join(folder, 'src', `${'x'.repeat(251)}.jpg`));
  expect(await imgpar(['equalize', 'src', 'out'], { cwd: folder })).toMatchObject({ code: 0 });
  const { code, stdout } = await imgpar(['equalize', 'src', 'out2', '--format', 'webp', '--progress', 'json'], { cwd: folder });
  expect(code).toBe(1);
  const { done, failures } = summaryIn(stdout);
  expect(done).toBe(1);
  const message = expect.stringContaining('the name is too long for the file system');
  expect(failures[0].failure).toEqual({ code: 'unwritable', message, system: 'ENAMETOOLONG' });
  expect(results(join(folder, 'out2'))).toEqual(['0.webp']);
});

test.runIf(isLinux)('devices, pipes and sockets are skipped without waiting', async () => {
  const folder = photos(1);
  execFileSync('mkfifo', [join(folder, 'src/pipe.jpg')]);
  execFileSync('mknod', [join(folder, 'src/zero.jpg'), 'c', '1', '5']);
  writeFileSync(join(folder, 'src/empty.jpg'), '');
  const { code, stdout } = await imgpar(['equalize', 'src', 'out', '--progress', 'json'], { cwd: folder });
  expect({ code, ...summaryIn(stdout) }).toMatchObject({ code: 0, done: 1, skippedByReason: { 'special-file': 2, misnamed: 1 } });
});
