import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJsonWithComments } from './jsonc.js';

test('reads what JSON.parse reads, to the same values', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      expect(parseJsonWithComments(text)).toEqual(JSON.parse(text));
    }),
  );
});

test('passes over comments and trailing commas, but not inside strings', () => {
  const text = `\uFEFF{ // one
    /* two, } */ "a": ["http://x", "/* no */", ", ]", "\\"//",], // three
    "b": 1, /* at the
    end */ }`;
  expect(parseJsonWithComments(text)).toEqual({ a: ['http://x', '/* no */', ', ]', '"//'], b: 1 });
});

test.each(['{ "a": 1, "b": ,\n}', '[1 2]', '{"a": 1', ''])('refuses %j', (text) => {
  expect(() => parseJsonWithComments(text)).toThrowError();
});

test('names the line of a fault, after comments too', () => {
  expect(() => parseJsonWithComments('{\n  // , ]\n  /* x\n  */ "a": 1\n  "b": 2\n}')).toThrowError('in line 5, column 3');
});
