import { expect, test } from 'vitest';
import { row } from '../../../test/pictures.js';
import type { Histogram } from '../raster.js';
import { countIntensity } from './intensity.js';

const counted = (histogram: Histogram) => [...histogram.entries()].filter(([, count]) => count > 0);

test('intensity weighs red, green and blue as BT.709 does, and rounds up with 8 bits', () => {
  // 0.212656 · 255 = 54.2, 0.715158 · 255 = 182.4, 0.072186 · 255 = 18.4
  const histogram = countIntensity(row(3, 255, 255, 0, 0, 0, 255, 0, 0, 0, 255));
  expect(counted(histogram)).toEqual([
    [19, 1],
    [55, 1],
    [183, 1],
  ]);
});

test('intensity is rounded to the nearest level with 16 bits', () => {
  // 0.212656 · 65535 = 13936.4, 0.715158 · 65535 = 46867.9, 0.072186 · 65535 = 4730.7
  const histogram = countIntensity(row(3, 65535, 65535, 0, 0, 0, 65535, 0, 0, 0, 65535));
  expect(counted(histogram)).toEqual([
    [4731, 1],
    [13936, 1],
    [46868, 1],
  ]);
});

test.each([255, 65535] as const)('the intensity of a grey pixel is its level, up to %i', (maxSample) => {
  for (const level of [0, 1, 100, 128, 254, maxSample]) {
    expect(counted(countIntensity(row(3, maxSample, level, level, level)))).toEqual([[level, 1]]);
  }
});

test('intensity does not count fully transparent pixels', () => {
  expect(counted(countIntensity(row(4, 255, 9, 9, 9, 1, 7, 7, 7, 0)))).toEqual([[9, 1]]);
});
