import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseAst } from 'rolldown/parseAst';

/** Something that an entry of the package exports, as its declaration file has it. */
export interface Declared {
  readonly name: string;
  readonly kind: 'function' | 'class' | 'interface' | 'type' | 'value';
  /** The comment before it, without its marks; empty if there is none. */
  readonly comment: string;
  /** The declarations; a function may have several. */
  readonly code: string;
}

/** Everything that a declaration file exports, in the order of names. */
export function declarationsOf(file: string): readonly Declared[] {
  return [...exportsOf(file)].map(([name, place]) => declared(name, place)).sort((one, other) => (one.name < other.name ? -1 : 1));
}

interface Place {
  readonly file: string;
  readonly local: string;
}

/** The parts of the syntax tree that are looked at. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly source?: { readonly value: string } | null;
  readonly specifiers?: readonly {
    readonly local: { readonly name: string };
    readonly exported?: { readonly name: string };
    readonly imported?: { readonly name: string };
  }[];
  readonly declaration?: Node | null;
  readonly declarations?: readonly { readonly id: { readonly name: string } }[];
  readonly id?: { readonly name: string };
}

function bodyOf(file: string): { readonly text: string; readonly body: readonly Node[] } {
  const text = readFileSync(file, 'utf8');
  // The tree has what the interface says, and more.
  return { text, body: parseAst(text, { lang: 'dts' }, file).body as unknown as readonly Node[] };
}

function exportsOf(file: string): Map<string, Place> {
  const found = new Map<string, Place>();
  for (const node of bodyOf(file).body) {
    if (node.type === 'ExportAllDeclaration')
      for (const [name, place] of exportsOf(fileFor(node.source!.value, file))) found.set(name, place);
    if (node.type !== 'ExportNamedDeclaration') continue;
    for (const { local, exported } of node.specifiers ?? []) {
      const place = node.source
        ? placeOf({ file: fileFor(node.source.value, file), local: local.name })
        : placeOf({ file, local: local.name });
      found.set(exported!.name, place);
    }
    for (const name of namesOf(node.declaration)) found.set(name, { file, local: name });
  }
  return found;
}

/** Where a name is declared, following what only passes it on. */
function placeOf(place: Place): Place {
  for (const node of bodyOf(place.file).body) {
    const passesOn = node.type === 'ImportDeclaration' || (node.type === 'ExportNamedDeclaration' && node.source);
    if (!passesOn) continue;
    for (const { local, imported, exported } of node.specifiers ?? []) {
      const here = node.type === 'ImportDeclaration' ? local.name : exported!.name;
      const there = node.type === 'ImportDeclaration' ? (imported?.name ?? 'default') : local.name;
      if (here === place.local) return placeOf({ file: fileFor(node.source!.value, place.file), local: there });
    }
  }
  return place;
}

function fileFor(specifier: string, from: string): string {
  const file = join(dirname(from), specifier.replace(/\.js$/, '.d.ts'));
  if (!existsSync(file)) throw new Error(`${from} names ${specifier}, which is not there`);
  return file;
}

function namesOf(node: Node | null | undefined): string[] {
  if (!node) return [];
  if (node.declarations) return node.declarations.map(({ id }) => id.name);
  return node.id ? [node.id.name] : [];
}

function declared(name: string, { file, local }: Place): Declared {
  const { text, body } = bodyOf(file);
  const nodes = body.filter((node) => namesOf(node.type === 'ExportNamedDeclaration' ? node.declaration : node).includes(local));
  const [first] = nodes;
  if (first === undefined) throw new Error(`${file} declares no ${local}`);
  const code = nodes.map((node) =>
    text
      .slice(node.start, node.end)
      .replace(/^export /, '')
      .replace(/^declare /, ''),
  );
  const comments = nodes.map((node) => commentBefore(text, node.start)).filter(Boolean);
  return { name, kind: kindOf(first.declaration ?? first), comment: comments.join('\n\n'), code: code.join('\n') };
}

function kindOf({ type }: Node): Declared['kind'] {
  if (/Function/.test(type)) return 'function';
  if (/Class/.test(type)) return 'class';
  if (/Interface/.test(type)) return 'interface';
  return /TypeAlias/.test(type) ? 'type' : 'value';
}

/** The JSDoc that ends right before a position. */
function commentBefore(text: string, start: number): string {
  const before = text.slice(0, start).trimEnd();
  if (!before.endsWith('*/')) return '';
  const comment = before.slice(before.lastIndexOf('/**') + 3, -2);
  return comment
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trimEnd())
    .join('\n')
    .trim();
}
