import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseArgs } from '../src/cli/args.js';
import { pages } from './pages.js';
import { nodePath, programPath, samplesFolder } from './program.js';
import { sharedThrowAwayFolder } from './throw-away.js';

// Every block of TypeScript in the documentation is checked by the compiler, as strictly as our own code, and then run. Commands are run by
// readme.test.ts, recipes of CI systems by ci-recipes.test.ts.

const root = fileURLToPath(new URL('..', import.meta.url));

/** What blocks leave to the reader, by page. */
const given: Readonly<Record<string, string>> = {
  'README.md': `import { readFileSync } from 'node:fs';
    const bytes = readFileSync('samples/moon.png'); const numbers = [1, 2, 3]; const use = (_: unknown) => {};`,
  'docs/library.md': `import { readFileSync } from 'node:fs'; const bytes = readFileSync('samples/moon.png');`,
  'docs/lines.md': 'const use = (_: unknown) => {};',
  'docs/progress.md': `const names = ['a', 'b']; const read = (_: string) => {}; const work = (_: number) => {}; const bytes = 8192;
    async function* pages() { yield 1; } const save = (_: number) => {};`,
  'docs/from-python.md': 'function* endlessNumbers() { for (let n = 0; ; n++) yield n; }',
};

const blocks = pages
  .filter(({ path }) => path !== 'docs/api.md')
  .flatMap(({ path, blocks }) => blocks.filter(({ language }) => language === 'ts').map(({ text }) => ({ path, text })))
  .map(({ path, text }, index) => ({ path, text, name: `block-${index}` }));

/** The first line may name the file that others import. */
const ownName = (text: string) => /^\/\/ (\w+)\.ts\b/.exec(text)?.[1];

describe('TypeScript in the documentation', () => {
  let folder: string;

  beforeAll(() => {
    folder = sharedThrowAwayFolder('node_modules/', 'big.csv');
    symlinkSync(root, join(folder, 'node_modules/imgpar'), 'junction');
    cpSync(samplesFolder, join(folder, 'samples'), { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "type": "module", "private": true }');
    writeFileSync(join(folder, 'big.csv'), Array.from({ length: 3000 }, (_, index) => `${index},x\n`).join(''));
    writeFileSync(
      join(folder, 'work.ts'),
      `export const square = (x: number) => x * x;
      export const scaled = (by: number, x: number) => by * x;
      export const parse = (line: string, offset: number) => [line, offset];`,
    );
    for (const { path, text, name } of blocks)
      writeFileSync(join(folder, `${name}.ts`), `process.stderr.isTTY = true;\n${given[path] ?? ''}\n${text}\nexport {};\n`);
    const options = [
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2022',
      '--lib',
      'es2023,esnext.disposable',
      '--types',
      'node',
      '--typeRoots',
      join(root, 'node_modules/@types'),
      '--skipLibCheck',
    ];
    const files = ['work', ...blocks.map(({ name }) => name)].map((name) => `${name}.ts`);
    execFileSync(nodePath, [join(root, 'node_modules/typescript/bin/tsc'), ...options, ...files], { cwd: folder, stdio: 'inherit' });
  });

  test.each(blocks)('$path: $text', async ({ name, text }) => {
    // What work.ts holds in the page, it holds here.
    if (ownName(text) === 'work')
      for (const [line] of text.matchAll(/^export const .*$/gm)) expect(readFileSync(join(folder, 'work.ts'), 'utf8')).toContain(line);
    await expect(promisify(execFile)(nodePath, [`${name}.js`], { cwd: folder, timeout: 100_000 })).resolves.toBeDefined();
  });
});

test('pages have blocks of known languages only, so that a test runs each', () => {
  const languages = new Set(pages.flatMap(({ blocks }) => blocks.map(({ language }) => language)));
  expect([...languages].sort()).toEqual(['', 'bash', 'json', 'sh', 'ts', 'yaml']);
  const plain = pages.filter(({ blocks }) => blocks.some(({ language }) => language === '')).map(({ path }) => path);
  expect(plain.filter((path) => !['docs/architecture.md', 'docs/progress.md'].includes(path))).toEqual([]);
  const ofCi = pages.filter(({ blocks }) => blocks.some(({ language }) => language === 'yaml')).map(({ path }) => path);
  expect(ofCi).toEqual(['docs/ci.md', 'docs/queues.md']);
});

test.each(
  pages.flatMap(({ path, blocks }) =>
    blocks.filter(({ language }) => ['json', 'yaml'].includes(language)).map(({ text }) => ({ path, text })),
  ),
)('data in $path can be read, and its commands too', ({ text }) => {
  const { scripts = {} } = parse(text);
  for (const command of Object.values<string>(scripts)) {
    const [, line] = /^(?:exec )?imgpar (.*)$/.exec(command)!;
    const words = line!.split(' ');
    if (words.length > 2) expect(() => parseArgs(words)).not.toThrow();
  }
});

// The commands are for bash.
describe.skipIf(process.platform === 'win32')('pipes in the documentation', () => {
  test.each(
    pages.flatMap(({ blocks }) => blocks.filter(({ language }) => language === 'bash').flatMap(({ text }) => text.trim().split('\n'))),
  )('%s', (line) => {
    const folder = sharedThrowAwayFolder('files/dump.sql', 'files/a b');
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'bin/imgpar'), `#!/bin/sh\nexec '${nodePath}' '${programPath}' "$@"\n`);
    writeFileSync(join(folder, 'bin/psql'), '#!/bin/sh\nexec cat > /dev/null\n');
    for (const name of ['imgpar', 'psql']) chmodSync(join(folder, 'bin', name), 0o755);
    const env = { ...process.env, PATH: `${join(folder, 'bin')}:${process.env.PATH}` };
    // Some remove what they find.
    const command = line.replace('find . -print0', 'find . -type f -print0');
    expect(() => execFileSync('bash', ['-o', 'pipefail', '-c', command], { cwd: join(folder, 'files'), env, stdio: 'pipe' })).not.toThrow();
  });
});
