import { execFileSync } from 'node:child_process';
import { chmodSync, symlinkSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { throwAwayFolder } from '../../test/throw-away.js';
import { nothingLeftOut } from './folder.js';
import type { ListEntry } from './list.js';
import { type SelectionOptions, selectionOf } from './selection.js';
import { find, resolveSources, withNegations } from './sources.js';

const posix = process.platform !== 'win32';

interface Options extends SelectionOptions {
  destination?: string;
  signal?: AbortSignal;
}

async function found(
  sources: string[],
  { destination = join(sep, 'no', 'such', 'folder'), signal, ...select }: Options = {},
): Promise<ListEntry[]> {
  const leftOut = nothingLeftOut();
  const options = { selection: await selectionOf(select), destination, leftOut, signal };
  const entries: ListEntry[] = [];
  for await (const together of find(await resolveSources(sources), options)) entries.push(...together);
  return entries.sort((a, b) => (a.source < b.source ? -1 : 1));
}

/** Relative paths, with slashes. */
async function names(sources: string[], options?: Options): Promise<string[]> {
  return (await found(sources, options)).map((entry) => entry.relative.split(sep).join('/')).sort();
}

/** What both a folder and a pattern for everything in it must do. */
describe.each([
  ['a folder', (folder: string) => folder],
  ['a pattern', (folder: string) => `${folder}/**`],
])('%s', (_, sourceOf) => {
  test('gives every file below it, whatever its extension, by its relative path', async () => {
    const folder = throwAwayFolder('a.jpg', 'sub/b', 'sub/deep/c.TXT', 'folder.jpg/d.png', 'empty/');
    expect(await found([sourceOf(folder)])).toEqual(
      ['a.jpg', 'folder.jpg/d.png', 'sub/b', 'sub/deep/c.TXT'].map((name) => {
        const path = name.split('/').join(sep);
        return { source: join(folder, path), relative: path, named: false };
      }),
    );
  });

  test.runIf(posix)('takes every name literally', async () => {
    const odd = [
      ' ',
      '-rf.jpg',
      '--help',
      '[a].jpg',
      '{a,b}.jpg',
      '!(x).jpg',
      'star*.jpg',
      'what?.jpg',
      'quote\'s".jpg',
      'back\\slash.jpg',
      '🐱📷.jpg',
      'new\nline.jpg',
      '\r.jpg',
      '\u2028.jpg',
      '...',
      '$HOME',
      '~user',
      'e\u0301.jpg',
      '\u00e9.jpg',
      'a'.repeat(250),
    ];
    const inOddFolders = odd.map((name) => `${name}-folder/x.jpg`.replace('a'.repeat(250), 'b'));
    const folder = throwAwayFolder(...odd, ...inOddFolders);
    expect(await names([sourceOf(folder)], { hidden: true })).toEqual([...odd, ...inOddFolders].sort());
  });

  test('leaves out hidden files and folders unless asked, and its own files always', async () => {
    const folder = throwAwayFolder(
      'a.jpg',
      '.b.jpg',
      '.git/c.jpg',
      'sub/.d.jpg',
      '.imgpar-7-1.draft',
      '.imgpar.jsonl',
      'sub/.imgpar-7-2.draft',
    );
    expect(await names([sourceOf(folder)])).toEqual(['a.jpg']);
    expect(await names([sourceOf(folder)], { hidden: true })).toEqual(['.b.jpg', '.git/c.jpg', 'a.jpg', 'sub/.d.jpg']);
  });

  test('takes what is included and not excluded', async () => {
    const folder = throwAwayFolder('a.jpg', 'b.png', 'sub/c.jpg', 'sub/thumb.jpg', 'cache/d.jpg', 'deep/cache/e.jpg');
    expect(await names([sourceOf(folder)], { include: ['*.jpg'], exclude: ['thumb*', 'cache'] })).toEqual(['a.jpg', 'sub/c.jpg']);
    expect(await names([sourceOf(folder)], { include: ['sub/*'] })).toEqual(['sub/c.jpg', 'sub/thumb.jpg']);
    expect(await names([sourceOf(folder)], { exclude: ['deep/**', 'sub'] })).toEqual(['a.jpg', 'b.png', 'cache/d.jpg']);
  });

  test('reports links without following them', async () => {
    const folder = throwAwayFolder('real/a.jpg');
    symlinkSync(join(folder, 'real', 'a.jpg'), join(folder, 'to-file.jpg'));
    symlinkSync(join(folder, 'real'), join(folder, 'to-folder'), 'dir');
    symlinkSync(join(folder, 'nothing'), join(folder, 'to-nothing'));
    symlinkSync(folder, join(folder, 'real', 'loop'), 'dir');
    const entries = await found([sourceOf(folder)]);
    expect(entries.map(({ relative: path, kind }) => [path.split(sep).join('/'), kind])).toEqual([
      ['real/a.jpg', undefined],
      ['real/loop', 'symbolic-link'],
      ['to-file.jpg', 'symbolic-link'],
      ['to-folder', 'symbolic-link'],
      ['to-nothing', 'symbolic-link'],
    ]);
  });

  test.runIf(posix)('reports pipes without opening them', async () => {
    const folder = throwAwayFolder('a.jpg');
    execFileSync('mkfifo', [join(folder, 'pipe.jpg')]);
    expect((await found([sourceOf(folder)])).map(({ kind }) => kind)).toEqual([undefined, 'special-file']);
  });

  test.each(['out', '[x] (y)', '{a,b}', posix ? '*new\nline\\' : 'c'])('never reads the destination %j inside it', async (name) => {
    const folder = throwAwayFolder('a.jpg', `${name}/b.jpg`, `sub/${name}/c.jpg`, `${name}2/d.jpg`);
    expect(await names([sourceOf(folder)], { destination: join(folder, name) })).toEqual(
      [`${name}2/d.jpg`, `a.jpg`, `sub/${name}/c.jpg`].sort(),
    );
    expect(await names([sourceOf(folder)], { destination: join(folder, 'sub', name) })).not.toContain(`sub/${name}/c.jpg`);
  });

  test('never reads or reports the destination when a link leads there', async () => {
    const elsewhere = throwAwayFolder('b.jpg');
    const folder = throwAwayFolder('a.jpg', 'real/c.jpg');
    symlinkSync(elsewhere, join(folder, 'out'), 'dir');
    expect(await names([sourceOf(folder)], { destination: join(folder, 'out') })).toEqual(['a.jpg', 'real/c.jpg']);
    symlinkSync(join(folder, 'real'), join(elsewhere, 'link'), 'dir');
    expect(await names([sourceOf(folder)], { destination: join(elsewhere, 'link') })).toEqual(['a.jpg', 'out']);
    const throughLink = throwAwayFolder();
    symlinkSync(folder, join(throughLink, 'in'), 'dir');
    expect(await names([sourceOf(join(throughLink, 'in'))], { destination: join(folder, 'real') })).toEqual(['a.jpg', 'out']);
  });

  test.runIf(posix && process.getuid?.() !== 0)('lists an unreadable folder as a file that cannot be opened', async () => {
    const folder = throwAwayFolder('a.jpg', 'closed/b.jpg', 'z.jpg');
    chmodSync(join(folder, 'closed'), 0);
    onTestFinished(() => chmodSync(join(folder, 'closed'), 0o755));
    expect(await names([sourceOf(folder)])).toEqual(['a.jpg', 'closed', 'z.jpg']);
  });

  test.runIf(process.platform === 'linux')('keeps names that are not UTF-8 distinct, and does not confuse them with others', async () => {
    const folder = throwAwayFolder('a.jpg');
    const script =
      'cd "$0" && : > "$(printf "\\351.jpg")" && : > "$(printf "\\350.jpg")" && mkdir "$(printf "d\\377")" "$(printf "d\\357\\277\\275")" && : > "$(printf "d\\377/inside.jpg")"';
    execFileSync('sh', ['-c', script, folder]);
    expect(await names([sourceOf(folder)])).toEqual(['a.jpg', 'd\udcff', '\udce8.jpg', '\udce9.jpg']);
  });

  test('finds everything in a folder with more subfolders than it keeps waiting', async () => {
    const files = Array.from({ length: 1100 }, (_value, index) => `d${index}/x.jpg`);
    expect(await names([sourceOf(throwAwayFolder(...files))])).toEqual(files.sort());
  });

  test('throws the reason of a signal aborted in the middle', async () => {
    const folder = throwAwayFolder(...Array.from({ length: 50 }, (_value, index) => `d${index}/x.jpg`));
    const controller = new AbortController();
    const reason = new Error('enough');
    const leftOut = nothingLeftOut();
    const options = { selection: await selectionOf({}), destination: '/nowhere', leftOut, signal: controller.signal };
    let taken = 0;
    const listing = async () => {
      for await (const _entries of find(await resolveSources([sourceOf(folder)]), options)) {
        taken += 1;
        if (taken === 3) controller.abort(reason);
      }
    };
    await expect(listing()).rejects.toBe(reason);
    expect(taken).toBe(3);
  });

  test('releases everything when the reader stops early', async () => {
    const folder = throwAwayFolder(...Array.from({ length: 50 }, (_value, index) => `d${index}/x.jpg`));
    const leftOut = nothingLeftOut();
    const sources = await resolveSources([sourceOf(folder)]);
    for await (const entries of find(sources, { selection: await selectionOf({}), destination: '/nowhere', leftOut })) {
      expect(entries.map(({ source }) => basename(source))).toEqual(['x.jpg']);
      break;
    }
  });
});

test.runIf(posix)('folders are read 300 levels deep', async () => {
  const folder = throwAwayFolder(`${'d/'.repeat(300)}x.jpg`);
  expect(await names([folder])).toHaveLength(1);
});

describe('a file', () => {
  test('is taken by its own name, marked as named', async () => {
    const folder = throwAwayFolder('sub/a.jpg');
    const source = join(folder, 'sub', 'a.jpg');
    expect(await found([source])).toEqual([{ source, relative: 'a.jpg', named: true }]);
  });

  test("is taken even if it is hidden or one of imgpar's own", async () => {
    const folder = throwAwayFolder('.hidden.jpg', '.imgpar-1-2.draft');
    expect(await names([join(folder, '.hidden.jpg'), join(folder, '.imgpar-1-2.draft')])).toHaveLength(2);
  });

  test('is left out by include and exclude like any other', async () => {
    const file = join(throwAwayFolder('a.jpg'), 'a.jpg');
    expect(await names([file], { exclude: ['*.jpg'] })).toEqual([]);
    expect(await names([file], { include: ['*.jpg'] })).toEqual(['a.jpg']);
  });

  test('may be named through a link, whose name it then has', async () => {
    const folder = throwAwayFolder('real.jpg', 'dir/x.jpg');
    symlinkSync(join(folder, 'real.jpg'), join(folder, 'link.jpg'));
    symlinkSync(join(folder, 'dir'), join(folder, 'link-dir'), 'dir');
    expect(await found([join(folder, 'link.jpg')])).toEqual([{ source: join(folder, 'link.jpg'), relative: 'link.jpg', named: true }]);
    expect(await names([join(folder, 'link-dir')])).toEqual(['x.jpg']);
  });

  test('or folder that exists is never read as a pattern', async () => {
    const folder = throwAwayFolder('[x] (y)/a.jpg', 'x/b.jpg', '{a,b}.jpg', 'a.jpg');
    expect(await names([join(folder, '[x] (y)'), join(folder, '{a,b}.jpg')])).toEqual(['a.jpg', '{a,b}.jpg']);
  });

  test('given twice is found once', async () => {
    const folder = throwAwayFolder('a.jpg');
    expect(await names([join(folder, 'a.jpg'), `${folder}${sep}.${sep}a.jpg`, folder, folder + sep])).toEqual(['a.jpg', 'a.jpg']);
  });

  test.runIf(posix)('behind a link and two dots is the one the system means', async () => {
    const folder = throwAwayFolder('a.jpg', 'far/inside/x', 'far/a.jpg');
    symlinkSync(join(folder, 'far', 'inside'), join(folder, 'link'), 'dir');
    expect(await found([`${folder}/link/../a.jpg`])).toMatchObject([{ source: join(folder, 'far', 'a.jpg') }]);
    expect(await names([`${folder}/link/..`])).toEqual(['a.jpg', 'inside/x']);
  });
});

describe('a pattern', () => {
  test.each([
    ['*.jpg', ['a.jpg', 'b.jpg']],
    ['*/*.jpg', ['sub/a.jpg', 'x (1)/p (1)+!@.jpg', 'x (1)/p 1.jpg']],
    ['**/a.*', ['a.jpg', 'sub/a.jpg']],
    ['?.jpg', ['a.jpg', 'b.jpg']],
    ['[!a].jpg', ['b.jpg']],
    ['{a,b}.jpg', ['a.jpg', 'b.jpg']],
    ['{sub,nothing}/*', ['sub/a.jpg']],
    ['{sub/a,b}.jpg', ['b.jpg', 'sub/a.jpg']],
    ['sub/*', ['a.jpg']],
    ['sub/**', ['a.jpg']],
    ['x (1)/*', ['p (1)+!@.jpg', 'p 1.jpg']],
    ['x*/p (1)+!@*', ['x (1)/p (1)+!@.jpg']],
    ['*/p {1..2}.jpg', ['x (1)/p 1.jpg']],
    ['nothing/*', []],
    ['a.jpg/*', []],
    ['sub*', []],
  ])('%j gives files by their paths below its fixed part', async (pattern, expected) => {
    const folder = throwAwayFolder('a.jpg', 'b.jpg', 'sub/a.jpg', 'x (1)/p (1)+!@.jpg', 'x (1)/p 1.jpg');
    expect(await names([`${folder}/${pattern}`])).toEqual(expected);
  });

  test('takes a folder literally if it has the exact name of a part of the pattern', async () => {
    const folder = throwAwayFolder('[x] (y)/{a,b}/1.jpg', '[x] (y)/2.jpg', 'x (y)/3.jpg', '[1]/[2]/4.jpg', '1/2/5.jpg', '[1]/2/6.jpg');
    expect(await names([`${folder}/[x] (y)/*.jpg`])).toEqual(['2.jpg']);
    expect(await names([`${folder}/[x] (y)/{a,b}/*`])).toEqual(['1.jpg']);
    expect(await names([`${folder}/[1]/[2]/*`])).toEqual(['4.jpg']);
    expect(await names([`${folder}/[1]/[2-3]/*`])).toEqual(['2/6.jpg']);
  });

  test('may start in a folder whose name has special characters', async () => {
    const folder = throwAwayFolder('(a|b)+/!x1.jpg', '(a|b)+/x2.jpg');
    expect(await names([`${folder}/(a|b)+/!x*.jpg`])).toEqual(['!x1.jpg']);
  });

  test.runIf(posix)('takes the character after a backslash literally', async () => {
    const folder = throwAwayFolder('[a]/x.jpg', 'a/y.jpg', '*z.jpg', 'zz.jpg', 'back\\slash.jpg');
    expect(await names([`${folder}/\\[a\\]/*`])).toEqual(['x.jpg']);
    expect(await names([`${folder}/\\**.jpg`])).toEqual(['*z.jpg']);
    expect(await names([`${folder}/b*\\\\*`])).toEqual(['back\\slash.jpg']);
  });

  test.runIf(posix)('reaches names with line breaks', async () => {
    const folder = throwAwayFolder('a\nb/c\r/\u2028.jpg', 'a\nb/x.jpg');
    expect(await names([`${folder}/**/*.jpg`])).toEqual(['a\nb/c\r/\u2028.jpg', 'a\nb/x.jpg']);
    expect(await names([`${folder}/*/{x,y\n}.jpg`])).toEqual(['a\nb/x.jpg']);
    expect(await names([`${folder}/a\nb/*.jpg`])).toEqual(['x.jpg']);
  });

  test('reaches hidden names that it spells out', async () => {
    const folder = throwAwayFolder('.a.jpg', '.b/c.jpg');
    expect(await names([`${folder}/.*.jpg`, `${folder}/.b/*`])).toEqual(['.a.jpg', 'c.jpg']);
  });

  test('cannot reach into an excluded folder or the destination by spelling out names', async () => {
    const folder = throwAwayFolder('no/a.jpg', 'out/b.jpg', 'yes/c.jpg');
    const pattern = `${folder}/{no/a,out/b,yes/c}.jpg`;
    expect(await names([pattern], { exclude: ['no'], destination: join(folder, 'out') })).toEqual(['yes/c.jpg']);
  });

  test.each([
    ['*-*-*-*.jpg', ['a-b-c-d.jpg']],
    ['**/*-*-*-*.jpg', ['a-b-c-d.jpg', 'x-y-z/a-b-c-d.jpg']],
    ['*x*-*-*/*.jpg', ['x-y-z/a-b-c-d.jpg', 'x-y-z/a.jpg']],
    ['*-*[a-d]-*-?.{jpg,png}', ['a-b-c-d.jpg']],
  ])('%j with many stars gives the files that match', async (pattern, expected) => {
    const folder = throwAwayFolder('a-b-c-d.jpg', 'a-b-c.jpg', 'a.jpg', '.a-b-c-d.jpg', 'x-y-z/a-b-c-d.jpg', 'x-y-z/a.jpg');
    expect(await names([`${folder}/${pattern}`])).toEqual(expected);
  });

  test('with many stars takes no longer for a name that almost matches', async () => {
    const folder = throwAwayFolder(`${'-'.repeat(200)}.png`, 'a-b-c-d-e-f.jpg');
    expect(await names([`${folder}/*-*-*-*-*-*.jpg`])).toEqual(['a-b-c-d-e-f.jpg']);
  });

  test('may be relative to the current folder', async () => {
    const folder = throwAwayFolder('a.jpg', 'b.jpg');
    const entries = await found([`${relative(process.cwd(), folder)}/*.jpg`]);
    expect(entries.map(({ source }) => source)).toEqual([join(folder, 'a.jpg'), join(folder, 'b.jpg')]);
  });
});

test('a source that begins with ! is left out, unless such a file exists', async () => {
  const folder = throwAwayFolder('!a.jpg');
  const options = { sources: ['src', '!src/sub/**', '!*.png'], exclude: ['x'] };
  expect(await withNegations(options)).toEqual({ sources: ['src'], exclude: ['x', 'src/sub/**', '*.png'] });
  const here = process.cwd();
  process.chdir(folder);
  onTestFinished(() => process.chdir(here));
  expect(await withNegations({ sources: ['!a.jpg'] })).toEqual({ sources: ['!a.jpg'], exclude: [] });
});

describe('a wrong source is refused with a sentence', () => {
  const refusal = (message: RegExp) => ({ code: 'usage', message: expect.stringMatching(message) });

  test.each([
    [[], /no source given/],
    [[''], /a source is empty/],
    [['nowhere'], /nowhere does not exist; looked for .*nowhere$/],
    [['a\0b'], /holds a zero byte, which no file name can contain$/],
    [['a\uFFFDb'], /its name is not valid UTF-8; rename it, or give its folder instead$/],
  ])('%j', async (sources, message) => {
    await expect(resolveSources(sources)).rejects.toMatchObject(refusal(message));
  });

  test('a dangling link', async () => {
    const folder = throwAwayFolder();
    symlinkSync(join(folder, 'nothing'), join(folder, 'link*.jpg'));
    await expect(resolveSources([join(folder, 'link*.jpg')])).rejects.toMatchObject(refusal(/broken symbolic link/));
  });

  test.runIf(posix)('a pipe', async () => {
    const folder = throwAwayFolder();
    execFileSync('mkfifo', [join(folder, 'pipe.jpg')]);
    await expect(resolveSources([join(folder, 'pipe.jpg')])).rejects.toMatchObject(refusal(/a pipe, a socket or a device/));
  });

  test.runIf(posix && process.getuid?.() !== 0)('a folder that cannot be listed', async () => {
    const folder = throwAwayFolder('closed/a.jpg');
    chmodSync(join(folder, 'closed'), 0);
    onTestFinished(() => chmodSync(join(folder, 'closed'), 0o755));
    await expect(resolveSources([join(folder, 'closed')])).rejects.toMatchObject(refusal(/cannot be read/));
  });
});
