import { writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { throwAwayFolder } from '../../test/throw-away.js';
import { namesIn, placeOf, requireNameList } from './name-list.js';

async function namesOf(content: string): Promise<string[]> {
  const path = join(throwAwayFolder(), 'names');
  writeFileSync(path, content);
  const names: string[] = [];
  for await (const name of namesIn(path)) names.push(name);
  return names;
}

test('a name list has one name per line, with any line end', async () => {
  expect(await namesOf('a.jpg\nb c.jpg\r\n\n[d].jpg')).toEqual(['a.jpg', 'b c.jpg', '[d].jpg']);
});

test('names ended by zero bytes may contain line breaks', async () => {
  expect(await namesOf('a\nb.jpg\0c.jpg\r\0')).toEqual(['a\nb.jpg', 'c.jpg\r']);
});

test('a byte order mark is not part of a name', async () => {
  expect(await namesOf('\uFEFFa.jpg\n')).toEqual(['a.jpg']);
});

test('names come out whole, whatever their length', async () => {
  const name = fc.string({ unit: fc.constantFrom('a', '/', ' ', 'é', '日', '🌄'), minLength: 1, maxLength: 20_000 });
  const cases = fc.asyncProperty(fc.array(name, { maxLength: 40 }), fc.constantFrom('\n', '\r\n', '\0'), async (names, end) => {
    expect(await namesOf(names.map((each) => each + end).join(''))).toEqual(names);
  });
  await fc.assert(cases, { numRuns: 40 });
});

test('a file without line ends is not a name list', async () => {
  await expect(namesOf('a'.repeat(300_000))).rejects.toMatchObject({ code: 'usage', message: /more than 98301 bytes/ });
});

test('a listed file below the current folder keeps its path from there, any other its whole path', () => {
  const [root, base] = [sep, join(sep, 'home', 'me')];
  expect(placeOf(join('a', '.', 'b.jpg'), base)).toEqual({ source: join(base, 'a', 'b.jpg'), relative: join('a', 'b.jpg') });
  expect(placeOf(join(base, 'b.jpg'), base).relative).toBe('b.jpg');
  expect(placeOf(join('..', 'you', 'b.jpg'), base).relative).toMatch(/home.you.b\.jpg$/);
  expect(placeOf(join(root, 'mnt', 'b.jpg'), base).relative).toMatch(/^([A-Z].)?mnt.b\.jpg$/);
});

test('a missing name list is refused', async () => {
  await expect(requireNameList(join(throwAwayFolder(), 'nowhere'))).rejects.toMatchObject({ code: 'usage' });
});
