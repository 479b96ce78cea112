import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { imgpar, samplesFolder, start } from './program.js';
import { throwAwayFolder } from './throw-away.js';
import { writeTinyImages } from './tiny-images.js';

const utf8 = { LC_ALL: 'C.UTF-8', TERM: 'xterm' };

describe('imgpar stats', () => {
  test('prints a row for each image in the order of the list, what all have in common, and a histogram', async () => {
    const folder = throwAwayFolder();
    const names = Array.from({ length: 60 }, (_, number) => `src/${number}.png`);
    await writeTinyImages(folder, names);
    const listed = names.toReversed();
    writeFileSync(join(folder, 'names.txt'), listed.join('\n'));
    const { code, stdout, stderr } = await imgpar(['stats', '--list', 'names.txt', '--workers', '3'], { cwd: folder, env: utf8 });
    const lines = stdout.split('\n');
    expect(lines[0]).toMatch(/^ +entropy +contrast +mean +clipped {2}image$/);
    const rows = lines.slice(1, 61);
    for (const row of rows) expect(row).toMatch(/^ +\d\.\d{3} +0\.\d{4} +0\.\d{4} +0\.\d{4} {2}\S+$/);
    expect(rows.map((row) => row.split('  ').at(-1))).toEqual(listed);
    expect(stdout).toMatch(/ {2}lowest\n.* {2}average of 60\n.* {2}highest\n/);
    expect(stdout).toMatch(/█+\n {2}▔{64}\n$/);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '60 images measured; nothing was written\n' });
  });

  test('gives each figure, and a histogram of all pixels, in a line of JSON', async () => {
    const folder = throwAwayFolder();
    const pixels = Buffer.from([0, 0, 0, 255, 100, 100, 200, 200]);
    await sharp(pixels, { raw: { width: 4, height: 2, channels: 1 } })
      .toColourspace('b-w')
      .png()
      .toFile(join(folder, 'eight.png'));
    const { stdout } = await imgpar(['stats', '--json', 'eight.png'], { cwd: folder });
    const { histogram, entropyBits, rmsContrast, ...rest } = JSON.parse(stdout);
    const mean = 855 / 8;
    expect(rest).toEqual({ source: 'eight.png', width: 4, height: 2, levels: 256, mean: mean / 255, clippedShare: 0.5 });
    expect(entropyBits).toBeCloseTo(-(3 / 8) * Math.log2(3 / 8) - (1 / 8) * Math.log2(1 / 8) - 2 * (2 / 8) * Math.log2(2 / 8), 12);
    expect(rmsContrast).toBeCloseTo(Math.sqrt([...pixels].reduce((sum, level) => sum + (level - mean) ** 2, 0) / 8) / 255, 12);
    const counted = [...histogram.entries()].filter(([, count]) => count > 0);
    expect(counted).toEqual([
      [0, 3],
      [100, 2],
      [200, 2],
      [255, 1],
    ]);
  });

  test('names images that cannot be read, measures the others, and writes nothing', async () => {
    const folder = throwAwayFolder('src/');
    await writeTinyImages(folder, ['src/a.png', 'src/b.jpg', 'other/a.png']);
    writeFileSync(join(folder, 'src/cut.png'), readFileSync(join(folder, 'src/a.png')).subarray(0, 60));
    writeFileSync(join(folder, 'src/text.jpg'), 'no image');
    writeFileSync(join(folder, 'src/readme.txt'), 'no image');
    // The same names below two sources, and a file that two sources lead to, are no collision.
    const { code, stdout, stderr } = await imgpar(['stats', 'src', 'other', 'src/a.png', '--json'], { cwd: folder });
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ source }) => source).sort()).toEqual(['other/a.png', 'src/a.png', 'src/b.jpg', 'src/cut.png']);
    expect(lines.find(({ source }) => source === 'src/cut.png').failure.code).toBe('corrupt');
    expect(stderr).toContain('src/cut.png: ');
    expect(stderr).toContain('src/text.jpg: skipped, it looks like text\n');
    expect(stderr).toContain('3 images measured, 1 not; nothing was written\n');
    expect(code).toBe(1);
    const quiet = await imgpar(['stats', 'src', '--quiet'], { cwd: folder });
    expect(quiet.stderr.split('\n')).toEqual([expect.stringMatching(/^src\/cut\.png: /), '']);
  });

  test('draws the histogram of each image if asked to, in ASCII where there are no blocks', async () => {
    const folder = throwAwayFolder();
    await writeTinyImages(folder, ['a.png', 'b.png']);
    const { stdout } = await imgpar(['stats', 'a.png', 'b.png', '--histograms'], { cwd: folder, env: { ...utf8, LC_ALL: 'C.ISO-8859-1' } });
    expect(stdout.match(/^ {2}-{64}$/gm)).toHaveLength(3);
    expect(stdout).toMatch(/^[\x20-\x7e\n]*$/);
    expect(stdout).toMatch(/\|/);
  });

  test('measures a picture that does not fit into the memory it may take in bands, to the same figures', async () => {
    const folder = throwAwayFolder();
    const [width, height] = [6000, 5000];
    const samples = new Uint8Array(width * height * 3);
    for (let at = 0; at < samples.length; at++) samples[at] = (at * at * 7) >> 9;
    await sharp(samples, { raw: { width, height, channels: 3 } })
      .png({ compressionLevel: 1 })
      .toFile(join(folder, 'large.png'));
    const whole = await imgpar(['stats', 'large.png', '--json'], { cwd: folder });
    const less = await imgpar(['stats', 'large.png', '--json', '--workers', '1', '--max-memory', '400MiB'], { cwd: folder });
    expect(less.stderr).toBe('1 image measured; nothing was written\n');
    expect(less.stdout).toBe(whole.stdout);
  });

  test.skipIf(process.platform === 'win32')('ends on Ctrl-C with what it has measured', async () => {
    const folder = throwAwayFolder();
    mkdirSync(join(folder, 'src'));
    for (let number = 0; number < 300; number++)
      copyFileSync(join(samplesFolder, 'museum-coins.jpg'), join(folder, 'src', `${number}.jpg`));
    const running = start(['stats', 'src'], { cwd: folder });
    await running.shows('.jpg');
    running.process.kill('SIGINT');
    expect((await running.ended).code).toBe(130);
  });

  test('refuses to read nothing, and sources without any image', async () => {
    const folder = throwAwayFolder();
    writeFileSync(join(folder, 'notes.txt'), 'no image');
    expect(await imgpar(['stats'], { cwd: folder })).toMatchObject({ code: 2, stderr: expect.stringContaining('imgpar stats <source..>') });
    expect(await imgpar(['stats', '.'], { cwd: folder })).toMatchObject({ code: 2, stderr: expect.stringContaining('no image found') });
    expect((await imgpar(['stats', '.', '--json', '--histograms'], { cwd: folder })).code).toBe(2);
  });
});
