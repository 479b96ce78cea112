import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const src = join(root, 'src');

/** Which folders (or files directly in src) each folder may import from, besides itself. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  cli: [
    'config',
    'lists',
    'parts',
    'shards',
    'distributed',
    'watch',
    'inspect',
    'tune',
    'page',
    'options',
    'values',
    'index',
    'run',
    'history',
    'worker',
    'plan',
    'parallel',
    'record',
    'storage',
    'report',
    'progress',
    'pixels',
    'codec',
    'events',
    'given-paths',
    'errors',
    'version',
    'v8-tuning',
  ],
  watch: ['run', 'history', 'options', 'parallel', 'plan', 'events', 'errors'],
  tune: ['options', 'report', 'codec', 'storage', 'pixels', 'wasm', 'values', 'errors'],
  inspect: ['run', 'options', 'plan', 'worker', 'pixels', 'events', 'given-paths', 'errors'],
  config: ['installed', 'options', 'values', 'errors'],
  index: [
    'options',
    'preview',
    'run',
    'history',
    'worker',
    'plan',
    'parallel',
    'record',
    'report',
    'pixels',
    'codec',
    'events',
    'given-paths',
    'errors',
    'version',
  ],
  page: [
    'run',
    'history',
    'worker',
    'plan',
    'record',
    'report',
    'parallel',
    'options',
    'values',
    'pixels',
    'storage',
    'installed',
    'events',
    'errors',
  ],
  preview: ['values', 'worker', 'codec', 'storage', 'pixels', 'errors'],
  distributed: [
    'run',
    'history',
    'shards',
    'parts',
    'lists',
    'lines',
    'worker',
    'parallel',
    'options',
    'storage',
    'installed',
    'events',
    'errors',
  ],
  run: [
    'options',
    'values',
    'history',
    'shards',
    'parts',
    'lists',
    'lines',
    'worker',
    'plan',
    'record',
    'codec',
    'parallel',
    'storage',
    'pixels',
    'installed',
    'events',
    'given-paths',
    'errors',
    'version',
    'v8-tuning',
  ],
  history: [
    'options',
    'shards',
    'parts',
    'worker',
    'plan',
    'record',
    'codec',
    'storage',
    'pixels',
    'values',
    'events',
    'errors',
    'version',
  ],
  worker: ['options', 'record', 'codec', 'storage', 'pixels', 'wasm', 'values', 'events', 'errors', 'version', 'v8-tuning'],
  record: ['storage', 'pixels', 'events', 'errors', 'version'],
  report: ['progress', 'values', 'events', 'given-paths', 'errors'],
  progress: ['errors'],
  shards: ['plan', 'lists', 'lines', 'codec', 'given-paths', 'errors'],
  parts: ['plan', 'lists', 'record', 'storage', 'errors', 'version'],
  plan: ['lists', 'lines', 'installed', 'codec', 'storage', 'values', 'given-paths', 'errors'],
  codec: ['installed', 'pixels', 'wasm', 'storage', 'errors'],
  parallel: ['installed', 'errors'],
  pool: ['parallel', 'lines', 'progress', 'installed', 'errors'],
  lists: ['lines', 'storage', 'errors'],
  lines: ['wasm', 'values', 'storage', 'errors'],
  storage: ['installed', 'errors'],
  pixels: ['wasm', 'values', 'errors'],
  wasm: [],
  options: ['codec', 'parallel', 'pixels', 'values', 'errors'],
  values: ['errors'],
  installed: ['errors'],
  events: ['pixels', 'given-paths', 'errors'],
  'given-paths': [],
  'v8-tuning': [],
  errors: [],
  version: [],
};

/** Packages that only one file wraps, so that replacing one touches one file. */
const wrapped: Readonly<Record<string, string>> = {
  sharp: 'codec/sharp/sharp.ts',
  koffi: 'storage/native-library.ts',
  yargs: 'cli/help.ts',
  'yargs-parser': 'cli/args.ts',
  'cli-progress': 'report/bars.ts',
  'fast-glob': 'plan/pattern.ts',
  chokidar: 'watch/wake-ups.ts',
  bullmq: 'distributed/bullmq.ts',
  ioredis: 'distributed/redis.ts',
};

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map((name) => name.split(sep).join('/'));

