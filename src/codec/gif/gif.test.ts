import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describeAnimations, describeImages } from '../../../test/independent-reader.js';
import { throwAwayFolder } from '../../../test/throw-away.js';
import { failureOf } from '../../errors.js';
import type { Raster } from '../../pixels/raster.js';
import { decodeImage } from '../decode.js';
import { type GifFile, parseGif } from './blocks.js';
import { encodeGif, indexColours } from './writer.js';

const plain: GifFile = {
  aspect: 0,
  frames: [{ control: undefined }],
  extensions: [],
  shape: { width: 1, height: 1, channels: 3, maxSample: 255 },
  bitsPerSample: 8,
  fullChroma: true,
};

function gifOf(raster: Raster, file = plain): Buffer {
  return encodeGif([indexColours(raster)!], file);
}

/** Images of up to 256 colours: few or many, in runs or in noise. */
const fewColours = fc
  .record({
    width: fc.integer({ min: 1, max: 90 }),
    height: fc.integer({ min: 1, max: 90 }),
    colours: fc.constantFrom(1, 2, 3, 4, 5, 16, 17, 255, 256),
    run: fc.constantFrom(1, 2, 50),
    seed: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  })
  .map(({ width, height, colours, run, seed }): Raster => {
    const samples = new Uint8Array(width * height * 3);
    let state = seed;
    for (let pixel = 0; pixel < width * height; pixel++) {
      if (pixel % run === 0) state = (state * 48271) % (2 ** 31 - 1);
      const colour = state % colours;
      samples.set([colour, 255 - colour, (colour * 37) & 255], pixel * 3);
    }
    return { width, height, channels: 3, maxSample: 255, samples };
  });

test('any image of at most 256 colours is read back exactly', async () => {
  await fc.assert(
    fc.asyncProperty(fewColours, async (raster) => {
      const pictures = await decodeImage(gifOf(raster));
      pictures[0]!.planes('rgb').forEach(({ samples }, colour) => {
        expect(samples).toEqual(raster.samples.filter((_, i) => i % 3 === colour));
      });
    }),
    { numRuns: 80 },
  );
});

test('other readers agree, past the point where the code table is full', () => {
  const folder = throwAwayFolder();
  const noise = (colours: number): Raster => {
    let state = 7;
    const random = () => {
      state = (state * 48271) % (2 ** 31 - 1);
      return (state >> 8) % colours;
    };
    return {
      width: 150,
      height: 150,
      channels: 3,
      maxSample: 255,
      samples: Uint8Array.from({ length: 67_500 }, (_, i) => (i % 3 ? 9 : random())),
    };
  };
  for (const colours of [2, 3, 9, 256]) {
    const path = join(folder, `${colours}.gif`);
    const raster = noise(colours);
    writeFileSync(path, gifOf(raster));
    expect(describeImages(path)[0]).toMatchObject({ width: 150, height: 150, channels: 3, distinct: new Set(raster.samples).size });
  }
});

/** The codes of a GIF's image, read strictly: widths grow as the format says, and only padding follows the end code. */
function codesOf(gif: Buffer): { codes: number[]; end: number } {
  let position = 13 + 3 * 2 ** ((gif[10]! & 7) + 1) + 10;
  const minimumBits = gif[position++]!;
  const [clear, end] = [1 << minimumBits, (1 << minimumBits) + 1];
  const bits: number[] = [];
  for (; gif[position]! > 0; position += gif[position]! + 1) {
    for (const byte of gif.subarray(position + 1, position + 1 + gif[position]!))
      for (let bit = 0; bit < 8; bit++) bits.push((byte >> bit) & 1);
  }
  const codes: number[] = [];
  let [at, width, next] = [0, minimumBits + 1, end + 1];
  while (codes.at(-1) !== end && at + width <= bits.length) {
    const code = bits.slice(at, at + width).reduce((sum, bit, index) => sum + (bit << index), 0);
    at += width;
    const isFirst = codes.length === 0 || codes.at(-1) === clear;
    codes.push(code);
    if (code === clear) [width, next] = [minimumBits + 1, end + 1];
    else if (!isFirst && next < 4096 && ++next === 1 << width && width < 12) width++;
  }
  expect(bits.length - at).toBeLessThan(8);
  return { codes, end };
}

test('the codes end with the end code, at whatever width they then have', () => {
  for (let pixels = 1; pixels < 700; pixels++) {
    const samples = Uint8Array.from({ length: pixels * 3 }, (_, i) => (Math.floor(i / 3) ** 2 % 7) & 1);
    const { codes, end } = codesOf(gifOf({ width: pixels, height: 1, channels: 3, maxSample: 255, samples }));
    expect(codes.at(-1), `${pixels} pixels`).toBe(end);
  }
});

test('an image of more colours is not written without reducing them', () => {
  const samples = Uint8Array.from({ length: 257 * 3 }, (_, i) => (i % 3 === 0 ? (i / 3) & 255 : i === 770 ? 1 : 0));
  expect(indexColours({ width: 257, height: 1, channels: 3, maxSample: 255, samples })).toBeUndefined();
});

test('comments, delay, pixel aspect and transparency are kept', () => {
  const comment = Buffer.from('\x21\xfe\x05hello\0', 'latin1');
  const raster: Raster = { width: 2, height: 1, channels: 4, maxSample: 255, samples: Uint8Array.of(9, 9, 9, 0, 1, 2, 3, 255) };
  const gif = gifOf(raster, { ...plain, aspect: 49, frames: [{ control: { flags: 4, delay: 25 } }], extensions: [comment] });
  expect(parseGif(gif)).toMatchObject({
    aspect: 49,
    frames: [{ control: { flags: 4, delay: 25 } }],
    extensions: [comment],
    shape: { width: 2, height: 1, channels: 4 },
  });
});

test('a frame that leaves canvas bare, and a missing end, are refused', () => {
  const gif = gifOf({ width: 2, height: 2, channels: 3, maxSample: 255, samples: new Uint8Array(12) });
  const refusal = (bytes: Buffer) => {
    try {
      parseGif(bytes);
    } catch (error) {
      return failureOf(error);
    }
    return undefined;
  };
  expect(refusal(gif)).toBeUndefined();
  expect(refusal(gif.subarray(0, -1))).toMatchObject({ code: 'corrupt', message: expect.stringContaining('cut off') });
  const wider = Buffer.from(gif);
  wider.writeUInt16LE(3, 6);
  expect(refusal(wider)).toMatchObject({ code: 'unsupported-format', message: expect.stringContaining('canvas') });
});

test('a frame with holes does not show an earlier frame without holes', () => {
  const opaque = indexColours({ width: 2, height: 1, channels: 3, maxSample: 255, samples: Uint8Array.of(9, 9, 9, 1, 2, 3) })!;
  const holed = indexColours({ width: 2, height: 1, channels: 4, maxSample: 255, samples: Uint8Array.of(0, 0, 0, 0, 5, 6, 7, 255) })!;
  const frames = [{ control: undefined }, { control: undefined }];
  const shown = (name: string, ...pictures: Parameters<typeof encodeGif>[0]) => {
    const path = join(throwAwayFolder(), name);
    writeFileSync(path, encodeGif(pictures, { ...plain, frames }));
    return describeAnimations(path)[0]!.frames.map(({ sha256 }) => sha256);
  };
  const [first, second] = shown('opaque-first.gif', opaque, holed);
  expect(shown('holed-first.gif', holed, opaque)).toEqual([second, first]);
});
