import { renameSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { throwAwayFolder } from '../../test/throw-away.js';
import { Whereabouts } from './whereabouts.js';

const isWindows = process.platform === 'win32';
const longAgo = 0;
const inTheFuture = Date.now() + 3_600_000;

/** Where `root/name` is, or which place hides it and why. */
function find(root: string, name: string, seenAt = longAgo) {
  const found = new Whereabouts().of(root, join(root, name), seenAt);
  return found.state === 'unseen' ? { unseen: found.place.slice(root.length + 1), reason: found.reason } : found.state;
}

describe('a file is gone', () => {
  test('if its folder was read and does not hold it', () => {
    const root = throwAwayFolder('a/1.png', 'a/2.png');
    rmSync(join(root, 'a/1.png'));
    expect([find(root, 'a/1.png'), find(root, 'a/2.png')]).toEqual(['gone', 'there']);
  });

  test('if the parent does not hold its folder', () => {
    const root = throwAwayFolder('b/1.png');
    expect(find(root, 'a/deep/1.png')).toBe('gone');
  });

  test('if its folder has become a file', () => {
    const root = throwAwayFolder('a');
    expect(find(root, 'a/1.png')).toBe('gone');
  });

  test('if its folder, not the root, was emptied after the file was seen', () => {
    const root = throwAwayFolder('a/1.png', 'b');
    rmSync(join(root, 'a/1.png'));
    expect(find(root, 'a/1.png')).toBe('gone');
  });

  test('if it is the root itself and the folder that held it exists', () => {
    const folder = throwAwayFolder('other.png');
    expect(new Whereabouts().of(join(folder, '1.png'), join(folder, '1.png'), longAgo).state).toBe('gone');
  });

  test.runIf(process.platform === 'linux')('if it was renamed, even if only in case or in the form of its accents', () => {
    const root = throwAwayFolder('a.PNG', 'e\u0301.png');
    expect([find(root, 'A.PNG'), find(root, '\u00e9.png')]).toEqual(['gone', 'gone']);
  });
});

describe('a file is there', () => {
  test('under any spelling that the disk accepts for its name', () => {
    const root = throwAwayFolder('a.PNG', 'A.PNG');
    expect(find(root, 'A.PNG')).toBe('there');
  });

  test.skipIf(isWindows)('if anything has its name, even a dangling link', () => {
    const root = throwAwayFolder('b', 'folder.png/');
    symlinkSync('nowhere', join(root, 'link.png'));
    expect([find(root, 'link.png'), find(root, 'folder.png')]).toEqual(['there', 'there']);
  });
});

describe("a file's state is unknown", () => {
  test('if the root does not exist', () => {
    const root = throwAwayFolder('a/1.png');
    renameSync(join(root, 'a'), join(root, 'b'));
    expect(find(join(root, 'a'), '1.png')).toEqual({ unseen: '', reason: 'unreadable' });
  });

  test('if the root is empty, apart from hidden names', () => {
    expect(find(throwAwayFolder(), '1.png')).toEqual({ unseen: '', reason: 'empty' });
    expect(find(throwAwayFolder('.DS_Store'), 'a/1.png')).toEqual({ unseen: '', reason: 'empty' });
  });

  test('if its folder is empty and has not changed since the file was seen', () => {
    const root = throwAwayFolder('a/', 'b');
    expect(find(root, 'a/1.png', inTheFuture)).toEqual({ unseen: 'a', reason: 'empty' });
    utimesSync(join(root, 'a'), 1000, 1000);
    expect(find(root, 'a/1.png', 2_000_000)).toEqual({ unseen: 'a', reason: 'empty' });
  });

  test.skipIf(isWindows)('if its folder has become a link, dangling or not', () => {
    const root = throwAwayFolder('elsewhere/2.png');
    symlinkSync('nowhere', join(root, 'a'));
    symlinkSync('elsewhere', join(root, 'b'));
    expect(find(root, 'a/1.png')).toEqual({ unseen: 'a', reason: 'unreadable' });
    expect(find(root, 'b/1.png')).toEqual({ unseen: 'b', reason: 'unreadable' });
  });

  test.skipIf(isWindows)('if a link on the way leads to itself', () => {
    const root = throwAwayFolder('c');
    symlinkSync('a', join(root, 'a'));
    expect(find(root, 'a/1.png')).toEqual({ unseen: 'a', reason: 'unreadable' });
  });
});
