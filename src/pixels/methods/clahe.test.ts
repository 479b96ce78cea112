import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { goldenPairs, goldenRaster } from '../../../test/golden/golden.js';
import { equalize } from '../../../test/operations.js';
import { anyRaster, copyOf, expectSame, plane, randomNumbers, row, samplesOf } from '../../../test/pictures.js';
import { parameterValue } from '../../values/parameters.js';
import { wasmKernels } from '../kernels/kernels-wasm.js';
import { rasterPicture } from '../pictures/raster-picture.js';
import type { MaxSample, Plane, Raster, Samples } from '../raster.js';
import { ahe, clahe } from './clahe.js';
import type { Tiles } from './clahe-grid.js';
import { claheReference } from './clahe-reference.js';

const tilesFrom = (text: string) => parameterValue(clahe, 'tiles', text) as Tiles;

const wasm = wasmKernels().clahe;
const both = { reference: claheReference, wasm };

interface Job {
  readonly picture: Raster;
  readonly tiles: Tiles;
  readonly clipLimit: number;
}

/** Any picture, with tiles that do not fit it. The plain version takes a second for a hundred tiles of 16 bits, so those jobs get few. */
const anyJob: fc.Arbitrary<Job> = fc.oneof({ weight: 3, arbitrary: jobs(255, 12) }, { weight: 1, arbitrary: jobs(65535, 3) });

function jobs(maxSample: MaxSample, mostTiles: number): fc.Arbitrary<Job> {
  const count = fc.integer({ min: 1, max: mostTiles });
  return fc.record({
    picture: anyRaster({ channels: [1], maxSample: [maxSample] }),
    tiles: fc.record({ columns: count, rows: count }),
    clipLimit: fc.oneof(fc.constantFrom(0, 1, 2, 3, 40), fc.double({ min: 0, max: 300, noNaN: true })),
  });
}

function optionsOf(params: Readonly<Record<string, unknown>>): { tiles: Tiles; clipLimit: number } {
  return { tiles: tilesFrom(String(params.tiles)), clipLimit: Number(params.clip) };
}

function maskOf({ width, height }: Plane, isValid: (at: number) => boolean): Plane {
  return { width, height, maxSample: 255, samples: Uint8Array.from({ length: width * height }, (_, at) => (isValid(at) ? 255 : 0)) };
}

describe('CLAHE equals OpenCV', () => {
  const pairs = goldenPairs('cv2.CLAHE').map(([picture, input, output, params]) => ({ ...params, picture, input, output, params }));
  const lumaPairs = goldenPairs('cv2.CLAHE-YCrCb').map(([picture, input, output, params]) => ({
    ...params,
    picture,
    input,
    output,
    params,
  }));

  test('on all golden files', () => {
    expect([pairs.length, pairs.filter(({ input }) => input.includes('gray16')).length, lumaPairs.length]).toEqual([232, 48, 30]);
  });

  test.each(pairs)('bit for bit: $picture, tiles $tiles, clip limit $clip', async ({ input, output, params }) => {
    const [before, after] = [await goldenRaster(input), await goldenRaster(output)];
    expectSame(claheReference(before, optionsOf(params)).samples, after.samples);
    expectSame(wasm(before, optionsOf(params)).samples, after.samples);
  });

  // OpenCV rounds Cr and Cb to integers on the way, which costs it up to one level of R, G and B; imgpar does not.
  test.each(lumaPairs)(
    'within one level on the luma of colour: $picture, tiles $tiles, clip limit $clip',
    async ({ input, output, params }) => {
      const { tiles, clipLimit } = optionsOf(params);
      const raster = await goldenRaster(input);
      equalize(rasterPicture(raster), { method: 'clahe', on: 'luma', params: { tiles, clipLimit } });
      const after = (await goldenRaster(output)).samples;
      expect(Math.max(...raster.samples.map((sample, i) => Math.abs(sample - after[i]!)))).toBeLessThanOrEqual(1);
    },
  );
});

