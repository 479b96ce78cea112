import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { throwAwayFolder } from '../../test/throw-away.js';
import { findConfig } from './find.js';

test('finds the nearest file up to the root of the repository, and none above it', () => {
  const folder = throwAwayFolder('imgpar.config.json', 'repo/.git/', 'repo/packages/a/src/');
  const within = join(folder, 'repo/packages/a/src');
  expect(findConfig(within)).toBeUndefined();
  writeFileSync(join(folder, 'repo/imgpar.config.mjs'), '');
  expect(findConfig(within)).toBe(join(folder, 'repo/imgpar.config.mjs'));
  writeFileSync(join(folder, 'repo/packages/a/imgpar.config.ts'), '');
  expect(findConfig(within)).toBe(join(folder, 'repo/packages/a/imgpar.config.ts'));
});

test('outside a repository looks in the folder itself, or as far as the home folder', () => {
  const folder = throwAwayFolder('imgpar.config.json', 'home/me/imgpar.config.json', 'home/me/photos/2024/');
  const within = join(folder, 'home/me/photos/2024');
  expect(findConfig(within, join(folder, 'home/me'))).toBeUndefined();
  expect(findConfig(within, '/elsewhere')).toBeUndefined();
  expect(findConfig(folder, '/elsewhere')).toBe(join(folder, 'imgpar.config.json'));
  writeFileSync(join(folder, 'home/me/photos/imgpar.config.json'), '');
  expect(findConfig(within, join(folder, 'home/me'))).toBe(join(folder, 'home/me/photos/imgpar.config.json'));
});

test('takes package.json only if it has the key, and passes over a broken one', () => {
  const folder = throwAwayFolder('.git/', 'a/b/');
  const inner = join(folder, 'a/package.json');
  writeFileSync(join(folder, 'package.json'), '{"imgpar": {}}');
  writeFileSync(inner, '{"dependencies": {"imgpar": "1"}}');
  expect(findConfig(join(folder, 'a/b'))).toBe(join(folder, 'package.json'));
  writeFileSync(inner, '{"imgpar": ');
  expect(findConfig(join(folder, 'a/b'))).toBe(join(folder, 'package.json'));
  writeFileSync(inner, '{"imgpar": {"quality": 80}}');
  expect(findConfig(join(folder, 'a/b'))).toBe(inner);
});

test('refuses to choose between two files, and passes over folders of that name', () => {
  const folder = throwAwayFolder('.git/');
  mkdirSync(join(folder, 'imgpar.config.ts'));
  expect(findConfig(folder)).toBeUndefined();
  for (const name of ['imgpar.config.json', 'imgpar.config.mjs']) writeFileSync(join(folder, name), '');
  expect(() => findConfig(folder)).toThrowError('both configure imgpar; keep one of them');
});
