import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { nodePath, samplesFolder } from './program.js';
import { sharedThrowAwayFolder } from './throw-away.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const shell = process.platform === 'win32';
const run = (command: string, args: readonly string[], cwd: string) => execFileSync(command, args, { cwd, shell, encoding: 'utf8' });

/** The package, as `npm install` of its tarball puts it into an empty folder. */
let folder: string;
beforeAll(() => {
  const packed = sharedThrowAwayFolder();
  run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', packed], root);
  folder = sharedThrowAwayFolder('package.json', 'typed.ts', 'plain.mjs');
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', private: true }));
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--silent', join(packed, `imgpar-${version}.tgz`)], folder);
});

test('the installed program runs', () => {
  const program = join(folder, 'node_modules/.bin/imgpar');
  expect(run(program, ['--version'], folder)).toMatch(/^\d+\.\d+\.\d+\n$/);
  run(program, ['equalize', samplesFolder, 'out'], folder);
  expect(readFileSync(join(folder, 'out/moon.png')).length).toBeGreaterThan(10_000);
});

test('the installed library runs from an ES module', () => {
  writeFileSync(
    join(folder, 'plain.mjs'),
    `import { readFile } from 'node:fs/promises';
     import { equalizeImage, ImgparError, run } from 'imgpar';
     const bytes = await equalizeImage(await readFile(process.argv[2] + '/moon.png'), { output: { format: 'webp' } });
     const events = [];
     const summary = await run({ sources: [process.argv[2]], destination: './library', workers: 1 }, { report: (event) => { events.push(event.type); } });
     const refused = await run({ sources: ['./nowhere'], destination: './x' }).catch((error) => error instanceof ImgparError && error.code);
     console.log(JSON.stringify({ magic: Buffer.from(bytes.subarray(8, 12)).toString(), done: summary.done, last: events.at(-1), refused }));`,
  );
  const output = JSON.parse(run(nodePath, ['plain.mjs', samplesFolder], folder));
  expect(output).toEqual({ magic: 'WEBP', done: 14, last: 'run-finished', refused: 'usage' });
});

test('the types work in a strict TypeScript program', () => {
  writeFileSync(
    join(folder, 'typed.ts'),
    `import { equalizeImage, type RunEvent, type RunSummary, run } from 'imgpar';
     const report = (event: RunEvent): void => { if (event.type === 'image-failed') console.log(event.failure.code); };
     const summary: RunSummary = await run({ sources: ['a'], destination: 'b', operation: { on: 'rgb' } }, { report });
     const bytes: Uint8Array = await equalizeImage(new Uint8Array(summary.done));
     // @ts-expect-error there is no such colour mode
     await run({ sources: ['a'], destination: 'b', operation: { on: 'pink' } });
     export { bytes };`,
  );
  const flags = [
    '--noEmit',
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2022',
    '--skipLibCheck',
    'false',
    '--types',
    '',
    'typed.ts',
  ];
  expect(() => run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...flags], folder)).not.toThrow();
});

test('a run loads few files of its own, and only as CommonJS, which Node loads fastest', () => {
  const hook = join(folder, 'hook.cjs');
  writeFileSync(
    hook,
    `const { isMainThread } = require('node:worker_threads');
     const isCommand = isMainThread && require('node:path').basename(process.argv[1]) === 'bin.js';
     if (isCommand) process.on('exit', () => console.log(JSON.stringify(Object.keys(require.cache))));`,
  );
  const program = join(root, 'dist/cli/bin.js');
  const loaded: string[] = JSON.parse(
    run(nodePath, ['--require', hook, program, 'equalize', join(samplesFolder, 'moon.png'), 'few/', '--progress', 'none'], folder),
  );
  const ours = loaded.filter((file) => dirname(file) === dirname(program)).map((file) => basename(file));
  expect(ours.sort()).toEqual(['main.cjs', 'rolldown-runtime.cjs', 'run.cjs', 'start.cjs']);
});
