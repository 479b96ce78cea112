import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { randomNumbers } from './pictures.js';
import { imgpar, start } from './program.js';
import { throwAwayFolder } from './throw-away.js';
import { writeTinyImages } from './tiny-images.js';

const names = ['a.png', 'b.jpg', 'c/d.png', 'c/e.jpg'];

/** A folder with images below `photos`, and their originals. */
async function untouched(wanted: readonly string[] = names) {
  const folder = throwAwayFolder();
  await writeTinyImages(join(folder, 'photos'), wanted);
  const contents = (below: string) => wanted.map((name) => contentOf(join(folder, below, name)));
  return { folder, contents, originals: contents('photos') };
}

/** The same, with what each image becomes when equalised once. */
async function photos(wanted: readonly string[] = names, ...options: string[]) {
  const { folder, contents, originals } = await untouched(wanted);
  const ended = await imgpar(['equalize', 'photos', 'expected', '--no-manifest', ...options], { cwd: folder });
  expect(ended).toMatchObject({ code: 0, stderr: expect.stringMatching(new RegExp(`^${wanted.length} images equalised`, 'm')) });
  return { folder, contents, originals, once: contents('expected') };
}

const contentOf = (path: string) => (existsSync(path) ? readFileSync(path).toString('base64') : undefined);

async function inPlace(folder: string, ...options: string[]) {
  const { code, stdout } = await imgpar(['equalize', '--in-place', 'photos', '--progress', 'json', ...options], { cwd: folder });
  const { done, skippedByReason, failed } = JSON.parse(stdout.trimEnd().split('\n').at(-1)!).summary;
  return { done, skipped: skippedByReason, failed, code };
}

const kept = ['--backup-dir', 'kept'];
const all = { done: 4, skipped: {}, failed: 0, code: 0 };
const nothing = { done: 0, skipped: { 'up-to-date': 4 }, failed: 0, code: 0 };

