import { cpSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { imgpar, samplesFolder } from './program.js';
import { throwAwayFolder } from './throw-away.js';

test('doctor shows the machine and versions, tries every format and a run, and reports no failure', async () => {
  const { code, stdout, stderr } = await imgpar(['doctor']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  for (const name of ['imgpar', 'node', 'sharp', 'cores', 'memory', 'thread pool', 'jpeg fast path', 'file attributes', 'kernels'])
    expect(stdout).toMatch(new RegExp(`^${name} .*\\S$`, 'm'));
  for (const format of ['jpeg', 'png', 'webp', 'tiff', 'avif'])
    expect(stdout).toMatch(new RegExp(`^write and read ${format} +works$`, 'm'));
  expect(stdout).toMatch(/^a run with workers +works\nEverything works\.\n$/m);
});

test('doctor exits with 1 and says what fails when runs cannot work', async () => {
  const { code, stdout } = await imgpar(['doctor'], { env: { TMPDIR: '/nowhere', TEMP: '/nowhere', TMP: '/nowhere' } });
  expect(code).toBe(1);
  expect(stdout).toMatch(/^a run with workers +FAILS: .+\n1 check fails\.\n$/m);
});

test('doctor says why JPEGs do not take the fast path, and does not call it a failure', async () => {
  const { code, stdout } = await imgpar(['doctor'], { env: { IMGPAR_KERNELS: 'reference' } });
  expect(stdout).toMatch(/^jpeg fast path +off, sharp is used instead: WASM with SIMD is off or does not work here$/m);
  expect(code).toBe(0);
});

test('without the binaries of sharp, doctor says so and a run ends with one sentence that names the cure', async () => {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const folder = throwAwayFolder('node_modules/');
  for (const name of ['package.json', 'dist', 'node_modules/sharp']) cpSync(join(root, name), join(folder, name), { recursive: true });
  for (const name of readdirSync(join(root, 'node_modules')).filter((name) => !['sharp', '@img'].includes(name)))
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name), 'junction');
  const program = join(folder, 'dist/cli/bin.js');

  const diagnosis = await imgpar(['doctor'], { program });
  expect(diagnosis).toMatchObject({ code: 1, stderr: '' });
  expect(diagnosis.stdout).toMatch(/^sharp +FAILS: cannot load sharp, .+ reinstall imgpar on this machine without --omit=optional .+$/m);
  expect(diagnosis.stdout).toMatch(/^write and read webp +FAILS: for the same reason$/m);

  const { code, stderr } = await imgpar(['equalize', samplesFolder, 'out', '--codec', 'sharp', '--include', '*.{jpg,webp}'], {
    ...{ cwd: folder, program },
  });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^imgpar: cannot load sharp, [^\n]+ reinstall imgpar on this machine without --omit=optional [^\n]+\n$/);
  // Images that do not need sharp are still done.
  expect(await imgpar(['equalize', join(samplesFolder, 'moon.png'), 'out/moon.png'], { cwd: folder, program })).toMatchObject({ code: 0 });
});
