import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nameSearch } from './name-search.js';

test('finds the rows that asking name by name finds', () => {
  const name = fc.string({ unit: fc.constantFrom('a', 'b', 'ä', '😀', '.'), maxLength: 6 });
  fc.assert(
    fc.property(fc.array(name), fc.string({ unit: fc.constantFrom('a', 'b', 'ä', '😀'), minLength: 1, maxLength: 3 }), (names, part) => {
      const found = nameSearch(names.map((each) => `${each}\n`).join(''), names.length)(part);
      expect([...found]).toEqual(names.map((each) => (each.includes(part) ? 1 : 0)));
    }),
  );
});
