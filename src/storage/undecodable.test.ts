import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeName, isUndecodable } from './undecodable.js';

test('UTF-8 is decoded as usual', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(decodeName(Buffer.from(text))).toBe(text);
      expect(isUndecodable(text)).toBe(false);
    }),
  );
});

test('different bytes give different names', () => {
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 6 }).map((array) => Buffer.from(array));
  fc.assert(
    fc.property(bytes, bytes, (one, other) => {
      expect(decodeName(one) === decodeName(other)).toBe(one.equals(other));
      expect(isUndecodable(decodeName(one))).toBe(!Buffer.from(one.toString('utf8')).equals(one));
    }),
    { numRuns: 2000 },
  );
});

test('only invalid bytes are marked', () => {
  expect(decodeName(Buffer.from('Gro\xdf.jpg', 'latin1'))).toBe('Gro\udcdf.jpg');
  expect(decodeName(Buffer.from([0xc3, 0xa9, 0xe9, 0xef, 0xbf, 0xbd, 0xed, 0xa0, 0x80]))).toBe('é\udce9\ufffd\udced\udca0\udc80');
});
