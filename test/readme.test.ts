import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { equalizeFlags } from '../src/cli/flags.js';
import { nodePath, programPath, samplesFolder } from './program.js';
import { sharedThrowAwayFolder } from './throw-away.js';

const readme = readFileSync(fileURLToPath(new URL('../README.md', import.meta.url)), 'utf8');
const commands = Array.from(readme.matchAll(/^(?:find .* \| |cp .* && )?imgpar .*$/gm), ([line]) => line);

test('the README names every option of equalize, and no other', () => {
  const named = new Set(Array.from(readme.matchAll(/--[a-z][a-z-]+/g), ([option]) => option));
  for (const option of ['--help', '--global', '--output', '--experimental-vm-modules']) named.delete(option);
  expect([...named].sort()).toEqual(
    Object.keys(equalizeFlags)
      .map((name) => `--${name}`)
      .sort(),
  );
});

// The commands are for a POSIX shell, in page order, in a folder that holds the samples.
describe.skipIf(process.platform === 'win32')('the README', () => {
  let folder: string;
  beforeAll(() => {
    folder = sharedThrowAwayFolder('bin/');
    cpSync(samplesFolder, join(folder, 'samples'), { recursive: true });
    writeFileSync(join(folder, 'bin/imgpar'), `#!/bin/sh\nexec '${nodePath}' '${programPath}' "$@"\n`);
    chmodSync(join(folder, 'bin/imgpar'), 0o755);
  });

  test('has commands', () => expect(commands.length).toBeGreaterThan(15));

  test.each(commands)('%s', (command) => {
    const env = { ...process.env, PATH: `${join(folder, 'bin')}:${process.env.PATH}` };
    expect(() => execFileSync('/bin/sh', ['-c', command], { cwd: folder, env, stdio: 'pipe' })).not.toThrow();
  });
});
