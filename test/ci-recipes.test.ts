import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { configurableFlags } from '../src/cli/settings.js';
import { nodePath, programPath } from './program.js';
import { sharedThrowAwayFolder } from './throw-away.js';
import { writeTinyImages } from './tiny-images.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const recipes = Array.from(
  readFileSync(join(root, 'docs/ci.md'), 'utf8').matchAll(/^```(?:yaml|json) (\S+)\n(.*?)^```$/gms),
  ([, file, text]) => ({ file: file!, text: text! }),
);
const read = (file: string) => parse(readFileSync(join(root, file), 'utf8'));

/** Everything that a recipe has a shell do. */
function commandsIn(recipe: unknown): string[] {
  if (typeof recipe !== 'object' || recipe === null) return [];
  return Object.entries(recipe).flatMap(([key, value]) => {
    if (['run', 'script', 'entry'].includes(key)) return [value].flat();
    return key === 'scripts' ? Object.values(value) : commandsIn(value);
  });
}

// The commands are for a POSIX shell.
describe.skipIf(process.platform === 'win32')('the recipes of docs/ci.md', () => {
  let folder: string;
  const shell = (command: string, env: Record<string, string> = {}) =>
    execFileSync('bash', ['-c', command], {
      cwd: folder,
      env: { ...process.env, PATH: `${join(folder, 'bin')}:${process.env.PATH}`, ...env },
      stdio: 'pipe',
      encoding: 'utf8',
    });

  beforeAll(async () => {
    folder = sharedThrowAwayFolder('bin/');
    await writeTinyImages(join(folder, 'samples'), ['a.png', 'b/c.jpg']);
    writeFileSync(join(folder, 'bin/imgpar'), `#!/bin/sh\nexec '${nodePath}' '${programPath}' "$@"\n`);
    writeFileSync(join(folder, 'bin/npx'), '#!/bin/sh\nexec "$@"\n');
    for (const name of ['imgpar', 'npx']) chmodSync(join(folder, 'bin', name), 0o755);
    writeFileSync(join(folder, 'imgpar.config.json'), recipes.find(({ file }) => file === 'imgpar.config.json')!.text);
    shell('imgpar run --quiet');
  });

  test('are there for GitHub, GitLab, npm and pre-commit', () => {
    expect(recipes.map(({ file }) => file)).toEqual(
      expect.arrayContaining(['.github/workflows/images.yml', '.gitlab-ci.yml', 'package.json', '.pre-commit-config.yaml']),
    );
  });

  test.each(recipes.flatMap(({ file, text }) => commandsIn(parse(text)).map((command) => [file, command])))('%s: %s', (_, command) => {
    expect(() => shell(command!)).not.toThrow();
  });

  test('the GitLab recipe keeps the reports that its command writes', () => {
    const { artifacts } = parse(recipes.find(({ file }) => file === '.gitlab-ci.yml')!.text).images;
    for (const file of Object.values(artifacts.reports)) expect(existsSync(join(folder, file as string))).toBe(true);
  });

  test('the action takes the inputs of its recipe, and runs what they say', () => {
    const { inputs, runs } = read('action.yml');
    const { with: given } = parse(recipes.find(({ text }) => text.includes('OWNER/imgpar@'))!.text).jobs.images.steps[1];
    expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(given)));
    const [, { run }] = runs.steps;
    const env = { ACTION: root, COMMAND: given.command, ARGUMENTS: given.arguments, GITHUB_STEP_SUMMARY: join(folder, 'page.md') };
    expect(shell(run, env)).toBe('');
    expect(readFileSync(join(folder, 'page.md'), 'utf8')).toContain('### imgpar');
    cpSync(join(folder, 'samples/a.png'), join(folder, 'samples/new one.png'));
    expect(() => shell(run, env)).toThrow();
    expect(shell(run, { ...env, COMMAND: 'equalize', ARGUMENTS: 'samples/new one.png\nout dir/\n--include\n*.png' })).toBe('');
    expect(existsSync(join(folder, 'out dir/new one.png'))).toBe(true);
  });

  test('the hooks of pre-commit run from the root of the repository', () => {
    const hooks: { id: string; entry: string }[] = read('.pre-commit-hooks.yaml');
    const [{ hooks: used }] = parse(recipes.find(({ file }) => file === '.pre-commit-config.yaml')!.text).repos;
    expect(hooks.map(({ id }) => id)).toEqual(expect.arrayContaining(used.map(({ id }: { id: string }) => id)));
    for (const { entry } of [...hooks].reverse()) expect(() => shell(entry)).not.toThrow();
    mkdirSync(join(folder, 'samples/later'));
    cpSync(join(folder, 'samples/a.png'), join(folder, 'samples/later/z.png'));
    expect(() => shell(hooks.find(({ id }) => id === 'imgpar-check')!.entry)).toThrow();
  });

  test('options that they name exist', () => {
    const named = recipes.flatMap(({ text }) => Array.from(text.matchAll(/--([a-z][a-z-]+)/g), ([, name]) => name!));
    expect(Object.keys(configurableFlags)).toEqual(expect.arrayContaining(named));
  });
});
