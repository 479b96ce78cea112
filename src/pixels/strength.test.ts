import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyHistogram, keepsOrder } from '../../test/histograms.js';
import { anyRaster, copyOf, expectSame, row } from '../../test/pictures.js';
import { he } from './methods/he.js';
import { blendPlane, blendTable } from './strength.js';
import { identityTable, tableOf } from './table.js';

const anyTable = anyHistogram.map((histogram) => he.table(histogram, he.defaults));
const anyStrength = fc.double({ min: 0, max: 1, noNaN: true });

test('half the strength goes half the way, halves rounded up', () => {
  const table = tableOf(256, (level) => Math.min(level + 3, 255));
  expect([0, 100, 253, 255].map((level) => blendTable(table, 0.5)[level])).toEqual([2, 102, 254, 255]);
  const darker = tableOf(256, (level) => Math.max(level - 3, 0));
  expect([0, 1, 100].map((level) => blendTable(darker, 0.5)[level])).toEqual([0, 1, 99]);
});

test('strength 0 changes nothing, and strength 1 gives the table', () => {
  fc.assert(
    fc.property(anyTable, (table) => {
      expectSame(blendTable(table, 0), identityTable(table.length));
      expectSame(blendTable(table, 1), table);
    }),
  );
});

test('blending never swaps two levels', () => {
  fc.assert(fc.property(anyTable, anyStrength, (table, strength) => keepsOrder(blendTable(table, strength))));
});

test('blending goes no further than the table', () => {
  fc.assert(
    fc.property(anyTable, anyStrength, (table, strength) =>
      blendTable(table, strength).every((level, v) => level >= Math.min(v, table[v]!) && level <= Math.max(v, table[v]!)),
    ),
  );
});

test('blending treats planes like tables', () => {
  fc.assert(
    fc.property(anyRaster({ channels: [1] }), fc.oneof(anyStrength, fc.constantFrom(0, 1)), (before, strength) => {
      const table = tableOf(before.maxSample + 1, (level) => before.maxSample - level);
      const after = { ...before, samples: before.samples.map((sample) => table[sample]!) };
      blendPlane(before, after, strength);
      const blended = blendTable(table, strength);
      expectSame(
        after.samples,
        before.samples.map((sample) => blended[sample]!),
      );
    }),
  );
});

test('blending leaves the original plane unchanged', () => {
  const before = row(1, 255, 0, 100, 200);
  const kept = copyOf(before);
  const after = row(1, 255, 10, 110, 100);
  blendPlane(before, after, 0.5);
  expect([...after.samples]).toEqual([5, 105, 150]);
  expect(before).toEqual(kept);
});
