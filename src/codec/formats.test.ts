import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { keepsFormatContract } from '../../test/format-contract.js';
import { once } from './format.js';
import { formatFacts } from './format-facts.js';
import { formats, type ImageFormat } from './formats.js';

/** A still file of each format, in colour. */
const files: Readonly<Record<ImageFormat, string>> = {
  jpeg: 'display-p3.jpg',
  png: 'gama-0.45-chrm.png',
  webp: 'exif-6.webp',
  tiff: 'rgb-lzw-2.tif',
  avif: 'icc-exif-xmp.avif',
  gif: 'static.gif',
  bmp: 'bmp/rgb-24.bmp',
  heic: 'hevc.heic',
  pnm: 'pnm/rgb.ppm',
};

// Without its package a format is not read.
for (const { name } of formatFacts().filter(({ missing }) => missing === undefined) as { name: ImageFormat }[]) {
  const path = fileURLToPath(new URL(`../../test/images/${files[name]}`, import.meta.url));
  keepsFormatContract(formats, name, readFileSync(path));
}

test('a codec that could not be loaded is loaded again, and one that was is not', async () => {
  let calls = 0;
  const load = once(async () => {
    calls += 1;
    if (calls === 1) throw new Error('too many open files');
    return calls;
  });
  await expect(load()).rejects.toThrow('too many open files');
  expect([await load(), await load()]).toEqual([2, 2]);
});
