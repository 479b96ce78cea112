import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { imgpar } from './program.js';
import { throwAwayFolder } from './throw-away.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const photo = join(root, 'test/images/hevc.heic');

/** The built program beside all packages but one. */
function installationWithout(missing: string): { folder: string; program: string } {
  const folder = throwAwayFolder();
  for (const name of ['dist', 'package.json']) cpSync(join(root, name), join(folder, name), { recursive: true });
  mkdirSync(join(folder, 'node_modules'));
  for (const name of readdirSync(join(root, 'node_modules')))
    if (name !== missing) symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name), 'junction');
  return { folder, program: join(folder, 'dist/cli/bin.js') };
}

test('without libheif-js a HEIC is refused with what to install, by a run, its trial and the list of formats', async () => {
  const { folder, program } = installationWithout('libheif-js');
  const sentence =
    'HEIC is read by the package libheif-js (LGPL-3.0), which imgpar comes without; install it beside imgpar: npm install libheif-js';
  for (const format of ['keep', 'png']) {
    const { code, stderr } = await imgpar(['equalize', photo, 'out', '--format', format], { cwd: folder, program });
    expect(code).toBe(1);
    expect(stderr).toContain(sentence);
  }
  const trial = await imgpar(['equalize', photo, 'out', '--format', 'png', '--dry-run'], { cwd: folder, program });
  expect(trial.code).toBe(1);
  expect(trial.stdout).toContain(sentence);
  const { stdout } = await imgpar(['formats'], { cwd: folder, program });
  expect(stdout).toMatch(/^heic +no; npm install libheif-js +no +\.heic \.heif \.hif$/m);
});

test('a destination is not named like a HEIC, and no option asks for one', async () => {
  const folder = throwAwayFolder();
  const named = await imgpar(['equalize', join(root, 'test/images/grey.jpg'), 'x.heic'], { cwd: folder });
  expect(named.code).toBe(2);
  expect(named.stderr).toContain('x.heic is named like an image of a format that imgpar cannot write');
  const asked = await imgpar(['equalize', join(root, 'test/images/grey.jpg'), 'out', '--format', 'heic'], { cwd: folder });
  expect(asked.code).toBe(2);
  expect(asked.stderr).toContain('--format is "heic", expected one of: keep, jpeg');
});
