import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { goldenPairs, goldenRaster } from '../../../test/golden/golden.js';
import { anyHistogram, histogramOf, keepsOrder } from '../../../test/histograms.js';
import { equalize, tablesOf } from '../../../test/operations.js';
import { copyOf, expectSame } from '../../../test/pictures.js';
import { regionMask } from '../masks.js';
import { rasterPicture } from '../pictures/raster-picture.js';
import type { Mask, Raster, Samples } from '../raster.js';
import { identityTable } from '../table.js';
import { type HeDialect, heDialects, heTable } from './he-dialects.js';

// The keys of an object written in the source are those of its type.
const dialects = Object.keys(heDialects) as HeDialect[];

/** The picture as the dialect equalises it, with colour as its program does. */
function equalized(dialect: HeDialect, raster: Raster, mask?: Mask): Samples {
  const copy = copyOf(raster);
  equalize(rasterPicture(copy), { method: 'he', dialect }, mask);
  return copy.samples;
}

/** The program's own result. ImageMagick stores a colour image that turned out grey as grey. */
async function expectedSamples(file: string, { channels }: Raster): Promise<Samples> {
  const { samples, channels: stored } = await goldenRaster(file);
  if (stored === channels) return samples;
  expect([stored, channels]).toEqual([1, 3]);
  const three = samples.length * 3;
  const thrice = samples instanceof Uint8Array ? new Uint8Array(three) : new Uint16Array(three);
  return thrice.map((_, i) => samples[Math.floor(i / 3)]!);
}

describe.each([
  ['pillow', 'PIL.equalize', 38],
  ['skimage', 'skimage.equalize_hist-uint8', 38],
  ['skimage', 'skimage.equalize_hist-uint16', 12],
  ['imagemagick', 'magick.equalize', 44],
  ['vips', 'vips.hist_equal', 44],
] as const)('%s is the %s of its program', (dialect, operation, count) => {
  const pairs = goldenPairs(operation);

  test(`on ${count} pictures`, () => expect(pairs).toHaveLength(count));

  test.each(pairs)('bit for bit: %s', async (_, input, output) => {
    const raster = await goldenRaster(input);
    expectSame(equalized(dialect, raster), await expectedSamples(output, raster));
  });
});

describe('pillow with a mask equals ImageOps.equalize with that mask', () => {
  const pairs = goldenPairs('PIL.equalize-mask');

  test('on 38 pictures', () => expect(pairs).toHaveLength(38));

  test.each(pairs)('bit for bit: %s', async (_, input, output) => {
    const raster = await goldenRaster(input);
    expectSame(equalized('pillow', raster, middleOf(raster)), (await goldenRaster(output)).samples);
  });

  /** The mask of the golden files: it leaves out a quarter of the height and width on each side. */
  function middleOf({ width, height }: Raster): Mask {
    const [left, top] = [Math.floor(width / 4), Math.floor(height / 4)];
    return regionMask({ width, height }, { x: left, y: top, width: width - 2 * left, height: height - 2 * top });
  }
});

