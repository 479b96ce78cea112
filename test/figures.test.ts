import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { Figures } from '../src/pixels/figures.js';
import { imgpar } from './program.js';
import { throwAwayFolder } from './throw-away.js';

/** The figures of files as an independent program computes them. */
function independent(...paths: string[]): Figures[] {
  const script = fileURLToPath(new URL('figures.py', import.meta.url));
  return JSON.parse(execFileSync('/usr/bin/python3', [script, ...paths], { encoding: 'utf8' }));
}

/** Levels that crowd around a centre, some of them clipped; the same for the same number. */
function levels(count: number, highest: number, seed: number): number[] {
  let state = seed + 1;
  const random = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  const centre = random() * highest;
  const width = random() * highest;
  return Array.from({ length: count }, () =>
    Math.round(Math.min(highest, Math.max(0, centre + (random() + random() + random() - 1.5) * width))),
  );
}

async function writePicture(path: string, kind: number, seed: number): Promise<void> {
  const width = 17 + seed;
  const height = 23;
  if (kind === 2) {
    const samples = Uint16Array.from(levels(width * height, 65_535, seed));
    await sharp(samples, { raw: { width, height, channels: 1 } })
      .toColourspace('grey16')
      .png()
      .toFile(path);
    return;
  }
  const channels = kind === 0 ? 1 : 3;
  const samples = Uint8Array.from(levels(width * height * channels, 255, seed));
  const image = sharp(samples, { raw: { width, height, channels } });
  await (channels === 1 ? image.toColourspace('b-w') : image).png().toFile(path);
}

test('the figures on record are those that NumPy finds in 42 sources and results of 8 and 16 bits', async () => {
  const folder = throwAwayFolder('src/');
  const names = Array.from({ length: 42 }, (_, seed) => `${seed}.png`);
  await Promise.all(names.map((name, seed) => writePicture(join(folder, 'src', name), seed % 3, seed)));
  const { code } = await imgpar(['equalize', 'src', 'out', '--figures'], { cwd: folder });
  expect(code).toBe(0);
  const lines = readFileSync(join(folder, 'out/.imgpar.jsonl'), 'utf8').trimEnd().split('\n');
  const records = new Map(lines.map((line) => JSON.parse(line)).map(({ destination, figures }) => [destination, figures]));
  for (const [when, place] of [
    ['before', 'src'],
    ['after', 'out'],
  ] as const) {
    for (const [at, expected] of independent(...names.map((name) => join(folder, place, name))).entries())
      for (const [figure, value] of Object.entries(expected)) {
        const found = records.get(names[at])[when][figure];
        expect(Math.abs(found - value), `${figure} ${when}, ${names[at]}`).toBeLessThanOrEqual(1e-9 * Math.abs(value));
      }
  }
});

test('nothing is recorded of figures unless asked for', async () => {
  const folder = throwAwayFolder('src/');
  await writePicture(join(folder, 'src/0.png'), 0, 0);
  await imgpar(['equalize', 'src', 'out'], { cwd: folder });
  expect(readFileSync(join(folder, 'out/.imgpar.jsonl'), 'utf8')).not.toContain('entropy');
});