describe('the SIMD CLAHE agrees with the plain version', () => {
  test('on any picture, with any tiles and limit', () => {
    fc.assert(
      fc.property(anyJob, ({ picture, ...options }) => {
        expectSame(wasm(picture, options).samples, claheReference(picture, options).samples);
      }),
      { numRuns: 150 },
    );
  });

  test('with any mask of 8 or 16 bits', () => {
    fc.assert(
      fc.property(anyJob, fc.integer(), fc.constantFrom(0, 0.1, 0.9), ({ picture, ...options }, seed, part) => {
        const random = randomNumbers(seed);
        const bytes = maskOf(picture, () => random() < part);
        const words: Plane = { ...bytes, maxSample: 65535, samples: Uint16Array.from(bytes.samples, (sample) => sample && 256) };
        const expected = claheReference(picture, options, bytes).samples;
        expectSame(wasm(picture, options, bytes).samples, expected);
        expectSame(wasm(picture, options, words).samples, expected);
      }),
      { numRuns: 150 },
    );
  });

  test('when the result overwrites the plane, or another one', () => {
    fc.assert(
      fc.property(anyJob, fc.boolean(), ({ picture, ...options }, isSame) => {
        const expected = claheReference(picture, options).samples;
        const before = copyOf(picture);
        const to = isSame ? before.samples : picture.samples.map(() => 7);
        expectSame(wasm(before, options, undefined, to).samples, expected);
        if (!isSame) expectSame(before.samples, picture.samples);
      }),
      { numRuns: 300 },
    );
  });

  test('without another plane, unless the padding shows rows that are already blended', () => {
    const tiles = { columns: 8, rows: 8 };
    for (const [height, takesPlace] of [
      [640, true],
      [641, true],
      [70, true],
      [24, false],
    ] as const) {
      const picture: Plane = {
        width: 50,
        height,
        maxSample: 255,
        samples: Uint8Array.from({ length: 50 * height }, (_, at) => (at * at) % 251),
      };
      const expected = claheReference(picture, { tiles, clipLimit: 3 }).samples;
      const { samples } = wasm(picture, { tiles, clipLimit: 3 }, undefined, picture.samples);
      expect([height, samples === picture.samples]).toEqual([height, takesPlace]);
      expectSame(samples, expected);
    }
  });

  test.each([255, 65535] as const)('on many chunks, with wide and narrow cells, up to level %i', (maxSample) => {
    const random = randomNumbers(maxSample);
    const [width, height] = [1201, 207];
    const samples = samplesOf(
      maxSample,
      Array.from({ length: width * height }, (_, at) => ((at % width) / width / 2 + random() / 2) * maxSample),
    );
    for (const tiles of [
      { columns: 3, rows: 1 },
      { columns: 2, rows: 2 },
      { columns: 67, rows: 41 },
    ]) {
      const picture = { width, height, maxSample, samples };
      expectSame(wasm(picture, { tiles, clipLimit: 3 }).samples, claheReference(picture, { tiles, clipLimit: 3 }).samples);
    }
  });

  test('repeatedly, whatever came before', () => {
    fc.assert(
      fc.property(fc.array(anyJob, { minLength: 2, maxLength: 5 }), (jobs) => {
        const fresh = wasmKernels().clahe;
        for (const { picture, ...options } of jobs) {
          expectSame(fresh(picture, options).samples, claheReference(picture, options).samples);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe.each(Object.entries(both))('%s', (_, equalized) => {
  test('treats a mask of ones like no mask', () => {
    fc.assert(
      fc.property(anyJob, ({ picture, ...options }) => {
        const ones = maskOf(picture, () => true);
        expectSame(equalized(picture, options, ones).samples, equalized(picture, options).samples);
      }),
    );
  });

  test('changes nothing when nothing is counted', () => {
    fc.assert(
      fc.property(anyJob, ({ picture, ...options }) => {
        const none = maskOf(picture, () => false);
        expectSame(equalized(picture, options, none).samples, picture.samples);
      }),
    );
  });

  test('does not let masked samples affect the others', () => {
    fc.assert(
      fc.property(anyJob, fc.integer(), ({ picture, ...options }, seed) => {
        const random = randomNumbers(seed);
        const mask = maskOf(picture, () => random() < 0.5);
        const other = copyOf(picture);
        mask.samples.forEach((valid, at) => {
          if (valid === 0) other.samples[at] = random() * (picture.maxSample + 1);
        });
        const valid = (samples: Samples) => samples.filter((_, at) => mask.samples[at] !== 0);
        const after = (before: Plane) => valid(equalized(before, options, mask).samples);
        expectSame(after(other), after(picture));
      }),
    );
  });

  test('keeps the order of levels at one position', () => {
    fc.assert(
      fc.property(anyJob, fc.nat(), ({ picture, ...options }, place) => {
        // A masked sample is not counted, so it can have any level.
        const at = place % picture.samples.length;
        const mask = maskOf(picture, (other) => other !== at);
        const levels = [0, 0.2, 0.5, 0.7, 1].map((part) => Math.round(part * picture.maxSample));
        const after = levels.map((level) => {
          const changed = copyOf(picture);
          changed.samples[at] = level;
          return equalized(changed, options, mask).samples[at]!;
        });
        expect(after).toEqual(after.toSorted((a, b) => a - b));
      }),
      { numRuns: 40 },
    );
  });

  test('maps a single level to a single level', () => {
    fc.assert(
      fc.property(anyJob, fc.nat(), ({ picture, ...options }, level) => {
        const flat = { ...picture, samples: picture.samples.map(() => level % (picture.maxSample + 1)) };
        expect(new Set(equalized(flat, options).samples).size).toBe(1);
      }),
    );
  });

  test('accepts more tiles than samples', () => {
    fc.assert(
      fc.property(anyRaster({ channels: [1], maxSample: [255], maxSide: 9 }), fc.integer({ min: 10, max: 2000 }), (picture, count) => {
        const tiles = { columns: count, rows: 10 };
        const after = equalized(picture, { tiles, clipLimit: 3 }).samples;
        expect(after.length).toBe(picture.samples.length);
        // Far more tiles act like one per sample.
        expectSame(after, equalized(picture, { tiles: { columns: count * 1000, rows: 10 }, clipLimit: 3 }).samples);
      }),
    );
  });
});

test('clahe needs the same memory for any height of the same tiles, and keeps to bands of wide images', () => {
  const bytes = (width: number, height: number, maxSample: 255 | 65535) =>
    clahe.scratchBytes({ width, height, channels: 1, maxSample }, clahe.defaults);
  expect(bytes(4000, 40_000, 255) - bytes(4000, 4000, 255)).toBeLessThanOrEqual(40_000 * 4);
  expect(bytes(20_000, 20_000, 255)).toBeLessThan(600_000);
  expect(bytes(20_000, 20_000, 65535)).toBeLessThan(12_000_000);
});

describe('ahe', () => {
  test('is clahe without a limit', () => {
    const picture = row(1, 255, ...Array.from({ length: 2000 }, (_, at) => (at % 10 === 0 ? at % 256 : 100)));
    const tiles = { columns: 2, rows: 1 };
    expectSame(ahe.equalize(picture, { tiles }).samples, clahe.equalize(picture, { ...clahe.defaults, tiles, clipLimit: 0 }).samples);
    expect(ahe.equalize(picture, { tiles }).samples).not.toEqual(clahe.equalize(picture, { ...clahe.defaults, tiles }).samples);
  });

  test('spreads the four levels of one tile by rank', () => {
    const picture = plane`
      100 101
      102 103`;
    expect([...ahe.equalize(picture, { tiles: { columns: 1, rows: 1 } }).samples]).toEqual([64, 128, 191, 255]);
  });
});

describe('the parameters of clahe', () => {
  test.each([
    [{ tiles: { columns: 0, rows: 8 } }, 'expected columns and rows'],
    [{ tiles: { columns: 8, rows: 2.5 } }, 'expected columns and rows'],
    [{ tiles: null }, 'expected columns and rows'],
    [{ clipLimit: -1 }, "clipLimit of method 'clahe' is -1"],
    [{ clipLimit: 'three' }, 'clipLimit of method \'clahe\' is "three"'],
    [{ clipLimit: Number.NaN }, "clipLimit of method 'clahe' is NaN"],
    [{ dialect: 'pillow' }, 'dialect of method \'clahe\' is "pillow"'],
  ])('%j is wrong use', (params, message) => {
    const picture = rasterPicture(plane`1 2`);
    expect(() => equalize(picture, { method: 'clahe', on: 'luma', params })).toThrow(expect.objectContaining({ code: 'usage' }));
    expect(() => equalize(picture, { method: 'clahe', on: 'luma', params })).toThrow(message);
  });

  test('have a clip limit of 3 by default', async () => {
    const picture = await goldenRaster('in/gray-camera.png');
    const after = clahe.equalize(picture, clahe.defaults).samples;
    expectSame(after, claheReference(picture, { tiles: { columns: 8, rows: 8 }, clipLimit: 3 }).samples);
  });

  test('give tiles as columns before rows', () => {
    expect(tilesFrom('5x3')).toEqual({ columns: 5, rows: 3 });
  });

  test.each(['', '8', '0x8', '8x', '8X8', '8x8x8', '-8x8', '1.5x2'])("refuse '%s' as tiles", (text) => {
    expect(() => tilesFrom(text)).toThrow(expect.objectContaining({ code: 'usage' }));
  });
});
