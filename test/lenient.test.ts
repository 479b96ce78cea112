import { copyFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { imgpar } from './program.js';
import { throwAwayFolder } from './throw-away.js';

const sources = fileURLToPath(new URL('fixtures/lenient', import.meta.url));

/** By OpenCV, for each picture of each file: the means of 16 × 12 fields of its equalised luma. */
const golden: Readonly<Record<string, readonly number[][]>> = JSON.parse(
  readFileSync(fileURLToPath(new URL('golden/lenient.json', import.meta.url)), 'utf8'),
);

test("files that others read, whatever is wrong with them, come out as OpenCV's equalizeHist has them", async () => {
  const folder = throwAwayFolder();
  mkdirSync(join(folder, 'src'));
  for (const name of readdirSync(sources)) copyFileSync(join(sources, name), join(folder, 'src', name));
  expect((await imgpar(['equalize', 'src', 'out'], { cwd: folder })).code).toBe(0);
  expect(Object.keys(golden).length).toBe(8);
  for (const [name, pictures] of Object.entries(golden)) {
    const file = readFileSync(join(folder, 'out', name));
    const starts = name.endsWith('.mpo') ? [0, file.indexOf('\xff\xd8\xff', 2, 'latin1')] : [0];
    expect(starts.length, name).toBe(pictures.length);
    for (const [index, start] of starts.entries()) {
      const found = await fields(file.subarray(start));
      const difference = found.reduce((sum, level, at) => sum + Math.abs(level - pictures[index]![at]!), 0) / found.length;
      expect(difference, `${name}, picture ${index}`).toBeLessThan(2.5);
    }
  }
});

/** The means of 16 × 12 fields of luma. */
async function fields(file: Uint8Array): Promise<number[]> {
  const { data, info } = await sharp(file).toColourspace('srgb').removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const sums = new Float64Array(16 * 12);
  const counts = new Float64Array(16 * 12);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const field = Math.floor((Math.floor(pixel / width) * 12) / height) * 16 + Math.floor(((pixel % width) * 16) / width);
    const [r, g, b] = [
      data[pixel * channels]!,
      data[pixel * channels + (channels > 1 ? 1 : 0)]!,
      data[pixel * channels + (channels > 1 ? 2 : 0)]!,
    ];
    sums[field]! += 0.299 * r + 0.587 * g + 0.114 * b;
    counts[field]! += 1;
  }
  return [...sums].map((sum, field) => sum / counts[field]!);
}
