import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { imgpar, samplesFolder } from './program.js';
import { throwAwayFolder } from './throw-away.js';

/** The spans of levels that decide, as an independent program computes them. */
function spans(...paths: string[]): number[] {
  const script = fileURLToPath(new URL('only-if.py', import.meta.url));
  return JSON.parse(execFileSync('/usr/bin/python3', [script, ...paths], { encoding: 'utf8' }));
}

/** A grey picture, 8 or 16 bits, whose levels span the more the higher its number. */
async function writeGrey(path: string, number: number): Promise<void> {
  const bits = number % 2 === 0 ? 8 : 16;
  const highest = 2 ** bits - 1;
  const levels = Array.from({ length: 31 * 29 }, (_, pixel) => Math.round((highest * ((pixel * 37) % 101) * (number + 1)) / 101 / 24));
  const samples = bits === 8 ? Uint8Array.from(levels) : Uint16Array.from(levels);
  const image = sharp(samples, { raw: { width: 31, height: 29, channels: 1 } });
  await image
    .toColourspace(bits === 8 ? 'b-w' : 'grey16')
    .png()
    .toFile(path);
}

describe('--only-if low-contrast', () => {
  test.each([
    ['low-contrast', 0.05],
    ['low-contrast=0.35', 0.35],
    ['low-contrast=0.8', 0.8],
  ])('changes with %s the images of which NumPy finds a smaller span, and leaves others byte-identical', async (condition, fraction) => {
    const folder = throwAwayFolder('src/');
    const names = Array.from({ length: 24 }, (_, number) => `${number}.png`);
    await Promise.all(names.map((name, number) => writeGrey(join(folder, 'src', name), number)));
    expect((await imgpar(['equalize', 'src', 'out', '--only-if', condition], { cwd: folder })).code).toBe(0);
    const changed = names.filter((name) => !readFileSync(join(folder, 'src', name)).equals(readFileSync(join(folder, 'out', name))));
    const measured = spans(...names.map((name) => join(folder, 'src', name)));
    expect(changed).toEqual(names.filter((_, at) => measured[at]! < fraction));
    expect(changed).not.toHaveLength(0);
    expect(changed).not.toHaveLength(names.length);
  });

  test('leaves a photograph as it is, in place as well, and knows afterwards that it is up to date', async () => {
    const folder = throwAwayFolder('src/');
    const photograph = join(samplesFolder, 'dark-flowers.jpg');
    cpSync(photograph, join(folder, 'src/a.jpg'));
    const args = ['equalize', 'src', '--in-place', '--backup-dir', 'kept', '--only-if', 'low-contrast'];
    expect((await imgpar(args, { cwd: folder })).code).toBe(0);
    expect(readFileSync(join(folder, 'src/a.jpg')).equals(readFileSync(photograph))).toBe(true);
    expect((await imgpar(args, { cwd: folder })).stdout + (await imgpar(args, { cwd: folder })).stderr).toContain('up to date');
  });

  test('converts an image that it leaves, if another format is asked for', async () => {
    const folder = throwAwayFolder('src/');
    await writeGrey(join(folder, 'src/a.png'), 22);
    expect((await imgpar(['equalize', 'src', 'out', '--only-if', 'low-contrast', '--format', 'tiff'], { cwd: folder })).code).toBe(0);
    const samples = (path: string) => sharp(join(folder, path)).raw().toBuffer();
    expect((await samples('out/a.tif')).equals(await samples('src/a.png'))).toBe(true);
  });

  test('refuses another condition before anything is read', async () => {
    const { code, stderr } = await imgpar(['equalize', samplesFolder, 'out', '--only-if', 'dark'], { cwd: throwAwayFolder() });
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('expected low-contrast') });
  });
});
