import { chmodSync, cpSync, linkSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../src/events.js';
import { recordedResults } from './manifests.js';
import { imgpar, samplesFolder, start } from './program.js';
import { throwAwayFolder } from './throw-away.js';

const photo = join(samplesFolder, 'faded-handwriting.jpg');

/** Every file below a folder except the manifest, hidden files included, with '/' between names. */
function tree(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== '.imgpar.jsonl')
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();
}

/** A throw-away folder with copies of one photograph under these names. */
function photos(...names: string[]): string {
  const folder = throwAwayFolder('src/');
  for (const name of names) cpSync(photo, join(folder, 'src', name), { recursive: true });
  return folder;
}

test('equalize mirrors the samples folder into the output folder', async () => {
  const folder = throwAwayFolder();
  const { code, stderr, stdout } = await imgpar(['equalize', samplesFolder, join(folder, 'out')]);
  const images = tree(samplesFolder).filter((name) => /\.(jpg|png|tif|webp)$/.test(name));
  expect(stderr).toMatch(/^14 images equalised in .*, \d+ skipped\n/m);
  expect(stdout).toBe('');
  expect(code).toBe(0);
  expect(tree(join(folder, 'out'))).toEqual(images);
});

test('the result is the source with another histogram', async () => {
  const folder = photos('a.jpg');
  await imgpar(['equalize', 'src', 'out'], { cwd: folder });
  const [before, after] = await Promise.all([sharp(photo).stats(), sharp(join(folder, 'out/a.jpg')).stats()]);
  expect(after.channels[0]!.stdev).toBeGreaterThan(1.2 * before.channels[0]!.stdev);
  expect(await sharp(join(folder, 'out/a.jpg')).metadata()).toMatchObject({ width: 448, height: 172 });
});

test('files in a folder may have any name', async () => {
  const names = [
    'with space.jpg',
    '[brackets](x).jpg',
    "quote's.jpg",
    '{a,b}.jpg',
    '日本 🐱.jpg',
    '-rf.jpg',
    'UPPER.JPG',
    'noext',
    'star!.jpg',
    'photo.txt',
  ];
  if (process.platform !== 'win32') names.push('new\nline.jpg', 'star*.jpg', 'question?.jpg', 'back\\slash.jpg', 'esc\x1b[31m.jpg');
  const folder = photos(...names, 'deep/er/[x]/a.jpg');
  const { code, stderr } = await imgpar(['equalize', 'src', 'out'], { cwd: folder });
  expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining(`${names.length + 1} images equalised`) });
  expect(tree(join(folder, 'out'))).toEqual(tree(join(folder, 'src')));
});

test('one file may be given a result name, whose extension decides the format', async () => {
  const folder = photos('a.jpg');
  expect((await imgpar(['equalize', 'src/a.jpg', 'better.png'], { cwd: folder })).code).toBe(0);
  expect(await sharp(join(folder, 'better.png')).metadata()).toMatchObject({ format: 'png', width: 448 });
});

test('an output folder inside a source is not read', async () => {
  const folder = photos('a.jpg');
  for (let round = 0; round < 2; round++) await imgpar(['equalize', '.', 'src/out [1]'], { cwd: folder });
  expect(tree(folder)).toEqual(['src/a.jpg', 'src/out [1]/src/a.jpg']);
});

