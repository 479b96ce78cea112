import fc from 'fast-check';
import { expect, test } from 'vitest';
import { visible } from './visible.js';

test.each([
  ['plain name (1) [x] \\ %s.jpg', 'plain name (1) [x] \\ %s.jpg'],
  ['写真 👨‍👩‍👧 e\u0301 می‌خواهم.png', '写真 👨‍👩‍👧 e\u0301 می‌خواهم.png'],
  ['a\nb\tc\rd', 'a\\nb\\tc\\rd'],
  ['\x1b[2J\x07', '\\x1b[2J\\x07'],
  ['\x7f\x9b31m', '\\x7f\\x9b31m'],
  ['\u202egpj.exe\u2066\u2069\u200f', '\\u202egpj.exe\\u2066\\u2069\\u200f'],
  ['\u2028\u2029\u200b\ufeff', '\\u2028\\u2029\\u200b\\ufeff'],
  ['\ud800', '\\ud800'],
])('%j is shown as %j', (text, shown) => {
  expect(visible(text)).toBe(shown);
});

test('no text controls a terminal once made visible, and visible text stays as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(0xffff), (text, unit) => {
      const shown = visible(text + String.fromCharCode(unit));
      expect(shown).not.toMatch(/[\0-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/);
      expect(() => encodeURIComponent(shown), 'no half characters').not.toThrow();
      expect(visible(shown)).toBe(shown);
    }),
  );
});

test('a byte that is not UTF-8 is shown by its number', () => {
  expect(visible('Gro\udcdf.jpg')).toBe('Gro\\xdf.jpg');
  expect(visible('\udc00')).toBe('\\udc00');
});
