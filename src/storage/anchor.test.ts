import { readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { throwAwayFolder } from '../../test/throw-away.js';
import { anchorOf, nameIn } from './anchor.js';
import { writeAtomic } from './write-atomic.js';

const owner = { token: 'test', id: 1 };

// A folder is rechecked after a while, which passes when a test says so.
beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());
const letTimePass = () => vi.advanceTimersByTime(1_000);

test('anchorOf makes missing folders, and holds on to the same one', () => {
  const root = join(throwAwayFolder(), 'out');
  const first = anchorOf(join(root, 'a/b/1.png'), root);
  writeFileSync(nameIn(first, '1.png'), '');
  expect(anchorOf(join(root, 'a/b/2.png'), root)).toBe(first);
  expect(readdirSync(join(root, 'a/b'))).toEqual(['1.png']);
});

test('a folder that is, or lies behind, a link out of the root is refused, and nothing is made behind it', () => {
  const folder = throwAwayFolder('victim/', 'out/');
  symlinkSync(join(folder, 'victim'), join(folder, 'out/link'), 'junction');
  for (const path of ['out/link/a.png', 'out/link/deep/er/a.png'])
    expect(() => anchorOf(join(folder, path), join(folder, 'out'))).toThrow(
      /a folder in its path is a link that leads out of the output folder/,
    );
  expect(readdirSync(join(folder, 'victim'))).toEqual([]);
});

test('a root that is itself a link, and links inside it, are followed', () => {
  const folder = throwAwayFolder('real/sub/');
  symlinkSync(join(folder, 'real'), join(folder, 'out'), 'junction');
  symlinkSync(join(folder, 'real/sub'), join(folder, 'real/link'), 'junction');
  writeAtomic(join(folder, 'out/link/a.png'), Buffer.from('a'), { owner, root: join(folder, 'out') });
  expect(readdirSync(join(folder, 'real/sub'))).toEqual(['a.png']);
});

test('a folder replaced by a link since it was checked is not written through', () => {
  const folder = throwAwayFolder('victim/', 'out/sub/');
  const root = join(folder, 'out');
  const write = (name: string) => writeAtomic(join(root, 'sub', name), Buffer.from('a'), { owner, root });
  write('1.png');
  renameSync(join(root, 'sub'), join(root, 'moved'));
  symlinkSync(join(folder, 'victim'), join(root, 'sub'), 'junction');
  if (process.platform === 'linux') write('2.png');
  letTimePass();
  expect(() => write('3.png')).toThrow(/leads out of the output folder/);
  expect(readdirSync(join(folder, 'victim'))).toEqual([]);
});

test.skipIf(process.platform !== 'linux')(
  'swapping the folder while a file is written has no effect: the file lands in the folder that was checked',
  () => {
    const folder = throwAwayFolder('victim/', 'out/sub/');
    const root = join(folder, 'out');
    writeAtomic(join(root, 'sub/a.png'), Buffer.from('a'), {
      owner,
      root,
      beforeAppearing: () => {
        renameSync(join(root, 'sub'), join(root, 'moved'));
        symlinkSync(join(folder, 'victim'), join(root, 'sub'));
      },
    });
    expect([readdirSync(join(folder, 'victim')), readdirSync(join(root, 'moved'))]).toEqual([[], ['a.png']]);
  },
);

test('a folder that was removed is made again', () => {
  const folder = throwAwayFolder();
  const root = join(folder, 'out');
  const write = (name: string) => writeAtomic(join(root, 'sub', name), Buffer.from('a'), { owner, root });
  write('1.png');
  renameSync(root, join(folder, 'gone'));
  letTimePass();
  write('2.png');
  expect(readdirSync(join(root, 'sub'))).toEqual(['2.png']);
});

test('the name of a draft cannot be predicted from earlier ones', () => {
  const folder = throwAwayFolder();
  const names = new Set<string>();
  const beforeAppearing = () =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.draft'))
      .forEach((name) => void names.add(name));
  for (let round = 0; round < 20; round++) writeAtomic(join(folder, 'a.png'), Buffer.from('a'), { owner, beforeAppearing });
  expect(names.size).toBe(20);
});

test.skipIf(process.platform === 'win32')("a link at the file's place is replaced, not followed", () => {
  const folder = throwAwayFolder('victim', 'out/');
  symlinkSync(join(folder, 'victim'), join(folder, 'out/a.png'));
  writeAtomic(join(folder, 'out/a.png'), Buffer.from('result'), { owner, root: join(folder, 'out') });
  expect(readFileSync(join(folder, 'victim'), 'utf8')).toBe('victim');
});