describe('a bad image', () => {
  test('fails with its reason and stops no other image', async () => {
    const folder = photos('good.jpg');
    writeFileSync(join(folder, 'src/cut.jpg'), readFileSync(photo).subarray(0, 9000));
    const { code, stderr } = await imgpar(['equalize', 'src', 'out'], { cwd: folder });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^1 image equalised in .*, 1 failed\n/m);
    expect(stderr).toMatch(/cut\.jpg: \w+/);
    expect(tree(join(folder, 'out'))).toEqual(['good.jpg']);
  });

  test('is named even with --quiet', async () => {
    const folder = photos('good.jpg');
    writeFileSync(join(folder, 'src/cut.jpg'), readFileSync(photo).subarray(0, 9000));
    const { code, stderr, stdout } = await imgpar(['equalize', 'src', 'out', '--quiet'], { cwd: folder });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^\S*cut\.jpg: .+\n$/);
  });

  test('is counted beyond the first 100, with a note where to find the rest', async () => {
    const folder = photos('good.jpg');
    for (let index = 0; index < 103; index++) writeFileSync(join(folder, `src/${index}.jpg`), readFileSync(photo).subarray(0, 300));
    const manifest = join(folder, 'out/.imgpar.jsonl');
    const { stderr } = await imgpar(['equalize', 'src', 'out', '--quiet'], { cwd: folder });
    expect(stderr.trimEnd().split('\n')).toHaveLength(101);
    expect(stderr).toMatch(/^… and 3 more \(3 corrupt\); all are in \S+\n/m);
    expect(stderr).toContain(join('out/.imgpar.jsonl'));
    expect(readFileSync(manifest, 'utf8').match(/"status":"failed"/g)).toHaveLength(103);
    const unrecorded = await imgpar(['equalize', 'src', 'out', '--no-manifest', '--progress', 'json'], { cwd: folder });
    expect(unrecorded.stderr).toMatch(/^ {4}… and 3 more \(3 corrupt\); --progress json lists them all$/m);
    const { failed, failures } = JSON.parse(unrecorded.stdout.trimEnd().split('\n').at(-1)!).summary;
    expect({ failed, listed: failures.length }).toEqual({ failed: 103, listed: 100 });
    expect(unrecorded.stdout.match(/"type":"image-failed"/g)).toHaveLength(103);
  });

  test('is skipped if it was found and fails if it was named, when it is no image at all', async () => {
    const folder = photos('good.jpg');
    writeFileSync(join(folder, 'src/notes.jpg'), 'no image by content');
    expect(await imgpar(['equalize', 'src', 'out'], { cwd: folder })).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/1 file is named like an image but is not one:\n +src.notes\.jpg: text\n/),
    });
    expect(await imgpar(['equalize', 'src/notes.jpg', 'out'], { cwd: folder })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^ +not-an-image +src.notes\.jpg: this is text; expected JPEG/m),
    });
  });
});

describe('wrong use exits with 2 and one sentence', () => {
  const cases: ReadonlyArray<readonly [string, readonly string[], RegExp]> = [
    ['a source that does not exist', ['nowhere', 'out'], /nowhere does not exist/],
    ['a folder without an image', ['empty', 'out'], /no image found in empty/],
    ['a folder with texts only', ['texts', 'out'], /no image found/],
    ['source and destination the same', ['src', 'src'], /also the output folder/],
    ['source and destination the same by another name', ['src', './x/../src/'], /also the output folder/],
    ['a destination below a file', ['src', 'src/a.jpg/out'], /a\.jpg is not a folder/],
    ['two sources for one result', ['src', 'out', '--format', 'webp'], /a\.jpg.*a\.png|a\.png.*a\.jpg/],
    ['an option that is not known', ['src', 'out', '--qualty', '3'], /did you mean --quality/],
    ['a folder of masks that is not there', ['src', 'out', '--mask-dir', 'nowhere'], /^imgpar: --mask-dir is "nowhere"/],
    ['too little memory', ['src', 'out', '--max-memory', '1M'], /^imgpar: --max-memory is 1048576/],
    ['no destination', ['src'], /expected at least one source and a destination/],
  ];
  test.each(cases)('%s', async (_, args, message) => {
    const folder = photos('a.jpg', 'a.png');
    mkdirSync(join(folder, 'empty'));
    mkdirSync(join(folder, 'x'));
    mkdirSync(join(folder, 'texts'));
    writeFileSync(join(folder, 'texts/a.txt'), 'text');
    const before = tree(folder);
    const { code, stderr, stdout } = await imgpar(['equalize', ...args], { cwd: folder });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^imgpar: [^\n]+\n$/);
    expect(tree(folder)).toEqual(before);
  });
});

test('an image that cannot be written fails with the cause and leaves no file', async () => {
  const folder = photos('a.jpg', 'b/c.jpg');
  mkdirSync(join(folder, 'out/a.jpg/in-the-way'), { recursive: true });
  const { code, stderr } = await imgpar(['equalize', 'src', 'out'], { cwd: folder });
  expect(code).toBe(1);
  expect(stderr).toMatch(/a\.jpg: cannot write .*folder/);
  expect(tree(join(folder, 'out'))).toEqual(['b/c.jpg']);
});

