import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunSummary } from '../src/events.js';
import { recordedResults } from './manifests.js';
import { imgpar } from './program.js';
import { throwAwayFolder } from './throw-away.js';
import { writeTinyImages } from './tiny-images.js';

const names = ['a.png', 'b.jpg', 'c/d.png', 'c/e.jpg'];

/** A folder with images in src, equalised once into out. */
async function equalised(...options: string[]): Promise<string> {
  const folder = throwAwayFolder();
  await writeTinyImages(join(folder, 'src'), names);
  expect(await counts(folder, ...options)).toEqual({ done: 4, skipped: {}, failed: 0, code: 0 });
  return folder;
}

/** Equalises src into out and returns the counts. */
async function counts(folder: string, ...options: string[]) {
  const { code, stdout } = await imgpar(['equalize', 'src', 'out', '--progress', 'json', ...options], { cwd: folder });
  const { done, skippedByReason, failed, removed } = summaryIn(stdout);
  return { done, skipped: skippedByReason, failed, code, ...(removed > 0 && { removed }) };
}

function summaryIn(stdout: string): RunSummary {
  return JSON.parse(stdout.trimEnd().split('\n').at(-1)!).summary;
}

/** Overwrites a file but keeps its size and time. */
function changeSecretly(path: string): void {
  const { atime, mtime } = statSync(path);
  const bytes = readFileSync(path);
  bytes[bytes.length - 1]! ^= 1;
  writeFileSync(path, bytes);
  utimesSync(path, atime, mtime);
}

const all = { done: 4, skipped: {}, failed: 0, code: 0 };
const nothing = { done: 0, skipped: { 'up-to-date': 4 }, failed: 0, code: 0 };
const one = { done: 1, skipped: { 'up-to-date': 3 }, failed: 0, code: 0 };

