import { cpSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { imgpar, samplesFolder, start } from './program.js';
import { throwAwayFolder } from './throw-away.js';

const sample = join(samplesFolder, 'faded-handwriting.jpg');

test('the files in a list are done once each, and only a missing one fails', async () => {
  const folder = throwAwayFolder();
  cpSync(sample, join(folder, 'in/sub/a b.jpg'));
  writeFileSync(join(folder, 'names.txt'), 'in/sub/a b.jpg\r\nin/../in/sub/a b.jpg\nin/gone.jpg\n');
  const { code, stderr } = await imgpar(['equalize', '--list', 'names.txt', 'out'], { cwd: folder });
  expect(stderr).toMatch(/1 image equalised.*1 failed/s);
  expect(stderr).toContain('gone.jpg: cannot read: no such file');
  expect(code).toBe(1);
  expect(existsSync(join(folder, 'out/in/sub/a b.jpg'))).toBe(true);
});

test('a list may come from standard input, along with other sources', async () => {
  const folder = throwAwayFolder();
  for (const name of ['a.jpg', 'b.jpg']) cpSync(sample, join(folder, name));
  const running = start(['equalize', '--list', '-', 'b.jpg', 'out'], { cwd: folder });
  running.process.stdin!.end('a.jpg\0');
  expect(await running.ended).toMatchObject({ code: 0 });
  expect(['a.jpg', 'b.jpg'].filter((name) => existsSync(join(folder, 'out', name)))).toHaveLength(2);
});

test('names in a list may come late', async () => {
  const folder = throwAwayFolder();
  cpSync(sample, join(folder, 'a.jpg'));
  const running = start(['equalize', '--list', '-', 'out'], { cwd: folder });
  // Long after the program has begun to wait for them.
  await sleep(2_000);
  running.process.stdin!.end('a.jpg\n');
  expect(await running.ended).toMatchObject({ code: 0 });
});

test('a list whose own files would be overwritten is refused', async () => {
  const folder = throwAwayFolder();
  cpSync(sample, join(folder, 'a.jpg'));
  writeFileSync(join(folder, 'names.txt'), 'a.jpg\n');
  const { code, stderr } = await imgpar(['equalize', '--list', 'names.txt', '.'], { cwd: folder });
  expect(stderr).toMatch(/would be overwritten by its own result/);
  expect(code).toBe(2);
});

test.each([
  ['nowhere.txt', /the list nowhere\.txt cannot be read/],
  ['empty.txt', /no image found in empty\.txt/],
])('the list %s is refused in one sentence', async (name, sentence) => {
  const folder = throwAwayFolder();
  writeFileSync(join(folder, 'empty.txt'), '\n');
  const { code, stderr } = await imgpar(['equalize', '--list', name, 'out'], { cwd: folder });
  expect(stderr).toMatch(sentence);
  expect(code).toBe(2);
});
