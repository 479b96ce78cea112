import { expect, test } from 'vitest';
import { isOwnName, selectionOf } from './selection.js';

test('takes everything unless told otherwise', () => {
  const selection = selectionOf({});
  expect(selection.takesFile('a/b.txt')).toBe(true);
  expect(selection.entersFolder('a')).toBe(true);
  expect(selection.hidden).toBe(false);
});

test('holds a pattern without a slash against the name, in any folder', () => {
  const { takesFile } = selectionOf({ include: ['*.jpg'] });
  expect(takesFile('a.jpg')).toBe(true);
  expect(takesFile('deep/down/a.jpg')).toBe(true);
  expect(takesFile('a.jpg/a.png')).toBe(false);
});

test('holds a pattern with a slash against the path below the source', () => {
  const { takesFile } = selectionOf({ include: ['sub/*.jpg', '/top.jpg', './dot/*'] });
  expect(['sub/a.jpg', 'top.jpg', 'dot/a'].filter(takesFile)).toHaveLength(3);
  expect(['x/sub/a.jpg', 'x/top.jpg', 'a.jpg', 'sub/y/a.jpg'].filter(takesFile)).toEqual([]);
});

test('excluding wins over including', () => {
  const { takesFile } = selectionOf({ include: ['*.jpg'], exclude: ['thumb*'] });
  expect(takesFile('a.jpg')).toBe(true);
  expect(takesFile('x/thumb1.jpg')).toBe(false);
});

test('does not enter a folder that is excluded, by its name or with all that is in it', () => {
  const { entersFolder } = selectionOf({ exclude: ['node_modules', 'a/b', 'thumbs/**', 'cache/'] });
  expect(['node_modules', 'x/node_modules', 'a/b', 'thumbs', 'thumbs/x', 'cache'].filter(entersFolder)).toEqual([]);
  expect(['a', 'b', 'x/a/b', 'x/thumbs'].filter(entersFolder)).toHaveLength(4);
});

test('including does not keep out of folders', () => {
  expect(selectionOf({ include: ['*.jpg', 'x/y.jpg'] }).entersFolder('z')).toBe(true);
});

test('knows what imgpar keeps for itself', () => {
  expect(['.imgpar-12ab-3.draft', '.imgpar.jsonl'].every(isOwnName)).toBe(true);
  expect(['imgpar.jpg', '.imgparty.jpg', 'x.imgpar-1'].some(isOwnName)).toBe(false);
});
