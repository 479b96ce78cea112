import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** A block of code in a page. */
export interface Block {
  /** The word after the fence; empty for plain text. */
  readonly language: string;
  /** What follows the language: the name of a file. */
  readonly file: string | undefined;
  readonly text: string;
}

export interface Page {
  /** Relative to the root of the repository. */
  readonly path: string;
  readonly text: string;
  readonly blocks: readonly Block[];
}

/** Blocks may stand in items of lists, and are indented there. */
const fences = /^(?<indent> *)```(?<language>\w*)(?: (?<file>\S+))?\n(?<text>.*?)^\k<indent>```$/gms;

/** Every page of the documentation. */
export const pages: readonly Page[] = ['README.md', 'CONTRIBUTING.md', 'bench/README.md', ...docs()].map((path) => {
  const text = readFileSync(join(root, path), 'utf8');
  return { path, text, blocks: Array.from(text.matchAll(fences), ({ groups }) => blockOf(groups!)) };
});

function docs(): string[] {
  const names = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'));
  return names.map((name) => `docs/${name.replaceAll('\\', '/')}`).sort();
}

function blockOf({ indent = '', language = '', file, text = '' }: Record<string, string | undefined>): Block {
  const lines = text.split('\n').map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line));
  return { language, file, text: lines.join('\n') };
}
