import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unfilterRows } from './unfilter.js';

const bytesPerPixel = fc.constantFrom(1, 2, 3, 4, 6, 8);
const picture = fc.tuple(bytesPerPixel, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 6 })).chain(([pixelBytes, width, rows]) =>
  fc.record({
    pixelBytes: fc.constant(pixelBytes),
    above: fc.uint8Array({ minLength: pixelBytes * width, maxLength: pixelBytes * width }),
    rows: fc.array(fc.uint8Array({ minLength: pixelBytes * width, maxLength: pixelBytes * width }), { minLength: rows, maxLength: rows }),
    filters: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: rows, maxLength: rows }),
  }),
);

test('rows filtered by the definition are what they were', () => {
  fc.assert(
    fc.property(picture, ({ pixelBytes, above, rows, filters }) => {
      const filtered = rows.flatMap((row, y) => [filters[y]!, ...filteredBy(filters[y]!, row, rows[y - 1] ?? above, pixelBytes)]);
      const to = new Uint8Array(rows.length * above.length);
      expect(unfilterRows(Uint8Array.from(filtered), above.length, pixelBytes, above, to)).toBe(true);
      expect([...to]).toEqual(rows.flatMap((row) => [...row]));
    }),
    { numRuns: 300 },
  );
});

test('a filter that does not exist is told', () => {
  expect(unfilterRows(Uint8Array.of(5, 1, 2), 2, 1, new Uint8Array(2), new Uint8Array(2))).toBe(false);
});

/** PNG, section 9.2: what is left of each byte when it is foretold from those at the left, above, and above left. */
function filteredBy(filter: number, row: Uint8Array, above: Uint8Array, pixelBytes: number): Uint8Array {
  return row.map((byte, i) => {
    const [left, up, upLeft] = [row[i - pixelBytes] ?? 0, above[i]!, i < pixelBytes ? 0 : above[i - pixelBytes]!];
    const foretold = [0, left, up, Math.floor((left + up) / 2), paeth(left, up, upLeft)][filter]!;
    return byte - foretold;
  });
}

function paeth(left: number, up: number, upLeft: number): number {
  const p = left + up - upLeft;
  const [a, b, c] = [Math.abs(p - left), Math.abs(p - up), Math.abs(p - upLeft)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : upLeft;
}
