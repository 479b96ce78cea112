import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../src/events.js';
import { imgpar, type StartOptions } from './program.js';
import { throwAwayFolder } from './throw-away.js';
import { writeTinyImages } from './tiny-images.js';

const isWindows = process.platform === 'win32';

/** A user without root's rights. */
const user: StartOptions = process.getuid?.() === 0 ? { uid: 65534 } : {};

/** Images in each of these folders (for example `src`), equalised once into `out`. */
async function equalised(perFolder: number, ...folders: string[]): Promise<string> {
  const place = throwAwayFolder();
  chmodSync(place, 0o777);
  const names = folders.flatMap((folder) => Array.from({ length: perFolder }, (_, index) => `${folder}/${index}.png`));
  await writeTinyImages(place, names);
  const { code } = await imgpar(['equalize', ...rootsOf(folders), 'out'], { cwd: place, ...user });
  expect(code).toBe(0);
  return place;
}

const rootsOf = (folders: readonly string[]) => [...new Set(folders.map((folder) => folder.split('/')[0]!))];

const results = (place: string) =>
  readdirSync(join(place, 'out'), { recursive: true }).filter((name) => String(name).endsWith('.png')).length;

/** What a pruning run, and a check before it, report and leave. */
async function prune(place: string, sources: readonly string[] = ['src'], options: readonly string[] = ['--prune']) {
  const check = await imgpar(['check', ...sources, 'out', ...options], { cwd: place, ...user });
  const run = await imgpar(['equalize', ...sources, 'out', ...options, '--progress', 'json'], { cwd: place, ...user });
  const told: RunEvent[] = run.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const last = told.at(-1)!;
  const { removed, withheld } = last.type === 'run-finished' ? last.summary : { removed: Number.NaN, withheld: [] };
  const orphans = check.stdout.split('\n').filter((line) => line.endsWith(': its source is gone')).length;
  // A check predicts what the run does.
  expect(orphans).toBe(removed);
  const sentences = run.stderr.split('\n').filter((line) => line.startsWith('  not removed: '));
  expect(check.stderr.split('\n').filter((line) => line.startsWith('not removed: '))).toEqual(sentences.map((line) => line.trim()));
  expect(told.filter(({ type }) => type === 'prune-withheld')).toHaveLength(withheld.length);
  return { code: run.code, checked: check.code, removed, withheld, sentences, results: results(place) };
}

describe('--prune keeps results whose source cannot be seen', () => {
  test.skipIf(isWindows)('in an unreadable folder', async () => {
    const place = await equalised(3, 'src/a', 'src/b');
    chmodSync(join(place, 'src/b'), 0);
    const { code, removed, withheld, sentences, results } = await prune(place);
    chmodSync(join(place, 'src/b'), 0o755);
    expect({ code, removed, results }).toEqual({ code: 1, removed: 0, results: 6 });
    expect(withheld).toEqual([{ reason: 'unreadable', results: 3, place: join(place, 'src/b'), why: 'permission denied' }]);
    expect(sentences).toEqual(['  not removed: 3 results whose source cannot be seen, because src/b cannot be read: permission denied']);
  });

  test.skipIf(isWindows)('in a readable folder whose files may not be examined', async () => {
    const place = await equalised(3, 'src/a', 'src/b');
    chmodSync(join(place, 'src/b'), 0o644);
    const { removed, withheld, results } = await prune(place);
    chmodSync(join(place, 'src/b'), 0o755);
    expect({ removed, withheld, results }).toEqual({ removed: 0, withheld: [], results: 6 });
  });

  test.skipIf(isWindows)('below a folder that became a dangling link', async () => {
    const place = await equalised(3, 'src/a', 'src/b');
    renameSync(join(place, 'src/b'), join(place, 'away'));
    symlinkSync('../nowhere', join(place, 'src/b'));
    const { code, checked, removed, withheld } = await prune(place);
    expect({ code, checked, removed }).toEqual({ code: 1, checked: 3, removed: 0 });
    expect(withheld).toMatchObject([{ reason: 'unreadable', results: 3, place: join(place, 'src/b') }]);
  });

  test('in a source that is empty now, like the mount point of a disk', async () => {
    const place = await equalised(3, 'src', 'disk/x');
    rmSync(join(place, 'disk/x'), { recursive: true });
    const { code, checked, removed, withheld, sentences } = await prune(place, ['src', 'disk']);
    expect({ code, checked, removed }).toEqual({ code: 1, checked: 3, removed: 0 });
    expect(withheld).toMatchObject([{ reason: 'empty', results: 3, place: join(place, 'disk') }]);
    expect(sentences).toEqual([expect.stringContaining('mount its disk, or remove the results yourself')]);
    expect((await prune(place, ['src', 'disk'], ['--prune-any'])).removed).toBe(0);
  });

  test('in an empty subfolder that was last changed before its images were done', async () => {
    const place = await equalised(3, 'src/a', 'src/disk');
    rmSync(join(place, 'src/disk'), { recursive: true });
    mkdirSync(join(place, 'src/disk'));
    utimesSync(join(place, 'src/disk'), 1, 1);
    expect(await prune(place)).toMatchObject({ removed: 0, withheld: [{ reason: 'empty', results: 3 }] });
  });

  test.skipIf(isWindows)('where a link or a pipe has taken its name', async () => {
    const place = await equalised(3, 'src');
    for (const name of ['0.png', '1.png']) rmSync(join(place, 'src', name));
    symlinkSync('nowhere', join(place, 'src/0.png'));
    execFileSync('mkfifo', [join(place, 'src/1.png')]);
    expect(await prune(place)).toMatchObject({ code: 0, removed: 0, withheld: [] });
  });

  test('in a source that was renamed or that options leave out', async () => {
    const place = await equalised(3, 'src/a', 'src/b');
    expect(await prune(place, ['src'], ['--prune', '--exclude', 'b'])).toMatchObject({ code: 0, removed: 0, withheld: [] });
    writeFileSync(join(place, 'names'), 'src/a/0.png\n');
    expect(await prune(place, [], ['--list', 'names', '--prune'])).toMatchObject({ removed: 0, withheld: [] });
    renameSync(join(place, 'src'), join(place, 'renamed'));
    expect(await prune(place, ['renamed'])).toMatchObject({ removed: 0, withheld: [] });
  });
});

