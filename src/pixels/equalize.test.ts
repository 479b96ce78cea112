import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { goldenJson, goldenPairs, goldenRaster } from '../../test/golden/golden.js';
import { anyRaster, copyOf, expectSame, plane, randomNumbers, row, samplesOf } from '../../test/pictures.js';
import { applyMethod, equalize, type Operation } from './equalize.js';
import { he } from './he.js';
import type { PlaneMethod } from './methods.js';
import type { ColourMode } from './picture.js';
import type { Raster, Samples } from './raster.js';
import { rasterPicture } from './raster-picture.js';

const modes: ColourMode[] = ['luma', 'rgb'];

function equalized(raster: Raster, on: ColourMode = 'luma'): Samples {
  const copy = copyOf(raster);
  equalize(rasterPicture(copy), { method: 'he', on });
  return copy.samples;
}

function largestDifference(a: Samples, b: Samples): number {
  expect(a.length).toBe(b.length);
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]! - b[i]!));
  return largest;
}

test('spreads four grey levels over the full range', () => {
  const picture = plane`
    100 101
    102 103`;
  expect([...equalized(picture)]).toEqual([0, 85, 170, 255]);
});

test('leaves a plane of a single level as it is', () => {
  const picture = plane`
    128 128 128
    128 128 128`;
  expect(equalized(picture)).toEqual(picture.samples);
});

test('does not count fully transparent pixels', () => {
  const opaque = row(2, 255, 100, 255, 101, 255, 102, 255, 103, 255);
  const withHidden = row(2, 255, 100, 255, 101, 255, 102, 255, 103, 255, 9, 0, 200, 0);
  expect(equalized(withHidden).subarray(0, 8)).toEqual(equalized(opaque));
});

test('refuses a method that it does not know', () => {
  expect(() => equalize(rasterPicture(plane`1`), { method: 'hee', on: 'luma' })).toThrow("unknown method 'hee'");
});

describe('parameters', () => {
  const levels = [100, 101, 102, 103];
  const changed = (operation: Partial<Operation>, raster = row(1, 255, ...levels)) => {
    equalize(rasterPicture(raster), { method: 'he', on: 'luma', ...operation });
    return [...raster.samples];
  };

  test('reach the method', () => {
    expect(changed({ params: { dialect: 'notebook' } })).toEqual([63, 127, 191, 255]);
  });

  test('are checked', () => {
    expect(() => changed({ params: { dialect: 'gimp' } })).toThrow("unknown dialect 'gimp'");
    expect(() => changed({ strength: 2 })).toThrow('strength is 2');
  });

  test('reach the method with the number of the plane', () => {
    const reference = [5, 6, 7].map((level) => new Uint32Array(256).fill(1, level, level + 1));
    expect(changed({ method: 'match', on: 'rgb', params: { reference } }, row(3, 255, 100, 100, 100))).toEqual([5, 6, 7]);
  });

  test('half the strength goes half the way', () => {
    expect(changed({ strength: 0.5 })).toEqual([50, 93, 136, 179]);
  });

  test('strength 0 leaves the picture as it is', () => {
    expect(changed({ strength: 0 })).toEqual(levels);
  });
});

describe('equals OpenCV', () => {
  const greyPairs = goldenPairs('cv2.equalizeHist');
  const channelPairs = goldenPairs('cv2.equalizeHist-perchannel');
  const lumaPairs = goldenPairs('cv2.equalizeHist-YCrCb');
  // The script beside it writes this shape.
  const tables = goldenJson('tables.json') as {
    lumaTables: Record<string, number[]>;
    lumaSamples8: number[][];
    lumaSamples16: number[][];
    he16: Record<string, { sha256: string; levels: [number, number][] }>;
  };

  test('the golden files are there', () => {
    expect([greyPairs.length, channelPairs.length, lumaPairs.length, Object.keys(tables.he16).length]).toEqual([23, 15, 15, 6]);
  });

  test.each(greyPairs)('bit for bit on grey: %s', async (_, input, output) => {
    expectSame(equalized(await goldenRaster(input)), (await goldenRaster(output)).samples);
  });

  test.each(channelPairs)('bit for bit on each channel of a colour picture: %s', async (_, input, output) => {
    expectSame(equalized(await goldenRaster(input), 'rgb'), (await goldenRaster(output)).samples);
  });

  test.each(lumaPairs)('in the table for luma: %s', async (name, input) => {
    const [histogram] = rasterPicture(await goldenRaster(input)).histograms('luma');
    const table = he.table(histogram!, he.defaults);
    const used = [...table].map((level, i) => (histogram![i]! > 0 ? level : -1));
    expect(used).toEqual(tables.lumaTables[`${name}.png`]);
  });

  // OpenCV rounds Cr and Cb to whole levels on the way, which costs it up to one level of R, G and B; imgpar does not.
  test.each(lumaPairs)('up to one level on the luma of a colour picture: %s', async (_, input, output) => {
    expect(largestDifference(equalized(await goldenRaster(input)), (await goldenRaster(output)).samples)).toBeLessThanOrEqual(1);
  });

  test.each([
    ['8', tables.lumaSamples8, 255],
    ['16', tables.lumaSamples16, 65535],
  ] as const)('in the luma of %s-bit pixels', (_, pixels, maxSample) => {
    const rgb = pixels.flatMap((pixel) => pixel.slice(0, 3));
    const [luma] = rasterPicture(row(3, maxSample, ...rgb)).planes('luma');
    expect([...luma!.samples]).toEqual(pixels.map((pixel) => pixel[3]));
  });

  test.each(Object.entries(tables.he16))('in its formula with 65,536 levels: %s', async (name, { sha256, levels }) => {
    const raster = await goldenRaster(`in/${name}`);
    expect(raster.maxSample).toBe(65535);
    const after = equalized(raster);
    const found = levels.map(([level]) => [level, after[raster.samples.indexOf(level)]]);
    expect(found).toEqual(levels);
    expect(createHash('sha256').update(littleEndian(after)).digest('hex')).toBe(sha256);
  });
});