test('--overwrite no skips existing files', async () => {
  const folder = photos('a.jpg', 'b.jpg');
  mkdirSync(join(folder, 'out'));
  writeFileSync(join(folder, 'out/a.jpg'), 'mine');
  const { code, stderr } = await imgpar(['equalize', 'src', 'out', '--overwrite', 'no'], { cwd: folder });
  expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('1 already there') });
  expect(readFileSync(join(folder, 'out/a.jpg'), 'utf8')).toBe('mine');
  expect((await imgpar(['equalize', 'src', 'out'], { cwd: folder })).code).toBe(0);
  expect(statSync(join(folder, 'out/a.jpg')).size).toBeGreaterThan(1000);
});

test('--dry-run lists on stdout what would be done and touches nothing', async () => {
  const folder = photos('a.jpg', 'b/c.jpg');
  writeFileSync(join(folder, 'src/notes.txt'), 'text');
  const { code, stdout, stderr } = await imgpar(['equalize', 'src', 'out', '--format', 'webp', '--dry-run'], { cwd: folder });
  expect(code).toBe(0);
  expect(stdout.split('\n').filter(Boolean).sort()).toEqual([
    expect.stringMatching(/^src.a\.jpg -> out.a\.webp$/),
    expect.stringMatching(/^src.b.c\.jpg -> out.b.c\.webp$/),
    expect.stringMatching(/^src.notes\.txt skipped: not-an-image \(text\)$/),
  ]);
  expect(stderr).toBe('2 to equalise, 1 to skip, 0 would fail; nothing was written\n');
  expect(tree(folder)).toEqual(['src/a.jpg', 'src/b/c.jpg', 'src/notes.txt']);
});

describe('--dry-run predicts what the run does', () => {
  /** The counts that both report for a folder with these options; the run comes second. */
  const promiseAndRun = (folder: string, ...options: string[]) => promiseAndRunOf(folder, 'src', 'out', ...options);

  async function promiseAndRunOf(folder: string, ...options: string[]) {
    const args = ['equalize', ...options];
    const promised = await imgpar([...args, '--dry-run'], { cwd: folder });
    const run = await imgpar([...args, '--progress', 'json'], { cwd: folder });
    const last = JSON.parse(run.stdout.trimEnd().split('\n').at(-1)!);
    const { done, skipped, failed } = last.summary;
    expect(promised.stderr).toContain(`${done} to equalise, ${skipped} to skip, ${failed} would fail; nothing was written\n`);
    expect(promised.code).toBe(run.code);
    return { done, skipped, failed };
  }

  test('for images that imgpar cannot read and for files that are not images', async () => {
    const folder = photos('a.jpg');
    writeFileSync(join(folder, 'src/x.heic'), '\0\0\0\x18ftypheic\0\0\0\0mif1heic');
    writeFileSync(join(folder, 'src/empty.jpg'), '');
    writeFileSync(join(folder, 'src/notes.txt'), 'text');
    expect(await promiseAndRun(folder)).toEqual({ done: 1, skipped: 2, failed: 1 });
    expect(await promiseAndRun(folder, '--strict', '--force')).toEqual({ done: 1, skipped: 1, failed: 2 });
  });

  test('for images that are up to date, by time or content, and for failed ones', async () => {
    const folder = photos('a.jpg', 'b.jpg');
    expect(await promiseAndRun(folder)).toEqual({ done: 2, skipped: 0, failed: 0 });
    expect(await promiseAndRun(folder)).toEqual({ done: 0, skipped: 2, failed: 0 });
    utimesSync(join(folder, 'src/a.jpg'), 1, 1);
    expect(await promiseAndRun(folder, '--checksum')).toEqual({ done: 0, skipped: 2, failed: 0 });
    expect(await promiseAndRun(folder, '--retry-failed')).toEqual({ done: 0, skipped: 2, failed: 0 });
    expect(await promiseAndRun(folder)).toEqual({ done: 0, skipped: 2, failed: 0 });
    writeFileSync(join(folder, 'src/a.jpg'), readFileSync(join(samplesFolder, 'moon.png')));
    expect(await promiseAndRun(folder)).toEqual({ done: 1, skipped: 1, failed: 0 });
  });

  test('in place, for results that only their content tells from originals, and for hard links', async () => {
    const folder = photos('a.jpg', 'b.jpg', 'c.jpg');
    linkSync(join(folder, 'src/c.jpg'), join(folder, 'other.jpg'));
    const inPlace = ['src', '--in-place', '--backup-dir', 'kept', '--preserve'];
    expect(await promiseAndRunOf(folder, ...inPlace)).toEqual({ done: 2, skipped: 1, failed: 0 });
    expect(await promiseAndRunOf(folder, ...inPlace)).toEqual({ done: 0, skipped: 3, failed: 0 });
    expect(await promiseAndRunOf(folder, ...inPlace, '--force')).toEqual({ done: 2, skipped: 1, failed: 0 });
    expect(await promiseAndRunOf(folder, ...inPlace, '--break-hard-links')).toEqual({ done: 1, skipped: 2, failed: 0 });
  });
});

