import fc from 'fast-check';
import { expect, test } from 'vitest';
import { codeLengths } from './huffman.js';

const anyCounts = fc
  .array(fc.oneof(fc.constant(0), fc.nat(5), fc.nat(131072)), { minLength: 2, maxLength: 286 })
  .map((counts) => Uint32Array.from(counts))
  .filter((counts) => counts.filter((count) => count > 0).length >= 2);

const bitsOf = (counts: Uint32Array, lengths: Uint8Array) => counts.reduce((sum, count, symbol) => sum + count * lengths[symbol]!, 0);

test('every code is complete, within its limit, and only for symbols that occur', () => {
  fc.assert(
    fc.property(anyCounts, (counts) => {
      const lengths = codeLengths(counts, 12);
      expect(lengths.reduce((sum, length) => sum + (length && 2 ** (12 - length)), 0)).toBe(4096);
      expect(Math.max(...lengths)).toBeLessThanOrEqual(12);
      expect(lengths.map((length) => Math.min(length, 1))).toEqual(Uint8Array.from(counts, (count) => Math.min(count, 1)));
    }),
    { numRuns: 300 },
  );
});

test('a more frequent symbol never has a longer code', () => {
  fc.assert(
    fc.property(anyCounts, (counts) => {
      const lengths = codeLengths(counts, 12);
      const used = Array.from(counts.keys()).filter((symbol) => counts[symbol]! > 0);
      used.sort((a, b) => counts[a]! - counts[b]!);
      for (const [i, symbol] of used.entries()) {
        const rarer = used[i - 1];
        if (rarer !== undefined && counts[rarer]! < counts[symbol]!) expect(lengths[symbol]).toBeLessThanOrEqual(lengths[rarer]!);
      }
    }),
  );
});

test('powers of two get the lengths that information theory gives', () => {
  expect([...codeLengths(Uint32Array.of(8, 4, 2, 1, 1, 0), 12)]).toEqual([1, 2, 3, 4, 4, 0]);
});

test('Fibonacci counts, which give the deepest tree, are limited at a cost of at most 2 per cent', () => {
  const fibonacci = [1, 1];
  while (fibonacci.length < 24) fibonacci.push(fibonacci.at(-1)! + fibonacci.at(-2)!);
  const counts = Uint32Array.from(fibonacci);
  const [cut, free] = [codeLengths(counts, 12), codeLengths(counts, 30)];
  expect(Math.max(...free)).toBe(23);
  expect(Math.max(...cut)).toBe(12);
  expect(bitsOf(counts, cut) / bitsOf(counts, free)).toBeLessThan(1.02);
});
