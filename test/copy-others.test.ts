import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { imgpar } from './program.js';
import { throwAwayFolder } from './throw-away.js';
import { writeTinyImages } from './tiny-images.js';

/** A dataset: images with labels next to them. */
async function dataset() {
  const folder = throwAwayFolder('src/a.txt', 'src/sub/b.json', 'src/.hidden');
  await writeTinyImages(join(folder, 'src'), ['a.png', 'sub/b.jpg']);
  const run = async (...options: string[]) => {
    const { code, stdout } = await imgpar(['equalize', 'src', 'out', '--copy-others', '--progress', 'json', ...options], { cwd: folder });
    const { done, skippedByReason, failed, failures } = JSON.parse(stdout.trimEnd().split('\n').at(-1)!).summary;
    return { code, done, skipped: skippedByReason, failed, failures };
  };
  return { folder, run };
}

const first = { code: 0, done: 2, skipped: { copied: 2 }, failed: 0, failures: [] };

test('--copy-others copies files that are not images under their own names, once', async () => {
  const { folder, run } = await dataset();
  expect(await run('--preserve')).toEqual(first);
  for (const name of ['a.txt', 'sub/b.json']) expect(readFileSync(join(folder, 'out', name), 'utf8')).toBe(`src/${name}`);
  expect(existsSync(join(folder, 'out/.hidden'))).toBe(false);
  expect(statSync(join(folder, 'out/a.txt')).mtimeMs).toBeCloseTo(statSync(join(folder, 'src/a.txt')).mtimeMs, 2);
  expect(await run('--preserve')).toEqual({ ...first, done: 0, skipped: { 'up-to-date': 4 } });
  expect(await run('--preserve', '--method', 'bbhe')).toEqual({ ...first, skipped: { 'up-to-date': 2 } });
  expect((await imgpar(['verify', 'out'], { cwd: folder })).stderr).toBe('4 as written\n');
});

test('--copy-others copies changed files again and prunes those that are gone, and check predicts it', async () => {
  const { folder, run } = await dataset();
  await run();
  writeFileSync(join(folder, 'src/a.txt'), 'another label');
  rmSync(join(folder, 'src/sub/b.json'));
  const { code, stdout } = await imgpar(['check', 'src', 'out', '--copy-others', '--prune'], { cwd: folder });
  expect({ code, stdout }).toEqual({ code: 3, stdout: 'src/a.txt: has changed since it was done\nout/sub/b.json: its source is gone\n' });
  expect(await run('--prune')).toEqual({ ...first, done: 0, skipped: { copied: 1, 'up-to-date': 2 } });
  expect(readFileSync(join(folder, 'out/a.txt'), 'utf8')).toBe('another label');
  expect(existsSync(join(folder, 'out/sub/b.json'))).toBe(false);
});

test('--copy-others never overwrites a file that may be the result of an image', async () => {
  const { folder, run } = await dataset();
  writeFileSync(join(folder, 'src/a.webp'), 'a text under the name that the result of a.png has');
  await run('--format', 'webp', '--exclude', 'a.webp');
  const result = readFileSync(join(folder, 'out/a.webp'));
  const again = await run('--format', 'webp', '--include', 'a.webp');
  expect(again).toMatchObject({
    code: 1,
    failed: 1,
    failures: [{ failure: { message: expect.stringMatching(/another file is already there/) } }],
  });
  expect(readFileSync(join(folder, 'out/a.webp')).equals(result)).toBe(true);
});

test('--copy-others is refused in place', async () => {
  const { folder } = await dataset();
  const { code, stderr } = await imgpar(['equalize', '--in-place', 'src', '--no-backup', '--copy-others'], { cwd: folder });
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/--copy-others is not possible/) });
});
