import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { goldenJson, goldenRaster } from '../../../test/golden/golden.js';
import { anyHistogram, histogramOf, histogramOfSamples, keepsOrder, usedLevels } from '../../../test/histograms.js';
import type { Histogram, Lut } from '../raster.js';
import { identityTable } from '../table.js';
import { bbhe } from './bbhe.js';
import { bright } from './bright.js';
import { dsihe } from './dsihe.js';
import { match } from './match.js';
import type { TableMethod } from './method.js';
import { stretch } from './stretch.js';

/** Methods without parameters, or with their defaults. */
const plainMethods = [bbhe, dsihe, bright, stretch] as TableMethod[];
const plain = plainMethods.map((method) => [method.name, (histogram: Histogram) => method.table(histogram, method.defaults)] as const);

describe('on the golden pictures, the table methods equal an independent script', () => {
  // The script next to it writes this shape.
  const { tables } = goldenJson('method-tables.json') as {
    tables: Record<string, Record<string, { levels: [number, number][]; sha256: string }>>;
  };

  test('for 29 pictures', () => expect(Object.keys(tables)).toHaveLength(29));

  test.each(Object.entries(tables))('%s', async (name, expected) => {
    const histogram = await goldenHistogram(name);
    const reference = [await goldenHistogram(histogram.length === 256 ? 'gray-moon.png' : 'gray16-coloc.png')];
    const all = [...plain, ['match', (of: Histogram) => match.table(of, { reference, dialect: 'textbook' })] as const];
    expect(all.map(([method]) => method)).toEqual(Object.keys(expected));
    for (const [method, table] of all) expectTable(table(histogram), histogram, expected[method]!);
  });
});

async function goldenHistogram(name: string): Promise<Histogram> {
  const { samples, maxSample } = await goldenRaster(`in/${name}`);
  return histogramOfSamples(samples, maxSample);
}

function expectTable(table: Lut, histogram: Histogram, { levels, sha256 }: { levels: [number, number][]; sha256: string }): void {
  expect(levels.map(([level]) => [level, table[level]])).toEqual(levels);
  const used = usedLevels(histogram);
  const bytes = Buffer.alloc(used.length * 2);
  used.forEach((level, i) => {
    bytes.writeUInt16LE(table[level]!, i * 2);
  });
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
}

describe.each(plain)('%s', (_, table) => {
  test('never swaps two levels', () => {
    fc.assert(
      fc.property(anyHistogram, (histogram) => {
        const result = table(histogram);
        expect(result).toHaveLength(histogram.length);
        expect(result.BYTES_PER_ELEMENT).toBe(histogram.length === 256 ? 1 : 2);
        expect(keepsOrder(result)).toBe(true);
      }),
    );
  });

  test.each([256, 65536] as const)('leaves a single level of %i unchanged', (levels) => {
    for (const level of [0, 1, 100, levels - 2, levels - 1]) expect(table(histogramOf(levels, { [level]: 9 }))[level]).toBe(level);
  });

  test.each([256, 65536] as const)('leaves every level of %i unchanged when nothing was counted', (levels) => {
    expect(table(new Float64Array(levels))).toEqual(identityTable(levels));
  });

  test('treats a picture and a million copies of it alike', () => {
    const once = histogramOf(256, { 3: 1e7, 50: 2e7, 51: 3e7, 100: 9, 200: 1e7, 201: 1 });
    expect(table(once.map((count) => count * 1e6))).toEqual(table(once));
  });
});

describe('worked out by hand', () => {
  const levels = [0, 50, 100, 200, 255];
  const becomes = (method: TableMethod, counts: Record<number, number>) => {
    const table = method.table(histogramOf(256, counts), method.defaults);
    return levels.map((level) => table[level]);
  };

  test('bbhe: the mean is 75.5, so 2 of 3 and 3 of 3 fill 0..75, and 1 of 2 and 2 of 2 fill 76..255', () => {
    expect(becomes(bbhe, { 0: 2, 50: 1, 100: 1, 227.5: 0, 228: 1 })).toEqual([50, 75, 166, 166, 255]);
  });

  test('bbhe: a mean that is a level belongs to the lower range', () => {
    expect(becomes(bbhe, { 0: 1, 50: 1, 100: 1 })).toEqual([25, 50, 255, 255, 255]);
  });

  test('dsihe: the median 50 ends the lower range', () => {
    expect(becomes(dsihe, { 0: 1, 50: 2, 100: 1, 200: 2 })).toEqual([17, 50, 119, 255, 255]);
  });

  test('bright: the bands are 0..50, 51..100 and 101..255', () => {
    expect(becomes(bright, { 0: 1, 50: 1, 100: 2, 200: 1, 255: 1 })).toEqual([25, 50, 100, 178, 255]);
  });

  test('bright: a level with more than two thirds leaves no middle band', () => {
    expect(becomes(bright, { 0: 1, 100: 8, 200: 1 })).toEqual([11, 11, 100, 255, 255]);
  });

  test("bright: a band with a single level maps it to the band's end", () => {
    expect(becomes(bright, { 50: 1, 100: 1, 200: 1 })).toEqual([0, 50, 100, 255, 255]);
  });
});

describe('equal halves and thirds', () => {
  test('are cut where they are full, not one level later', () => {
    expect(dsihe.table(histogramOf(256, { 10: 5, 20: 5 }), {})[10]).toBe(10);
    const thirds = bright.table(histogramOf(256, { 10: 5, 20: 5, 30: 5 }), {});
    expect([thirds[10], thirds[20], thirds[30]]).toEqual([10, 20, 255]);
  });
});
