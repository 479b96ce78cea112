import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const src = join(root, 'src');

/** Which folders (or files right below src) each folder may import from, besides itself. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  cli: [
    'nearest',
    'index',
    'engine',
    'plan',
    'parallel',
    'record',
    'storage',
    'report',
    'pixels',
    'codec',
    'events',
    'given',
    'errors',
    'version',
  ],
  index: ['preview', 'engine', 'plan', 'parallel', 'record', 'report', 'pixels', 'codec', 'events', 'given', 'errors', 'version'],
  preview: ['arguments', 'engine', 'codec', 'storage', 'pixels', 'errors'],
  engine: [
    'arguments',
    'installed',
    'plan',
    'codec',
    'parallel',
    'storage',
    'pixels',
    'wasm',
    'record',
    'events',
    'given',
    'errors',
    'version',
  ],
  record: ['storage', 'events', 'errors', 'version'],
  report: ['arguments', 'events', 'given', 'errors'],
  plan: ['installed', 'codec', 'storage', 'given', 'errors'],
  codec: ['installed', 'pixels', 'wasm', 'storage', 'errors'],
  parallel: ['installed', 'errors'],
  storage: ['installed', 'errors'],
  pixels: ['wasm', 'nearest', 'errors'],
  wasm: [],
  arguments: ['nearest', 'errors'],
  installed: ['errors'],
  events: ['given', 'errors'],
  given: [],
  errors: [],
  nearest: [],
  version: [],
};

/** Packages that one file wraps, so that replacing one touches one file. */
const wrapped: Readonly<Record<string, string>> = {
  sharp: 'codec/sharp/sharp.ts',
  koffi: 'storage/native-library.ts',
  piscina: 'parallel/threads.ts',
  yargs: 'cli/help.ts',
  'yargs-parser': 'cli/args.ts',
  'cli-progress': 'report/bars.ts',
  'fast-glob': 'plan/pattern.ts',
};

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map((name) => name.split(sep).join('/'));

/** Modules named in import and export statements, with whether only types are taken. */
function importsOf(file: string): Array<{ specifier: string; typeOnly: boolean }> {
  const text = readFileSync(join(src, file), 'utf8');
  const statements = text.matchAll(
    /^(?:import|export)\s+(type\s)?(?:[^;'"]*?\sfrom\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm,
  );
  return Array.from(statements, ([, type, fixed, dynamic]) => ({ specifier: (fixed ?? dynamic)!, typeOnly: type !== undefined }));
}

function targetOf(file: string, specifier: string): string {
  return relative(src, join(src, dirname(file), specifier))
    .split(sep)
    .join('/')
    .replace(/\.js$/, '.ts');
}

const folderOf = (file: string) => file.split('/')[0]!.replace(/\.ts$/, '');

test('there are files to check, and their imports are found', () => {
  expect(files).toContain('engine/run.ts');
  expect(importsOf('engine/run.ts').map(({ specifier }) => specifier)).toContain('../errors.js');
});

test.each(files)('%s imports only downwards', (file) => {
  const targets = importsOf(file).filter(({ specifier }) => specifier.startsWith('.'));
  const folders = targets.map(({ specifier }) => folderOf(targetOf(file, specifier)));
  expect([folderOf(file), ...allowed[folderOf(file)]!]).toEqual(expect.arrayContaining(folders));
});

test('no import runs in a circle', () => {
  const graph = graphOf(files, ({ typeOnly }) => !typeOnly);
  expect(files.map((file) => circleThrough(file, graph)).filter(Boolean)).toEqual([]);
});

test.each(['codec', 'pixels', 'wasm'])('no import runs in a circle in %s, of types neither', (folder) => {
  const own = files.filter((file) => folderOf(file) === folder);
  const graph = graphOf(own, () => true);
  expect(own.map((file) => circleThrough(file, graph)).filter(Boolean)).toEqual([]);
});

test.each(['codec', 'pixels', 'wasm'])('files and folders in %s are small enough to be taken in', (folder) => {
  const own = files.filter((file) => folderOf(file) === folder);
  const lines = (file: string) => readFileSync(join(src, file), 'utf8').split('\n').length - 1;
  expect(own.filter((file) => lines(file) > 400)).toEqual([]);
  const neighbours = own.map((file) => own.filter((other) => dirname(other) === dirname(file)).length);
  expect(Math.max(...neighbours)).toBeLessThanOrEqual(20);
});

function graphOf(own: readonly string[], counts: (found: { typeOnly: boolean }) => boolean): Map<string, readonly string[]> {
  const targets = (file: string) => importsOf(file).filter((found) => found.specifier.startsWith('.') && counts(found));
  return new Map(own.map((file) => [file, targets(file).map(({ specifier }) => targetOf(file, specifier))]));
}

test.each(Object.entries(wrapped))('%s is imported by %s alone', (name, wrapper) => {
  const importers = files.filter((file) => importsOf(file).some(({ specifier }) => specifier === name || specifier.startsWith(`${name}/`)));
  expect(importers).toEqual([wrapper]);
});

/** Classes of ours that need no other realm to be thought of: they are made and met in one process, by one copy of the module. */
const ownClasses = [
  // Goes by name and code, so that it holds for any copy of the class.
  'ImgparError',
  'NeedsMemory',
  'UnfitForBands',
];

test.each(files)('%s asks `instanceof` of classes of ours alone, as Jest and others run programs in a realm of their own', (file) => {
  const asked = Array.from(code(file).matchAll(/\binstanceof\s+([\w.]+)/g), ([, name]) => name);
  expect(ownClasses).toEqual(expect.arrayContaining(asked));
});

/** The text of a file without its comments. */
function code(file: string): string {
  return readFileSync(join(src, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
}

/** A path from a file back to itself. */
function circleThrough(start: string, graph: ReadonlyMap<string, readonly string[]>): string | undefined {
  const trails = [[start]];
  const seen = new Set<string>();
  for (let trail = trails.pop(); trail; trail = trails.pop()) {
    for (const next of graph.get(trail.at(-1)!) ?? []) {
      if (next === start) return [...trail, start].join(' → ');
      if (!seen.has(next)) trails.push([...trail, next]);
      seen.add(next);
    }
  }
  return undefined;
}
