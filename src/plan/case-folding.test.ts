import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { throwAwayFolder } from '../../test/throw-away.js';
import { fold, foldingOf, type NameFolding } from './case-folding.js';

const composed = 'caf\u00e9.jpg';
const decomposed = 'cafe\u0301.jpg';

test.each<[NameFolding, string, string, boolean]>([
  ['exact', 'A.jpg', 'a.jpg', false],
  ['exact', composed, decomposed, false],
  ['case', 'A.JPG', 'a.jpg', true],
  ['case', 'ÄΣ', 'äς', true],
  ['case', composed, decomposed, false],
  ['case', 'straße', 'STRASSE', false],
  ['form', 'A.jpg', 'a.jpg', false],
  ['form', composed, decomposed, true],
  ['case-and-form', composed.toUpperCase(), decomposed, true],
  ['case-and-form', 'straße', 'STRASSE', true],
  ['case-and-form', 'STRAẞE', 'strasse', true],
  ['case-and-form', 'ΟΔΟΣ', 'οδος', true],
  ['case-and-form', 'ı.jpg', 'i.jpg', false],
  ['case', 'ı.jpg', 'i.jpg', false],
  ['case', 'i.jpg', 'I.jpg', true],
])('with %s, %s and %s are one name: %s', (folding, name, other, same) => {
  expect(fold(name, folding) === fold(other, folding)).toBe(same);
});

test('fold never joins names that differ in an ASCII character by more than case', () => {
  const foldings: NameFolding[] = ['exact', 'case', 'form', 'case-and-form'];
  const name = fc.string({ unit: fc.constantFrom(...'aAbBzZ01._-/\\ [@{`^~') });
  fc.assert(
    fc.property(name, name, fc.constantFrom(...foldings), (one, two, folding) => {
      const same = folding.startsWith('case') ? one.toLowerCase() === two.toLowerCase() : one === two;
      expect(fold(one, folding) === fold(two, folding)).toBe(same);
    }),
  );
});

test.each(['Letters.txt', 'UPPER/', '0123'])('foldingOf detects what the disk does, in a folder that holds %s', async (name) => {
  const folder = throwAwayFolder(name, 'Probe.txt');
  const ignoresCase = existsSync(join(folder, 'pROBE.TXT'));
  const inside = throwAwayFolder(name);
  expect((await foldingOf(inside)).startsWith('case')).toBe(ignoresCase);
  expect((await foldingOf(join(inside, 'not', 'there', 'yet'))).startsWith('case')).toBe(ignoresCase);
});

test.skipIf(['darwin', 'win32'].includes(process.platform))(
  'foldingOf is not misled by one file with two names that differ in case',
  async () => {
    const folder = throwAwayFolder();
    const { linkSync, writeFileSync } = await import('node:fs');
    writeFileSync(join(folder, 'one.jpg'), '');
    linkSync(join(folder, 'one.jpg'), join(folder, 'ONE.JPG'));
    expect(await foldingOf(folder)).toBe('exact');
  },
);
