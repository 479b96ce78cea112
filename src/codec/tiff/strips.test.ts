import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyRaster, expectSame, randomNumbers } from '../../../test/pictures.js';
import type { Raster } from '../../pixels/raster.js';
import { decodePages, encodeTiff } from '../sharp/sharp.js';
import { isDescriptive, numbers, readTiff, tags } from './directory.js';
import { encodeTiffStrips, type TiffCoding } from './strips.js';
import { parseTiff } from './tags.js';

const lzw: TiffCoding = { compression: 'lzw', quality: 90, bitdepth: 8, whiteIsZero: false, big: false, tile: undefined };

/** Reads with libtiff, which objects to everything irregular. */
async function readBack(file: Buffer): Promise<Raster> {
  const [raster] = await decodePages(file, parseTiff(file), { title: 'TIFF', maxPixels: 1e9 });
  return raster;
}

function structure(file: Buffer): Record<string, number[]> {
  const whereThingsLie: readonly number[] = [tags.stripOffsets, tags.stripByteCounts, tags.rowsPerStrip];
  const [entries] = readTiff(file).directories;
  const kept = entries!.filter((entry) => !isDescriptive(entry) && !whereThingsLie.includes(entry.tag));
  return Object.fromEntries(kept.map((entry) => [entry.tag, numbers(entry)]));
}

test('libtiff reads the samples of any image as written', async () => {
  await fc.assert(
    fc.asyncProperty(anyRaster(), fc.boolean(), async (raster, big) => {
      const { samples, ...shape } = await readBack(encodeTiffStrips(raster, { ...lzw, big })!);
      const { samples: expected, ...expectedShape } = raster;
      expect(shape).toEqual(expectedShape);
      expectSame(samples, expected);
    }),
    { numRuns: 150 },
  );
});

test.each([255, 65535] as const)('libtiff reads images of several strips, of noise and of slow changes, up to %d', async (maxSample) => {
  const random = randomNumbers(11);
  for (const noise of [maxSample, 3, 0]) {
    const [width, height, channels] = [700, 431, 3] as const;
    const levels = Array.from({ length: width * height * channels }, (_, i) => Math.floor(i / 5000 + random() * noise) % (maxSample + 1));
    const samples = maxSample === 255 ? Uint8Array.from(levels) : Uint16Array.from(levels);
    const file = encodeTiffStrips({ width, height, channels, maxSample, samples }, lzw)!;
    expect(numbers(readTiff(file).directories[0]!.find(({ tag }) => tag === tags.stripOffsets)!).length).toBeGreaterThan(1);
    expectSame((await readBack(file)).samples, samples);
  }
});

test('libtiff reads strips that end where codes become longer or start again', async () => {
  const random = randomNumbers(12);
  for (const boundary of [254, 766, 1790, 3836, 7672])
    for (let width = boundary - 2; width <= boundary + 2; width++) {
      const samples = Uint8Array.from({ length: width }, () => random() * 256);
      const file = encodeTiffStrips({ width, height: 1, channels: 1, maxSample: 255, samples }, lzw)!;
      expectSame((await readBack(file)).samples, samples);
    }
});

test('encodeTiffStrips describes the samples as libvips does', async () => {
  for (const channels of [1, 2, 3, 4] as const)
    for (const maxSample of [255, 65535] as const) {
      const samples = maxSample === 255 ? new Uint8Array(20 * channels) : new Uint16Array(20 * channels);
      const raster: Raster = { width: 5, height: 4, channels, maxSample, samples };
      expect(structure(encodeTiffStrips(raster, lzw)!)).toEqual(structure(await encodeTiff(raster, lzw)));
    }
});

test('encodeTiffStrips writes a photograph hardly larger than libtiff does', async () => {
  const random = randomNumbers(13);
  const samples = Uint8Array.from({ length: 900 * 600 * 3 }, (_, i) => 90 + 60 * Math.sin(i / 4000) + random() * 12);
  const raster: Raster = { width: 900, height: 600, channels: 3, maxSample: 255, samples };
  expect(encodeTiffStrips(raster, lzw)!.length).toBeLessThan((await encodeTiff(raster, lzw)).length * 1.01);
});

test.each([
  { compression: 'deflate' },
  { compression: 'none' },
  { compression: 'packbits' },
  { compression: 'jpeg' },
  { bitdepth: 4 },
  { whiteIsZero: true },
  { tile: { width: 16, height: 16 } },
  { space: 'cmyk' },
] as const)('leaves %j to libvips', (other) => {
  const raster: Raster = { width: 2, height: 1, channels: 1, maxSample: 255, samples: Uint8Array.of(0, 17) };
  expect(encodeTiffStrips(raster, { ...lzw, ...other })).toBeUndefined();
});
