import fc from 'fast-check';
import { expect, test } from 'vitest';
import { globMatcher } from './glob.js';

test.each([
  ['*.jpg', ['a.jpg', '.jpg', 'new\nline.jpg', '.hidden.jpg'], ['a.JPG', 'a.jpg.txt', 'sub/a.jpg']],
  ['?.jpg', ['a.jpg', '🐱.jpg'], ['ab.jpg', '.jpg', '/.jpg']],
  ['**/*.jpg', ['a.jpg', 'b/a.jpg', 'b/\n/a.jpg'], ['a.png']],
  ['a/**', ['a/b', 'a/b/c.jpg', 'a/'], ['a', 'b/a/c']],
  ['a/**/z', ['a/z', 'a/b/z', 'a/b/c/z'], ['az', 'a/bz', 'b/a/z']],
  ['**', ['a', 'a/b'], []],
  ['a**b', ['ab', 'a1b'], ['a/b']],
  ['[a-c]x', ['ax', 'cx', '[a-c]x'], ['dx', '-x', '[d]x']],
  ['scans [1-3] (x)/**', ['scans [1-3] (x)/a', 'scans 2 (x)/a'], ['scans 4 (x)/a']],
  ['[!a-c]x', ['dx', '!x'], ['ax', '/x']],
  ['[^a]x', ['bx'], ['ax']],
  ['[]x]y', [']y', 'xy'], ['[y']],
  ['[brackets', ['[brackets'], ['b']],
  ['{a,b}.jpg', ['a.jpg', 'b.jpg'], ['c.jpg', '{a,b}.jpg']],
  ['{a,b{c,d/**/}}e', ['ae', 'bce', 'bd/e', 'bd/x/e'], ['be', 'bde']],
  ['{**/x,y}', ['x', 'a/x', 'y'], ['a/y']],
  ['{a}', ['{a}'], ['a']],
  ['a,b}', ['a,b}'], ['a', 'b}']],
  ['{a,b', ['{a,b'], ['a']],
  ['\\*\\{a,b\\}', ['*{a,b}'], ['x{a,b}', '*a']],
  ['photo (1)+$^|.jpg', ['photo (1)+$^|.jpg'], ['photo 1.jpg']],
  ['', [''], ['a']],
])('the glob %j', (glob, matching, other) => {
  const matches = globMatcher(glob);
  expect(matching.filter((path) => !matches(path))).toEqual([]);
  expect(other.filter((path) => matches(path))).toEqual([]);
});

test('an escaped text matches only itself', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (text, other) => {
      const matches = globMatcher(text.replace(/[\\*?[{},\]]/g, '\\$&'));
      expect(matches(text)).toBe(true);
      expect(matches(other)).toBe(other === text);
    }),
  );
});

test('any text is a valid pattern or refused', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'[]{}*?,-!^\\/az') }), (text) => {
      try {
        globMatcher(text)('a');
      } catch (error) {
        expect(error).toMatchObject({ code: 'usage' });
      }
    }),
  );
});

test('brackets stand for themselves only if asked', () => {
  const matches = globMatcher('*[a-c]*x', { literalSets: false });
  expect(['[a-c]x', '1c2x', '[a-c]', 'dx'].map(matches)).toEqual([true, true, false, false]);
  expect(['[d-f]', 'd'].map(globMatcher('[d-f]', { literalSets: false }))).toEqual([false, true]);
});

test('a glob can ignore case', () => {
  expect(globMatcher('*.jpg', { ignoreCase: true })('A.JPG')).toBe(true);
});

test('a backward range is refused with an example of a correct one', () => {
  expect(() => globMatcher('[z-a]')).toThrow(
    expect.objectContaining({ code: 'usage', message: expect.stringMatching(/"\[z-a\]".*such as/) }),
  );
});

test.each([
  ['*-*-*-*-*-*-*-*.jpg', '-'],
  ['**/a/**/a/**/a/**/a/**/b', 'a/'],
  ['{*,*-,*--}{*,*-,*--}{*,*-,*--}x', '-'],
  ['**a**a**a**a**a**b', 'a'],
])('the glob %s takes no longer for a name that almost matches', (glob, unit) => {
  expect(globMatcher(glob)(unit.repeat(1000))).toBe(false);
});
