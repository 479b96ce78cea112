import { appendFileSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { throwAwayFolder } from '../../test/throw-away.js';
import { lineIndex, readLine } from './index.js';

const lines = Array.from({ length: 200_000 }, (_, index) => `${'ü'.repeat(index % 7)}${index}`);

function written(text: string): string {
  const path = join(throwAwayFolder(), 'lines.txt');
  writeFileSync(path, text);
  return path;
}

test.each([
  ['with an index', true],
  ['without one', false],
])('any line is read by its number, %s', async (_, isIndexed) => {
  const path = written(`${lines.join('\n')}\nlast`);
  const options = isIndexed ? { index: await lineIndex(path) } : {};
  for (const number of [0, 1, 65_535, 65_536, 65_537, 131_071, 131_072, 199_999])
    expect(await readLine(path, number, options)).toBe(lines[number]);
  expect(await readLine(path, 200_000, options)).toBe('last');
  expect(await readLine(path, 200_001, options)).toBeUndefined();
});

test('an index counts lines, and takes 8 bytes per 65,536 of them', async () => {
  const index = await lineIndex(written(lines.join('\r\n')));
  expect(index.lines).toBe(200_000);
  expect(index.offsets).toHaveLength(4);
  expect((await lineIndex(written(''))).lines).toBe(0);
  expect((await lineIndex(written('\n\n'))).lines).toBe(2);
});

test('a stored index is used while the file is unchanged, and rebuilt when it is not', async () => {
  const path = written('a\nb\n');
  const file = join(throwAwayFolder(), 'lines.index');
  const first = await lineIndex(path, { file });
  const { mtimeMs } = statSync(file);
  utimesSync(file, 1, 1);
  expect(await lineIndex(path, { file })).toEqual(first);
  expect(statSync(file).mtimeMs).toBe(1000);
  expect(mtimeMs).toBeGreaterThan(1000);
  appendFileSync(path, 'c\n');
  await expect(readLine(path, 2, { index: first })).rejects.toThrow(/has changed since its index was made/);
  expect((await lineIndex(path, { file })).lines).toBe(3);
  expect((await lineIndex(path, { file, separator: 'b' })).lines).toBe(2);
  writeFileSync(file, 'no index');
  expect((await lineIndex(path, { file })).lines).toBe(3);
  expect(readdirSync(join(file, '..'))).toEqual(['lines.index']);
});

test('a source that cannot be read in parts has no index', async () => {
  const path = join(throwAwayFolder(), 'a.gz');
  writeFileSync(path, gzipSync('a\nb\n'));
  await expect(lineIndex(path)).rejects.toMatchObject({ code: 'usage' });
  expect(await readLine(path, 1).catch(({ code }) => code)).toBe('b');
});

test('a line number is an integer from 0', async () => {
  for (const number of [-1, 0.5, Number.NaN]) await expect(readLine(written('a'), number)).rejects.toMatchObject({ code: 'usage' });
});
