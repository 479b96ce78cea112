import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isolatedDeclarationSync } from 'rolldown/experimental';
import { samplesFolder } from './program.js';
import { linkPackages, modules, type Program, plainJavaScript, sourceOf } from './samples.js';

// Makes the notebooks of samples/notebooks from the programs of samples/from-python: a cell begins at each line `// %%`.

export interface Output {
  readonly output_type: string;
  readonly name?: string;
  readonly text?: string;
  readonly data?: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

export interface Cell {
  readonly cell_type: 'code' | 'markdown';
  readonly id: string;
  readonly metadata: object;
  readonly source: string;
  readonly execution_count?: number | null;
  readonly outputs?: readonly Output[];
}

export interface Notebook {
  readonly cells: readonly Cell[];
  readonly metadata: object;
  readonly nbformat: number;
  readonly nbformat_minor: number;
}

/** The notebook of a program, without outputs. */
export function notebookOf(program: Program): Notebook {
  const [, ...texts] = `\n${sourceOf(program)}`.split(/^\/\/ %%/m);
  const cells = texts.map((text, i) => cellOf(text, `${program}-${i + 1}`));
  const kernelspec = { display_name: 'TypeScript', language: 'typescript', name: 'tslab' };
  const language_info = { file_extension: '.ts', mimetype: 'text/typescript', name: 'typescript' };
  return { cells, metadata: { kernelspec, language_info }, nbformat: 4, nbformat_minor: 5 };
}

function cellOf(text: string, id: string): Cell {
  const [kind = '', ...lines] = text.split('\n');
  const common = { id, metadata: {} };
  if (kind.trim() === '[markdown]')
    return {
      ...common,
      cell_type: 'markdown',
      source: lines
        .map((line) => line.replace(/^\/\/ ?/, ''))
        .join('\n')
        .trim(),
    };
  return { ...common, cell_type: 'code', source: codeOf(lines.join('\n').trim()), execution_count: null, outputs: [] };
}

/** Notebooks have no arguments and no address of their own; what they import is beside them. */
function codeOf(code: string): string {
  const changed = code
    .replace(/import\('\.\/([\w-]+)\.js'\)/g, "import('./$1.mjs')")
    .replace(/new URL\('\.\/([\w-]+)\.ts', import\.meta\.url\)/g, "pathToFileURL('$1.mjs')")
    .replace(/process\.argv\[\d\] \?\? \((.*)\);$/gm, '$1;')
    .replace(/process\.argv\[\d\] \?\? /g, '');
  return changed.includes('pathToFileURL') ? `import { pathToFileURL } from 'node:url';\n${changed}` : changed;
}

/** The files beside the notebooks: the workers' modules, as every Node loads them, and their types. */
export function filesBeside(): ReadonlyMap<string, string> {
  const declarations = (name: string) => {
    const { code, errors } = isolatedDeclarationSync(`${name}.ts`, sourceOf(name));
    if (errors.length > 0) throw new Error(`${name}.ts: ${JSON.stringify(errors)}`);
    return code;
  };
  const note = (name: string) => `// Made from ../from-python/${name}.ts\n`;
  return new Map(
    modules.flatMap((name): [string, string][] => [
      [`${name}.mjs`, `${note(name)}${plainJavaScript(name)}`],
      [`${name}.d.mts`, `${note(name)}${declarations(name)}`],
    ]),
  );
}

/** A folder in which notebooks run: the photographs, the notebooks' modules, and imgpar as npm installs it. @returns the folder of the notebooks */
export function writeWorkspace(folder: string): string {
  const packages = ['imgpar', 'hyparquet', 'hyparquet-writer', '@types/node', 'undici-types'];
  linkPackages(folder, packages);
  // Deno imports only what is listed here.
  const dependencies = Object.fromEntries(packages.map((name) => [name, '*']));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies }));
  const place = join(folder, 'samples/notebooks');
  mkdirSync(place, { recursive: true });
  for (const file of readdirSync(samplesFolder))
    if (/\.(jpg|png|tif|webp)$/.test(file)) cpSync(join(samplesFolder, file), join(folder, 'samples', file));
  for (const [name, text] of filesBeside()) writeFileSync(join(place, name), text);
  return place;
}
