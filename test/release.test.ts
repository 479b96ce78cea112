import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { sharedThrowAwayFolder } from './throw-away.js';

// What is published, and what says how.

const root = fileURLToPath(new URL('..', import.meta.url));
const shell = process.platform === 'win32';
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** `.ci/run` installs what is too heavy for everybody; without it these tests are passed over, except on a CI server. */
const tools = process.env.IMGPAR_TEST_TOOLS;
const needsTools = test.skipIf(tools === undefined && !process.env.CI);

describe('the package', () => {
  let packed: string;
  let files: string[];
  beforeAll(() => {
    const folder = sharedThrowAwayFolder();
    const output = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
      cwd: root,
      shell,
      encoding: 'utf8',
    });
    const [{ filename, files: entries }] = JSON.parse(output);
    packed = join(folder, filename);
    files = entries.map(({ path }: { path: string }) => path);
  });

  const run = (name: string, ...args: string[]) =>
    execFileSync(join(tools ?? '', 'node_modules/.bin', name), args, { shell, encoding: 'utf8', stdio: 'pipe' });

  needsTools('pleases publint', () => {
    expect(run('publint', packed, '--strict')).toContain('All good!');
  });

  // Every Node that we support loads ES modules by `require`, too.
  needsTools('has types for every way to import it', () => {
    expect(() => run('attw', packed, '--ignore-rules', 'cjs-resolves-to-esm')).not.toThrow();
  });

  test('holds the program, the library, the schema, the manual and the pages, and no sources or tests', () => {
    expect(files).toEqual(
      expect.arrayContaining([
        'dist/cli/bin.js',
        'dist/index.js',
        'dist/index.d.ts',
        'schema.json',
        'dist/imgpar.1',
        'docs/options.md',
        'docs/api.md',
        'LICENSE',
      ]),
    );
    const foreign = /^(src|test|bench|kernels|samples)\/|(^|\/)(node_modules|\.[^/]*)\/|\.test\.|\.tgz$/;
    expect(files.filter((file) => foreign.test(file))).toEqual([]);
  });

  test('has everything that package.json names', () => {
    const named = [
      manifest.bin.imgpar,
      manifest.main,
      manifest.types,
      manifest.man,
      ...Object.values<string | Record<string, string>>(manifest.exports).flatMap((entry) =>
        typeof entry === 'string' ? [entry] : Object.values(entry),
      ),
    ];
    expect(files).toEqual(expect.arrayContaining(named.map((path) => path.replace(/^\.\//, ''))));
  });
});

describe('the workflow', () => {
  const workflow = parse(readFileSync(join(root, '.github/workflows/test.yml'), 'utf8'));

  test('tests on Linux, macOS and Windows, with the oldest Node that is supported', () => {
    const { linux, elsewhere } = workflow.jobs;
    expect([linux['runs-on'], ...elsewhere.strategy.matrix.os].map((os) => os.split('-')[0])).toEqual(['ubuntu', 'macos', 'windows']);
    const oldest = /\d+\.\d+/.exec(manifest.engines.node)![0];
    expect(String(linux.steps[1].with['node-version'])).toBe(oldest);
    expect(elsewhere.strategy.matrix.node).toContain(oldest);
  });

  test('runs what is there', () => {
    const commands: string[] = Object.values<{ steps: { run?: string }[] }>(workflow.jobs).flatMap(({ steps }) =>
      steps.flatMap(({ run }) => run ?? []),
    );
    for (const command of commands) {
      const [, script] = /npm run (\S+)/.exec(command) ?? [];
      if (script !== undefined) expect(Object.keys(manifest.scripts)).toContain(script);
      if (command.startsWith('.')) expect(existsSync(join(root, command))).toBe(true);
    }
  });

  test('is told of in docs/platforms.md', () => {
    expect(readFileSync(join(root, 'docs/platforms.md'), 'utf8')).toContain('.github/workflows/test.yml');
  });
});

test('docs/stability.md names every exit code and the version of events', () => {
  const page = readFileSync(join(root, 'docs/stability.md'), 'utf8');
  const codes = Array.from(readFileSync(join(root, 'src/cli/exit.ts'), 'utf8').matchAll(/\w+: (\d)/g), ([, code]) => code!);
  expect(codes.length).toBeGreaterThan(3);
  for (const code of codes) expect(page).toMatch(new RegExp(`\\b${code}\\b`));
  const [, version] = /jsonEventsVersion = (\d+)/.exec(readFileSync(join(root, 'src/report/json.ts'), 'utf8'))!;
  expect(page).toContain(`\`v\`, now ${version}`);
});
