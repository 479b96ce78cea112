import { expect, test } from 'vitest';
import type { Row } from './rows.js';
import { madeWorse, sampleOf } from './sample.js';

const figures = { entropyBits: 5, rmsContrast: 0.2, mean: 0.5, clippedShare: 0 };

function row(index: number, after: Partial<typeof figures> = {}): Row {
  const name = `${index}.png`;
  return {
    name,
    source: name,
    status: 'done',
    milliseconds: 1,
    inputBytes: 1,
    outputBytes: 1,
    figures: { before: figures, after: { ...figures, ...after } },
  };
}

test('takes the worst by each figure, then others, and always the same', () => {
  const rows = Array.from({ length: 5000 }, (_, index) => row(index));
  rows[17] = row(17, { entropyBits: 1 });
  rows[1234] = row(1234, { rmsContrast: 0.01 });
  rows[4000] = row(4000, { mean: 0.9 });
  rows[4999] = row(4999, { clippedShare: 0.3 });
  const sample = sampleOf(rows, 100);
  expect(sample).toHaveLength(100);
  expect(sample).toEqual(expect.arrayContaining([17, 1234, 4000, 4999]));
  expect(sampleOf(rows, 100)).toEqual(sample);
  expect(madeWorse(rows, 20)).toEqual([17, 4999, 1234]);
});

test('takes all of a few, and none if none are wanted', () => {
  const rows = [row(0), row(1)];
  expect(sampleOf(rows, 10)).toEqual([0, 1]);
  expect(sampleOf(rows, 0)).toEqual([]);
});