/** Modules named in import and export statements, type imports included. */
function importsOf(file: string): Array<{ specifier: string }> {
  const text = readFileSync(join(src, file), 'utf8');
  const statements = text.matchAll(
    /^(?:import|export)\s+(?:type\s+)?(?:[^;'"]*?\sfrom\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm,
  );
  return Array.from(statements, ([, fixed, dynamic]) => ({ specifier: (fixed ?? dynamic)! }));
}

function targetOf(file: string, specifier: string): string {
  return relative(src, join(src, dirname(file), specifier))
    .split(sep)
    .join('/')
    .replace(/\.js$/, '.ts');
}

const folderOf = (file: string) => file.split('/')[0]!.replace(/\.ts$/, '');

test('the source files and their imports are found', () => {
  expect(files).toContain('run/run.ts');
  expect(importsOf('run/run.ts').map(({ specifier }) => specifier)).toContain('../errors.js');
});

test.each(files)('%s imports only downwards', (file) => {
  const targets = importsOf(file).filter(({ specifier }) => specifier.startsWith('.'));
  const folders = targets.map(({ specifier }) => folderOf(targetOf(file, specifier)));
  expect([folderOf(file), ...allowed[folderOf(file)]!]).toEqual(expect.arrayContaining(folders));
});

test('there are no import cycles, counting type imports', () => {
  const graph = new Map(
    files.map((file) => [
      file,
      importsOf(file)
        .filter(({ specifier }) => specifier.startsWith('.'))
        .map(({ specifier }) => targetOf(file, specifier)),
    ]),
  );
  expect(circlesOf(graph)).toEqual([]);
});

const directories = [...new Set(files.map((file) => dirname(file)))];

test.each(directories)('%s holds at most 20 files', (directory) => {
  expect(files.filter((file) => dirname(file) === directory).length).toBeLessThanOrEqual(20);
});

test.each(files)('%s has at most 400 lines', (file) => {
  const lines = readFileSync(join(src, file), 'utf8').split('\n').length - 1;
  expect(lines).toBeLessThanOrEqual(400);
});

test.each(Object.entries(wrapped))('%s is imported only by %s', (name, wrapper) => {
  const importers = files.filter((file) => importsOf(file).some(({ specifier }) => specifier === name || specifier.startsWith(`${name}/`)));
  expect(importers).toEqual([wrapper]);
});

/** Who may call `node:fs`, and what for. Images, masks and results are reached only through storage/. */
const callsFiles: Readonly<Record<string, string>> = {
  'storage/': 'is what reaches them',
  'plan/': 'finds the names of sources, and spools the list',
  'record/': 'the manifest and what goes with it',
  'pool/': 'what a process says last',
  'parallel/': 'what the system says of cores and memory, and notes of a crash',
  'codec/': 'libraries and versions that are installed',
  'lines/': 'files of lines, which are no images',
  'lists/': 'files of names',
  'parts/': 'records of parts of jobs',
  'pixels/': 'the kernels',
  'wasm/': 'the kernels',
  'installed.ts': 'what is installed beside the program',
  'config/': 'configuration files',
  'cli/ci-reports.ts': 'the page of a step of GitHub',
  'cli/config.ts': 'whether one is there',
  'cli/init.ts': 'writes one',
  'cli/doctor.ts': 'its own images, in a temporary folder',
  'progress/display/foreground.ts': 'what the system says of the terminal',
  'tune/page-text.ts': 'the built program of the page',
  'options/': 'whether a folder of masks is there',
  'history/fingerprint.ts': 'modules and statistics that a run names',
  'history/patience.ts': 'whether a source still changes',
  'watch/wake-ups.ts': 'on what kind of drive a folder is',
  'history/in-place-record.ts': 'a temporary folder',
  'history/statistics-store.ts': 'statistics',
  'history/statistics-parts.ts': 'statistics',
  'run/shared-statistics.ts': 'statistics, in a temporary folder',
  'page/write-page.ts': 'the program of its page',
  'page/look-spool.ts': 'what is shown of images, in a temporary folder',
  'worker/looks/spool.ts': 'the same',
  'worker/statistics.ts': 'statistics',
};

test.each(files)('%s touches only its own files', (file) => {
  const calls = importsOf(file).some(({ specifier }) => /^(node:)?fs(\/|$)/.test(specifier));
  const may = Object.keys(callsFiles).some((place) => (place.endsWith('/') ? file.startsWith(place) : file === place));
  expect(calls && !may).toBe(false);
});

/** Our own classes, made and checked in one process by one copy of the module, so `instanceof` works for them. */
const ownClasses = [
  // `instanceof` compares name and code here, so it works across copies of the class.
  'ImgparError',
  'NeedsMemory',
  'UnfitForBands',
  'Unreadable',
  'Doubt',
  'NoRoom',
];

test.each(files)('%s uses `instanceof` only on our own classes, since Jest and others run programs in another realm', (file) => {
  const asked = Array.from(code(file).matchAll(/\binstanceof\s+([\w.]+)/g), ([, name]) => name);
  expect(ownClasses).toEqual(expect.arrayContaining(asked));
});

test.each(files.filter((file) => file.startsWith('parallel/')))('%s knows nothing about images', (file) => {
  expect(readFileSync(join(src, file), 'utf8')).not.toMatch(/image|picture|pixel|photo|thumbnail/i);
});

test('V8 flags are chosen in one file', () => {
  const setting = files.filter((file) => /\bsetFlagsFromString\b/.test(code(file))).map((file) => basename(file));
  // The first of these only sets the flags it is given.
  expect(setting.sort()).toEqual(['host-process.ts', 'v8-tuning.ts']);
});

test.each(files)('%s explains for each module variable why there is one per thread', (file) => {
  const lines = readFileSync(join(src, file), 'utf8').split('\n');
  const bare = lines.filter((line, at) => /^(export )?let /.test(line) && !/^(\/\/|\/\*\*| \*\/)/.test(lines[at - 1] ?? ''));
  expect(bare).toEqual([]);
});

test.each(files)('%s has no cast through `unknown`', (file) => {
  expect(code(file)).not.toMatch(/\bas unknown as\b/);
});

/** The source of a file without its comments. */
function code(file: string): string {
  return readFileSync(join(src, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
}

/** The files of each cycle, sorted. Files that reach each other belong to one cycle. */
function circlesOf(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const reached = new Map(Array.from(graph.keys(), (file) => [file, reachedFrom(file, graph)]));
  const circleOf = (file: string) =>
    [...graph.keys()].filter((other) => reached.get(file)!.has(other) && reached.get(other)!.has(file)).sort();
  const circles = [...graph.keys()].map(circleOf).filter(({ length }) => length > 0);
  return [...new Map(circles.map((circle) => [circle.join(), circle])).values()].sort(([one], [other]) => (one! < other! ? -1 : 1));
}

function reachedFrom(start: string, graph: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const reached = new Set<string>();
  const ahead = [...(graph.get(start) ?? [])];
  for (let next = ahead.pop(); next; next = ahead.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    ahead.push(...(graph.get(next) ?? []));
  }
  return reached;
}
