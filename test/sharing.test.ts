import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { imgpar, samplesFolder } from './program.js';
import { throwAwayFolder } from './throw-away.js';

const golden = (name: string) => fileURLToPath(new URL(`golden/in/${name}`, import.meta.url));
const set = ['gray-moon.png', 'gray-coins.png', 'rgb-coffee.png', 'gray-haze.png', 'rgb-night.png', 'gray-tiny-7x5.png', 'rgb-sunset.png'];

/** A folder `src` with copies of golden pictures. */
function pictures(...names: string[]): string {
  const folder = throwAwayFolder('src/');
  for (const name of names) cpSync(golden(name), join(folder, 'src', name));
  return folder;
}

/** How many samples of each result differ from what an independent program makes with one table for the whole set. */
function differing(source: string, result: string): Record<string, number> {
  const script = fileURLToPath(new URL('shared-table.py', import.meta.url));
  return JSON.parse(execFileSync('/usr/bin/python3', [script, source, result], { encoding: 'utf8' }));
}

const none = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, 0]));

describe('images that share a table', () => {
  test.each(['1', '2', '8'])('get the table of all pixels in the set, with %s workers', async (workers) => {
    const folder = pictures(...set);
    const { code, stderr } = await imgpar(['equalize', 'src', 'out', '--scope', 'set', '--workers', workers], { cwd: folder });
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(differing(join(folder, 'src'), join(folder, 'out'))).toEqual(none(set));
  });

  test('can pass it to another run through its statistics', async () => {
    const folder = pictures(...set);
    await imgpar(['equalize', 'src', 'out', '--scope', 'set', '--save-stats', 'stats.json'], { cwd: folder });
    const { code } = await imgpar(['equalize', 'src', 'again', '--reference', 'stats.json'], { cwd: folder });
    expect(code).toBe(0);
    for (const name of set)
      expect(readFileSync(join(folder, 'again', name)).equals(readFileSync(join(folder, 'out', name))), name).toBe(true);
  });

  test('can share it with their own folder only', async () => {
    const folder = throwAwayFolder('src/a/', 'src/b/');
    for (const name of set.slice(0, 3)) cpSync(golden(name), join(folder, 'src/a', name));
    for (const name of set.slice(3)) cpSync(golden(name), join(folder, 'src/b', name));
    expect((await imgpar(['equalize', 'src', 'out', '--scope', 'folder'], { cwd: folder })).code).toBe(0);
    expect(differing(join(folder, 'src/a'), join(folder, 'out/a'))).toEqual(none(set.slice(0, 3)));
    expect(differing(join(folder, 'src/b'), join(folder, 'out/b'))).toEqual(none(set.slice(3)));
  });

  test('are not held up by an unreadable one, which is reported once', async () => {
    const folder = pictures(...set);
    writeFileSync(join(folder, 'src/cut.jpg'), readFileSync(join(samplesFolder, 'faded-handwriting.jpg')).subarray(0, 9000));
    const { code, stdout } = await imgpar(['equalize', 'src', 'out', '--scope', 'set', '--progress', 'json'], { cwd: folder });
    expect(code).toBe(1);
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.filter(({ type }) => type === 'image-failed')).toHaveLength(1);
    expect(events.filter(({ type }) => type === 'measuring').at(-1)).toMatchObject({ measured: 8, found: 8 });
    expect(events.at(-1).summary).toMatchObject({ done: 7, failed: 1 });
  });

  test.each([
    [['--scope', 'set', '--method', 'clahe'], /depends on where a pixel lies/],
    [['--scope', 'image', '--save-stats', 'x.json'], /needs the scope "set"/],
    [['--reference', 'src/gray-moon.png'], /is not an imgpar statistics file/],
    [['--reference', 'nowhere.json'], /expected a file that exists/],
  ])('are refused in one sentence with %j', async (options, message) => {
    const { code, stderr } = await imgpar(['equalize', 'src', 'out', ...options], { cwd: pictures('gray-moon.png') });
    expect({ code, lines: stderr.trimEnd().split('\n').length }).toEqual({ code: 2, lines: 1 });
    expect(stderr).toMatch(message);
  });
});

test('match gives images the histogram of another image, or of a set', async () => {
  const folder = pictures('gray-moon.png', 'gray-haze.png');
  await imgpar(['equalize', 'src/gray-haze.png', 'set', '--scope', 'set', '--save-stats', 'haze.json'], { cwd: folder });
  for (const reference of ['src/gray-haze.png', 'haze.json']) {
    expect(
      (await imgpar(['equalize', 'src/gray-moon.png', 'out', '--method', 'match', '--reference', reference], { cwd: folder })).code,
    ).toBe(0);
    const [haze, matched] = await Promise.all(['src/gray-haze.png', 'out/gray-moon.png'].map((name) => sharp(join(folder, name)).stats()));
    expect(Math.abs(matched!.channels[0]!.mean - haze!.channels[0]!.mean)).toBeLessThan(4);
  }
});

