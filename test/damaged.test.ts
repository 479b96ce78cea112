import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { imgpar } from './program.js';
import { throwAwayFolder } from './throw-away.js';

const photo = readFileSync(fileURLToPath(new URL('images/grey.jpg', import.meta.url)));

test('a JPEG with missing pixels fails; --damaged accept processes it with a warning, and marks it in the record', async () => {
  const folder = throwAwayFolder('src/');
  writeFileSync(join(folder, 'src/cut.jpg'), photo.subarray(0, photo.length >> 1));
  writeFileSync(join(folder, 'src/no-end.jpg'), photo.subarray(0, -2));
  writeFileSync(join(folder, 'src/whole.jpg'), photo);
  const refused = await imgpar(['equalize', 'src', 'out'], { cwd: folder });
  expect(refused.code).toBe(1);
  expect(refused.stderr).toMatch(/src\/cut\.jpg: the JPEG has no end marker: it is cut off/);
  expect(refused.stderr).toMatch(/src\/no-end\.jpg: the JPEG has no end marker; all of its pixels are there/);

  // Images that are done are not redone.
  const accepted = await imgpar(['equalize', 'src', 'out', '--damaged', 'accept'], { cwd: folder });
  expect(accepted.code).toBe(0);
  expect(accepted.stderr).toMatch(/^1 image equalised/m);
  expect(accepted.stderr).toMatch(/src\/cut\.jpg: pixels are missing or broken: the JPEG has no end marker: it is cut off/);
  expect(records(folder)).toEqual({
    'cut.jpg': { damaged: true, warnings: ['pixels are missing or broken: the JPEG has no end marker: it is cut off'] },
    'no-end.jpg': { warnings: ['the JPEG has no end marker; all of its pixels are there'] },
    'whole.jpg': {},
  });
});

/** The record of each image that was done, without the fields that are the same for all. */
function records(folder: string): Record<string, object> {
  const lines = readFileSync(join(folder, 'out/.imgpar.jsonl'), 'utf8').trimEnd().split('\n');
  const done = lines.map((line) => JSON.parse(line)).filter(({ status }) => status === 'done');
  return Object.fromEntries(
    done.map(({ destination, warnings, damaged }) => [destination, { ...(warnings && { warnings }), ...(damaged && { damaged }) }]),
  );
}