describe('--prune removes results whose source is gone', () => {
  test('from a folder, with a folder, and from an emptied folder', async () => {
    const place = await equalised(3, 'src/a', 'src/b/deep', 'src/c');
    rmSync(join(place, 'src/a/0.png'));
    rmSync(join(place, 'src/b'), { recursive: true });
    for (const name of readdirSync(join(place, 'src/c'))) rmSync(join(place, 'src/c', name));
    expect(await prune(place)).toMatchObject({ code: 0, checked: 3, removed: 7, withheld: [], results: 2 });
  });

  test('beside those whose source cannot be seen', async () => {
    const place = await equalised(3, 'src/a', 'src/b', 'disk');
    rmSync(join(place, 'src/a/0.png'));
    for (const name of readdirSync(join(place, 'disk'))) rmSync(join(place, 'disk', name));
    expect(await prune(place, ['src', 'disk'])).toMatchObject({ removed: 1, withheld: [{ reason: 'empty', results: 3 }], results: 8 });
  });

  // This disk tells names apart by case. A hard link stands in for a disk that does not.
  test.runIf(process.platform === 'linux')('but not the result of another source whose name the disk considers the same', async () => {
    const place = await equalised(2, 'src');
    renameSync(join(place, 'src/0.png'), join(place, 'src/0.PNG'));
    await imgpar(['equalize', 'src', 'out'], { cwd: place, ...user });
    rmSync(join(place, 'out/0.png'));
    linkSync(join(place, 'out/0.PNG'), join(place, 'out/0.png'));
    expect(await prune(place)).toMatchObject({ code: 0, removed: 0, withheld: [] });
    expect(existsSync(join(place, 'out/0.PNG'))).toBe(true);
  });

  test.skipIf(isWindows)('unless the file system refuses, which is reported', async () => {
    const place = await equalised(2, 'src/a');
    rmSync(join(place, 'src/a/0.png'));
    chmodSync(join(place, 'out/a'), 0o555);
    const { code, stderr } = await imgpar(['equalize', 'src', 'out', '--prune', '--quiet'], { cwd: place, ...user });
    chmodSync(join(place, 'out/a'), 0o755);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'not removed: 1 result whose source is gone, such as out/a/0.png: permission denied\n',
    });
  });
});

describe('more than 20 results that are more than half of all', () => {
  test('are removed only with --prune-any', async () => {
    const place = await equalised(42, 'src');
    for (let index = 0; index < 22; index++) rmSync(join(place, 'src', `${index}.png`));
    const { sentences, ...rest } = await prune(place);
    expect(rest).toMatchObject({
      code: 1,
      checked: 3,
      removed: 0,
      withheld: [{ reason: 'too-many', results: 22, recorded: 42 }],
      results: 42,
    });
    expect(sentences).toEqual([
      '  not removed: 22 results of 42 whose source is gone, because that is more than half; add --prune-any to remove them',
    ]);
    expect(await prune(place, ['src'], ['--prune-any'])).toMatchObject({ code: 0, removed: 22, withheld: [], results: 20 });
  });

  test('are removed if they are exactly half', async () => {
    const place = await equalised(42, 'src');
    for (let index = 0; index < 21; index++) rmSync(join(place, 'src', `${index}.png`));
    expect(await prune(place)).toMatchObject({ code: 0, removed: 21, withheld: [] });
  });

  test('are removed if they are only 20, even if only one remains', async () => {
    const place = await equalised(21, 'src');
    for (let index = 0; index < 20; index++) rmSync(join(place, 'src', `${index}.png`));
    expect(await prune(place)).toMatchObject({ code: 0, removed: 20, results: 1 });
  });
});
