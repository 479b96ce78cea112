import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyHistogram, histogramOf, keepsOrder, usedLevels } from '../../../test/histograms.js';
import { he } from './he.js';

const table = (histogram: Uint32Array | Float64Array) => he.table(histogram, he.defaults);

test('he spreads equally frequent levels over the full range', () => {
  const spread = table(histogramOf(256, { 100: 5, 101: 5, 102: 5, 103: 5 }));
  expect([...spread.subarray(100, 104)]).toEqual([0, 85, 170, 255]);
});

test('he spreads 16-bit levels over the full 16 bits', () => {
  const spread = table(histogramOf(65536, { 100: 5, 101: 5, 60000: 5, 65000: 5 }));
  expect(spread).toBeInstanceOf(Uint16Array);
  expect([100, 101, 60000, 65000].map((level) => spread[level])).toEqual([0, 21845, 43690, 65535]);
});

test('he rounds halves to even, as OpenCV does', () => {
  // Each pixel above the lowest level is worth 255 / 510, so the levels come to 0.5, 1.5, 2.5 and 255.
  const spread = table(histogramOf(256, { 0: 1, 1: 1, 2: 2, 3: 2, 4: 505 }));
  expect([...spread.subarray(0, 5)]).toEqual([0, 0, 2, 2, 255]);
});

// In 64 bits these are 2.5 and 1.5, which both become 2. The expected levels are those of cv2.equalizeHist.
test.each([
  { above: 3978, atSecond: 39, becomes: 3 },
  { above: 6290, atSecond: 37, becomes: 1 },
])('he computes in 32-bit floats, as OpenCV does: $atSecond of $above pixels', ({ above, atSecond, becomes }) => {
  const spread = table(histogramOf(256, { 0: 1, 1: atSecond, 2: above - atSecond }));
  expect([...spread.subarray(0, 3)]).toEqual([0, becomes, 255]);
});

describe('he leaves every level unchanged', () => {
  test('when there is only one level', () => {
    expect([...table(histogramOf(256, { 128: 1000 }))]).toEqual(Array.from({ length: 256 }, (_, level) => level));
  });

  test('when nothing was counted', () => {
    expect(table(new Uint32Array(65536))).toEqual(Uint16Array.from({ length: 65536 }, (_, level) => level));
  });
});

test('he never swaps two levels', () => {
  fc.assert(
    fc.property(anyHistogram, (histogram) => {
      expect(keepsOrder(table(histogram))).toBe(true);
    }),
  );
});

test('he reaches both ends of the range as soon as two levels are used', () => {
  fc.assert(
    fc.property(anyHistogram, (histogram) => {
      const used = usedLevels(histogram);
      fc.pre(used.length > 1);
      const levels = table(histogram);
      expect([levels[used[0]!], levels[used.at(-1)!]]).toEqual([0, histogram.length - 1]);
    }),
  );
});

test('he accepts histograms with more pixels than fit in 32 bits', () => {
  const histogram = new Float64Array(256);
  histogram.set([1e10, 1e10, 2e10], 50);
  expect([...table(histogram).subarray(50, 53)]).toEqual([0, 85, 255]);
});
