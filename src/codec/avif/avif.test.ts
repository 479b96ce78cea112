import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { canUse } from '../../../test/needs.js';
import { opened, rewritten } from '../../../test/opened.js';
import { throwAwayFolder } from '../../../test/throw-away.js';
import { equalizeImage } from '../../index.js';
import type { Plane } from '../../pixels/raster.js';
import { parseAvif } from './file.js';

const content = (name: string) => readFileSync(fileURLToPath(new URL(`../../../test/images/${name}`, import.meta.url)));

async function planesOf(bytes: Uint8Array): Promise<Plane[]> {
  return (await opened(bytes)).pictures[0]!.planes('rgb');
}

/** The largest difference of samples, relative to the largest sample. */
function distance(some: readonly Plane[], others: readonly Plane[]): number {
  expect(others.map(({ width, height, maxSample }) => ({ width, height, maxSample }))).toEqual(
    some.map(({ width, height, maxSample }) => ({ width, height, maxSample })),
  );
  return Math.max(
    ...some.flatMap(({ samples, maxSample }, plane) =>
      Array.from(samples, (sample, i) => Math.abs(sample - others[plane]!.samples[i]!) / maxSample),
    ),
  );
}

test.each([
  ['avif/grey.avif', 1, 8],
  ['avif/grey-alpha-10.avif', 2, 10],
])('%s stays one channel, with its alpha and depth', async (name, channels, bits) => {
  const before = content(name);
  expect(parseAvif(before)).toMatchObject({ shape: { channels }, bitsPerSample: bits });
  const after = await rewritten(before, { quality: 95 });
  expect(parseAvif(after)).toMatchObject({ shape: { channels }, bitsPerSample: bits });
  expect(distance(await planesOf(before), await planesOf(after))).toBeLessThan(0.03);
  const visible = async (bytes: Uint8Array) => (await opened(bytes)).pictures[0]!.visiblePixels()?.samples;
  expect(await visible(after)).toEqual(await visible(before));
});

test.runIf(canUse('avifdec'))('libavif finds one channel where there was one, with the same levels', async () => {
  const folder = throwAwayFolder();
  const info = (name: string, bytes: Uint8Array) => {
    writeFileSync(join(folder, name), bytes);
    return execFileSync('avifdec', ['--info', join(folder, name)], { encoding: 'utf8' });
  };
  const grey = await rewritten(content('avif/grey.avif'), { quality: 95 });
  expect(info('grey.avif', grey)).toMatch(/Format +: YUV400/);
  expect(info('alpha.avif', await rewritten(content('avif/grey-alpha-10.avif')))).toMatch(
    /Depth +: 10[\s\S]*YUV400[\s\S]*Alpha +: Not premultiplied/,
  );
  expect(info('jpeg.avif', await rewritten(content('grey.jpg'), { format: 'avif' }))).toMatch(/Format +: YUV400/);
  execFileSync('avifdec', [join(folder, 'grey.avif'), join(folder, 'grey.png')]);
  expect(distance(await planesOf(grey), (await planesOf(readFileSync(join(folder, 'grey.png')))).slice(0, 1))).toBeLessThan(0.005);
});

test('a lossless AVIF stays lossless in every sample', async () => {
  const before = content('avif/lossless.avif');
  const after = await rewritten(before);
  expect(parseAvif(after)).toMatchObject({ isLossless: true, colour: { matrix: 0 } });
  expect(distance(await planesOf(before), await planesOf(after))).toBe(0);
  const equalized = await equalizeImage(before, { output: { format: 'png' } });
  expect(distance(await planesOf(equalized), await planesOf(await equalizeImage(before)))).toBe(0);
});

test('--lossless decides whether an AVIF is lossless', async () => {
  const lossy = await rewritten(content('avif/lossless.avif'), { lossless: 'no' });
  expect(parseAvif(lossy)).toMatchObject({ isLossless: false, colour: { matrix: 6 } });
  const png = content('interlaced-rgb.png');
  for (const [name, bytes] of [
    ['lossless', png],
    ['grey', content('gray-alpha-8.png')],
  ] as const) {
    const avif = await rewritten(bytes, { format: 'avif', lossless: 'yes' });
    expect(distance(await planesOf(bytes), await planesOf(avif)), name).toBe(0);
  }
});

test('4:2:2 in limited range becomes 4:4:4 in full range, and the file says so', async () => {
  const before = content('avif/yuv422-limited.avif');
  const after = await rewritten(before, { quality: 95 });
  expect(parseAvif(after)).toMatchObject({ fullChroma: true, colour: { primaries: 1, transfer: 1, matrix: 6 } });
  expect(distance(await planesOf(before), await planesOf(after))).toBeLessThan(0.1);
});
