import { expect, test } from 'vitest';
import { asGiven } from './given-paths.js';

test.each([
  ['src', '/home/me/src', '/home/me/src/a.jpg', 'src/a.jpg'],
  ['src/', '/home/me/src', '/home/me/src/sub/a.jpg', 'src/sub/a.jpg'],
  ['./src', '/home/me/src', '/home/me/src/a.jpg', 'src/a.jpg'],
  ['.', '/home/me', '/home/me/a.jpg', 'a.jpg'],
  ['./', '/home/me', '/home/me/a.jpg', 'a.jpg'],
  ['..', '/home', '/home/a.jpg', '../a.jpg'],
  ['../you', '/home/you', '/home/you/a.jpg', '../you/a.jpg'],
  ['link/../x', '/far/x', '/far/x/a.jpg', 'link/../x/a.jpg'],
  ['/home/me/src', '/home/me/src', '/home/me/src/a.jpg', '/home/me/src/a.jpg'],
  ['/', '/', '/home/me/a.jpg', '/home/me/a.jpg'],
  ['src', '/home/me/src', '/home/me/src', 'src'],
  ['src', '/home/me/src', '/home/me/src2/a.jpg', '/home/me/src2/a.jpg'],
  ['src', '/src', '/other/src/a.jpg', '/other/src/a.jpg'],
  ['[x] (y)', '/home/[x] (y)', '/home/[x] (y)/a.jpg', '[x] (y)/a.jpg'],
  ['src', 'C:\\me\\src', 'C:\\me\\src\\a.jpg', 'src\\a.jpg'],
])('with %j for %s, the file %s is shown as %s', (given, path, file, shown) => {
  expect(asGiven([{ path, given }])(file)).toBe(shown);
});

test('a file is shown by the nearest folder above it, and by the first of two names for that folder', () => {
  const shown = asGiven([
    { path: '/me', given: '.' },
    { path: '/me/src', given: '/me/src' },
    { path: '/me', given: '../me' },
  ]);
  expect([shown('/me/src/a.jpg'), shown('/me/b.jpg')]).toEqual(['/me/src/a.jpg', 'b.jpg']);
});

test('paths within a sentence are replaced', () => {
  const shown = asGiven([{ path: '/me/src', given: 'src' }]);
  expect(shown('cannot write /me/src/a.jpg: a folder is in the way (see "/me/src/b c.jpg", /me/src)')).toBe(
    'cannot write src/a.jpg: a folder is in the way (see "src/b c.jpg", src)',
  );
});

test('a message that repeats a folder is read only once, however many folders there are', () => {
  const folders = Array.from({ length: 2000 }, (_, i) => ({ path: `/me/src/${i}`, given: `src/${i}` }));
  const text = '/me/src/1 '.repeat(10_000);
  expect(asGiven(folders)(text)).toBe('src/1 '.repeat(10_000));
  expect(asGiven(folders)('"'.repeat(100_000))).toHaveLength(100_000);
});
