import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { configNames } from '../config/find.js';
import { starterConfig } from '../config/starter.js';
import { usage } from '../errors.js';
import { configurableFlags } from './settings.js';

/** Writes a configuration file into the current folder. @returns its name */
export function writeStarter(): string {
  const present = configNames.find((name) => existsSync(name));
  if (present !== undefined) throw usage(`${present} is there already; remove it first, or add to it`);
  const [name] = configNames;
  writeFileSync(name, starterConfig(configurableFlags, installedSchema()), { flag: 'wx' });
  return name;
}

/** The schema of the imgpar that is installed here or in a folder above, as editors look for it. */
function installedSchema(): string | undefined {
  for (let folder = resolve(); ; folder = dirname(folder)) {
    const path = join(folder, 'node_modules/imgpar/schema.json');
    if (existsSync(path)) return `./${relative('', path).replaceAll('\\', '/')}`;
    if (dirname(folder) === folder) return undefined;
  }
}
