import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutRanges } from './cut.js';

const anyCut = fc.record({
  bytes: fc.integer({ min: 0, max: 10 ** 12 }),
  unit: fc.double({ min: 0.1, max: 10 ** 9, noNaN: true }),
  isEven: fc.boolean(),
});

test('ranges cover a list without gap or overlap, and are at most 20,000', () => {
  fc.assert(
    fc.property(anyCut, ({ bytes, unit, isEven }) => {
      const ranges = cutRanges(bytes, unit, isEven);
      expect(ranges.length).toBeLessThanOrEqual(20_000);
      let end = 0;
      const isNext = ({ start, end: next }: { start: number; end: number }) => {
        const fits = start === end && next > start;
        end = next;
        return fits;
      };
      expect(ranges.every(isNext)).toBe(true);
      expect(end).toBe(bytes);
    }),
    { numRuns: 200 },
  );
});

test('ranges become smaller towards the end of a list, but not smaller than a unit', () => {
  const lengths = cutRanges(10_000_000, 1_000).map(({ start, end }) => end - start);
  expect(lengths.slice(1).every((length, index) => length <= lengths[index]! * 1.5)).toBe(true);
  expect(lengths[0]).toBe(15_000);
  expect(lengths.at(-2)).toBe(1_000);
});

test('even ranges are of one size', () => {
  expect(cutRanges(1_000, 300, true)).toEqual([
    { start: 0, end: 300 },
    { start: 300, end: 600 },
    { start: 600, end: 1_000 },
  ]);
});
