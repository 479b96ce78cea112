import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { imgpar, samplesFolder } from './program.js';
import { throwAwayFolder } from './throw-away.js';

const plugin = (name: string) => fileURLToPath(new URL(`fixtures/plugins/${name}.mjs`, import.meta.url));
const gamma = join(samplesFolder, 'plugins/gamma.mjs');

/** A folder `src` of small grey pictures, of which one is black. */
async function pictures(count: number): Promise<string> {
  const folder = throwAwayFolder('src/');
  const png = (level: number) =>
    sharp({ create: { width: 8, height: 8, channels: 3, background: { r: level, g: level, b: level } } }).png();
  const [grey, black] = await Promise.all([png(100).toBuffer(), png(0).toBuffer()]);
  for (let index = 0; index < count; index++) writeFileSync(join(folder, 'src', `${index}.png`), index === 7 ? black : grey);
  return folder;
}

test("a user's own method does its work in the workers", async () => {
  const folder = throwAwayFolder();
  const { code } = await imgpar(['equalize', join(samplesFolder, 'moon.png'), 'out', '--method', gamma], { cwd: folder });
  expect(code).toBe(0);
  const [before, after] = await Promise.all([sharp(join(samplesFolder, 'moon.png')).stats(), sharp(join(folder, 'out/moon.png')).stats()]);
  const distance = (mean: number) => Math.abs(mean - 127.5);
  expect(distance(after.channels[0]!.mean)).toBeLessThan(distance(before.channels[0]!.mean) / 2);
});

test.each([
  ['throws', 'plugin', /too dark for me/, []],
  // Long enough for the others, even where many programs share few cores and the workers have just been started.
  ['loops', 'timeout', /longer than 6 s/, ['--timeout', '6']],
  ['segfaults', 'worker-crashed', /SIGSEGV/, []],
  ['aborts', 'worker-crashed', /SIGABRT/, []],
  ['devours', 'worker-crashed', /out of memory/, ['--max-memory', '512MiB']],
  ['hoards', 'worker-crashed', /out of memory: the workers hold \d+ MiB, more than 768 MiB/, ['--max-memory', '512MiB']],
])('one that %s fails its image only, of 500', async (name, code, message, options) => {
  const folder = await pictures(500);
  const args = ['equalize', 'src', 'out', '--method', plugin(name), '--progress', 'json', ...options];
  const ended = await imgpar(args, { cwd: folder });
  expect(ended.code).toBe(1);
  const { summary } = JSON.parse(ended.stdout.trimEnd().split('\n').at(-1)!);
  expect(summary).toMatchObject({ done: 499, failed: 1, failedByCode: { [code]: 1 } });
  expect(summary.failures[0].source).toMatch(/7\.png$/);
  expect(summary.failures[0].failure.message).toMatch(message);
  expect(readdirSync(join(folder, 'out')).filter((name) => name.endsWith('.png'))).toHaveLength(499);
});

test('one that returns what is no table is told what was expected', async () => {
  const folder = await pictures(1);
  const { code, stderr } = await imgpar(['equalize', 'src', 'out', '--method', plugin('short')], { cwd: folder });
  expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('a Uint8Array of 3, expected a Uint8Array of 256') });
});

test.each([
  ['exports no method', plugin('no-method'), /exports no method; expected a default export/],
  ['is not there', './nowhere.mjs', /expected a file that exists/],
  ['is no module', './broken.mjs', /cannot be loaded/],
])('a module that %s stops the run before it starts', async (_, method, message) => {
  const folder = await pictures(1);
  writeFileSync(join(folder, 'broken.mjs'), 'export default {');
  const { code, stderr } = await imgpar(['equalize', 'src', 'out', '--method', method], { cwd: folder });
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(readdirSync(folder)).not.toContain('out');
});

test('its content is part of the fingerprint of a run', async () => {
  const folder = await pictures(1);
  const fingerprint = async (code: string) => {
    writeFileSync(join(folder, 'mine.mjs'), code);
    const { stdout } = await imgpar(['equalize', 'src', 'out', '--method', './mine.mjs', '--progress', 'json'], { cwd: folder });
    return JSON.parse(stdout.split('\n', 1)[0]!).fingerprint;
  };
  const code = readFileSync(gamma, 'utf8');
  expect(await fingerprint(code)).toBe(await fingerprint(code));
  expect(await fingerprint(code)).not.toBe(await fingerprint(`${code}// changed`));
});
