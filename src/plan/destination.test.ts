import { join, resolve, sep } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { imageFormats } from '../codec/formats.js';
import { destinationOf, formatOfName, joinBelow } from './destination.js';

test('destinationOf keeps the name when the format is kept', () => {
  expect(destinationOf('a/b.PNG', 'keep')).toBe('a/b.PNG');
  expect(destinationOf('noext', 'keep')).toBe('noext');
});

test.each([
  ['a.png', 'a.webp'],
  ['A.JPG', 'A.webp'],
  ['x.y/b.tiff', 'x.y/b.webp'],
  ['already.webp', 'already.webp'],
  ['ALREADY.WEBP', 'ALREADY.WEBP'],
  ['noext', 'noext.webp'],
  ['folder.png/noext', 'folder.png/noext.webp'],
  ['scan.2024', 'scan.2024.webp'],
  ['photo.jpg.part', 'photo.jpg.part.webp'],
  ['photo.jpg ', 'photo.jpg .webp'],
  ['.jpg', '.jpg.webp'],
  ['..jpg', '..webp'],
  ['ends.', 'ends..webp'],
  ['a.jpg\n', 'a.jpg\n.webp'],
])('destinationOf turns %j into %j', (relative, expected) => {
  expect(destinationOf(relative.replaceAll('/', sep), 'webp')).toBe(expected.replaceAll('/', sep));
});

test('destinationOf keeps another extension of the same format', () => {
  expect(destinationOf('a.jpeg', 'jpeg')).toBe('a.jpeg');
  expect(destinationOf('a.png', 'jpeg')).toBe('a.jpg');
});

test('destinationOf gives a name that maps to itself and names its format', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.constantFrom(...imageFormats), (name, format) => {
      const made = destinationOf(name.replaceAll(/[/\\]/g, '_'), format);
      expect(formatOfName(made)).toBe(format);
      expect(destinationOf(made, format)).toBe(made);
    }),
  );
});

test('joinBelow never leads out of the root', () => {
  const root = resolve('/results/here');
  const part = fc.oneof(fc.constantFrom('..', '.', '', '...', '.. ', 'a', '..jpg'), fc.string());
  fc.assert(
    fc.property(fc.array(part, { maxLength: 6 }), fc.constantFrom('keep', ...imageFormats), (parts, format) => {
      let path: string;
      try {
        path = joinBelow(root, destinationOf(parts.join(sep), format));
      } catch (error) {
        expect(error).toMatchObject({ code: 'internal' });
        return;
      }
      expect(path.startsWith(root + sep) && path.length > root.length + 1).toBe(true);
    }),
  );
  for (const outside of ['', '.', '..', `.${sep}`, `a${sep}..`, `..${sep}here`, `..${sep}here-too${sep}a`])
    expect(() => joinBelow(root, outside)).toThrow();
  expect(joinBelow(sep, 'a')).toBe(`${sep}a`);
  expect(() => joinBelow(sep, '..')).toThrow();
  expect(joinBelow(root, join('a', '..jpg'))).toBe(join(root, 'a', '..jpg'));
});
