import { describe, expect, test } from 'vitest';
import { histogramOf } from '../../../test/histograms.js';
import { identityTable } from '../table.js';
import { methodParams } from './methods.js';
import { stretch } from './stretch.js';

const counts = { 0: 1, 100: 499, 150: 499, 200: 1 };
const stretched = (low: number, high: number, of = counts) => stretch.table(histogramOf(256, of), { percentiles: [low, high] });
const becomes = (table: ArrayLike<number>) => [0, 99, 100, 125, 150, 200].map((level) => table[level]);

test('stretch maps the percentiles to black and white, is linear between them and clamps outside', () => {
  expect(becomes(stretched(0.35, 99.65))).toEqual([0, 0, 0, 128, 255, 255]);
});

test('stretch takes 0 and 100 as the lowest and the highest used level', () => {
  expect(becomes(stretched(0, 100))).toEqual([0, 126, 128, 159, 191, 255]);
});

test('stretch takes a percentile as the level that reaches it, not the next', () => {
  expect(stretched(0.1, 50)[100]).toBe(255);
  expect(stretched(0.2, 99.9)[150]).toBe(255);
});

// In floats 0.07 · 100 is more than 7.
test.each([0.07, 0.14, 0.28, 0.35, 0.55, 0.57])('stretch takes a level that holds %d %% of the pixels exactly', (percent) => {
  const pixels = 10000 * 2000;
  const reached = Math.round((percent * pixels) / 100);
  const table = stretched(percent, 100, { 0: 0, 100: reached, 150: pixels - reached - 1, 200: 1 });
  expect(table[150]).toBe(128);
});

test('stretch changes nothing when both percentiles are the same level', () => {
  expect(stretched(10, 40)).toEqual(identityTable(256));
});

test('stretch spreads 16-bit levels over 16 bits', () => {
  const table = stretch.table(histogramOf(65536, { 1000: 1, 2000: 1, 3000: 1 }), { percentiles: [0, 100] });
  expect([1000, 2000, 3000].map((level) => table[level])).toEqual([0, 32768, 65535]);
});

describe('the percentiles of stretch', () => {
  test.each([[[5, 5]], [[60, 40]], [[-1, 50]], [[0, 101]], [[0]], [[0, 50, 100]], [[0, Number.NaN]], [undefined]])(
    'cannot be %j',
    (percentiles) => {
      expect(() => methodParams(stretch, { percentiles })).toThrow(expect.objectContaining({ code: 'usage' }));
    },
  );

  test('are refused with what was given and what is expected', () => {
    expect(() => methodParams(stretch, { percentiles: [60, 40] })).toThrow(
      'is [ 60, 40 ], expected two numbers [low, high] with 0 <= low < high <= 100',
    );
  });

  test.each([[[0, 100]], [[0.35, 99.65]], [[99, 99.5]]] as [[number, number]][])('may be %j', (percentiles) => {
    expect(methodParams(stretch, { percentiles })).toEqual({ percentiles });
  });
});
