import fc from 'fast-check';
import { expect, test } from 'vitest';
import { orderBy } from './order.js';

const anyValues = fc.array(fc.oneof(fc.float({ noNaN: false }), fc.constantFrom(0, -0, 0.5, -0.5)), { maxLength: 300 });

test.each([false, true])(
  'rows are in the order that a stable comparing sort gives, those without a value last; descending: %s',
  (descending) => {
    fc.assert(
      fc.property(anyValues, (list) => {
        const values = Float32Array.from(list);
        const way = descending ? -1 : 1;
        const isLast = (row: number) => (Number.isNaN(values[row]!) ? 1 : 0);
        const compared = (a: number, b: number) => (values[a]! === values[b]! ? 0 : values[a]! < values[b]! ? -way : way);
        const expected = [...values.keys()].sort((a, b) => isLast(a) - isLast(b) || (isLast(a) ? 0 : compared(a, b)) || a - b);
        expect([...orderBy(values, descending)]).toEqual(expected);
      }),
    );
  },
);
