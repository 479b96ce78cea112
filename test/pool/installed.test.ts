import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { sharedThrowAwayFolder } from '../throw-away.js';

// One program with a worker module, run in every way that people run such programs. test/installed.test.ts has the same for images.

const root = fileURLToPath(new URL('../..', import.meta.url));
const ours = createRequire(import.meta.url);
const tools = process.env.IMGPAR_TEST_TOOLS;
const needsTools = test.skipIf(tools === undefined && !process.env.CI);
const pathOfTool = (name: string) => join(tools ?? '', 'node_modules', name);

let folder: string;

beforeAll(() => {
  folder = sharedThrowAwayFolder('node_modules/');
  symlinkSync(root, join(folder, 'node_modules/imgpar'), 'junction');
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', private: true }));
  writeFileSync(join(folder, 'work.js'), workModule.replaceAll(/: (number|string)/g, ''));
  writeFileSync(join(folder, 'main.js'), program('./work.js').replaceAll(/<typeof import\('[^']*'\)>|: unknown| as const/g, ''));
  mkdirSync(join(folder, 'ts'));
  writeFileSync(join(folder, 'ts/work.ts'), workModule);
  writeFileSync(join(folder, 'ts/main.ts'), program('./work.ts'));
});

const workModule = `
  export class WorkError extends Error {
    override name = 'WorkError';
  }
  export const square = (x: number) => x * x;
  export const fail = (x: number) => { throw new WorkError('no ' + x); };
`.replace('override ', '');

const program = (work: string) => `
  import { Executor, inline, moduleOf, Pool, WorkerCrashedError } from 'imgpar/pool';
  const work = moduleOf<typeof import('${work}')>(new URL('${work}', import.meta.url));
  const found = [];
  for (const runtime of ['threads', 'processes'] as const) {
    const pool = new Pool({ runtime, workers: 2 });
    found.push(await pool.map(work.square, [1, 2, 3]));
    for await (const x of pool.imap(inline((x) => x + 1), [1, 2])) found.push(x);
    const error = await pool.apply(work.fail, [7]).catch((thrown: unknown) => thrown);
    found.push(error.name, error.message);
    const crash = await pool.apply(inline(() => process.exit(3))).catch((thrown: unknown) => thrown);
    found.push(crash instanceof WorkerCrashedError, crash.exitCode);
    await pool.terminate();
    const executor = new Executor({ runtime });
    found.push(await executor.submit(work.square, 9).result());
    await executor.shutdown();
  }
  console.log(JSON.stringify(found));
`;

const each = '[1,4,9],2,3,"WorkError","no 7",true,3,81';
const success = `[${each},${each}]\n`;

async function node(args: readonly string[], cwd = folder): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd, env: { ...process.env, CI: '' }, maxBuffer: 2 ** 26 });
  return stdout;
}

test('a program of ES modules', async () => {
  expect(await node(['main.js'])).toBe(success);
});

test('a program that Node is given by -e', async () => {
  const text = readFileSync(join(folder, 'main.js'), 'utf8').replaceAll(
    'import.meta.url',
    JSON.stringify(new URL(`file://${folder}/main.js`).href),
  );
  expect(await node(['--input-type=module', '-e', text])).toBe(success);
});

test('TypeScript that was compiled and checked by tsc', async () => {
  mkdirSync(join(folder, 'compiled'));
  writeFileSync(join(folder, 'compiled/work.ts'), workModule);
  writeFileSync(
    join(folder, 'compiled/main.ts'),
    program('./work.js').replaceAll('thrown: unknown', 'thrown: any').replace('inline((x)', 'inline((x: number)'),
  );
  const flags = [
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2022',
    '--types',
    'node',
    '--typeRoots',
    join(root, 'node_modules/@types'),
  ];
  await node([join(root, 'node_modules/typescript/bin/tsc'), ...flags, 'compiled/main.ts']);
  expect(await node(['compiled/main.js'])).toBe(success);
});

// Node has it from 22.18 on.
test.skipIf(!(process.features as { typescript?: unknown }).typescript)("TypeScript by Node's own stripping", async () => {
  expect(await node(['ts/main.ts'])).toBe(success);
});

