import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { goldenPairs, goldenRaster } from '../../../test/golden/golden.js';
import { anyRaster, copyOf, expectSame, randomNumbers, samplesOf } from '../../../test/pictures.js';
import { wasmKernels } from '../kernels/kernels-wasm.js';
import type { Plane, Samples } from '../raster.js';
import { clahe } from './clahe.js';
import { claheSkimage } from './clahe-skimage.js';
import { axis, binCount } from './clahe-skimage-loops.js';
import { referenceSkimage } from './clahe-skimage-reference.js';

const anyPlane = anyRaster({ channels: [1] });
const anyTiles = fc.record({ columns: fc.integer({ min: 1, max: 12 }), rows: fc.integer({ min: 1, max: 12 }) });
const anyClipLimit = fc.oneof(fc.constantFrom(0, 0.01, 0.03, 1), fc.double({ min: 0, max: 1, noNaN: true }));

describe('claheSkimage equals scikit-image', () => {
  const pairs = goldenPairs('skimage.equalize_adapthist-uint8')
    .filter(([picture]) => picture.startsWith('gray'))
    .map(([picture, input, output, params]) => ({ picture, input, output, clip: Number(params.clip), kernel: params.kernel }));

  test('on all golden files', () => {
    expect([pairs.length, pairs.filter(({ kernel }) => kernel === undefined).length]).toEqual([46, 23]);
  });

  test.each(pairs)('bit for bit: $picture, clip limit $clip, kernel $kernel', async ({ input, output, clip, kernel }) => {
    const before = await goldenRaster(input);
    const tiles = kernel === undefined ? { columns: 8, rows: 8 } : tilesOfKernel(String(kernel), before);
    expectSame(claheSkimage(before, { tiles, clipLimit: clip }).samples, (await goldenRaster(output)).samples);
  });

  test('with the default limit of scikit-image', async () => {
    const { input, output } = pairs.find(({ picture, kernel }) => picture === 'gray-camera' && kernel === undefined)!;
    const after = clahe.equalize(await goldenRaster(input), { ...clahe.defaults, dialect: 'skimage' });
    expectSame(after.samples, (await goldenRaster(output)).samples);
  });

  // What scikit-image 0.19.3 gave for these levels, times 65,535 and rounded; no golden file has 16 bits.
  test('with 16 bits', () => {
    const samples = Uint16Array.from({ length: 35 }, (_, i) => (i * i * 523 + 1000) % 65536);
    const after = claheSkimage({ width: 7, height: 5, maxSample: 65535, samples }, { tiles: { columns: 2, rows: 2 }, clipLimit: 0.3 });
    expect([...after.samples]).toEqual([
      4095, 16385, 28670, 20475, 20480, 40960, 40960, 40960, 53245, 65535, 61435, 65535, 28670, 45055, 47103, 59388, 16380, 24575, 43007,
      59388, 16380, 28670, 65535, 16385, 45055, 0, 28670, 53245, 22523, 47103, 4095, 45055, 6143, 59388, 14333,
    ]);
  });
});

/** The number of tiles for which a tile is as large as the kernel, given as rows × columns. */
function tilesOfKernel(kernel: string, { width, height }: Plane) {
  const [rows, columns] = kernel.split('x').map(Number);
  return { columns: Math.floor(width / columns!), rows: Math.floor(height / rows!) };
}

