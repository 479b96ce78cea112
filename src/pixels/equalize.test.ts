import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { goldenJson, goldenPairs, goldenRaster } from '../../test/golden/golden.js';
import { apply, complete, equalize, equalizeTogether, measure, tablesOf } from '../../test/operations.js';
import { anyRaster, copyOf, expectSame, plane, randomNumbers, row, samplesOf } from '../../test/pictures.js';
import { addHistograms } from './equalize.js';
import { he } from './methods/he.js';
import type { PlaneMethod } from './methods/method.js';
import { methods } from './methods/methods.js';
import { type Operation, resolveOperation, treatmentOf } from './operation.js';
import { type ColourMode, colourModes } from './pictures/picture.js';
import { rasterPicture } from './pictures/raster-picture.js';
import type { Raster, Samples } from './raster.js';

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

test('he spreads four grey levels over the full range', () => {
  const picture = plane`
    100 101
    102 103`;
  expect([...equalized(picture)]).toEqual([0, 85, 170, 255]);
});

test('he leaves a plane of a single level unchanged', () => {
  const picture = plane`
    128 128 128
    128 128 128`;
  expect(equalized(picture)).toEqual(picture.samples);
});

test('he does not count fully transparent pixels', () => {
  const opaque = row(2, 255, 100, 255, 101, 255, 102, 255, 103, 255);
  const withHidden = row(2, 255, 100, 255, 101, 255, 102, 255, 103, 255, 9, 0, 200, 0);
  expect(equalized(withHidden).subarray(0, 8)).toEqual(equalized(opaque));
});

test('equalize refuses an unknown method', () => {
  expect(() => equalize(rasterPicture(plane`1`), { method: 'hee', on: 'luma' })).toThrow("unknown method 'hee'");
});

describe('the parameters of an operation', () => {
  const levels = [100, 101, 102, 103];
  const changed = (operation: Partial<Operation>, raster = row(1, 255, ...levels)) => {
    equalize(rasterPicture(raster), { method: 'he', on: 'luma', ...operation });
    return [...raster.samples];
  };

  test('reach the method', () => {
    expect(changed({ params: { dialect: 'notebook' } })).toEqual([63, 127, 191, 255]);
  });

  test('are checked', () => {
    expect(() => changed({ params: { dialect: 'gimp' } })).toThrow('dialect of method \'he\' is "gimp"');
  });

  test('reach the method together with the number of the plane', () => {
    const reference = [5, 6, 7].map((level) => new Uint32Array(256).fill(1, level, level + 1));
    expect(changed({ method: 'match', on: 'rgb', params: { reference } }, row(3, 255, 100, 100, 100))).toEqual([5, 6, 7]);
  });

  test('blend half-way at half the strength', () => {
    expect(changed({ strength: 0.5 })).toEqual([50, 93, 136, 179]);
  });

  test('leave the picture unchanged at strength 0', () => {
    expect(changed({ strength: 0 })).toEqual(levels);
  });
});

