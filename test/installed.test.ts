import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { samplesFolder } from './program.js';
import { sharedThrowAwayFolder } from './throw-away.js';

// The package as users get it: packed, installed by their package managers, called from their programs, tests and bundles.

const root = fileURLToPath(new URL('..', import.meta.url));
const ours = createRequire(import.meta.url);

/**
 * The folder of tools too heavy to install with imgpar's own: Jest, webpack, esbuild, an older TypeScript, pnpm and yarn. `.ci/run` fills
 * it. Without it the tests that need them are skipped, except on a CI server.
 */
const tools = process.env.IMGPAR_TEST_TOOLS;
const isPassedOver = tools === undefined && !process.env.CI;
const needsTools = test.skipIf(isPassedOver);

function pathOfTool(name: string): string {
  if (tools === undefined) throw new Error('IMGPAR_TEST_TOOLS names no folder; .ci/run says what belongs into it');
  return join(tools, 'node_modules', name);
}

interface Ran {
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a JavaScript program; rejects with its output if it fails. */
function node(args: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  return promisify(execFile)(process.execPath, args, { cwd, env: { ...process.env, CI: '', ...env }, maxBuffer: 2 ** 26 });
}

function npm(args: readonly string[], cwd: string): Promise<Ran> {
  return promisify(execFile)('npm', args, { cwd, shell: process.platform === 'win32' });
}

const quiet = ['--ignore-scripts', '--prefer-offline'];

let packed: string;
/** The folder of a program in which npm has installed the package. */
let folder: string;

beforeAll(async () => {
  const place = sharedThrowAwayFolder();
  const { stdout } = await npm(['pack', '--ignore-scripts', '--silent', '--pack-destination', place], root);
  packed = join(place, stdout.trim());
  folder = newProgram();
  await npm(['install', '--no-audit', '--no-fund', ...quiet, packed], folder);
});

function newProgram(): string {
  const place = sharedThrowAwayFolder('package.json', 'photos/');
  writeFileSync(join(place, 'package.json'), JSON.stringify({ private: true }));
  cpSync(join(samplesFolder, 'moon.png'), join(place, 'photos/moon.png'));
  return place;
}

/** The body of a program that does one run and prints its counts, or why it was refused. */
const oneRun = (name: string) => `
  run({ sources: './photos', destination: './out/${name}' }).then(
    ({ done, failed }) => console.log('done', done, 'failed', failed),
    ({ name, code, message }) => console.log(name, code, message),
  );`;

const success: Ran = { stdout: 'done 1 failed 0\n', stderr: '' };

const esModule = (name: string) => `import { run } from 'imgpar';${oneRun(name)}`;

async function runs(file: string, content: string, place = folder): Promise<Ran> {
  writeFileSync(join(place, file), content);
  return node([file], place);
}

describe('the package runs once installed by', () => {
  test('npm, from an ES module', async () => {
    expect(await runs('npm.mjs', esModule('npm'))).toEqual(success);
  });

  needsTools('pnpm', async () => {
    const place = newProgram();
    await node([pathOfTool('pnpm/bin/pnpm.cjs'), 'add', ...quiet, '--store-dir', join(place, 'store'), packed], place);
    expect(await runs('pnpm.mjs', esModule('pnpm'), place)).toEqual(success);
  });

  needsTools('yarn', async () => {
    const place = newProgram();
    const registry = (await npm(['config', 'get', 'registry'], place)).stdout.trim();
    const where = ['--registry', registry, '--cache-folder', join(place, 'cache')];
    await node([pathOfTool('yarn/bin/yarn.js'), 'add', ...quiet, '--non-interactive', '--no-lockfile', ...where, packed], place);
    expect(await runs('yarn.mjs', esModule('yarn'), place)).toEqual(success);
  });
});

describe('the package runs when called from', () => {
  test('CommonJS, by import()', async () => {
    expect(await runs('import.cjs', `import('imgpar').then(({ run }) => {${oneRun('import')}});`)).toEqual(success);
  });

  // Node supports this from 20.19 and 22.12 on, perhaps with a warning that it is experimental.
  test.skipIf(!(process.features as { require_module?: boolean }).require_module)('CommonJS, by require()', async () => {
    expect(await runs('require.cjs', `const { run } = require('imgpar');${oneRun('require')}`)).toMatchObject({ stdout: success.stdout });
  });

  test('a worker thread', async () => {
    writeFileSync(join(folder, 'thread.mjs'), esModule('thread'));
    expect(await runs('main.mjs', `import { Worker } from 'node:worker_threads'; new Worker('./thread.mjs');`)).toEqual(success);
  });

  test.each(['vmThreads', 'vmForks'])('Vitest, with --pool=%s', async (pool) => {
    writeFileSync(join(folder, `${pool}.spec.mjs`), inTestOf(pool));
    const flags = ['--globals', `--pool=${pool}`, '--root', folder, '--dir', folder, '--test-timeout=120000'];
    await node([join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...flags, `${pool}.spec.mjs`], folder);
  });

  needsTools('Jest', async () => {
    writeFileSync(join(folder, 'jest.jest.mjs'), inTestOf('jest'));
    const config = JSON.stringify({ rootDir: folder, testMatch: ['**/*.jest.mjs'], transform: {}, testTimeout: 120_000 });
    await node(['--experimental-vm-modules', pathOfTool('jest/bin/jest.js'), '--config', config], folder);
  });
});

/** A test that these programs run in a realm of its own, where errors, typed arrays and URLs are not Node's own. */
function inTestOf(name: string): string {
  return `
    import { readFileSync } from 'node:fs';
    import { equalizeImage, ImgparError, run, runEvents } from 'imgpar';

    const photo = (name) => readFileSync(${JSON.stringify(`${samplesFolder}/`)} + name);

    test('a run, and the same again', async () => {
      const options = { sources: new URL('./photos', import.meta.url), destination: new URL('./out/${name}', import.meta.url) };
      expect(await run(options)).toMatchObject({ done: 1, failed: 0 });
      expect(await run(options, { signal: new AbortController().signal })).toMatchObject({ done: 0, skippedByReason: { 'up-to-date': 1 } });
    });

    test('events', async () => {
      const types = [];
      for await (const { type } of runEvents({ sources: './photos', destination: './out/${name}-events' })) types.push(type);
      expect(types).toContain('image-done');
    });

    test('images in memory', async () => {
      for (const name of ['moon.png', 'palms-infrared-16bit.png', 'faded-handwriting.jpg', 'foggy-yard.webp', 'cells.tif'])
        for (const codec of ['auto', 'sharp']) expect((await equalizeImage(photo(name), { output: { codec } })).length).toBeGreaterThan(1000);
      const larger = { operation: { method: 'clahe', autoOrient: true }, output: { format: 'tiff', compression: 'lzw' } };
      expect((await equalizeImage(new Uint8Array(photo('palms-infrared-16bit.png')), larger)).length).toBeGreaterThan(1000);
    });

    test.each([['junk', 'not-an-image', 99], ['moon.png', 'corrupt', 3000], ['cells.tif', 'corrupt', 3000], ['museum-coins.jpg', 'corrupt', 300]])(
      'the error for %s is %s',
      async (name, code, length) => {
        const bytes = name === 'junk' ? new Uint8Array(length) : photo(name).subarray(0, length);
        const error = await equalizeImage(bytes).catch((thrown) => thrown);
        expect(error).toBeInstanceOf(ImgparError);
        expect(error.code).toBe(code);
      },
    );

    test('errors of a run', async () => {
      const error = await run({ sources: './photos', destination: './package.json/out' }).catch((thrown) => thrown);
      expect([error.name, error.code]).toEqual(['ImgparError', 'usage']);
      const missing = await run({ sources: './nowhere', destination: './out' }).catch((thrown) => thrown);
      expect([missing.name, missing.code]).toEqual(['ImgparError', 'usage']);
    });`;
}

describe('the types are found', () => {
  const typed = `
    import { run, runEvents, jsonReporter, type RunSummary } from 'imgpar';
    const report = jsonReporter({ write: (line) => process.stdout.write(line) });
    export const summary: Promise<RunSummary> = run({ sources: new URL('file:///a'), destination: 'b' }, { report });
    // @ts-expect-error there is no such option
    export const misspelt = run({ sources: 'a', destination: 'b', operaton: {} });
    export async function events() { for await (const event of runEvents({ sources: ['a'], destination: 'b' })) if (event.type === 'planned') return event.found; return 0; }`;
  const byImport = `
    export async function done(): Promise<number> { const { run } = await import('imgpar'); return (await run({ sources: 'a', destination: 'b' })).done; }`;

  needsTools.each([
    ['esnext', 'node10', 'typed.ts', typed],
    ['esnext', 'bundler', 'typed.ts', typed],
    ['node16', 'node16', 'typed.mts', typed],
    ['node16', 'node16', 'typed.cts', byImport],
    ['nodenext', 'nodenext', 'typed.mts', typed],
  ])('by TypeScript 5 with module %s, resolution %s, from %s', async (module, resolution, file, content) => {
    const place = join(folder, `${module}-${resolution}-${file}`);
    mkdirSync(place);
    writeFileSync(join(place, file), `declare const process: { stdout: { write(text: string): boolean } };${content}`);
    // package.test.ts checks the declarations themselves, with the newest TypeScript.
    const flags = ['--noEmit', '--skipLibCheck', '--strict', '--target', 'es2022', '--module', module, '--moduleResolution', resolution];
    await node([pathOfTool('typescript/bin/tsc'), ...flags, file], place).catch(({ stdout }) => expect(stdout).toBe(''));
  });

  // That of tslab, which also resolves as node10. All declarations are checked, as notebooks may show what is wrong in any.
  needsTools.each(['node10', 'bundler'])('by TypeScript 5.0, with all subpaths, resolution %s', async (resolution) => {
    const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const subpaths = Object.keys(exports).filter((path) => !path.endsWith('.json'));
    const place = join(folder, `oldest-${resolution}`);
    cpSync(join(root, 'node_modules/@types/node'), join(place, 'node_modules/@types/node'), { recursive: true });
    const imports = subpaths.map((path, index) => `export * as part${index} from 'imgpar${path.slice(1)}';`);
    writeFileSync(
      join(place, 'parts.ts'),
      `${imports.join('\n')}
      import { progress, range, type ProgressOptions } from 'imgpar/progress';
      const options: ProgressOptions = { desc: 'x', unitScale: true };
      for (const item of progress(['a'], options)) item.toUpperCase();
      for (const index of range(3)) index.toFixed();
      progress([], { file: document.body });
      // @ts-expect-error there is no such option
      progress([], { descr: 'x' });`,
    );
    const flags = [
      '--noEmit',
      '--strict',
      '--target',
      'es2022',
      '--lib',
      'es2022,dom',
      '--module',
      'esnext',
      '--moduleResolution',
      resolution,
    ];
    const { stdout } = await node([pathOfTool('typescript-5.0/bin/tsc'), ...flags, 'parts.ts'], place).catch((error) => error);
    // Node's own declarations are for later versions.
    const faults = stdout.split('\n').filter((line: string) => /error TS/.test(line) && !line.includes('@types/node'));
    expect(faults).toEqual([]);
  });

  needsTools('by TypeScript 5, whose compiled program runs', async () => {
    writeFileSync(join(folder, 'compiled.mts'), esModule('compiled').replaceAll(/\bconsole\b/g, '(globalThis as any).console'));
    await node(
      [pathOfTool('typescript/bin/tsc'), '--skipLibCheck', '--strict', '--target', 'es2022', '--module', 'node16', 'compiled.mts'],
      folder,
    );
    expect(await node(['compiled.mjs'], folder)).toEqual(success);
  });
});

interface Bundle {
  readonly entry: string;
  readonly to: string;
  readonly format: 'esm' | 'cjs';
  /** Whether imgpar stays outside the bundle. */
  readonly external: boolean;
}

/** Chunks get the same extension as the bundle, as no package.json beside them says what `.js` means. */
const fileNames = (to: string) => ({ entryFileNames: basename(to), chunkFileNames: `[name]-[hash]${extname(to)}` });

/** Each writes its bundle to the file `to`. */
const bundlers: Readonly<Record<string, { readonly isOurs: boolean; readonly bundle: (asked: Bundle) => Promise<unknown> }>> = {
  esbuild: {
    isOurs: false,
    async bundle({ entry, to, format, external }) {
      const esbuild = await import(pathToFileURL(pathOfTool('esbuild/lib/main.js')).href);
      const packages = external ? ['imgpar'] : [];
      await esbuild.build({
        entryPoints: [entry],
        outfile: to,
        format,
        external: packages,
        bundle: true,
        platform: 'node',
        logLevel: 'error',
      });
    },
  },
  rolldown: {
    isOurs: true,
    async bundle({ entry, to, format, external }) {
      const { build } = await import('rolldown');
      await build({
        input: entry,
        platform: 'node',
        external: external ? ['imgpar'] : [],
        output: { dir: dirname(to), ...fileNames(to), format },
        logLevel: 'silent',
      });
    },
  },
  webpack: {
    isOurs: false,
    async bundle({ entry, to, format, external }) {
      const webpack = ours(pathOfTool('webpack'));
      const stats = await promisify(webpack)({
        mode: 'development',
        devtool: false,
        target: 'node20',
        context: folder,
        entry,
        output: { path: dirname(to), filename: basename(to), ...(format === 'esm' && { module: true, chunkFormat: 'module' }) },
        experiments: { outputModule: format === 'esm' },
        externals: external ? { imgpar: 'import imgpar' } : {},
      });
      expect(stats.toString({ all: false, errors: true })).toBe('');
    },
  },
  'Vite SSR': {
    isOurs: true,
    async bundle({ entry, to, format, external }) {
      // Vite comes with Vitest.
      const vite = await import(pathToFileURL(createRequire(ours.resolve('vitest/package.json')).resolve('vite')).href);
      await vite.build({
        configFile: false,
        logLevel: 'error',
        root: folder,
        ssr: external ? {} : { noExternal: true },
        build: { ssr: entry, outDir: dirname(to), emptyOutDir: false, rollupOptions: { output: { format, ...fileNames(to) } } },
      });
    },
  },
};

describe.each(Object.entries(bundlers))('bundled by %s', (name, { isOurs, bundle }) => {
  const withBundler = isOurs ? test : needsTools;
  const bundled = async (external: boolean, format: Bundle['format']): Promise<Ran> => {
    const title = `${name.replace(' ', '-').toLowerCase()}-${external ? 'beside' : 'inside'}-${format}`;
    const entry = join(folder, `${title}.entry.mjs`);
    writeFileSync(entry, esModule(title));
    const to = join(folder, title, format === 'esm' ? 'program.mjs' : 'program.cjs');
    await bundle({ entry, to, format, external });
    return node([to], folder);
  };

  withBundler.each(['esm', 'cjs'] as const)('a program runs with imgpar next to it, as %s', async (format) => {
    expect(await bundled(true, format)).toEqual(success);
  });

  withBundler.each(['esm', 'cjs'] as const)('a program with imgpar inside runs, or says once what to do, as %s', async (format) => {
    const { stdout, stderr } = await bundled(false, format);
    // webpack records where the modules were, so imgpar finds them there.
    if (name === 'webpack') expect(stdout).toBe(success.stdout);
    else expect(stdout).toMatch(/^ImgparError usage imgpar starts its workers from its own files, .*\(external: \['imgpar'\]\).*\n$/);
    expect(stderr).toBe('');
  });
});
