import { cpSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { imgpar } from './program.js';
import { throwAwayFolder } from './throw-away.js';

/**
 * What version 0.1.0 made of three images: `out` and `clahe` from `src`; in place, `photos` with the backup `kept`, and `bare` without one.
 */
const made = fileURLToPath(new URL('fixtures/version-0.1.0', import.meta.url));
const names = ['a.png', 'b.jpg', 'sub/c.tif'];

/** A copy of it, with the source times restored, as git does not keep them. */
function copied(): string {
  const folder = throwAwayFolder();
  cpSync(made, folder, { recursive: true });
  for (const line of readFileSync(join(folder, 'out/.imgpar.jsonl'), 'utf8').split('\n').slice(1, -1)) {
    const { source, input } = JSON.parse(line);
    utimesSync(join(folder, 'out', source), 0, input.mtimeMs / 1000);
  }
  return folder;
}

const contents = (folder: string, below: string) => names.map((name) => readFileSync(join(folder, below, name)).toString('base64'));

async function counts(folder: string, ...args: string[]) {
  const { code, stdout } = await imgpar(['equalize', '--progress', 'json', ...args], { cwd: folder });
  const { done, skippedByReason, failed } = JSON.parse(stdout.trimEnd().split('\n').at(-1)!).summary;
  return { code, done, failed, skipped: skippedByReason };
}

const upToDate = { code: 0, done: 0, failed: 0, skipped: { 'up-to-date': 3 } };

describe('what version 0.1.0 made', () => {
  test.each(['src out', 'src clahe --method clahe --tiles 2x2', '--in-place photos --backup-dir kept', '--in-place bare --no-backup'])(
    'is up to date: %s',
    async (args) => {
      expect(await counts(copied(), ...args.split(' '))).toEqual(upToDate);
    },
  );

  test('is redone with other options, in place from the originals', async () => {
    const folder = copied();
    expect(await counts(folder, 'src', 'out', '--method', 'bbhe')).toMatchObject({ done: 3 });
    expect(await counts(folder, '--in-place', 'photos', '--backup-dir', 'kept', '--method', 'bbhe')).toMatchObject({ done: 3 });
    expect(contents(folder, 'photos')).toEqual(contents(folder, 'out'));
    expect(await counts(folder, '--in-place', 'bare', '--no-backup', '--method', 'bbhe')).toMatchObject({
      done: 0,
      skipped: { 'original-not-kept': 3 },
    });
  });

  test('in place can be restored, though its records do not say where the originals are kept', async () => {
    const folder = copied();
    expect(await imgpar(['restore', 'kept'], { cwd: folder })).toMatchObject({ code: 0, stderr: '3 restored\n' });
    expect(contents(folder, 'photos')).toEqual(contents(folder, 'src'));
  });

  test('in place is not equalised twice by a run that starts in a folder below it, though it left no mark', async () => {
    const folder = copied();
    const before = contents(folder, 'bare');
    const { code, stderr } = await imgpar(['equalize', '--in-place', 'bare/sub', '--no-backup'], { cwd: folder });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/bare was equalised in place with the manifest .*bare.\.imgpar\.jsonl/),
    });
    expect(contents(folder, 'bare')).toEqual(before);
  });
});
