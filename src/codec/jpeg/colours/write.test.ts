import { describe, expect, test } from 'vitest';
import { coefficientsIn, hasLibjpeg, jpegInScans } from '../../../../test/libjpeg.js';
import { encoded, fastest, opened } from '../../../../test/opened.js';
import { equalize } from '../../../../test/operations.js';
import { randomNumbers } from '../../../../test/pictures.js';
import type { Raster } from '../../../pixels/raster.js';
import { encodeJpeg } from '../../sharp/sharp.js';
import { writeColours, writePlanes } from './write.js';

const sizes = [
  [1, 1],
  [2, 3],
  [7, 50],
  [67, 43],
  [33, 64],
  [16, 16],
  [130, 17],
] as const;

/** Smooth, with edges; or noise. */
function picture(width: number, height: number, channels: 1 | 3 | 4, isNoise = false): Raster {
  const random = randomNumbers(width * height);
  const level = (i: number) => (isNoise ? 256 * random() : 128 + 90 * Math.sin(i / 7) + 60 * Math.cos((i * i) / 999));
  return { width, height, channels, maxSample: 255, samples: Uint8Array.from({ length: width * height * channels }, (_, i) => level(i)) };
}

const pictures = (channels: 1 | 3 | 4) =>
  sizes.flatMap(([width, height]) => [picture(width, height, channels), picture(width, height, channels, true)]);

/** Without APPn segments. */
function plain(file: Buffer): Buffer {
  let at = 2;
  while (file[at + 1]! >> 4 === 0xe) at += 2 + file.readUInt16BE(at + 2);
  return Buffer.concat([file.subarray(0, 2), file.subarray(at)]);
}

const kinds = [
  ['grey', 1, true],
  ['colours at full resolution', 3, true],
  ['colours at half resolution', 3, false],
  ['inks', 4, true],
] as const;

test.each(kinds)('%s are written as the very bytes that sharp writes', async (_, channels, fullChroma) => {
  for (const raster of pictures(channels))
    for (const quality of [25, 90, 100]) {
      const space = channels === 4 ? ({ space: 'cmyk' } as const) : {};
      const theirs = plain(await encodeJpeg(raster, { quality, fullChroma, progressive: false, effort: 1, ...space }));
      const ours = writeColours(raster, { quality, fullChroma, optimised: false });
      expect(ours!.equals(theirs), `${raster.width} × ${raster.height} at ${quality}`).toBe(true);
    }
});

describe.skipIf(!hasLibjpeg)('compared with libjpeg', () => {
  test.each(kinds)('%s have the same coefficients, with optimised codes too, and these make files no larger', (_, channels, fullChroma) => {
    const rasters = pictures(channels);
    const all = { 1: '0', 3: '0,1,2', 4: '0,1,2,3' }[channels];
    const theirs = rasters.map(({ width, height, samples }) =>
      jpegInScans(channels === 4 ? (samples.map((ink) => 255 - ink) as Uint8Array) : (samples as Uint8Array), {
        ...{ width, height, quality: 90, components: channels, sampling: fullChroma ? '1x1' : '2x2', scans: `${all}:0-63:0,0` },
      }),
    );
    const [usual, best] = [false, true].map((optimised) =>
      rasters.map((raster) => writeColours(raster, { quality: 90, fullChroma, optimised })!),
    );
    const coefficients = coefficientsIn(theirs);
    expect(coefficientsIn(usual!)).toEqual(coefficients);
    expect(coefficientsIn(best!)).toEqual(coefficients);
    for (const [i, file] of best!.entries()) expect(file.length).toBeLessThanOrEqual(usual![i]!.length);
  });
});

test('planes are written as the very bytes of the pixels that they make up', () => {
  for (const [width, height] of sizes) {
    const grey = picture(width, height, 1);
    const samples = grey.samples as Uint8Array;
    const size = { width, height };
    for (const quality of [30, 60, 30]) {
      const coding = { quality, fullChroma: false, optimised: false };
      expect(writePlanes({ ...size, planes: [samples] }, quality)).toEqual(writeColours(grey, coding));
      const chroma = new Uint8Array(Math.ceil(width / 2) * Math.ceil(height / 2)).fill(128);
      const colours: Raster = {
        ...grey,
        channels: 3,
        samples: Uint8Array.from({ length: 3 * width * height }, (_, i) => samples[Math.floor(i / 3)]!),
      };
      expect(writePlanes({ ...size, planes: [samples, chroma, chroma] }, quality)).toEqual(writeColours(colours, coding));
    }
  }
});

test('alpha and 16 bits are left to others', () => {
  const coding = { quality: 90, fullChroma: true, optimised: false };
  expect(writeColours({ ...picture(4, 4, 1), channels: 2, width: 2 }, coding)).toBeUndefined();
  const deep: Raster = { width: 2, height: 2, channels: 1, maxSample: 65535, samples: new Uint16Array(4) };
  expect(writeColours(deep, coding)).toBeUndefined();
});

test('a JPEG whose colours are equalised is the same file by our coder as by sharp', async () => {
  const raster = picture(171, 92, 3);
  const file = await encodeJpeg(raster, { quality: 85, fullChroma: false, progressive: false, effort: 1 });
  const results = await Promise.all(
    [fastest, {}].map(async (wanted) => {
      const image = await opened(file, { ...wanted, operation: { on: 'rgb' } });
      equalize(image.pictures[0]!, { method: 'he', on: 'rgb' });
      const result = await encoded(image);
      image.release();
      return result;
    }),
  );
  expect(results[0]!.equals(results[1]!)).toBe(true);
});