describe('--in-place', () => {
  test('replaces images, keeps the originals, and equalises nothing twice', async () => {
    const { folder, contents, originals, once } = await photos();
    if (process.platform !== 'win32') chmodSync(join(folder, 'photos/a.png'), 0o640);
    expect(await inPlace(folder, ...kept)).toEqual(all);
    expect([contents('photos'), contents('kept')]).toEqual([once, originals]);
    if (process.platform !== 'win32') expect(statSync(join(folder, 'photos/a.png')).mode & 0o777).toBe(0o640);
    expect(await inPlace(folder, ...kept)).toEqual(nothing);
    expect(await inPlace(folder, ...kept, '--checksum')).toEqual(nothing);
    expect((await imgpar(['check', '--in-place', 'photos', ...kept], { cwd: folder })).code).toBe(0);
    expect((await imgpar(['verify', 'kept'], { cwd: folder })).code).toBe(0);
    // Also when another path leads to the same images.
    expect((await imgpar(['equalize', '--in-place', 'photos/c', 'photos/a.png', ...kept], { cwd: folder })).stderr).toMatch(/^0 images/m);
    expect([contents('photos'), contents('kept')]).toEqual([once, originals]);
    expect(readdirSync(join(folder, 'photos')).sort()).toEqual(['.imgpar-in-place.json', 'a.png', 'b.jpg', 'c']);
  });

  test('starts from the originals again when options change or with --force', async () => {
    const { folder, contents, originals } = await photos();
    const other = await photos(names, '--method', 'bbhe');
    expect(await inPlace(folder, ...kept)).toEqual(all);
    expect(await inPlace(folder, ...kept, '--method', 'bbhe')).toEqual(all);
    expect([contents('photos'), contents('kept')]).toEqual([other.once, originals]);
    expect(await inPlace(folder, ...kept, '--method', 'bbhe', '--force')).toEqual(all);
    expect([contents('photos'), contents('kept')]).toEqual([other.once, originals]);
  });

  test('fails an image that somebody replaced, rather than lose an original', async () => {
    const { folder, contents, originals } = await photos();
    await inPlace(folder, ...kept);
    await writeTinyImages(join(folder, 'photos'), ['a.png'], 9);
    const replaced = contentOf(join(folder, 'photos/a.png'));
    expect(await inPlace(folder, ...kept)).toEqual({ done: 0, skipped: { 'up-to-date': 3 }, failed: 1, code: 1 });
    expect(contentOf(join(folder, 'photos/a.png'))).toBe(replaced);
    expect(contents('kept')).toEqual(originals);
    rmSync(join(folder, 'kept/a.png'));
    expect(await inPlace(folder, ...kept)).toEqual({ ...nothing, done: 1, skipped: { 'up-to-date': 3 } });
    expect(contentOf(join(folder, 'kept/a.png'))).toBe(replaced);
  });

  test('without a backup does each image once, whatever the options', async () => {
    const { folder, contents, once } = await photos();
    expect(await inPlace(folder, '--no-backup')).toEqual(all);
    expect(await inPlace(folder, '--no-backup')).toEqual(nothing);
    expect(await inPlace(folder, '--no-backup', '--method', 'bbhe')).toEqual({ ...nothing, skipped: { 'original-not-kept': 4 } });
    expect(await inPlace(folder, '--no-backup', '--force')).toEqual({ ...nothing, skipped: { 'original-not-kept': 4 } });
    expect(contents('photos')).toEqual(once);
  });

  test('tells an original that was put back from a result, even with the same size and time', async () => {
    const folder = throwAwayFolder();
    await writeTinyImages(join(folder, 'png'), ['a.png', 'b.png']);
    const uncompressed = ['--format', 'tiff', '--compression', 'none', '--strength', '0', '--no-manifest'];
    await imgpar(['equalize', 'png', 'photos', ...uncompressed], { cwd: folder });
    const original = readFileSync(join(folder, 'photos/a.tif'));
    const { mtimeMs } = statSync(join(folder, 'photos/a.tif'));
    expect(await inPlace(folder, '--no-backup', '--preserve')).toMatchObject({ done: 2 });
    expect(statSync(join(folder, 'photos/a.tif'))).toMatchObject({ size: original.length });
    writeFileSync(join(folder, 'photos/a.tif'), original);
    utimesSync(join(folder, 'photos/a.tif'), mtimeMs / 1000, mtimeMs / 1000);
    expect(await inPlace(folder, '--no-backup', '--preserve')).toMatchObject({ done: 1, skipped: { 'up-to-date': 1 } });
  });

  test.skipIf(process.platform === 'win32')('changes the target of a named link and leaves the link', async () => {
    const { folder, contents, once } = await photos();
    symlinkSync(join(folder, 'photos/a.png'), join(folder, 'link.png'));
    expect((await imgpar(['equalize', '--in-place', 'link.png', ...kept], { cwd: folder })).code).toBe(0);
    expect(contents('photos')[0]).toBe(once[0]);
    expect(contentOf(join(folder, 'link.png'))).toBe(once[0]);
    expect(
      readdirSync(folder, { withFileTypes: true })
        .find(({ name }) => name === 'link.png')
        ?.isSymbolicLink(),
    ).toBe(true);
  });

  const wrong: ReadonlyArray<readonly [string, readonly string[], RegExp]> = [
    ['a missing choice of backup', ['photos'], /--backup-dir <folder>, or say --no-backup/],
    ['a backup folder with --no-backup', ['photos', '--no-backup', ...kept], /--backup-dir <folder>, or say --no-backup/],
    ['another format', ['photos', '--format', 'webp', ...kept], /format webp is not possible/],
    ['a shared table', ['photos', '--scope', 'set', ...kept], /scope set is not possible/],
    ['no manifest', ['photos', '--no-manifest', ...kept], /no manifest is not possible/],
    ['the backup folder as source', ['photos', '--backup-dir', 'photos'], /lies in the backup/],
    ['two originals with the same backup name', ['photos/a.png', 'photos/twin/a.png', ...kept], /would both be written to/],
    ['several sources without a place for the manifest', ['photos/c', 'photos/a.png', '--no-backup'], /name a manifest file/],
  ];
  test.each(wrong)('%s is wrong use, and nothing is touched', async (_, args, message) => {
    const { folder, contents, originals } = await untouched();
    await writeTinyImages(join(folder, 'photos'), ['twin/a.png'], 3);
    const { code, stderr } = await imgpar(['equalize', '--in-place', ...args], { cwd: folder });
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(message) });
    expect(contents('photos')).toEqual(originals);
  });

  test.skipIf(process.platform === 'win32')('killed at any moment, does the rest and nothing twice', async () => {
    const many = Array.from({ length: 120 }, (_, index) => `${index}.png`);
    const random = randomNumbers(5);
    const { once } = await photos(many);
    for (let round = 0; round < 4; round++) {
      const { folder, contents, originals } = await untouched(many);
      const backup = round % 2 ? kept : ['--no-backup'];
      const running = start(['equalize', '--in-place', 'photos', '--quiet', ...backup], { cwd: folder, detached: true });
      await Promise.race([sleep(300 + random() * 900), running.ended]);
      if (running.process.exitCode === null) process.kill(-running.process.pid!, 'SIGKILL');
      await running.ended;
      expect(await inPlace(folder, ...backup)).toMatchObject({ failed: 0, code: 0 });
      expect(contents('photos')).toEqual(once);
      if (round % 2) expect(contents('kept')).toEqual(originals);
      expect(readdirSync(join(folder, 'photos')).filter((name) => name.endsWith('.draft'))).toEqual([]);
    }
  });
});