describe('files with an image name that are not images', () => {
  function withEmpty(): string {
    const folder = photos('a.jpg');
    writeFileSync(join(folder, 'src/empty.jpg'), '');
    writeFileSync(join(folder, 'src/notes.txt'), 'text');
    writeFileSync(join(folder, 'list'), 'src/a.jpg\nsrc/empty.jpg\nsrc/notes.txt\n');
    return folder;
  }

  test.each([['src'], ['src/*']])('are listed with their real kind when %s finds them', async (source) => {
    const folder = withEmpty();
    const { code, stderr } = await imgpar(['equalize', source, 'out'], { cwd: folder });
    expect(stderr).toMatch(/skipped: .*1 not an image/);
    expect(stderr).toMatch(/1 file is named like an image but is not one:\n +src.empty\.jpg: an empty file\n/);
    expect(code).toBe(0);
  });

  test.each([
    ['an argument', ['src/a.jpg', 'src/empty.jpg', 'out']],
    ['a list', ['--list', 'list', 'out']],
    ['--strict', ['src', 'out', '--strict']],
  ])('fail when they come from %s', async (_, args) => {
    const folder = withEmpty();
    for (let round = 0; round < 2; round++) {
      const { code, stderr } = await imgpar(['equalize', ...args], { cwd: folder });
      expect(stderr).toMatch(/, 1 failed\n[\s\S]* src.empty\.jpg: this is an empty file; expected JPEG/);
      expect(code).toBe(1);
    }
    expect(await imgpar(['check', ...args], { cwd: folder })).toMatchObject({
      code: 3,
      stdout: expect.stringMatching(/^src.empty\.jpg: /),
    });
  });

  test('are listed by check too, and do not count as stale', async () => {
    const folder = withEmpty();
    await imgpar(['equalize', 'src', 'out'], { cwd: folder });
    const { code, stdout, stderr } = await imgpar(['check', 'src', 'out'], { cwd: folder });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toMatch(/src.empty\.jpg: an empty file\neverything is up to date\n/);
  });
});

test('a pattern without effect is reported on stderr, in the events and in the summary, but not with --quiet', async () => {
  const folder = photos('a.jpg', 'sub/b.jpg');
  const args = ['equalize', 'src', '!src/sub/**', 'out', '--exclude', 'subb/**'];
  const { code, stdout, stderr } = await imgpar([...args, '--progress', 'json'], { cwd: folder });
  const warning = { code: 'no-match', message: expect.stringContaining('subb/**') };
  const events = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(events).toContainEqual(expect.objectContaining({ type: 'warning', warning }));
  expect(events.at(-1).summary).toMatchObject({ found: 1, warnings: [warning] });
  expect(stderr).toMatch(/^warning: --exclude is subb\/\*\*, which matches nothing/m);
  expect(code).toBe(0);
  expect(tree(join(folder, 'out'))).toEqual(['a.jpg']);
  expect((await imgpar([...args, '--quiet'], { cwd: folder })).stderr).toBe('');
  expect((await imgpar([...args, '--dry-run'], { cwd: folder })).stderr).toMatch(/^warning: --exclude/);
});

test('--allow-no-match accepts patterns that match nothing', async () => {
  const folder = photos('a.jpg');
  const args = ['equalize', 'src/*.jepg', 'out'];
  expect(await imgpar(args, { cwd: folder })).toMatchObject({ code: 2, stderr: expect.stringMatching(/^imgpar: no image found in src/) });
  const { code, stderr } = await imgpar([...args, '--allow-no-match'], { cwd: folder });
  expect(stderr).toMatch(/^warning: no image found in src.*\n0 images equalised/);
  expect(code).toBe(0);
});