function littleEndian(samples: Samples): Buffer {
  const bytes = Buffer.alloc(samples.length * 2);
  samples.forEach((sample, i) => {
    bytes.writeUInt16LE(sample, i * 2);
  });
  return bytes;
}

describe('for any picture', () => {
  test.each(modes)('permuting the pixels permutes the result (%s)', (on) => {
    fc.assert(
      fc.property(anyRaster({ maxSide: 20 }), fc.integer(), (raster, seed) => {
        const order = shuffledPixels(raster, seed);
        expectSame(equalized(permuted(raster, order), on), permuted({ ...raster, samples: equalized(raster, on) }, order).samples);
      }),
    );
  });

  test.each(modes)('alpha stays (%s)', (on) => {
    fc.assert(
      fc.property(anyRaster({ channels: [2, 4] }), (raster) => {
        const alpha = (_: number, i: number) => i % raster.channels === raster.channels - 1;
        expectSame(equalized(raster, on).filter(alpha), raster.samples.filter(alpha));
      }),
    );
  });

  test('every mode does the same to a grey picture', () => {
    fc.assert(
      fc.property(anyRaster({ channels: [1, 2] }), (raster) => {
        expectSame(equalized(raster, 'rgb'), equalized(raster, 'luma'));
      }),
    );
  });

  test('grey in three equal channels comes out as grey does, in every mode', () => {
    fc.assert(
      fc.property(anyRaster({ channels: [1] }), (grey) => {
        const thrice = (samples: Samples) =>
          samplesOf(
            grey.maxSample,
            Array.from({ length: samples.length * 3 }, (_, i) => samples[Math.floor(i / 3)]!),
          );
        const colour: Raster = { ...grey, channels: 3, samples: thrice(grey.samples) };
        for (const on of modes) expectSame(equalized(colour, on), thrice(equalized(grey)));
      }),
    );
  });
});

function shuffledPixels({ width, height }: Raster, seed: number): number[] {
  const random = randomNumbers(seed);
  const keys = Array.from({ length: width * height }, random);
  return [...keys.keys()].sort((a, b) => keys[a]! - keys[b]!);
}

function permuted(raster: Raster, order: readonly number[]): Raster {
  const { channels, maxSample, samples } = raster;
  return {
    ...raster,
    samples: samplesOf(
      maxSample,
      order.flatMap((pixel) => [...samples.subarray(pixel * channels, (pixel + 1) * channels)]),
    ),
  };
}

describe('a method of planes', () => {
  const inverted: PlaneMethod = {
    kind: 'plane',
    name: 'invert',
    summary: 'light becomes dark',
    defaults: {},
    scratchBytes: () => 0,
    equalize: (before) => ({ ...before, samples: before.samples.map((sample) => before.maxSample - sample) }),
  };

  test('gets each channel and its result is put back', () => {
    const raster = row(4, 255, 0, 100, 255, 7, 1, 2, 3, 0);
    applyMethod(rasterPicture(raster), inverted, 'rgb');
    expect([...raster.samples]).toEqual([255, 155, 0, 7, 254, 253, 252, 0]);
  });

  test('gets luma, and red, green and blue move by as much as luma', () => {
    const raster = row(3, 255, 100, 110, 90);
    const [before] = rasterPicture(raster).planes('luma');
    applyMethod(rasterPicture(raster), inverted, 'luma');
    const d = 255 - 2 * before!.samples[0]!;
    expect([...raster.samples]).toEqual([100 + d, 110 + d, 90 + d]);
  });

  test('is blended with the original, channel by channel', () => {
    const raster = row(4, 255, 0, 100, 255, 7);
    applyMethod(rasterPicture(raster), inverted, 'rgb', {}, 0.5);
    expect([...raster.samples]).toEqual([128, 128, 128, 7]);
  });
});
