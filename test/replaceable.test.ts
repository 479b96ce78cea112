import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { imgpar } from './program.js';
import { sharedThrowAwayFolder } from './throw-away.js';
import { writeTinyImages } from './tiny-images.js';

// A slip in the order of words must cost nobody an image, or the record of a run.

const folder = sharedThrowAwayFolder();
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  await writeTinyImages(folder, ['in/a.png', 'in/b.png']);
  expect((await imgpar(['equalize', 'in', 'out', '--figures'], { cwd: folder })).code).toBe(0);
});

test.each([
  [['equalize', 'in', 'never', '--report', 'in/a.png'], 'in/a.png', 'an image'],
  [['report', 'out', '-o', 'out/a.png'], 'out/a.png', 'an image'],
  [['report', 'out', '-o', 'out/.imgpar.jsonl'], 'out/.imgpar.jsonl', 'a record of imgpar'],
  [['tune', 'in/a.png', '--html', 'in/a.png'], 'in/a.png', 'an image'],
  [['list', 'in/a.png', 'in/b.png'], 'in/b.png', 'an image'],
  [['list', 'in', 'out/.imgpar.jsonl'], 'out/.imgpar.jsonl', 'a record of imgpar'],
  [['equalize', 'in', 'never', '--reporter', 'junit=in/a.png'], 'in/a.png', 'an image'],
  [['equalize', 'in', 'never', '--scope', 'set', '--save-stats', 'in/b.png'], 'in/b.png', 'an image'],
])('%j is refused, and leaves the file as it was', async (args, name, what) => {
  const before = readFileSync(at(name));
  const { code, stderr } = await imgpar(args, { cwd: folder });
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringContaining(`expected a file that may be replaced; there is ${what}\n`),
  });
  expect(readFileSync(at(name))).toEqual(before);
});

test('a preview does not replace its own image, but the one before', async () => {
  copyFileSync(at('in/a.png'), at('mine.png'));
  const before = readFileSync(at('mine.png'));
  expect(await imgpar(['preview', 'mine.png', '-o', 'mine.png'], { cwd: folder })).toMatchObject({ code: 2 });
  expect(readFileSync(at('mine.png'))).toEqual(before);
  for (const _ of [1, 2]) expect((await imgpar(['preview', 'mine.png', '-o', 'drawn.png'], { cwd: folder })).code).toBe(0);
});

test('a report does not replace a result of its run, and replaces the page before, and anything else', async () => {
  const result = await imgpar(['equalize', 'in', 'late', '--report', 'late/a.png'], { cwd: folder });
  expect(result).toMatchObject({ code: 2, stderr: expect.stringContaining('there is an image') });
  expect(readFileSync(at('late/a.png')).toString('latin1', 1, 4)).toBe('PNG');
  writeFileSync(at('page.html'), 'notes');
  for (const _ of [1, 2]) expect((await imgpar(['report', 'out', '-o', 'page.html'], { cwd: folder })).code).toBe(0);
  for (const _ of [1, 2])
    expect((await imgpar(['equalize', 'in', 'sums', '--scope', 'set', '--save-stats', 's.json'], { cwd: folder })).code).toBe(0);
});