describe('the formulas, worked out by hand', () => {
  // 4 levels: 1 black pixel, then 2, 3 and 4 pixels.
  const histogram = histogramOf(256, { 0: 1, 10: 2, 20: 3, 30: 4 });
  const becomes = (dialect: HeDialect) => [0, 10, 20, 30].map((level) => heTable(dialect, histogram)[level]);

  test('opencv counts the pixels above the lowest level: 0, 2, 5 and 9 of 9', () => {
    expect(becomes('opencv')).toEqual([0, 57, 142, 255]);
  });

  test('skimage counts all pixels: 1, 3, 6 and 10 of 10, halves to even', () => {
    expect(becomes('skimage')).toEqual([26, 76, 153, 255]);
  });

  test('notebook truncates', () => {
    expect(becomes('notebook')).toEqual([25, 76, 153, 255]);
  });

  test('vips computes the same in 32-bit floats', () => {
    expect(becomes('vips')).toEqual([25, 76, 153, 255]);
  });

  test('imagemagick counts the pixels that are not black, in 16 bits, and keeps the upper 8', () => {
    expect(becomes('imagemagick')).toEqual([0, 56, 141, 255]);
  });

  test('pillow changes nothing if there are fewer pixels than levels', () => {
    expect(heTable('pillow', histogram)).toEqual(identityTable(256));
  });

  test('pillow goes up one level every step pixels, starting at half a step', () => {
    // 765 pixels below the highest level make a step of 3, after a half of 1.
    const table = heTable('pillow', histogramOf(256, { 10: 4, 20: 761, 30: 9 }));
    expect([9, 10, 20, 30, 31].map((level) => table[level])).toEqual([0, 0, 1, 255, 255]);
  });

  test('imagemagick does not subtract the lowest level unless it is black', () => {
    expect([...heTable('imagemagick', histogramOf(256, { 5: 1, 6: 1 })).subarray(4, 7)]).toEqual([0, 127, 255]);
  });
});

describe('vips with 16 bits ends at the highest level', () => {
  test('of the picture', () => {
    const table = heTable('vips', histogramOf(65536, { 100: 1, 1000: 1 }));
    expect([99, 100, 1000, 1001].map((level) => table[level])).toEqual([0, 500, 1000, 1000]);
  });

  test('of any of its channels', () => {
    const channels = [histogramOf(65536, { 100: 2 }), histogramOf(65536, { 100: 1, 1000: 1 })];
    const [red, green] = tablesOf({ method: 'he', dialect: 'vips' }, channels);
    expect([red![100], green![100]]).toEqual([1000, 500]);
  });
});

describe.each(dialects)('%s', (dialect) => {
  test('never swaps two levels', () => {
    fc.assert(
      fc.property(anyHistogram, (histogram) => {
        const table = heTable(dialect, histogram);
        expect(table).toHaveLength(histogram.length);
        expect(table.BYTES_PER_ELEMENT).toBe(histogram.length === 256 ? 1 : 2);
        expect(keepsOrder(table)).toBe(true);
      }),
    );
  });

  test('leaves every level unchanged when nothing was counted', () => {
    expect(heTable(dialect, new Uint32Array(256))).toEqual(identityTable(256));
    expect(heTable(dialect, new Float64Array(65536))).toEqual(identityTable(65536));
  });
});

// The others compute in 32-bit floats or in whole steps of pixels.
test.each(['skimage', 'imagemagick', 'notebook'] as const)('%s treats a picture and a million copies of it alike', (dialect) => {
  const counts = { 3: 1e9, 50: 2e9, 51: 3e9, 200: 1e9 };
  const once = histogramOf(256, counts);
  const million = once.map((count) => count * 1e6);
  expect(heTable(dialect, million)).toEqual(heTable(dialect, once));
});

test.each(['opencv', 'pillow'] as const)('%s leaves a single level unchanged', (dialect) => {
  fc.assert(
    fc.property(fc.nat({ max: 255 }), fc.integer({ min: 1, max: 1e12 }), (level, count) => {
      expect(heTable(dialect, histogramOf(256, { [level]: count }))).toEqual(identityTable(256));
    }),
  );
});

// Dialects that do not subtract the lowest level turn a single one white, as their programs do.
test.each(['skimage', 'imagemagick', 'notebook'] as const)('%s maps a single level to the largest sample', (dialect) => {
  expect(heTable(dialect, histogramOf(256, { 128: 7 }))[128]).toBe(255);
});

// `vips hist_equal` maps 7 equal pixels to 254: in 32-bit floats 255 / 7 · 7 falls short of 255.
test('vips ends one level below white where its floats do', () => {
  expect(heTable('vips', histogramOf(256, { 128: 7 }))[128]).toBe(254);
  expect(heTable('vips', histogramOf(256, { 128: 8 }))[128]).toBe(255);
});
