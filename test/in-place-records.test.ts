import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { imgpar } from './program.js';
import { throwAwayFolder } from './throw-away.js';
import { writeTinyImages } from './tiny-images.js';

// A result that any record knows is never taken for an original, whoever asks and whatever the file is called by now.

const names = ['a.png', 'b.jpg', 'sub/c.png'];
const kept = ['--backup-dir', 'kept'];

async function photos() {
  const folder = throwAwayFolder();
  await writeTinyImages(join(folder, 'photos'), names);
  const contents = (below = 'photos') => names.map((name) => contentOf(join(folder, below, name)));
  return { folder, contents, originals: contents() };
}

const contentOf = (path: string) => (existsSync(path) ? readFileSync(path).toString('base64') : 'gone');

async function inPlace(folder: string, ...args: string[]) {
  const { code, stdout, stderr } = await imgpar(['equalize', '--in-place', '--progress', 'json', ...args], { cwd: folder });
  const last = stdout.trimEnd().split('\n').at(-1)!;
  const { done = 0, skippedByReason = {}, failed = 0, warnings = [] } = last === '' ? {} : (JSON.parse(last).summary ?? {});
  return { code, done, skipped: skippedByReason, failed, warnings, stderr };
}

describe('a result in place', () => {
  test('that was renamed or moved is not equalised again, and other options start from its original', async () => {
    const { folder, contents } = await photos();
    await inPlace(folder, 'photos', ...kept);
    const once = contents();
    renameSync(join(folder, 'photos/a.png'), join(folder, 'photos/renamed.png'));
    renameSync(join(folder, 'photos/b.jpg'), join(folder, 'photos/sub/moved.jpg'));
    expect(await inPlace(folder, 'photos', ...kept)).toMatchObject({ code: 0, done: 0, skipped: { 'up-to-date': 3 } });
    expect(contentOf(join(folder, 'photos/renamed.png'))).toBe(once[0]);
    const other = await photos();
    await inPlace(other.folder, 'photos', ...kept, '--method', 'bbhe');
    expect(await inPlace(folder, 'photos', ...kept, '--method', 'bbhe')).toMatchObject({ code: 0, done: 3 });
    expect(contentOf(join(folder, 'photos/renamed.png'))).toBe(other.contents()[0]);
    expect(contentOf(join(folder, 'photos/sub/moved.jpg'))).toBe(other.contents()[1]);
  });

  test('made with other options and put back is recognised', async () => {
    const { folder, contents } = await photos();
    await inPlace(folder, 'photos', ...kept);
    const once = contents();
    cpSync(join(folder, 'photos'), join(folder, 'copy'), { recursive: true });
    await inPlace(folder, 'photos', ...kept, '--method', 'bbhe');
    copyFileSync(join(folder, 'copy/a.png'), join(folder, 'photos/a.png'));
    expect(await inPlace(folder, 'photos', ...kept)).toMatchObject({ code: 0, failed: 0 });
    expect(contents()).toEqual(once);
  });

  test('whose time was touched is read once, then known by its new time', async () => {
    const { folder, contents } = await photos();
    await inPlace(folder, 'photos', '--no-backup');
    const once = contents();
    for (const name of names) utimesSync(join(folder, 'photos', name), 0, 1e9);
    expect(await inPlace(folder, 'photos', '--no-backup')).toMatchObject({ done: 0, skipped: { 'up-to-date': 3 } });
    expect(contents()).toEqual(once);
    const lines = readFileSync(join(folder, 'photos/.imgpar.jsonl'), 'utf8').trimEnd().split('\n');
    expect(JSON.parse(lines.at(-1)!).output.mtimeMs).toBe(1e12);
  });

  test('that equals its original counts as done, and later runs start from it', async () => {
    const folder = throwAwayFolder('photos/');
    const { default: sharp } = await import('sharp');
    const ramp = Uint8Array.from({ length: 256 }, (_, level) => level);
    const first = await sharp(ramp, { raw: { width: 16, height: 16, channels: 1 } })
      .png()
      .toBuffer();
    writeFileSync(join(folder, 'in.png'), first);
    // An equalised image with all levels stays as it is, and so does the file when the same encoder writes it.
    await imgpar(['equalize', 'in.png', 'photos/a.png', '--no-manifest'], { cwd: folder });
    const before = contentOf(join(folder, 'photos/a.png'));
    expect(await inPlace(folder, 'photos', '--no-backup')).toMatchObject({ code: 0, done: 1 });
    expect(contentOf(join(folder, 'photos/a.png'))).toBe(before);
    expect(await inPlace(folder, 'photos', '--no-backup')).toMatchObject({ done: 0, skipped: { 'up-to-date': 1 } });
    expect(await inPlace(folder, 'photos', '--no-backup', '--method', 'bbhe')).toMatchObject({ done: 1, skipped: {} });
  });
});