test('paths are shown as the user wrote them', async () => {
  const folder = photos('a.jpg', 'sub/cut.jpg');
  writeFileSync(join(folder, 'src/sub/cut.jpg'), readFileSync(photo).subarray(0, 9000));
  mkdirSync(join(folder, 'elsewhere'));
  writeFileSync(join(folder, 'list'), 'src/sub/cut.jpg\n');
  const failed = async (cwd: string, ...args: string[]) =>
    /^ +corrupt +(\S*cut\.jpg): /m
      .exec((await imgpar(['equalize', ...args, '--no-manifest'], { cwd: join(folder, cwd) })).stderr)?.[1]
      ?.replaceAll('\\', '/');
  expect(await failed('.', 'src', 'out')).toBe('src/sub/cut.jpg');
  expect(await failed('.', './src/**/*.jpg', 'out')).toBe('src/sub/cut.jpg');
  expect(await failed('src', '.', '../out')).toBe('sub/cut.jpg');
  expect(await failed('src/sub', 'cut.jpg', '../../out')).toBe('cut.jpg');
  expect(await failed('elsewhere', '../src', 'out')).toBe('../src/sub/cut.jpg');
  expect(await failed('.', '--list', 'list', 'out')).toBe('src/sub/cut.jpg');
  expect(await failed('.', join(folder, 'src'), 'out')).toBe(join(folder, 'src/sub/cut.jpg').replaceAll('\\', '/'));
  expect((await imgpar(['equalize', 'src', 'out', '--format', 'webp'], { cwd: folder })).code).toBe(1);
  expect((await imgpar(['check', 'src', 'out', '--format', 'webp'], { cwd: folder })).stdout).toMatch(
    /^src.sub.cut\.jpg: failed last time\n$/,
  );
});

