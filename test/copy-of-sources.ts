import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sharedThrowAwayFolder } from './throw-away.js';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Copies the sources to a separate folder, to which a test can add what a contributor would. */
export function copyOfSources() {
  const folder = sharedThrowAwayFolder();
  for (const name of ['src', 'tsconfig.json', 'package.json']) cpSync(join(root, name), join(folder, name), { recursive: true });
  for (const name of ['node_modules', 'dist', 'test', 'bench', 'samples']) symlinkSync(join(root, name), join(folder, name), 'junction');
  return {
    folder,
    add: (name: string, text: string) => writeFileSync(join(folder, 'src', name), text),
    edit(name: string, from: string, to: string) {
      const text = readFileSync(join(folder, 'src', name), 'utf8');
      if (!text.includes(from)) throw new Error(`${name} does not contain ${from}`);
      writeFileSync(join(folder, 'src', name), text.replace(from, to));
    },
    load: (name: string) => import(/* @vite-ignore */ join(folder, 'src', name)),
  };
}