describe('a second run in place', () => {
  test('at the same time is refused, and no image is equalised twice', async () => {
    const { folder, contents } = await photos();
    await imgpar(['equalize', 'photos', 'once', '--no-manifest'], { cwd: folder });
    const both = await Promise.all([inPlace(folder, 'photos', ...kept), inPlace(folder, 'photos', ...kept)]);
    expect(contents()).toEqual(contents('once'));
    // One may have ended before the other began.
    const refused = both.filter(({ code }) => code === 2);
    for (const { stderr } of refused) expect(stderr).toMatch(/another run is equalising in place/);
    expect(both.reduce((sum, { done }) => sum + done, 0)).toBe(3);
  });

  test.each([
    ['the same folder with another backup', ['photos', '--backup-dir', 'k2']],
    ['the same folder without a backup', ['photos', '--no-backup']],
    ['a folder below', ['photos/sub', '--no-backup']],
    ['an image in it', ['photos/a.png', '--backup-dir', 'k2']],
    ['a folder above', ['.', '--backup-dir', '../k2', '--exclude', 'kept']],
    ['a pattern', ['photos/**/*.png', '--backup-dir', 'k2']],
  ])('over %s is refused with the manifest in charge', async (_, args) => {
    const { folder, contents } = await photos();
    await inPlace(folder, 'photos', ...kept);
    const once = contents();
    const { code, stderr } = await inPlace(folder, ...args);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/was equalised in place with the manifest .*kept.\.imgpar\.jsonl/),
    });
    expect(contents()).toEqual(once);
    expect(existsSync(join(folder, 'k2'))).toBe(false);
  });

  test('after the record was lost is refused until the user says that all files are originals', async () => {
    const { folder, contents } = await photos();
    await inPlace(folder, 'photos', '--no-backup');
    const once = contents();
    rmSync(join(folder, 'photos/.imgpar.jsonl'));
    const { code, stderr } = await inPlace(folder, 'photos', '--no-backup');
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/which is gone; if all images are originals again, remove .*\.imgpar-in-place\.json/),
    });
    expect(contents()).toEqual(once);
    rmSync(join(folder, 'photos/.imgpar-in-place.json'));
    expect(await inPlace(folder, 'photos', '--no-backup')).toMatchObject({ code: 0, done: 3 });
  });

  test('after another machine left a lock needs --break-lock', async () => {
    const { folder } = await photos();
    mkdirSync(join(folder, 'kept'));
    writeFileSync(
      join(folder, 'kept/.imgpar.jsonl.lock'),
      JSON.stringify({ run: '00000000.7.ab.', host: 'farm-7', pid: 7, since: 'then' }),
    );
    expect(await inPlace(folder, 'photos', ...kept)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/process 7 on farm-7, since then.*--break-lock/),
    });
    expect(await inPlace(folder, 'photos', ...kept, '--break-lock')).toMatchObject({ code: 0, done: 3 });
  });
});

describe('an image replaced in place', () => {
  test('with a hard link is left alone, unless --break-hard-links is given', async () => {
    const { folder, contents, originals } = await photos();
    linkSync(join(folder, 'photos/a.png'), join(folder, 'other.png'));
    expect(await inPlace(folder, 'photos', ...kept)).toMatchObject({ code: 0, done: 2, skipped: { 'hard-linked': 1 } });
    expect(contents()[0]).toBe(originals[0]);
    expect(await inPlace(folder, 'photos', ...kept, '--break-hard-links')).toMatchObject({ code: 0, done: 1 });
    expect([contents()[0] === originals[0], contentOf(join(folder, 'other.png'))]).toEqual([false, originals[0]]);
    // The link that keeps the original does not count as another name.
    expect(await inPlace(folder, 'photos', ...kept, '--force')).toMatchObject({ code: 0, done: 3 });
  });

  test.skipIf(process.platform === 'win32')('keeps its permissions, and its owner where the system allows it', async () => {
    const { folder } = await photos();
    const path = join(folder, 'photos/a.png');
    if (process.getuid?.() === 0) chownSync(path, 65534, 65534);
    chmodSync(path, 0o1640);
    const before = statSync(path);
    expect(await inPlace(folder, 'photos', ...kept)).toMatchObject({ code: 0, done: 3, warnings: [] });
    const { uid, gid, mode } = statSync(path);
    expect({ uid, gid, mode }).toEqual({ uid: before.uid, gid: before.gid, mode: before.mode });
  });

  test.runIf(process.platform === 'linux')('keeps its extended attributes and access list', async ({ skip }) => {
    const { folder } = await photos();
    const path = join(folder, 'photos/a.png');
    const python = (script: string) =>
      execFileSync('python3', ['-c', `import os\npath = ${JSON.stringify(path)}\n${script}`], { encoding: 'utf8' }).trim();
    // An access list that lets user 65534 read, as the kernel stores it.
    const list = '0200000001000600ffffffff02000400feff000004000400ffffffff10000600ffffffff20000400ffffffff';
    const give = `os.setxattr(path, 'user.comment', b'mine')\nos.setxattr(path, 'system.posix_acl_access', bytes.fromhex('${list}'))`;
    try {
      python(give);
    } catch {
      skip('the file system of the temporary folder has no extended attributes');
    }
    expect(await inPlace(folder, 'photos', ...kept)).toMatchObject({ code: 0, warnings: [] });
    expect(python("print(os.getxattr(path, 'user.comment').decode(), os.getxattr(path, 'system.posix_acl_access').hex())")).toBe(
      `mine ${list}`,
    );
  });

  test('is left alone if somebody else changes it meanwhile', async () => {
    const { folder } = await photos();
    // This method replaces the very image it is asked to equalise.
    writeFileSync(
      join(folder, 'meddling.mjs'),
      `import { writeFileSync } from 'node:fs';
       const table = (histogram) => {
         writeFileSync(${JSON.stringify(join(folder, 'photos/a.png'))}, 'the work of somebody else');
         return Uint8Array.from(histogram, (_, level) => 255 - level);
       };
       export default { kind: 'table', name: 'meddling', summary: 'writes', defaults: {}, table };`,
    );
    expect(await inPlace(folder, 'photos/a.png', ...kept, '--method', './meddling.mjs')).toMatchObject({ code: 1, failed: 1 });
    expect(readFileSync(join(folder, 'photos/a.png'), 'utf8')).toBe('the work of somebody else');
  });
});
