import { mkdirSync, symlinkSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { expect, test } from 'vitest';
import { throwAwayFolder } from '../../test/throw-away.js';
import { isOwnName } from './own-names.js';
import { type SelectionOptions, selectionOf } from './selection.js';

/** Those of the paths below a source in `folder` that are taken. */
async function taken(options: SelectionOptions, paths: readonly string[], folder = join(sep, 'src')): Promise<string[]> {
  const { takesFile } = await selectionOf(options);
  return paths.filter((path) => takesFile(path, folder));
}

async function entered(options: SelectionOptions, paths: readonly string[], folder = join(sep, 'src')): Promise<string[]> {
  const { entersFolder } = await selectionOf(options);
  return paths.filter((path) => entersFolder(path, folder));
}

test('a selection takes everything by default', async () => {
  expect(await taken({}, ['a/b.txt'])).toHaveLength(1);
  expect(await entered({}, ['a'])).toHaveLength(1);
  expect((await selectionOf({})).hidden).toBe(false);
});

test('a selection matches a pattern without a slash against the name, in any folder', async () => {
  expect(await taken({ include: ['*.jpg'] }, ['a.jpg', 'deep/down/a.jpg', 'a.jpg/a.png'])).toEqual(['a.jpg', 'deep/down/a.jpg']);
});

test('a selection matches a pattern with a slash against the path below the source', async () => {
  const include = ['sub/*.jpg', '/top.jpg', './dot/*'];
  expect(await taken({ include }, ['sub/a.jpg', 'top.jpg', 'dot/a'])).toHaveLength(3);
  expect(await taken({ include }, ['x/sub/a.jpg', 'x/top.jpg', 'a.jpg', 'sub/y/a.jpg'])).toEqual([]);
});

test.each([['src/sub/**'], ['./src/sub/**'], ['src/sub'], ['src/sub/'], ['src/s?b'], ['src/sub/*'], ['link/sub/**']])(
  'a selection understands %j, as typed in the folder that holds the source',
  async (pattern) => {
    const folder = throwAwayFolder('src/sub/a.jpg', 'src/subb/a.jpg');
    symlinkSync(join(folder, 'src'), join(folder, 'link'), 'dir');
    const typed = `${relative(process.cwd(), folder).replaceAll(sep, '/')}/${pattern.replace(/^\.\//, '')}`;
    for (const exclude of [[typed], [`${folder}/${pattern}`], [`./${typed}`]]) {
      expect(await taken({ exclude }, ['sub/a.jpg', 'subb/a.jpg', 'a.jpg'], join(folder, 'src'))).toEqual(['subb/a.jpg', 'a.jpg']);
    }
    expect(await taken({ include: [`${folder}/src/sub/*.jpg`] }, ['sub/a.jpg', 'a.jpg'], join(folder, 'src'))).toEqual(['sub/a.jpg']);
  },
);

test('a selection takes brackets in folder names literally', async () => {
  const folder = throwAwayFolder();
  mkdirSync(join(folder, 'scans [1-3] (x)'));
  const exclude = [`${folder}/scans [1-3] (x)/**`];
  expect(await taken({ exclude }, ['scans [1-3] (x)/a.jpg', 'a.jpg'], folder)).toEqual(['a.jpg']);
  expect(await taken({ exclude: ['scans [1-3] (x)/**'] }, ['scans [1-3] (x)/a.jpg', 'a.jpg'])).toEqual(['a.jpg']);
});

test('exclude wins over include', async () => {
  expect(await taken({ include: ['*.jpg'], exclude: ['thumb*'] }, ['a.jpg', 'x/thumb1.jpg'])).toEqual(['a.jpg']);
});

test('a selection does not enter a folder excluded by name or with everything in it', async () => {
  const exclude = ['node_modules', 'a/b', 'thumbs/**', 'cache/'];
  expect(await entered({ exclude }, ['node_modules', 'x/node_modules', 'a/b', 'thumbs', 'thumbs/x', 'cache'])).toEqual([]);
  expect(await entered({ exclude }, ['a', 'b', 'x/a/b', 'x/thumbs'])).toHaveLength(4);
});

test('include does not keep a selection out of folders', async () => {
  expect(await entered({ include: ['*.jpg', 'x/y.jpg'] }, ['z'])).toEqual(['z']);
});

test('a selection knows the patterns that matched nothing, even if another pattern made them superfluous', async () => {
  const { takesFile, entersFolder, idle } = await selectionOf({ include: ['*.jpg', '*.jepg'], exclude: ['b*', '*.png', 'x/**', 'y/**'] });
  entersFolder('x', '/src');
  for (const name of ['a.jpg', 'b.jpg', 'b.png']) takesFile(name, '/src');
  expect(idle()).toEqual([
    { role: 'include', pattern: '*.jepg' },
    { role: 'exclude', pattern: 'y/**' },
  ]);
});

test('isOwnName recognises the names that imgpar reserves for itself', () => {
  expect(['.imgpar-12ab-3.draft', '.imgpar.jsonl'].every(isOwnName)).toBe(true);
  expect(['imgpar.jpg', '.imgparty.jpg', 'x.imgpar-1'].some(isOwnName)).toBe(false);
});
