import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyHistogram, histogramOf, usedLevels } from '../../test/histograms.js';
import { cumulative, quantile, summed } from './histogram.js';

const sumsOf = (counts: Record<number, number>) => cumulative(histogramOf(256, counts));

test('cumulative sums include the level itself and end with the number of pixels', () => {
  const sums = sumsOf({ 1: 5, 3: 2 });
  expect([0, 1, 2, 3, 4, 255].map((level) => sums[level])).toEqual([0, 5, 5, 7, 7, 7]);
});

test('a sum of histograms counts the pixels of all of them, beyond 32 bits', () => {
  const full = new Uint32Array(256).fill(2 ** 32 - 1);
  const total = summed([full, full, histogramOf(256, { 7: 2 ** 52 })]);
  expect([total[6], total[7]]).toEqual([2 ** 33 - 2, 2 ** 52 + 2 ** 33 - 2]);
});

describe('a quantile', () => {
  const sums = sumsOf({ 10: 1, 20: 2, 30: 1 });

  test.each([
    [0, 100, 10],
    [25, 100, 10],
    [26, 100, 20],
    [1, 2, 20],
    [3, 4, 20],
    [76, 100, 30],
    [100, 100, 30],
  ])('of %i parts of %i is the lowest level that reaches them', (parts, of, level) => {
    expect(quantile(sums, parts, of)).toBe(level);
  });

  test('of a third is exact, though floats cannot hold a third', () => {
    for (let third = 1; third < 1000; third++) {
      const thirds = sumsOf({ 10: third, 20: third, 30: third });
      expect([quantile(thirds, 1, 3), quantile(thirds, 2, 3)]).toEqual([10, 20]);
    }
  });

  test('of an empty histogram is 0', () => {
    expect(quantile(sumsOf({}), 1, 2)).toBe(0);
  });

  test('is always a used level', () => {
    fc.assert(
      fc.property(anyHistogram, fc.integer({ min: 0, max: 100 }), (histogram, parts) => {
        const used = usedLevels(histogram);
        fc.pre(used.length > 0);
        const sums = cumulative(histogram);
        expect([quantile(sums, 0, 100), quantile(sums, 100, 100)]).toEqual([used[0], used.at(-1)]);
        expect(used).toContain(quantile(sums, parts, 100));
      }),
    );
  });
});