test.skipIf((process.features as { typescript?: unknown }).typescript)(
  'TypeScript workers where Node does not load them: told what to do',
  async () => {
    const text = `import { moduleOf, Pool } from 'imgpar/pool';
    const pool = new Pool({ workers: 1 });
    const work = moduleOf(new URL('./ts/work.ts', import.meta.url));
    console.log((await pool.apply(work.square, [1]).catch((error) => error)).message);
    await pool.terminate();`;
    writeFileSync(join(folder, 'untyped.js'), text);
    expect(await node(['untyped.js'])).toMatch(
      /does not load .*work\.ts by itself, as it is TypeScript; use Node 22\.18 or later, or start your program with a loader/,
    );
  },
);

needsTools('TypeScript by tsx', async () => {
  expect(await node([pathOfTool('tsx/dist/cli.mjs'), 'ts/main.ts'])).toBe(success);
  expect(await node(['--import', new URL(`file://${pathOfTool('tsx/dist/loader.mjs')}`).href, 'ts/main.ts'])).toBe(success);
});

describe('in tests of', () => {
  const spec = () => `
    import { fileURLToPath } from 'node:url';
    import { inline, moduleOf, Pool, TimeoutError } from 'imgpar/pool';
    import { WorkError } from './work.js';
    const work = moduleOf(new URL('./work.js', import.meta.url));
    test.each(['threads', 'processes'])('a pool of %s', async (runtime) => {
      const pool = new Pool({ runtime, workers: 2 });
      expect(await pool.map(work.square, [1, 2, 3])).toEqual([1, 4, 9]);
      const error = await pool.apply(work.fail, [7]).catch((thrown) => thrown);
      expect(error).toBeInstanceOf(WorkError);
      const late = await pool.applyAsync(inline(() => new Promise(() => {}))).get({ timeoutMs: 5 }).catch((thrown) => thrown);
      expect(late).toBeInstanceOf(TimeoutError);
      await pool.terminate();
    });`;

  test.each(['threads', 'forks', 'vmThreads', 'vmForks'])('Vitest, with --pool=%s', async (pool) => {
    writeFileSync(join(folder, `${pool}.spec.js`), spec());
    const flags = ['--globals', `--pool=${pool}`, '--root', folder, '--dir', folder, '--test-timeout=60000'];
    await node([join(root, 'node_modules/vitest/vitest.mjs'), 'run', `${pool}.spec.js`, ...flags]);
  });

  needsTools('Jest', async () => {
    writeFileSync(join(folder, 'jest.jest.js'), spec());
    const config = JSON.stringify({
      rootDir: folder,
      testMatch: ['**/*.jest.js'],
      transform: {},
      testTimeout: 60_000,
      haste: { enableSymlinks: true },
    });
    await node(['--experimental-vm-modules', pathOfTool('jest/bin/jest.js'), '--watchman=false', '--config', config]);
  });
});

describe('bundled with imgpar beside it, by', () => {
  const entry = () => join(folder, 'main.js');

  needsTools('esbuild', async () => {
    const esbuild = await import(new URL(`file://${pathOfTool('esbuild/lib/main.js')}`).href);
    await esbuild.build({
      entryPoints: [entry()],
      outfile: join(folder, 'esbuild.js'),
      format: 'esm',
      platform: 'node',
      bundle: true,
      external: ['imgpar'],
    });
    expect(await node(['esbuild.js'])).toBe(success);
  });

  test('rolldown', async () => {
    const { build } = await import('rolldown');
    await build({
      input: entry(),
      platform: 'node',
      external: [/^imgpar/],
      output: { file: join(folder, 'rolldown.js') },
      logLevel: 'silent',
    });
    expect(await node(['rolldown.js'])).toBe(success);
  });

  needsTools('webpack', async () => {
    const webpack = ours(pathOfTool('webpack'));
    const stats = await promisify(webpack)({
      mode: 'development',
      devtool: false,
      target: 'node20',
      context: folder,
      entry: './main.js',
      output: { path: folder, filename: 'webpack.js', module: true, chunkFormat: 'module' },
      experiments: { outputModule: true },
      externals: { 'imgpar/pool': 'import imgpar/pool' },
      // URLs of worker modules stay what they are.
      module: { parser: { javascript: { importMeta: false, url: false } } },
    });
    expect(stats.toString({ all: false, errors: true })).toBe('');
    expect(await node(['webpack.js'])).toBe(success);
  });
});