describe('a second run', () => {
  test('does nothing and touches nothing', async () => {
    const folder = await equalised();
    const stamps = () =>
      readdirSync(join(folder, 'out'), { recursive: true }).map((name) => statSync(join(folder, 'out', String(name))).mtimeMs);
    const before = stamps();
    expect(await counts(folder)).toEqual(nothing);
    expect(await counts(folder, '--checksum')).toEqual(nothing);
    expect(await counts(folder, '--workers', '1', '--timeout', '9', '--durable')).toEqual(nothing);
    expect(stamps()).toEqual(before);
  });

  test('does everything with --force', async () => {
    const folder = await equalised();
    expect(await counts(folder, '--force')).toEqual(all);
    expect(await counts(folder)).toEqual(nothing);
  });

  test('does a source that is new or has changed', async () => {
    const folder = await equalised();
    await writeTinyImages(join(folder, 'src'), ['c/d.png'], 2);
    expect(await counts(folder)).toEqual(one);
    await writeTinyImages(join(folder, 'src'), ['new.png'], 3);
    expect(await counts(folder)).toEqual({ ...one, skipped: { 'up-to-date': 4 } });
  });

  test('does nothing after a fresh checkout, which changes only times, and later reads no image again', async () => {
    const folder = await equalised('--mask-dir', 'src');
    for (const name of names) utimesSync(join(folder, 'src', name), 5, 5);
    expect(await counts(folder, '--mask-dir', 'src')).toEqual(nothing);
    const lines = readFileSync(join(folder, 'out/.imgpar.jsonl'), 'utf8').trimEnd().split('\n');
    const inputs = new Map(lines.slice(1).map((line) => [JSON.parse(line).destination, JSON.parse(line).input?.mtimeMs]));
    expect(names.map((name) => inputs.get(name))).toEqual(names.map(() => 5000));
    const before = readFileSync(join(folder, 'out/.imgpar.jsonl'));
    expect(await counts(folder, '--mask-dir', 'src')).toEqual(nothing);
    expect(readFileSync(join(folder, 'out/.imgpar.jsonl'))).toEqual(before);
  });

  test('does a source whose content changed but not its size, whatever its time', async () => {
    const folder = await equalised();
    const path = join(folder, 'src/a.png');
    const bytes = readFileSync(path);
    // Inside the pixel data, whose checksum imgpar does not verify when it only compares.
    bytes[bytes.length - 20]! ^= 1;
    writeFileSync(path, bytes);
    expect(await counts(folder)).toMatchObject({ skipped: { 'up-to-date': 3 } });
  });

  test('does a result that is missing or has another size', async () => {
    const folder = await equalised();
    rmSync(join(folder, 'out/a.png'));
    expect(await counts(folder)).toEqual(one);
    appendFileSync(join(folder, 'out/b.jpg'), 'more');
    expect(await counts(folder)).toEqual(one);
  });

  test('compares content instead of time with --checksum', async () => {
    const folder = await equalised();
    changeSecretly(join(folder, 'out/a.png'));
    expect(await counts(folder)).toEqual(nothing);
    expect(await counts(folder, '--checksum')).toEqual(one);
    utimesSync(join(folder, 'src/b.jpg'), 5, 5);
    expect(await counts(folder, '--checksum')).toEqual(nothing);
    await writeTinyImages(join(folder, 'src'), ['a.png'], 5);
    expect(await counts(folder, '--checksum')).toEqual(one);
  });

  test('recognises a source moved together with its results, but not another source of that name', async () => {
    const folder = await equalised('--preserve');
    mkdirSync(join(folder, 'elsewhere'));
    for (const name of ['src', 'out']) renameSync(join(folder, name), join(folder, 'elsewhere', name));
    expect(await counts(join(folder, 'elsewhere'), '--preserve')).toEqual(nothing);
    const again = await imgpar(['equalize', 'other', 'out', '--preserve', '--progress', 'json'], {
      cwd: await movedSource(join(folder, 'elsewhere')),
    });
    expect(summaryIn(again.stdout)).toMatchObject({ done: 4 });
  });

  async function movedSource(folder: string): Promise<string> {
    renameSync(join(folder, 'src'), join(folder, 'other'));
    return folder;
  }

  test('redoes only what another option affects', async () => {
    const folder = await equalised();
    expect(await counts(folder, '--quality', '70')).toEqual({ ...one, done: 2, skipped: { 'up-to-date': 2 } });
    expect(await counts(folder, '--quality', '70')).toEqual(nothing);
    expect(await counts(folder, '--quality', '70', '--compression', 'lzw')).toEqual(nothing);
    expect(await counts(folder, '--quality', '70', '--method', 'clahe')).toEqual(all);
    expect(await counts(folder, '--quality', '70', '--method', 'clahe', '--tiles', '2x2')).toEqual(all);
  });

  test('does all images that share a table when one of them changes', async () => {
    const folder = await equalised('--scope', 'set');
    expect(await counts(folder, '--scope', 'set')).toEqual(nothing);
    await writeTinyImages(join(folder, 'src'), ['a.png'], 9);
    expect(await counts(folder, '--scope', 'set')).toEqual(all);
    expect(await counts(folder, '--scope', 'folder')).toEqual(all);
    await writeTinyImages(join(folder, 'src'), ['c/d.png'], 10);
    expect(await counts(folder, '--scope', 'folder')).toEqual({ ...one, done: 2, skipped: { 'up-to-date': 2 } });
  });

  test('does an image whose mask changed', async () => {
    const folder = throwAwayFolder();
    await writeTinyImages(join(folder, 'src'), names);
    await writeTinyImages(
      join(folder, 'masks'),
      names.map((name) => name.replace('jpg', 'png')),
      4,
    );
    const masked = ['--mask-dir', 'masks'];
    expect(await counts(folder, ...masked)).toEqual(all);
    expect(await counts(folder, ...masked)).toEqual(nothing);
    await writeTinyImages(join(folder, 'masks'), ['b.png'], 8);
    expect(await counts(folder, ...masked)).toEqual(one);
    renameSync(join(folder, 'masks'), join(folder, 'others'));
    expect(await counts(folder, '--mask-dir', 'others')).toEqual(all);
    expect(await counts(folder)).toEqual(all);
  });

  test('replaces a file imgpar did not make, or leaves it with --overwrite no', async () => {
    const folder = await equalised();
    rmSync(join(folder, 'out/.imgpar.jsonl'));
    expect(await counts(folder, '--overwrite', 'no')).toEqual({ ...nothing, skipped: { exists: 4 } });
    expect(await counts(folder)).toEqual(all);
    expect(await counts(folder, '--overwrite', 'no')).toEqual(nothing);
  });
});

test('--retry-failed does the failed images and no others', async () => {
  const folder = throwAwayFolder();
  await writeTinyImages(join(folder, 'src'), names);
  const good = readFileSync(join(folder, 'src/a.png'));
  writeFileSync(join(folder, 'src/a.png'), good.subarray(0, 60));
  expect(await counts(folder)).toEqual({ done: 3, skipped: {}, failed: 1, code: 1 });
  writeFileSync(join(folder, 'src/a.png'), good);
  rmSync(join(folder, 'out/b.jpg'));
  expect(await counts(folder, '--retry-failed')).toEqual({ ...one, skipped: { 'not-failed': 3 } });
  expect(await counts(folder)).toEqual(one);
  expect(await counts(folder, '--retry-failed')).toEqual({ ...nothing, skipped: { 'not-failed': 4 } });
});

