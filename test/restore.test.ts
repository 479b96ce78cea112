import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { imgpar } from './program.js';
import { throwAwayFolder } from './throw-away.js';
import { writeTinyImages } from './tiny-images.js';

const names = ['a.png', 'b.jpg', 'c/d.png'];

/** Images equalised in place, and their originals. */
async function equalised() {
  const folder = throwAwayFolder();
  await writeTinyImages(join(folder, 'photos'), names);
  for (const name of names) utimesSync(join(folder, 'photos', name), 0, 1e9);
  const contents = () => names.map((name) => readFileSync(join(folder, 'photos', name)).toString('base64'));
  const originals = contents();
  await imgpar(['equalize', '--in-place', 'photos', '--backup-dir', 'kept'], { cwd: folder });
  expect(contents()).not.toEqual(originals);
  const restore = (...options: string[]) => imgpar(['restore', 'kept', ...options], { cwd: folder });
  return { folder, contents, originals, restore };
}

test('restore brings back every original with its time, and leaves the folder ready for another run', async () => {
  const { folder, contents, originals, restore } = await equalised();
  const { code, stdout, stderr } = await restore();
  expect({ code, stderr }).toEqual({ code: 0, stderr: '3 restored\n' });
  expect(stdout.trimEnd().split('\n').sort()).toEqual(names.map((name) => `${join(folder, 'photos', name)}: restored`));
  expect(contents()).toEqual(originals);
  expect(statSync(join(folder, 'photos/a.png')).mtimeMs).toBe(1e12);
  expect(await restore()).toMatchObject({ code: 0, stderr: '0 restored\n' });
  const other = await imgpar(['equalize', '--in-place', 'photos', '--backup-dir', 'another'], { cwd: folder });
  expect(other).toMatchObject({ code: 0, stderr: expect.stringMatching(/^3 images equalised/m) });
});

test('restored images are equalised again by the same command', async () => {
  const { folder, contents, originals, restore } = await equalised();
  const once = contents();
  await restore();
  expect(contents()).toEqual(originals);
  const again = await imgpar(['equalize', '--in-place', 'photos', '--backup-dir', 'kept'], { cwd: folder });
  expect(again).toMatchObject({ code: 0, stderr: expect.stringMatching(/^3 images equalised/m) });
  expect(contents()).toEqual(once);
});

test('restore --dry-run says what would be restored and writes nothing', async () => {
  const { folder, contents, restore } = await equalised();
  const [before, manifest] = [contents(), readFileSync(join(folder, 'kept/.imgpar.jsonl'))];
  const { code, stdout, stderr } = await restore('--dry-run');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '3 would be restored; nothing was written\n' });
  expect(stdout).toContain('a.png: would be restored');
  expect(contents()).toEqual(before);
  expect(readFileSync(join(folder, 'kept/.imgpar.jsonl'))).toEqual(manifest);
});

test('restore leaves an image that changed since, unless forced, and brings back a missing one', async () => {
  const { folder, contents, originals, restore } = await equalised();
  appendFileSync(join(folder, 'photos/a.png'), 'mine');
  rmSync(join(folder, 'photos/b.jpg'));
  const { code, stdout, stderr } = await restore();
  expect({ code, stderr }).toEqual({ code: 1, stderr: '2 restored, 1 not restored\n' });
  expect(stdout).toMatch(/a\.png: changed since it was equalised, so it was left alone; --force replaces it/);
  expect(contents().slice(1)).toEqual(originals.slice(1));
  expect(readFileSync(join(folder, 'photos/a.png')).toString('latin1')).toContain('mine');
  expect(existsSync(join(folder, 'photos/.imgpar-in-place.json'))).toBe(true);
  expect(await restore('--force', '--quiet')).toMatchObject({ code: 0, stdout: '', stderr: '' });
  expect(contents()).toEqual(originals);
});

test('restore does not take a changed backup for an original', async () => {
  const { folder, contents, restore } = await equalised();
  const before = contents();
  writeFileSync(join(folder, 'kept/a.png'), 'damaged');
  const { code, stdout } = await restore();
  expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringContaining('a.png: the backup does not hold its original') });
  expect(contents()[0]).toBe(before[0]);
});

test.each([
  [['nowhere'], /there is no manifest/],
  [[], /expected one backup folder/],
  [['a', 'b'], /expected one backup folder, received 2/],
  [['kept', '--dri-run'], /unknown option --dri-run, did you mean --dry-run\?/],
])('restore %j is wrong use', async (args, message) => {
  const folder = throwAwayFolder();
  const { code, stderr } = await imgpar(['restore', ...args], { cwd: folder });
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(message) });
  expect(readdirSync(folder)).toEqual([]);
});