describe('the pixels that count', () => {
  /** A picture whose left half alternates 10 and 20, and whose right half is 200. */
  async function halves(): Promise<string> {
    const folder = throwAwayFolder('src/', 'masks/');
    const samples = Uint8Array.from({ length: 64 }, (_, i) => (i % 8 < 4 ? (i % 2 === 0 ? 10 : 20) : 200));
    const mask = Uint8Array.from({ length: 64 }, (_, i) => (i % 8 < 4 ? 255 : 0));
    const raw = { raw: { width: 8, height: 8, channels: 1 as const } };
    writeFileSync(join(folder, 'src/a.png'), await sharp(samples, raw).toColourspace('b-w').png().toBuffer());
    writeFileSync(join(folder, 'masks/a.webp'), await sharp(mask, raw).webp({ lossless: true }).toBuffer());
    return folder;
  }
  const levels = async (path: string) => [...(await sharp(path).toColourspace('b-w').raw().toBuffer()).subarray(2, 6)];

  test.each([
    ['all', [], [0, 85, 255, 255]],
    ['those of a mask', ['--mask-dir', 'masks'], [0, 255, 255, 255]],
    ['those of a rectangle', ['--roi', '0,0,4,8'], [0, 255, 255, 255]],
    ['those with data', ['--nodata', '200'], [0, 255, 200, 200]],
    ['those of a mask, which alone change', ['--mask-dir', 'masks', '--apply-inside'], [0, 255, 200, 200]],
  ])('are %s', async (_, options, expected) => {
    const folder = await halves();
    const { code, stderr } = await imgpar(['equalize', 'src', 'out', ...options], { cwd: folder });
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(await levels(join(folder, 'out/a.png'))).toEqual(expected);
  });

  test('a missing mask, or one of another size, fails its image with a sentence', async () => {
    const folder = await halves();
    mkdirSync(join(folder, 'none'));
    const missing = await imgpar(['equalize', 'src', 'out', '--mask-dir', 'none'], { cwd: folder });
    expect(missing).toMatchObject({ code: 1, stderr: expect.stringMatching(/a\.png: it has no mask; expected .*none/) });
    cpSync(golden('gray-moon.png'), join(folder, 'none/a.png'));
    const other = await imgpar(['equalize', 'src', 'out', '--mask-dir', 'none'], { cwd: folder });
    expect(other).toMatchObject({ code: 1, stderr: expect.stringMatching(/a\.png: .*220 × 170.*8 × 8/) });
  });
});

test('--preserve keeps the modification time', async () => {
  const folder = pictures('gray-moon.png');
  execFileSync('touch', ['-d', '2001-02-03T04:05:06Z', join(folder, 'src/gray-moon.png')]);
  await imgpar(['equalize', 'src', 'out', '--preserve'], { cwd: folder });
  expect(execFileSync('date', ['-u', '-r', join(folder, 'out/gray-moon.png'), '+%F'], { encoding: 'utf8' })).toBe('2001-02-03\n');
});

test('preview draws every method in one picture, and methods lists them', async () => {
  const folder = pictures('rgb-coffee.png');
  expect((await imgpar(['preview', 'src/rgb-coffee.png', '-o', 'sheet.png'], { cwd: folder })).code).toBe(0);
  expect(await sharp(join(folder, 'sheet.png')).metadata()).toMatchObject({ format: 'png', width: 1216, channels: 3 });
  expect(await imgpar(['preview', 'nowhere.jpg'], { cwd: folder })).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/nowhere\.jpg: cannot read/),
  });
  writeFileSync(join(folder, 'text.jpg'), 'no image');
  expect(await imgpar(['preview', 'text.jpg'], { cwd: folder })).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^imgpar: text\.jpg: this is text; expected JPEG, PNG, WebP, TIFF, AVIF, .*\n$/),
  });
  expect(readdirSync(folder).sort()).toEqual(['sheet.png', 'src', 'text.jpg']);
  const { stdout, code } = await imgpar(['methods']);
  expect(code).toBe(0);
  expect(
    stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split(' ', 1)[0]),
  ).toEqual(['he', 'clahe', 'ahe', 'bbhe', 'dsihe', 'bright', 'stretch', 'match']);
});

test.each([
  ['apart', false],
  ['together', true],
] as const)('frames of an animation %s: one level becomes the same in every frame is %s', async (frames, same) => {
  const folder = throwAwayFolder('src/');
  const frame = (left: number, right: number) =>
    Buffer.from(Uint8Array.from({ length: 8 * 8 * 3 }, (_, i) => ((i / 3) % 8 < 4 ? left : right)));
  const animation = sharp(Buffer.concat([frame(50, 100), frame(100, 150)]), { raw: { width: 8, height: 16, channels: 3, pageHeight: 8 } });
  writeFileSync(join(folder, 'src/a.webp'), await animation.webp({ lossless: true, delay: [100, 200], loop: 3 }).toBuffer());
  expect((await imgpar(['equalize', 'src', 'out', '--frames', frames], { cwd: folder })).code).toBe(0);
  const result = sharp(join(folder, 'out/a.webp'), { animated: true });
  expect(await result.metadata()).toMatchObject({ pages: 2, delay: [100, 200], loop: 3 });
  const samples = await result.removeAlpha().raw().toBuffer();
  const levelAt = (x: number, y: number) => samples[(y * 8 + x) * 3]!;
  expect(levelAt(6, 4) === levelAt(1, 12)).toBe(same);
});
