import sharp from 'sharp';
import { expect, test } from 'vitest';
import { opened } from '../../../test/opened.js';
import type { Raster } from '../../pixels/raster.js';

const most = { width: 32, height: 24 };

/** Noise, so that every misplaced pixel shows, over a slope. */
function noise(channels: 1 | 2 | 3 | 4, width: number, height: number, maxSample: 255 | 65535): Uint16Array {
  let state = channels;
  return Uint16Array.from({ length: width * height * channels }, (_, i) => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return ((i / channels) % width) * (maxSample / 2 / width) + (state % 1000) * (maxSample / 2001);
  });
}

test.each([
  { channels: 1, depth: 8 },
  { channels: 3, depth: 8 },
  { channels: 4, depth: 8 },
  { channels: 3, depth: 16 },
  { channels: 4, depth: 16 },
] as const)('a PNG at a small size is the mean of areas, on grey where it is transparent: %j', async ({ channels, depth }) => {
  const [width, height] = [96, 72];
  const maxSample = depth === 8 ? 255 : 65535;
  const samples = noise(channels, width, height, maxSample);
  const raw = depth === 8 ? Uint8Array.from(samples) : samples;
  const space = channels < 3 ? (depth === 8 ? 'b-w' : 'grey16') : depth === 8 ? 'srgb' : 'rgb16';
  const file = await sharp(raw, { raw: { width, height, channels } }).toColourspace(space).png().toBuffer();
  const image = await opened(file, { output: { codec: 'auto' }, smallSize: most });
  const small = image.small!() as Raster;
  const colours = channels === 4 ? 3 : channels;
  expect({ ...small, samples: small.samples.length }).toEqual({
    width: 32,
    height: 24,
    channels: colours,
    maxSample: 255,
    samples: 768 * colours,
  });
  for (let y = 0; y < 24; y++)
    for (let x = 0; x < 32; x++)
      for (let colour = 0; colour < colours; colour++) {
        let sum = 0;
        for (let row = 3 * y; row < 3 * y + 3; row++)
          for (let column = 3 * x; column < 3 * x + 3; column++) {
            const at = (row * width + column) * channels;
            const alpha = channels === 4 ? samples[at + 3]! / maxSample : 1;
            sum += (alpha * samples[at + colour]!) / maxSample + (1 - alpha) * (128 / 255);
          }
        expect(Math.abs(small.samples[(y * 32 + x) * colours + colour]! - (sum * 255) / 9)).toBeLessThan(1);
      }
  image.release();
});

test.each([
  [1, 32, 16],
  [6, 12, 24],
  [8, 12, 24],
])('is upright, for orientation %i', async (orientation, width, height) => {
  // Dark but for one corner, which is above left when the image is upright.
  const corners = { 1: [0, 0], 6: [0, 39], 8: [79, 0] } as const;
  const [left, top] = corners[orientation as 1 | 6 | 8];
  const samples = Uint8Array.from({ length: 80 * 40 }, (_, i) =>
    Math.abs((i % 80) - left) < 20 && Math.abs(Math.floor(i / 80) - top) < 20 ? 200 : 10,
  );
  const raw = sharp(samples, { raw: { width: 80, height: 40, channels: 1 } }).withMetadata({ orientation });
  for (const file of [await raw.clone().png().toBuffer(), await raw.clone().jpeg({ quality: 98 }).toBuffer()]) {
    const image = await opened(file, { output: { codec: 'sharp' }, smallSize: most });
    const small = image.small!() as Raster;
    expect([small.width, small.height]).toEqual([width, height]);
    expect(small.samples[0]).toBeGreaterThan(190);
    expect(small.samples.at(-1)).toBeLessThan(20);
    image.release();
  }
});

test('nothing is drawn of CMYK, of other profiles than sRGB, and of images that are smaller; then files are drawn', async () => {
  const plain = sharp({ create: { width: 80, height: 40, channels: 3, background: '#346' } });
  const small = async (file: Uint8Array, size = most) => {
    const image = await opened(file, { output: { codec: 'auto' }, smallSize: size });
    const drawn = image.small?.();
    image.release();
    return drawn;
  };
  expect(await small(await plain.clone().png().toBuffer())).toBeDefined();
  expect(await small(await plain.clone().withIccProfile('srgb').png().toBuffer())).toBeDefined();
  expect(await small(await plain.clone().withIccProfile('p3').png().toBuffer())).toBeUndefined();
  expect(await small(await plain.clone().toColourspace('cmyk').jpeg().toBuffer())).toBeUndefined();
  expect(await small(await plain.clone().png().toBuffer(), { width: 320, height: 240 })).toBeUndefined();
  expect(await small(await plain.clone().jpeg().toBuffer())).toBeUndefined();
});