describe('imgpar equals OpenCV', () => {
  const greyPairs = goldenPairs('cv2.equalizeHist');
  const channelPairs = goldenPairs('cv2.equalizeHist-perchannel');
  const lumaPairs = goldenPairs('cv2.equalizeHist-YCrCb');
  // The script next to it writes this shape.
  const tables = goldenJson('tables.json') as {
    lumaTables: Record<string, number[]>;
    lumaSamples8: number[][];
    lumaSamples16: number[][];
    he16: Record<string, { sha256: string; levels: [number, number][] }>;
  };

  test('on all golden files', () => {
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

  // OpenCV rounds Cr and Cb to integers on the way, which costs it up to one level of R, G and B; imgpar does not.
  test.each(lumaPairs)('within one level on the luma of a colour picture: %s', async (_, input, output) => {
    expect(largestDifference(equalized(await goldenRaster(input)), (await goldenRaster(output)).samples)).toBeLessThanOrEqual(1);
  });

  test.each(lumaPairs)('bit for bit with the opencv dialect, which treats colour as YCrCb: %s', async (_, input, output) => {
    const raster = await goldenRaster(input);
    equalize(rasterPicture(raster), { method: 'he', dialect: 'opencv' });
    expectSame(raster.samples, (await goldenRaster(output)).samples);
  });

  test.each(goldenPairs('cv2.CLAHE-YCrCb'))('bit for bit for CLAHE on YCrCb: %s', async (_, input, output, { tiles, clip }) => {
    const raster = await goldenRaster(input);
    const params = { tiles: String(tiles), clipLimit: clip };
    equalize(rasterPicture(raster), { method: 'clahe', dialect: 'opencv', params });
    expectSame(raster.samples, (await goldenRaster(output)).samples);
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

describe('imgpar equals scikit-image on V of HSV', () => {
  const pairs = goldenPairs('skimage.equalize_adapthist-uint8').filter(
    ([picture, , , { kernel }]) => picture.startsWith('rgb-') && !kernel,
  );

  test('on 15 pictures', () => expect(pairs).toHaveLength(15));

  // scikit-image does not round V on the way.
  test.each(pairs)('within one level: %s', async (_, input, output, { clip }) => {
    const raster = await goldenRaster(input);
    equalize(rasterPicture(raster), { method: 'clahe', dialect: 'skimage', params: { clipLimit: clip } });
    expect(largestDifference(raster.samples, (await goldenRaster(output)).samples)).toBeLessThanOrEqual(1);
  });
});

function littleEndian(samples: Samples): Buffer {
  const bytes = Buffer.alloc(samples.length * 2);
  samples.forEach((sample, i) => {
    bytes.writeUInt16LE(sample, i * 2);
  });
  return bytes;
}

describe('on any picture', () => {
  test.each(colourModes)('permuting the pixels permutes the result (%s)', (on) => {
    fc.assert(
      fc.property(anyRaster({ maxSide: 20 }), fc.integer(), (raster, seed) => {
        const order = shuffledPixels(raster, seed);
        expectSame(equalized(permuted(raster, order), on), permuted({ ...raster, samples: equalized(raster, on) }, order).samples);
      }),
    );
  });

  test.each(colourModes)('alpha never changes (%s)', (on) => {
    fc.assert(
      fc.property(anyRaster({ channels: [2, 4] }), (raster) => {
        const alpha = (_: number, i: number) => i % raster.channels === raster.channels - 1;
        expectSame(equalized(raster, on).filter(alpha), raster.samples.filter(alpha));
      }),
    );
  });

  test('every mode treats a grey picture alike', () => {
    fc.assert(
      fc.property(anyRaster({ channels: [1, 2] }), (raster) => {
        for (const on of colourModes) expectSame(equalized(raster, on), equalized(raster, 'luma'));
      }),
    );
  });

  test('grey in three equal channels gives the same as plain grey, in every mode but lab', () => {
    fc.assert(
      fc.property(anyRaster({ channels: [1] }), (grey) => {
        const thrice = (samples: Samples) =>
          samplesOf(
            grey.maxSample,
            Array.from({ length: samples.length * 3 }, (_, i) => samples[Math.floor(i / 3)]!),
          );
        const colour: Raster = { ...grey, channels: 3, samples: thrice(grey.samples) };
        // L* bends the levels, so its ranks differ.
        for (const on of colourModes.filter((mode) => mode !== 'lab')) expectSame(equalized(colour, on), thrice(equalized(grey)));
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

describe('a plane method', () => {
  const inverted: PlaneMethod = {
    kind: 'plane',
    name: 'invert',
    summary: 'light becomes dark',
    defaults: {},
    scratchBytes: () => 0,
    equalize: (before) => ({ ...before, samples: before.samples.map((sample) => before.maxSample - sample) }),
  };

  test('gets each channel, and its result is put back', () => {
    const raster = row(4, 255, 0, 100, 255, 7, 1, 2, 3, 0);
    equalize(rasterPicture(raster), { method: inverted, on: 'rgb' });
    expect([...raster.samples]).toEqual([255, 155, 0, 7, 254, 253, 252, 0]);
  });

  test('gets luma, and red, green and blue change by the same amount', () => {
    const raster = row(3, 255, 100, 110, 90);
    const [before] = rasterPicture(raster).planes('luma');
    equalize(rasterPicture(raster), { method: inverted, on: 'luma' });
    const d = 255 - 2 * before!.samples[0]!;
    expect([...raster.samples]).toEqual([100 + d, 110 + d, 90 + d]);
  });

  test('is blended with the original, channel by channel', () => {
    const raster = row(4, 255, 0, 100, 255, 7);
    equalize(rasterPicture(raster), { method: inverted, on: 'rgb', strength: 0.5 });
    expect([...raster.samples]).toEqual([128, 128, 128, 7]);
  });
});

/** The parameters that a method requires. */
function paramsOf(method: string, { maxSample }: Raster): Record<string, unknown> {
  return method === 'match' ? { reference: [new Uint32Array(maxSample + 1).fill(1)] } : {};
}

describe.each(methods.map(({ name }) => name))('%s in any mode', (method) => {
  const anyCase = fc.tuple(anyRaster({ maxSide: 20 }), fc.constantFrom(...colourModes));
  const changed = (raster: Raster, operation: Partial<Operation>) => {
    const copy = copyOf(raster);
    equalize(rasterPicture(copy), { method, params: paramsOf(method, raster), ...operation });
    return copy.samples;
  };

  test('is the identity at strength 0', () => {
    fc.assert(
      fc.property(anyCase, ([raster, on]) => {
        expectSame(changed(raster, { on, strength: 0 }), raster.samples);
      }),
      { numRuns: 20 },
    );
  });

  test('never changes alpha', () => {
    fc.assert(
      fc.property(anyRaster({ channels: [2, 4], maxSide: 20 }), fc.constantFrom(...colourModes), (raster, on) => {
        const alpha = (_: number, i: number) => i % raster.channels === raster.channels - 1;
        expectSame(changed(raster, { on, strength: 0.7 }).filter(alpha), raster.samples.filter(alpha));
      }),
      { numRuns: 20 },
    );
  });

  test('maps a single level to a single level', () => {
    fc.assert(
      fc.property(anyCase, fc.constantFrom(undefined, ...colourModes), ([{ width, height, ...raster }], on) => {
        const first = raster.samples.slice(0, raster.channels);
        if (raster.channels % 2 === 0) first[raster.channels - 1] = raster.maxSample;
        const flat = { ...raster, width, height, samples: raster.samples.map((_, i) => first[i % raster.channels]!) };
        const after = changed(flat, on ? { on } : {});
        expectSame(
          after,
          after.map((_, i) => after[i % raster.channels]!),
        );
      }),
      { numRuns: 20 },
    );
  });
});

describe('the colour treatment of an operation', () => {
  test.each([
    [{ method: 'he' }, 'luma'],
    [{ method: 'he', dialect: 'opencv' }, 'ycrcb'],
    [{ method: 'he', params: { dialect: 'opencv' } }, 'ycrcb'],
    [{ method: 'he', dialect: 'opencv', on: 'rgb' }, 'rgb'],
    [{ method: 'he', dialect: 'pillow' }, 'rgb'],
    [{ method: 'he', dialect: 'skimage' }, 'pooled'],
    [{ method: 'he', dialect: 'imagemagick' }, 'intensity'],
    [{ method: 'clahe' }, 'luma'],
    [{ method: 'clahe', dialect: 'opencv' }, 'ycrcb'],
    [{ method: 'clahe', dialect: 'skimage' }, 'hsv'],
    [{ method: 'match', dialect: 'skimage' }, 'rgb'],
    [{ method: 'match', dialect: 'textbook' }, 'luma'],
    [{ method: 'bbhe' }, 'luma'],
  ] as const)('by %j is %s', (operation, treatment) => {
    expect(treatmentOf(complete(operation))).toBe(treatment);
  });

  test('is refused for the dialect of a method without dialects', () => {
    expect(() => resolveOperation(complete({ method: 'bbhe', dialect: 'opencv' }))).toThrow("method 'bbhe' has no parameter 'dialect'");
  });
});

describe('tables shared by many pictures', () => {
  test.each(colourModes)('are drawn from all their pixels (%s)', (on) => {
    fc.assert(
      fc.property(fc.tuple(anyRaster({ channels: [3], maxSide: 20 }), fc.integer({ min: 0, max: 20 })), ([raster, cut]) => {
        const at = Math.min(cut, raster.height);
        const parts = [partOf(raster, 0, at), partOf(raster, at, raster.height)];
        equalizeTogether(parts.map(rasterPicture), { method: 'he', on });
        const together = equalized(raster, on);
        expectSame(parts[0]!.samples, together.subarray(0, parts[0]!.samples.length));
        expectSame(parts[1]!.samples, together.subarray(parts[0]!.samples.length));
      }),
      { numRuns: 40 },
    );
  });

  test('serve grey and colour alike if both have one plane', () => {
    const [grey, colour] = [row(1, 255, 10, 20), row(3, 255, 30, 30, 30, 40, 40, 40)];
    equalizeTogether([grey, colour].map(rasterPicture), { method: 'he' });
    expect([...grey.samples, ...colour.samples]).toEqual([0, 85, 170, 170, 170, 255, 255, 255]);
  });

  test('may be drawn from other pictures than they are applied to', () => {
    const operation = { method: 'he', strength: 0.5 };
    const sums: Float64Array[] = [];
    for (const levels of [
      [100, 101],
      [102, 103],
    ])
      addHistograms(sums, measure(rasterPicture(row(1, 255, ...levels)), operation));
    const raster = row(1, 255, 99, 101, 103);
    apply(rasterPicture(raster), operation, tablesOf(operation, sums));
    expect([...raster.samples]).toEqual([50, 93, 179]);
  });

  test('cannot be drawn from pictures that differ in depth or number of planes', () => {
    const together = (...rasters: Raster[]) => equalizeTogether(rasters.map(rasterPicture), { method: 'he', on: 'rgb' });
    expect(() => together(row(1, 255, 1), row(1, 65535, 1))).toThrow('received 1 × 65536 levels, expected 1 × 256 levels');
    expect(() => together(row(3, 255, 1, 2, 3), row(1, 255, 1))).toThrow(expect.objectContaining({ code: 'unsupported-format' }));
  });

  test('cannot be applied to a picture that differs in depth or number of planes', () => {
    const tables = tablesOf({ method: 'he' }, measure(rasterPicture(row(1, 255, 1, 2)), { method: 'he' }));
    expect(() => apply(rasterPicture(row(1, 65535, 1)), { method: 'he' }, tables)).toThrow('received 1 of 256 levels, expected 1 of 65536');
    expect(() => apply(rasterPicture(row(3, 255, 1, 2, 3)), { method: 'he', on: 'rgb' }, tables)).toThrow('expected 3 of 256');
  });

  test('are refused for a method that depends on where a pixel stands', () => {
    const together = () => equalizeTogether([rasterPicture(plane`1 2`)], { method: 'clahe' });
    expect(together).toThrow(expect.objectContaining({ code: 'usage' }));
    expect(together).toThrow("method 'clahe' depends on where a pixel lies");
  });
});

function partOf(raster: Raster, from: number, to: number): Raster {
  const rowLength = raster.width * raster.channels;
  return { ...raster, height: to - from, samples: raster.samples.slice(from * rowLength, to * rowLength) };
}
