import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomNumbers } from '../../../test/pictures.js';
import { AreaAverage, type AveragedRows, type Size } from './area-average.js';
import { interpolate } from './interpolate.js';

interface Wanted extends Pick<AveragedRows, 'width' | 'height' | 'channels' | 'maxSample' | 'block'> {
  readonly rowsAtOnce: number;
  readonly padding: number;
  readonly to: Size;
  readonly seed: number;
}

const anyWanted: fc.Arbitrary<Wanted> = fc
  .record({
    width: fc.integer({ min: 1, max: 70 }),
    height: fc.integer({ min: 1, max: 70 }),
    channels: fc.constantFrom(1 as const, 3 as const),
    maxSample: fc.constantFrom(255 as const, 65535 as const),
    block: fc.constantFrom({ width: 1, height: 1 }, { width: 4, height: 4 }, { width: 8, height: 16 }),
    rowsAtOnce: fc.integer({ min: 1, max: 20 }),
    padding: fc.integer({ min: 0, max: 5 }),
    across: fc.double({ min: 0, max: 1, noNaN: true }),
    down: fc.double({ min: 0, max: 1, noNaN: true }),
    seed: fc.integer(),
  })
  .map(({ across, down, ...wanted }) => ({
    ...wanted,
    to: { width: 1 + Math.floor(across * (wanted.width - 1)), height: 1 + Math.floor(down * (wanted.height - 1)) },
  }));

/** The samples of blocks, and each pixel as the mean of the area in its place, pixel by pixel. */
function plainly({ width, height, channels, maxSample, block, to, seed }: Wanted) {
  const columns = Math.ceil(width / block.width);
  const random = randomNumbers(seed);
  const blocks = Array.from({ length: columns * Math.ceil(height / block.height) * channels }, () =>
    Math.floor(random() * (maxSample + 1)),
  );
  const means: number[] = [];
  for (let y = 0; y < to.height; y++)
    for (let x = 0; x < to.width; x++)
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0;
        for (const [row, high] of covered(y, height, to.height))
          for (const [column, wide] of covered(x, width, to.width)) {
            const at = Math.floor(row / block.height) * columns + Math.floor(column / block.width);
            sum += high * wide * blocks[at * channels + channel]!;
          }
        means.push((sum * to.width * to.height * 255) / (width * height * maxSample));
      }
  return { columns, blocks, means };
}

/** The pixels that one of fewer covers, and how much of each. */
function covered(pixel: number, from: number, to: number): Array<[number, number]> {
  const [begin, end] = [(pixel * from) / to, ((pixel + 1) * from) / to];
  const pixels: Array<[number, number]> = [];
  for (let at = Math.floor(begin); at < Math.min(end, from); at++) pixels.push([at, Math.min(at + 1, end) - Math.max(at, begin)]);
  return pixels;
}

function averaged({ to, rowsAtOnce, padding, ...image }: Wanted, blocks: readonly number[], columns: number): Uint8Array {
  const stride = columns * image.channels + padding;
  const average = new AreaAverage({ ...image, rowsAtOnce, stride }, to);
  const rows = blocks.length / columns / image.channels;
  for (let first = 0; first < rows; first += rowsAtOnce) {
    for (let row = first; row < Math.min(first + rowsAtOnce, rows); row++)
      average.rows.set(blocks.slice(row * columns * image.channels, (row + 1) * columns * image.channels), (row - first) * stride);
    average.add(rowsAtOnce);
  }
  return average.finish();
}

test('each pixel is the mean of the area in its place, whatever the sizes, and however the rows come', () => {
  fc.assert(
    fc.property(anyWanted, (wanted) => {
      const { columns, blocks, means } = plainly(wanted);
      const samples = averaged(wanted, blocks, columns);
      // Rounded, from sums of 24 digits.
      for (const [i, mean] of means.entries()) expect(Math.abs(samples[i]! - mean)).toBeLessThan(0.51);
    }),
    { numRuns: 300 },
  );
});

test('hundreds of rows of white for one pixel make white', () => {
  const image = {
    width: 3,
    height: 1000,
    block: { width: 1, height: 1 },
    channels: 1,
    maxSample: 255,
    rowsAtOnce: 700,
    stride: 3,
  } as const;
  const average = new AreaAverage(image, { width: 1, height: 1 });
  average.rows.fill(255);
  average.add(700);
  average.add(700);
  expect([...average.finish()]).toEqual([255]);
});

/** Values among other numbers, as quarters. */
function blocks(values: readonly number[], columns: number) {
  const numbers = Int16Array.from(values.flatMap((value) => [-999, 4 * (value - 128), 999]));
  return { numbers, first: 1, step: 3, rowStep: 3 * columns, columns, rows: values.length / columns, scale: 1 / 4 };
}

test('a ramp of blocks is a ramp between their centres, and level beyond', () => {
  const values = blocks([0, 80, 160, 0, 80, 160], 3);
  expect([...interpolate({ ...values, across: 3, down: 2 }, { width: 6, height: 1 })]).toEqual([0, 20, 60, 100, 140, 160]);
});

test('many blocks for a pixel make their weighted mean', () => {
  // By a triangle of five blocks to either side: 19 parts of -20, 3 of 300.
  const values = blocks(
    Array.from({ length: 100 }, (_, i) => (i < 50 ? 300 : -20)),
    10,
  );
  expect([...interpolate({ ...values, across: 10, down: 10 }, { width: 1, height: 2 })]).toEqual([255, 24]);
});
