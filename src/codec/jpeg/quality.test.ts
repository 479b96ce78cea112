import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { jpegsOfPillow } from '../../../test/independent-reader.js';
import { parseJpeg } from './segments.js';

const qualities = Array.from({ length: 100 }, (_, index) => index + 1);

test.each(['L', 'RGB'] as const)('the quality of every %s file written by libjpeg is estimated exactly', (mode) => {
  expect(jpegsOfPillow(mode, qualities).map((file) => parseJpeg(file).estimateQuality())).toEqual(qualities);
});

// ImageMagick estimates 98 and 72; it compares sums of steps, we compare ratios.
test.each([
  ['nikon.jpg', 98, 98],
  ['maker-notes.jpg', 72, 80],
])('the tables of a camera (%s) give a quality close to that of other estimates', (name, least, most) => {
  const estimatedQuality = parseJpeg(
    readFileSync(fileURLToPath(new URL(`../../../test/images/${name}`, import.meta.url))),
  ).estimateQuality();
  expect(estimatedQuality).toBeGreaterThanOrEqual(least);
  expect(estimatedQuality).toBeLessThanOrEqual(most);
});
