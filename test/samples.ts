import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'rolldown/experimental';

// The samples from Python: programs and the modules of their workers, in TypeScript.

export const root = fileURLToPath(new URL('..', import.meta.url));
export const fromPython = join(root, 'samples/from-python');

export const programs = ['bars', 'crawler', 'executor', 'images', 'lines', 'pool', 'pool-methods', 'process'] as const;
export type Program = (typeof programs)[number];

/** The modules of the workers. */
export const modules = readdirSync(fromPython)
  .map((file) => file.replace(/\.ts$/, ''))
  .filter((name) => !programs.some((program) => program === name));

export const sourceOf = (name: string): string => readFileSync(join(fromPython, `${name}.ts`), 'utf8');

/** A sample without its types, for a Node that does not read TypeScript. */
export function plainJavaScript(name: string): string {
  const { code, errors } = transformSync(`${name}.ts`, sourceOf(name));
  if (errors.length > 0) throw new Error(`${name}.ts: ${JSON.stringify(errors)}`);
  return code.replace(/"\.\/([\w-]+)\.ts"/g, '"./$1.mjs"');
}

/** Puts all samples into a folder, as JavaScript, with imgpar and what else they need beside them. */
export function writePrograms(folder: string): void {
  for (const name of [...programs, ...modules]) writeFileSync(join(folder, `${name}.mjs`), plainJavaScript(name));
  linkPackages(folder, ['imgpar', 'hyparquet', 'hyparquet-writer']);
}

/** Makes packages available to the programs of a folder. */
export function linkPackages(folder: string, names: readonly string[]): void {
  for (const name of names) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(name === 'imgpar' ? root : join(root, 'node_modules', name), link, 'junction');
  }
}
