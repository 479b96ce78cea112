import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { goldenJson, goldenRaster } from '../../../test/golden/golden.js';
import { anyHistogram, anyHistogramOf, histogramOf, keepsOrder, usedLevels } from '../../../test/histograms.js';
import { copyOf, expectSame } from '../../../test/pictures.js';
import { rasterPicture } from '../pictures/raster-picture.js';
import type { Histogram, Raster, Samples } from '../raster.js';
import { identityTable } from '../table.js';
import { match } from './match.js';
import { methodParams } from './methods.js';

const dialects = ['textbook', 'skimage'] as const;
type Dialect = (typeof dialects)[number];

const matched = (histogram: Histogram, reference: Histogram, dialect: Dialect = 'textbook') =>
  match.table(histogram, { reference: [reference], dialect });

describe('match maps a level to', () => {
  const histogram = histogramOf(256, { 10: 1, 20: 1, 30: 2 });
  const reference = histogramOf(256, { 100: 1, 150: 1, 250: 2 });
  const becomes = (table: ArrayLike<number>) => [10, 20, 30].map((level) => table[level]);

  test('the level of the same rank', () => {
    expect(becomes(matched(histogram, reference))).toEqual([100, 150, 250]);
    expect(becomes(matched(histogram, reference, 'skimage'))).toEqual([100, 150, 250]);
  });

  test('the lowest level whose rank is at least its own', () => {
    expect(becomes(matched(histogram, histogramOf(256, { 100: 3, 200: 3, 250: 6 })))).toEqual([100, 200, 250]);
    expect(becomes(matched(histogram, histogramOf(256, { 100: 2, 200: 9, 250: 1 })))).toEqual([200, 200, 250]);
  });

  test('a level between two of the reference with skimage, halves to even', () => {
    // Rank 0.25 is a third of the way from 0.125 (level 100) to 0.5 (level 200).
    expect(becomes(matched(histogram, histogramOf(256, { 100: 1, 200: 3, 250: 4 }), 'skimage'))).toEqual([133, 200, 250]);
    // Rank 0.25 is halfway from 0.125 to 0.375, and so at 100.5 and at 101.5.
    expect(becomes(matched(histogram, histogramOf(256, { 100: 1, 101: 2, 250: 5 }), 'skimage'))[0]).toBe(100);
    expect(becomes(matched(histogram, histogramOf(256, { 101: 1, 102: 2, 250: 5 }), 'skimage'))[0]).toBe(102);
  });

  test('the lowest level of the reference when its rank is below all others', () => {
    expect(becomes(matched(histogram, histogramOf(256, { 77: 9, 200: 1 })))).toEqual([77, 77, 200]);
    expect(matched(histogram, histogramOf(256, { 77: 9, 200: 1 }), 'skimage')[10]).toBe(77);
  });
});

describe('the reference of match', () => {
  test('may have another depth', () => {
    const eight = histogramOf(256, { 10: 1, 20: 1 });
    const sixteen = histogramOf(65536, { 2570: 1, 5140: 1 });
    expect([10, 20].map((level) => matched(eight, histogramOf(65536, { 30000: 1, 65000: 1 }))[level])).toEqual([117, 253]);
    expect([2570, 5140].map((level) => matched(sixteen, histogramOf(256, { 100: 1, 255: 1 }))[level])).toEqual([25700, 65535]);
  });

  test('has a histogram per plane, or one for all', () => {
    const histogram = histogramOf(256, { 10: 1 });
    const reference = [histogramOf(256, { 1: 1 }), histogramOf(256, { 2: 1 })];
    const params = { reference, dialect: 'textbook' } as const;
    expect([match.table(histogram, params, 0)[10], match.table(histogram, params, 1)[10], match.table(histogram, params, 2)[10]]).toEqual([
      1, 2, 1,
    ]);
  });

  test.each(dialects)('changes nothing if it has no pixels (%s)', (dialect) => {
    const histogram = histogramOf(256, { 10: 1 });
    expect(matched(histogram, new Uint32Array(256), dialect)).toEqual(identityTable(256));
    expect(matched(new Uint32Array(256), histogram, dialect)).toEqual(identityTable(256));
  });

  test('is required', () => {
    expect(() => match.check?.(match.defaults)).toThrow('needs a reference');
    expect(() => match.table(histogramOf(256, { 1: 1 }), match.defaults)).toThrow(expect.objectContaining({ code: 'usage' }));
  });
});

test('match refuses an unknown dialect', () => {
  const params = { reference: [new Uint32Array(256)], dialect: 'opencv' };
  expect(() => methodParams(match, params)).toThrow(`dialect of method 'match' is "opencv", expected one of: textbook, skimage`);
});

const anyPair = fc.constantFrom<256 | 65536>(256, 65536).chain((levels) => fc.tuple(anyHistogramOf(levels), anyHistogramOf(levels)));

describe.each(dialects)('%s', (dialect) => {
  test('never swaps two levels, and maps the used ones to levels within those of the reference', () => {
    fc.assert(
      fc.property(anyPair, ([histogram, reference]) => {
        const used = usedLevels(histogram);
        const wanted = usedLevels(reference);
        fc.pre(used.length > 0 && wanted.length > 0);
        const table = matched(histogram, reference, dialect);
        expect(keepsOrder(table)).toBe(true);
        expect(table[used[0]!]).toBeGreaterThanOrEqual(wanted[0]!);
        expect(table[used.at(-1)!]).toBe(wanted.at(-1));
      }),
    );
  });

  test('leaves the reference itself unchanged', () => {
    fc.assert(
      fc.property(anyHistogram, (histogram) => {
        const table = matched(histogram, histogram, dialect);
        expect(usedLevels(histogram).every((level) => table[level] === level)).toBe(true);
      }),
    );
  });
});

describe('the skimage dialect equals match_histograms', () => {
  interface Output {
    readonly op: string;
    readonly input: string;
    readonly params: { readonly reference?: string };
    readonly output: { readonly file: string };
  }
  // The file's own README says that it has this shape.
  const { outputs } = goldenJson('manifest.json') as { outputs: Output[] };
  const all = outputs
    .filter(({ op }) => op === 'skimage.match_histograms-uint8')
    .map(({ input, params, output }) => [input, params.reference!, output.file] as const);
  const grey = all.filter(([input]) => input.startsWith('in/gray'));
  const colour = all.filter(([input]) => input.startsWith('in/rgb'));

  test('on 23 grey and 15 colour pictures', () => expect([grey.length, colour.length]).toEqual([23, 15]));

  test.each(grey)('bit for bit on grey: %s', async (input, reference, output) => {
    expectSame(await matchedFile(input, reference), (await goldenRaster(output)).samples);
  });

  // For colour, scikit-image truncates instead of rounding.
  test.each(colour)('or one level lighter on colour: %s', async (input, reference, output) => {
    const actual = await matchedFile(input, reference);
    const expected = (await goldenRaster(output)).samples;
    expect(actual.length).toBe(expected.length);
    expect(actual.every((level, i) => level === expected[i] || level === expected[i]! + 1)).toBe(true);
  });

  async function matchedFile(input: string, reference: string): Promise<Samples> {
    const wanted = channelHistograms(await goldenRaster(reference));
    const raster = copyOf(await goldenRaster(input));
    const tables = channelHistograms(raster).map((histogram, plane) =>
      match.table(histogram, { reference: wanted, dialect: 'skimage' }, plane),
    );
    rasterPicture(raster).applyTables('rgb', tables);
    return raster.samples;
  }

  function channelHistograms(raster: Raster): Histogram[] {
    return rasterPicture(raster).histograms('rgb');
  }
});