describe('claheSkimage, on any picture', () => {
  const maskOf = ({ samples }: Plane, part: number, seed: number): Plane => {
    const random = randomNumbers(seed);
    return { width: samples.length, height: 1, maxSample: 255, samples: Uint8Array.from(samples, () => (random() < part ? 1 : 0)) };
  };

  test('treats a mask of ones like no mask', () => {
    fc.assert(
      fc.property(anyPlane, anyTiles, anyClipLimit, (picture, tiles, clipLimit) => {
        const masked = claheSkimage(picture, { tiles, clipLimit }, maskOf(picture, 1, 0)).samples;
        expectSame(masked, claheSkimage(picture, { tiles, clipLimit }).samples);
      }),
    );
  });

  test('changes nothing when nothing is counted', () => {
    fc.assert(
      fc.property(anyPlane, anyTiles, anyClipLimit, (picture, tiles, clipLimit) => {
        expectSame(claheSkimage(picture, { tiles, clipLimit }, maskOf(picture, 0, 0)).samples, picture.samples);
      }),
    );
  });

  test('does not let masked samples affect the others', () => {
    fc.assert(
      fc.property(anyPlane, anyTiles, anyClipLimit, fc.integer(), (picture, tiles, clipLimit, seed) => {
        const mask = maskOf(picture, 0.5, seed);
        const random = randomNumbers(seed);
        const other = copyOf(picture);
        mask.samples.forEach((valid, at) => {
          if (valid === 0) other.samples[at] = random() * (picture.maxSample + 1);
        });
        const valid = (samples: Samples) => samples.filter((_, at) => mask.samples[at] !== 0);
        const after = (before: Plane) => valid(claheSkimage(before, { tiles, clipLimit }, mask).samples);
        expectSame(after(other), after(picture));
      }),
    );
  });

  test('leaves its input unchanged', () => {
    fc.assert(
      fc.property(anyPlane, anyTiles, (picture, tiles) => {
        const before = picture.samples.slice();
        claheSkimage(picture, { tiles, clipLimit: 0.01 });
        expectSame(picture.samples, before);
      }),
    );
  });
});

describe('the SIMD loops agree with the plain ones', () => {
  const { skimage } = wasmKernels();

  function expectSameLoops(plane: Plane, { columns, rows }: { columns: number; rows: number }, seed: number): void {
    const [x, y] = [axis(plane.width, columns), axis(plane.height, rows)];
    const random = randomNumbers(seed);
    const bins = Uint8Array.from({ length: plane.maxSample + 1 }, () => random() * binCount);
    expect(skimage.range(plane.samples)).toEqual(referenceSkimage.range(plane.samples));
    const counts = referenceSkimage.count(plane, bins, x, y);
    expectSame(skimage.count(plane, bins, x, y), counts);
    const maps = Uint16Array.from(counts, () => random() * 16384);
    const blended = referenceSkimage.blend(plane.samples, bins, x, y, maps);
    const greys = skimage.blend(plane.samples, bins, x, y, maps);
    expectSame(greys, blended);
    for (const each of [greys, blended]) expect(skimage.range(each)).toEqual(referenceSkimage.range(blended));
    for (const maxSample of [255, 65535] as const) {
      const levels = samplesOf(
        maxSample,
        Array.from({ length: 16384 }, () => random() * 65536),
      );
      const expected = samplesOf(maxSample, blended);
      referenceSkimage.spread(blended, levels, expected);
      for (const each of [greys, blended]) {
        const spread = samplesOf(maxSample, blended);
        skimage.spread(each, levels, spread);
        expectSame(spread, expected);
      }
    }
  }

  test('on any picture', () => {
    fc.assert(fc.property(anyPlane, anyTiles, fc.integer(), expectSameLoops), { numRuns: 200 });
  });

  test.each(
    ([255, 65535] as const).flatMap((maxSample) => [
      { maxSample, width: 701, height: 333, columns: 8, rows: 8 },
      { maxSample, width: 701, height: 333, columns: 1, rows: 1 },
      { maxSample, width: 333, height: 701, columns: 40, rows: 3 },
      { maxSample, width: 70001, height: 5, columns: 7, rows: 2 },
      { maxSample, width: 3, height: 70001, columns: 2, rows: 90 },
    ]),
  )('on $width × $height samples up to $maxSample in $columns × $rows tiles', ({ maxSample, width, height, columns, rows }) => {
    const random = randomNumbers(width);
    const samples = samplesOf(
      maxSample,
      Array.from({ length: width * height }, () => random() * (maxSample + 1)),
    );
    expectSameLoops({ width, height, maxSample, samples }, { columns, rows }, height);
  });
});
