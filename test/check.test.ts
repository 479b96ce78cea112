import { appendFileSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { imgpar } from './program.js';
import { sharedThrowAwayFolder, throwAwayFolder } from './throw-away.js';
import { writeTinyImages } from './tiny-images.js';

const folder = sharedThrowAwayFolder();
const names = Array.from({ length: 1000 }, (_, index) => `${index % 9}/${index}.${index % 2 ? 'png' : 'jpg'}`);

beforeAll(async () => {
  await writeTinyImages(join(folder, 'src'), names);
  writeFileSync(join(folder, 'src/notes.txt'), 'no image');
  expect((await imgpar(['equalize', 'src', 'out'], { cwd: folder })).code).toBe(0);
});

/** The lines check prints, and its exit code. */
async function check(...options: string[]) {
  const { code, stdout } = await imgpar(['check', 'src', 'out', ...options], { cwd: folder });
  const named = stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => line.replaceAll('\\', '/'));
  return { code, named: named.sort() };
}

/** Changes a file but keeps its size and modification time. */
function damage(name: string): void {
  const { mtimeMs } = statSync(join(folder, name));
  const bytes = readFileSync(join(folder, name));
  bytes[bytes.length - 1]! ^= 1;
  writeFileSync(join(folder, name), bytes);
  utimesSync(join(folder, name), mtimeMs / 1000, mtimeMs / 1000);
}

describe('check, on 1,000 images', () => {
  test('reports nothing and changes nothing when all is up to date', async () => {
    const before = readFileSync(join(folder, 'out/.imgpar.jsonl'));
    expect(await check()).toEqual({ code: 0, named: [] });
    expect(await check('--checksum', '--prune')).toEqual({ code: 0, named: [] });
    expect(readFileSync(join(folder, 'out/.imgpar.jsonl')).equals(before)).toBe(true);
  });

  test('finds the one source that changed', async () => {
    await writeTinyImages(join(folder, 'src'), ['3/777.png'], 7);
    expect(await check()).toEqual({ code: 3, named: ['src/3/777.png: has changed since it was done'] });
    expect((await imgpar(['equalize', 'src', 'out'], { cwd: folder })).stderr).toMatch(/^1 image equalised/m);
    expect(await check()).toEqual({ code: 0, named: [] });
  });

  test('ignores a source whose time alone changed, and writes nothing', async () => {
    const { atime, mtime } = statSync(join(folder, 'src/5/5.png'));
    const manifest = readFileSync(join(folder, 'out/.imgpar.jsonl'));
    utimesSync(join(folder, 'src/5/5.png'), 5, 5);
    expect(await check()).toEqual({ code: 0, named: [] });
    expect(readFileSync(join(folder, 'out/.imgpar.jsonl')).equals(manifest)).toBe(true);
    utimesSync(join(folder, 'src/5/5.png'), atime, mtime);
  });

  test('finds the one result that changed in size or content', async () => {
    const before = readFileSync(join(folder, 'out/1/1.png'));
    appendFileSync(join(folder, 'out/1/1.png'), 'more');
    expect(await check()).toEqual({ code: 3, named: ['out/1/1.png: the result is not what was written'] });
    writeFileSync(join(folder, 'out/1/1.png'), before);
    damage('out/1/1.png');
    expect(await check()).toEqual({ code: 0, named: [] });
    expect(await check('--checksum')).toEqual({ code: 3, named: ['out/1/1.png: the result is not what was written'] });
    writeFileSync(join(folder, 'out/1/1.png'), before);
    expect(await check('--checksum')).toEqual({ code: 0, named: [] });
  });

  test('finds the one result that is missing', async () => {
    const before = readFileSync(join(folder, 'out/8/998.jpg'));
    rmSync(join(folder, 'out/8/998.jpg'));
    expect(await check()).toEqual({ code: 3, named: ['out/8/998.jpg: the result is missing'] });
    writeFileSync(join(folder, 'out/8/998.jpg'), before);
    expect(await check()).toEqual({ code: 0, named: [] });
  });

  test('finds the images that another option affects', async () => {
    const jpegs = names.filter((name) => name.endsWith('jpg')).map((name) => `src/${name}: done with other options`);
    expect(await check('--quality', '50')).toEqual({ code: 3, named: jpegs.sort() });
    expect((await check('--method', 'bbhe')).named).toHaveLength(1000);
  });

  test('finds a new image, and one whose source is gone', async () => {
    await writeTinyImages(join(folder, 'src'), ['new.png'], 8);
    expect(await check()).toEqual({ code: 3, named: ['src/new.png: not done yet'] });
    rmSync(join(folder, 'src/new.png'));
    const before = statSync(join(folder, 'src/5/5.png')).mtimeMs;
    const bytes = readFileSync(join(folder, 'src/5/5.png'));
    rmSync(join(folder, 'src/5/5.png'));
    expect(await check()).toEqual({ code: 0, named: [] });
    expect(await check('--prune')).toEqual({ code: 3, named: ['out/5/5.png: its source is gone'] });
    writeFileSync(join(folder, 'src/5/5.png'), bytes);
    utimesSync(join(folder, 'src/5/5.png'), before / 1000, before / 1000);
  });

  test('needs a manifest and the same arguments as equalize', async () => {
    expect(await imgpar(['check', 'src'], { cwd: folder })).toMatchObject({ code: 2 });
    expect(await imgpar(['check', 'src', 'out', '--no-manifest'], { cwd: folder })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('manifest'),
    });
    expect((await imgpar(['check', 'src', 'elsewhere'], { cwd: folder })).stdout.trimEnd().split('\n')).toHaveLength(1000);
  });
});