test.runIf(process.platform === 'linux')('names that are not UTF-8 stay distinct on the screen and in the manifest', async () => {
  const folder = photos('a.jpg');
  for (const byte of [0xdf, 0xfc])
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/src/Gro`), Buffer.from([byte]), Buffer.from('.jpg')]), readFileSync(photo));
  // The file Node would open instead.
  writeFileSync(join(folder, 'src/Gro\ufffd.jpg'), readFileSync(photo));
  const { code, stderr } = await imgpar(['equalize', 'src', 'out'], { cwd: folder });
  expect(stderr).toMatch(/^2 images equalised in .*, 2 failed\n/m);
  for (const name of ['Gro\\xdf.jpg', 'Gro\\xfc.jpg']) expect(stderr).toContain(`src/${name}: cannot read: its name is not valid UTF-8`);
  expect(code).toBe(1);
  expect(tree(join(folder, 'out'))).toEqual(['Gro\ufffd.jpg', 'a.jpg']);
  const recorded = readFileSync(join(folder, 'out/.imgpar.jsonl'), 'utf8');
  for (const name of ['Gro\\udcdf.jpg', 'Gro\\udcfc.jpg']) expect(recorded).toContain(`"${name}"`);
  expect((await imgpar(['check', 'src', 'out'], { cwd: folder })).stdout.split('\n').sort()).toEqual([
    '',
    'src/Gro\\xdf.jpg: failed last time',
    'src/Gro\\xfc.jpg: failed last time',
  ]);
});

test('--progress json prints every event, and last a summary with the same counts', async () => {
  const folder = photos('a.jpg', 'b.jpg', 'c/d.jpg');
  writeFileSync(join(folder, 'src/notes.txt'), 'text');
  writeFileSync(join(folder, 'src/cut.jpg'), readFileSync(photo).subarray(0, 9000));
  const { code, stdout } = await imgpar(['equalize', 'src', 'out', '--progress', 'json'], { cwd: folder });
  expect(code).toBe(1);
  const events: Array<RunEvent & { v: number }> = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(events.every(({ v }) => v === 1)).toBe(true);
  expect(events[0]).toMatchObject({ type: 'run-started' });
  const last = events.at(-1)!;
  const count = (type: RunEvent['type']) => events.filter((event) => event.type === type).length;
  expect(last).toMatchObject({ type: 'run-finished', summary: { found: 5, done: 3, skipped: 1, failed: 1, interrupted: false } });
  expect([count('image-done'), count('image-skipped'), count('image-failed'), count('run-finished')]).toEqual([3, 1, 1, 1]);
});

test('a wrong source ends the event stream with an empty summary', async () => {
  const { code, stdout } = await imgpar(['equalize', 'nowhere', 'out', '--progress', 'json'], { cwd: throwAwayFolder() });
  const types = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).type);
  expect({ code, types }).toEqual({ code: 2, types: ['run-started', 'run-finished'] });
});

test('the same input gives the same bytes with any number of workers', async () => {
  const folder = throwAwayFolder();
  for (const workers of ['1', '2', '5']) await imgpar(['equalize', samplesFolder, join(folder, workers), '--workers', workers]);
  for (const name of tree(join(folder, '1'))) {
    const bytes = readFileSync(join(folder, '1', name));
    for (const workers of ['2', '5'])
      expect(bytes.equals(readFileSync(join(folder, workers, name))), `${name}, ${workers} workers`).toBe(true);
  }
});

test('the run stops after the images in flight when the reader of its events goes away', async () => {
  const folder = photos(...Array.from({ length: 100 }, (_, index) => `${index}.jpg`));
  const running = start(['equalize', 'src', 'out', '--progress', 'json', '--format', 'avif'], { cwd: folder });
  await running.shows('image-done');
  running.process.stdout!.destroy();
  const { code, stderr } = await running.ended;
  expect(code).toBe(1);
  expect(stderr).toMatch(/^interrupted: [\s\S]*\nimgpar: cannot write to stdout: its reader has gone\n$/);
  const results = tree(join(folder, 'out'));
  expect(results.length).toBeLessThan(100);
  expect(recordedResults(join(folder, 'out'))).toEqual(results);
});

describe.skipIf(process.platform === 'win32')('signals', () => {
  const many = () => photos(...Array.from({ length: 400 }, (_, index) => `${index}.jpg`));

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('the first %s finishes the images in flight', async (signal, exitCode) => {
    const folder = many();
    const running = start(['equalize', 'src', 'out', '--progress', 'json', '--format', 'avif'], { cwd: folder });
    await running.shows('image-done');
    running.process.kill(signal);
    const { code, stdout, stderr } = await running.ended;
    expect(code).toBe(exitCode);
    expect(stderr).toMatch(/^interrupted: /m);
    const { summary } = JSON.parse(stdout.trimEnd().split('\n').at(-1)!);
    expect(summary.interrupted).toBe(true);
    expect(summary.done).toBeLessThan(400);
    expect(tree(join(folder, 'out'))).toHaveLength(summary.done);
    expect(recordedResults(join(folder, 'out'))).toEqual(tree(join(folder, 'out')));
  });

  test('the second signal ends the run at once and leaves no draft', async () => {
    const folder = many();
    const running = start(['equalize', 'src', 'out', '--progress', 'json', '--format', 'avif'], { cwd: folder });
    await running.shows('image-done');
    running.process.kill('SIGINT');
    running.process.kill('SIGTERM');
    const { code } = await running.ended;
    // Two signals sent together may arrive in either order.
    expect([130, 143]).toContain(code);
    const results = tree(join(folder, 'out'));
    expect(results.filter((name) => !name.endsWith('.avif'))).toEqual([]);
    // The last results may have appeared without an event.
    expect(results).toEqual(expect.arrayContaining(recordedResults(join(folder, 'out'))));
  });
});

test.skipIf(process.platform === 'win32')('files the user may not read or write are reported as such', async () => {
  const folder = photos('a.jpg', 'b.jpg');
  const user = process.getuid?.() === 0 ? { uid: 65534 } : {};
  chmodSync(folder, 0o777);
  chmodSync(join(folder, 'src/a.jpg'), 0);
  const unreadable = await imgpar(['equalize', 'src', 'out'], { cwd: folder, ...user });
  expect(unreadable).toMatchObject({ code: 1, stderr: expect.stringMatching(/a\.jpg: .*permission denied/) });
  chmodSync(join(folder, 'out'), 0o555);
  const unwritable = await imgpar(['equalize', 'src', 'out/new'], { cwd: folder, ...user });
  expect(unwritable).toMatchObject({ code: 2, stderr: expect.stringMatching(/out\/new: permission denied/) });
});
