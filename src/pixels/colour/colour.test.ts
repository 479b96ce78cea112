import { describe, expect, test } from 'vitest';
import { goldenJson } from '../../../test/golden/golden.js';
import { row, samplesOf } from '../../../test/pictures.js';
import type { ColourTreatment } from '../pictures/picture.js';
import { rasterPicture } from '../pictures/raster-picture.js';
import type { MaxSample, Raster, Samples } from '../raster.js';

// The script next to it writes lists of numbers, one list per pixel.
const golden = goldenJson('colour.json') as Record<`${'ycrcb' | 'lab' | 'hsv'}${8 | 16}`, number[][]>;

/** The picture whose pixels are the first three numbers of each list. */
function pictureOf(maxSample: MaxSample, lists: number[][]): Raster {
  return row(3, maxSample, ...lists.flatMap((list) => list.slice(0, 3)));
}

function replaced(raster: Raster, treatment: ColourTreatment, plane: ArrayLike<number>): Samples {
  const { width, height, maxSample } = raster;
  rasterPicture(raster).replacePlanes(treatment, [{ width, height, maxSample, samples: samplesOf(maxSample, plane) }]);
  return raster.samples;
}

function mapped(raster: Raster, treatment: ColourTreatment, changes: Record<number, number>): number[] {
  const picture = rasterPicture(raster);
  const table = samplesOf(raster.maxSample, [...Array(raster.maxSample + 1).keys()]);
  for (const [from, to] of Object.entries(changes)) table[Number(from)] = to;
  picture.applyTables(treatment, [table]);
  return [...raster.samples];
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Math.max(...Array.from(a, (number, i) => Math.abs(number - b[i]!)));
}

describe('ycrcb', () => {
  test.each([
    ['8', 255, golden.ycrcb8],
    ['16', 65535, golden.ycrcb16],
  ] as const)('is the way to YCrCb and back of OpenCV, bit for bit, with %s bits', (_, maxSample, lists) => {
    const after = replaced(
      pictureOf(maxSample, lists),
      'ycrcb',
      lists.map((list) => list[3]!),
    );
    expect([...after]).toEqual(lists.flatMap((list) => list.slice(4)));
  });

  test('ycrcb rounds colour even if Y stays, as OpenCV does', () => {
    expect(mapped(row(3, 255, 0, 0, 255), 'ycrcb', {})).toEqual([0, 0, 254]);
  });
});

// scikit-image rounds the matrix of sRGB and the white point of D65 elsewhere, which shifts 16-bit samples by a few levels.
describe.each([
  ['8', 255, golden.lab8, 0.51, 0.51],
  ['16', 65535, golden.lab16, 6, 8],
] as const)('lab with %s bits', (_, maxSample, lists, levelTolerance, sampleTolerance) => {
  const levels = lists.map((list) => list[3]!);

  test('counts L* of CIELAB', () => {
    const [plane] = rasterPicture(pictureOf(maxSample, lists)).planes('lab');
    expect(largestDifference(plane!.samples, levels)).toBeLessThanOrEqual(levelTolerance);
  });

  test('changes L* and keeps a* and b*', () => {
    const raster = pictureOf(maxSample, lists);
    const [plane] = rasterPicture(raster).planes('lab');
    const after = replaced(
      raster,
      'lab',
      lists.map((list, i) => plane!.samples[i]! + list[4]!),
    );
    expect(
      largestDifference(
        after,
        lists.flatMap((list) => list.slice(5)),
      ),
    ).toBeLessThanOrEqual(sampleTolerance);
  });
});

test('lab keeps grey grey, from black to white', () => {
  const greys = [...Array(256).keys()];
  const raster = row(3, 255, ...greys.flatMap((level) => [level, level, level]));
  const [plane] = rasterPicture(raster).planes('lab');
  expect([plane!.samples[0], plane!.samples[119], plane!.samples[255]]).toEqual([0, 128, 255]);
  const after = replaced(raster, 'lab', plane!.samples.toReversed());
  for (let at = 0; at < after.length; at += 3) expect([after[at + 1], after[at + 2]]).toEqual([after[at], after[at]]);
  expect([after[0], after[765]]).toEqual([255, 0]);
});

describe('hsv', () => {
  test.each([
    ['8', 255, golden.hsv8],
    ['16', 65535, golden.hsv16],
  ] as const)('gives V another level, as scikit-image does in floats, with %s bits', (_, maxSample, lists) => {
    const after = replaced(
      pictureOf(maxSample, lists),
      'hsv',
      lists.map((list) => list[3]!),
    );
    expect(
      largestDifference(
        after,
        lists.flatMap((list) => list.slice(4)),
      ),
    ).toBeLessThanOrEqual(0.501);
  });

  test('scales red, green and blue like the largest of them', () => {
    expect(mapped(row(3, 255, 100, 50, 25), 'hsv', { 100: 200 })).toEqual([200, 100, 50]);
    expect(mapped(row(3, 255, 100, 50, 25), 'hsv', { 100: 50 })).toEqual([50, 25, 13]);
  });

  test('turns black into grey', () => {
    expect(mapped(row(3, 255, 0, 0, 0), 'hsv', { 0: 7 })).toEqual([7, 7, 7]);
  });
});

describe('joint', () => {
  test('counts luma and maps red, green and blue through its table', () => {
    const raster = row(3, 255, 100, 110, 90);
    const picture = rasterPicture(raster);
    expect(picture.histograms('joint')).toEqual(picture.histograms('luma'));
    expect(mapped(raster, 'joint', { 90: 9, 100: 10, 110: 11 })).toEqual([10, 11, 9]);
  });

  test('scales red, green and blue like luma, and clamps, for methods without a table', () => {
    // Luma is 105 and 18.
    expect([...replaced(row(3, 255, 100, 110, 90, 0, 0, 160), 'joint', [210, 36])]).toEqual([200, 220, 180, 0, 0, 255]);
  });

  test('adds luma to colours too dark to scale', () => {
    expect([...replaced(row(3, 255, 0, 0, 4), 'joint', [10])]).toEqual([10, 10, 14]);
  });
});

test('pooled counts the samples of all channels and maps all through one table', () => {
  const raster = row(4, 255, 1, 2, 2, 255, 3, 3, 3, 0);
  const [histogram, ...others] = rasterPicture(raster).histograms('pooled');
  expect([histogram![1], histogram![2], histogram![3], others.length]).toEqual([1, 2, 0, 0]);
  expect(mapped(raster, 'pooled', { 1: 8, 2: 9, 3: 10 })).toEqual([8, 9, 9, 255, 10, 10, 10, 0]);
});