describe('--prune', () => {
  test('removes results whose sources are gone', async () => {
    const folder = await equalised();
    rmSync(join(folder, 'src/a.png'));
    rmSync(join(folder, 'src/c'), { recursive: true });
    expect(await counts(folder)).toEqual({ ...nothing, skipped: { 'up-to-date': 1 } });
    expect(existsSync(join(folder, 'out/a.png'))).toBe(true);
    expect(await counts(folder, '--prune')).toEqual({ ...nothing, skipped: { 'up-to-date': 1 }, removed: 3 });
    expect(readdirSync(join(folder, 'out'), { recursive: true }).map(String).sort()).toEqual(['.imgpar.jsonl', 'b.jpg', 'c']);
    expect(await counts(folder, '--prune')).toEqual({ ...nothing, skipped: { 'up-to-date': 1 } });
  });

  test('removes nothing that imgpar did not make, that changed since, or whose source is only left out', async () => {
    const folder = await equalised();
    writeFileSync(join(folder, 'out/mine.png'), 'mine');
    rmSync(join(folder, 'src/a.png'));
    changeSecretly(join(folder, 'out/a.png'));
    expect(await counts(folder, '--prune', '--include', '*.png')).toEqual({ ...nothing, skipped: { 'up-to-date': 1 } });
    expect(readdirSync(join(folder, 'out')).sort()).toEqual(['.imgpar.jsonl', 'a.png', 'b.jpg', 'c', 'mine.png']);
  });

  test('with the manifest of another output folder removes nothing that imgpar did not make', async () => {
    const folder = await equalised();
    mkdirSync(join(folder, 'mine'));
    for (const name of ['a.png', 'b.jpg', 'other.png']) writeFileSync(join(folder, 'mine', name), `my ${name}`);
    rmSync(join(folder, 'src/a.png'));
    rmSync(join(folder, 'src/b.jpg'));
    const args = ['equalize', 'src', 'mine', '--prune', '--manifest', 'out/.imgpar.jsonl'];
    expect((await imgpar(args, { cwd: folder })).code).toBe(0);
    expect(readdirSync(join(folder, 'mine')).sort()).toEqual(['a.png', 'b.jpg', 'c', 'other.png']);
    expect(readFileSync(join(folder, 'mine/a.png'), 'utf8')).toBe('my a.png');
  });

  test('rejects a file that is not a manifest as wrong use and removes nothing', async () => {
    const folder = await equalised();
    rmSync(join(folder, 'src/a.png'));
    writeFileSync(join(folder, 'mine.jsonl'), '{"destination":"a.png","status":"done","source":"../src/a.png"}\n');
    const { code, stderr } = await imgpar(['equalize', 'src', 'out', '--prune', '--manifest', 'mine.jsonl'], { cwd: folder });
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/^imgpar: .*mine\.jsonl is not an imgpar manifest.*\n$/) });
    expect(existsSync(join(folder, 'out/a.png'))).toBe(true);
  });

  test('removes nothing if a whole source is missing, and nothing outside the output folder', async () => {
    const folder = await equalised();
    await writeTinyImages(join(folder, 'second'), ['z.png']);
    renameSync(join(folder, 'src'), join(folder, 'away'));
    const manifest = join(folder, 'out/.imgpar.jsonl');
    writeFileSync(join(folder, 'victim.png'), readFileSync(join(folder, 'out/a.png')));
    appendFileSync(
      manifest,
      readFileSync(manifest, 'utf8')
        .replaceAll('"destination":"a.png"', '"destination":"../victim.png"')
        .replaceAll('../src/', '../second/'),
    );
    const { code } = await imgpar(['equalize', 'second', 'out', '--prune'], { cwd: folder });
    expect({ code, victim: existsSync(join(folder, 'victim.png')) }).toEqual({ code: 0, victim: true });
    expect(existsSync(join(folder, 'out/a.png'))).toBe(true);
  });
});