test('check measures images that share a table, and reports them only when one has changed', async () => {
  const place = throwAwayFolder();
  await writeTinyImages(join(place, 'src'), ['a.png', 'b.png']);
  const args = ['src', 'out', '--scope', 'set'];
  await imgpar(['equalize', ...args], { cwd: place });
  expect((await imgpar(['check', ...args], { cwd: place })).code).toBe(0);
  await writeTinyImages(join(place, 'src'), ['a.png'], 2);
  expect((await imgpar(['check', ...args], { cwd: place })).stdout.trimEnd().split('\n')).toHaveLength(2);
});

describe('verify', () => {
  test('finds every result that changed since it was written, and ignores other files', async () => {
    const place = throwAwayFolder();
    await writeTinyImages(join(place, 'src'), ['a.png', 'b/b.png', 'c.jpg', 'd.jpg']);
    await imgpar(['equalize', 'src', 'out'], { cwd: place });
    writeFileSync(join(place, 'out/mine.png'), 'mine');
    expect(await imgpar(['verify', 'out'], { cwd: place })).toMatchObject({ code: 0, stdout: '', stderr: '4 as written\n' });
    const bytes = readFileSync(join(place, 'out/c.jpg'));
    bytes[100]! ^= 1;
    writeFileSync(join(place, 'out/c.jpg'), bytes);
    rmSync(join(place, 'out/b'), { recursive: true });
    rmSync(join(place, 'out/d.jpg'));
    mkdirSync(join(place, 'out/d.jpg'));
    const { code, stdout, stderr } = await imgpar(['verify', 'out'], { cwd: place });
    expect({ code, stderr }).toEqual({ code: 1, stderr: '1 as written, 3 not\n' });
    expect(stdout.split('\n').filter(Boolean).sort()).toEqual([
      expect.stringMatching(/out.b.b\.png: missing$/),
      expect.stringMatching(/out.c\.jpg: changed$/),
      expect.stringMatching(/out.d\.jpg: changed$/),
    ]);
  });

  test('rejects a folder without a manifest as wrong use', async () => {
    expect(await imgpar(['verify', '.'], { cwd: throwAwayFolder() })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('manifest'),
    });
  });
});