test('a damaged manifest line affects only its own image and is reported', async () => {
  const folder = await equalised();
  const path = join(folder, 'out/.imgpar.jsonl');
  const manifest = readFileSync(path);
  manifest.fill(
    Buffer.from([0x07, 0xff, 0x22, 0x00]),
    manifest.indexOf('"destination":"b.jpg"') + 40,
    manifest.indexOf('"destination":"b.jpg"') + 60,
  );
  writeFileSync(path, manifest);
  const { code, stderr } = await imgpar(['equalize', 'src', 'out'], { cwd: folder });
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^1 image equalised in .*, 3 skipped\n/m) });
  expect(stderr).toContain('\n  1 damaged line of the manifest was ignored\n');
  expect(await counts(folder)).toEqual(nothing);
  expect((await imgpar(['verify', 'out'], { cwd: folder })).code).toBe(0);
});

test('two runs into one output folder at the same time do not disturb each other', async () => {
  const folder = throwAwayFolder();
  const many = Array.from({ length: 200 }, (_, index) => `${index}.png`);
  await writeTinyImages(join(folder, 'src'), many, 1, 64);
  const args = ['equalize', 'src', 'out', '--progress', 'json'];
  const both = await Promise.all([imgpar(args, { cwd: folder }), imgpar(args, { cwd: folder })]);
  for (const { code, stdout } of both) {
    const { done, skipped } = summaryIn(stdout);
    expect({ code, all: done + skipped }).toEqual({ code: 0, all: 200 });
  }
  expect(new Set(recordedResults(join(folder, 'out')))).toEqual(new Set(many));
  expect(await counts(folder, '--checksum')).toEqual({ ...nothing, skipped: { 'up-to-date': 200 } });
  expect(readdirSync(join(folder, 'out')).sort()).toEqual(['.imgpar.jsonl', ...many].sort());
});

test('--manifest keeps the record elsewhere, and --no-manifest keeps none', async () => {
  const folder = await equalised('--manifest', 'records/m.jsonl');
  expect(readdirSync(join(folder, 'out')).sort()).toEqual(['a.png', 'b.jpg', 'c']);
  expect(await counts(folder, '--manifest', 'records/m.jsonl')).toEqual(nothing);
  expect(await counts(folder, '--no-manifest')).toEqual(all);
  expect(readdirSync(join(folder, 'out')).sort()).toEqual(['a.png', 'b.jpg', 'c']);
});

test('one image with a result name leaves no manifest', async () => {
  const folder = await equalised();
  await imgpar(['equalize', 'src/a.png', 'better.png'], { cwd: folder });
  expect(readdirSync(folder).sort()).toEqual(['better.png', 'out', 'src']);
});

test('the manifest of a later version is refused and kept', async () => {
  const folder = throwAwayFolder();
  await writeTinyImages(join(folder, 'src'), names);
  mkdirSync(join(folder, 'out'));
  const later = '{"imgpar":"9.1.0","manifest":2,"run":"x","at":1,"fingerprint":"y"}\n';
  writeFileSync(join(folder, 'out/.imgpar.jsonl'), later);
  const { code, stderr } = await imgpar(['equalize', 'src', 'out'], { cwd: folder });
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/^imgpar: .*written by imgpar 9\.1\.0 in a form/) });
  expect(readFileSync(join(folder, 'out/.imgpar.jsonl'), 'utf8')).toBe(later);
});

test('each manifest line names the codec', async () => {
  const folder = throwAwayFolder();
  await writeTinyImages(join(folder, 'src'), ['a.png', 'b.jpg']);
  await imgpar(['equalize', 'src', 'out', '--codec', 'sharp'], { cwd: folder });
  const [, ...lines] = readFileSync(join(folder, 'out/.imgpar.jsonl'), 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line).codec)).toEqual(['sharp', 'sharp']);
});

test.each(['/', 'src'])('a folder (%s) cannot be the manifest', async (manifest) => {
  const folder = throwAwayFolder();
  await writeTinyImages(join(folder, 'src'), ['a.png']);
  for (const command of ['equalize', 'check']) {
    const { code, stderr } = await imgpar([command, 'src', 'out', '--manifest', manifest], { cwd: folder });
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/^imgpar: the manifest \S+ is not a regular file\n$/) });
  }
});

test("a file in the manifest's place that is not a manifest is refused and kept", async () => {
  const folder = throwAwayFolder();
  await writeTinyImages(join(folder, 'src'), names);
  mkdirSync(join(folder, 'out'));
  writeFileSync(join(folder, 'out/.imgpar.jsonl'), 'mine');
  const { code, stderr } = await imgpar(['equalize', 'src', 'out'], { cwd: folder });
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/^imgpar: .*not an imgpar manifest.*\n$/) });
  expect(readFileSync(join(folder, 'out/.imgpar.jsonl'), 'utf8')).toBe('mine');
});
