import { existsSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { usage } from '../errors.js';

/** The names of configuration files, besides `package.json` with the key `imgpar`. */
export const configNames = ['imgpar.config.json', 'imgpar.config.mjs', 'imgpar.config.ts'] as const;

/**
 * The configuration file that applies to a folder: its own, or that of the nearest folder above it in the same repository. Undefined if
 * there is none.
 *
 * A file above the repository is somebody else's, and may be a program. Without a repository, the search ends below the home folder;
 * elsewhere only the folder itself counts.
 *
 * @throws {ImgparError} `usage`, if one folder holds several
 */
export function findConfig(start: string, home = homedir()): string | undefined {
  for (const folder of foldersToSearch(start, home)) {
    const [found, other] = configsIn(folder);
    if (other !== undefined) throw usage(`${found} and ${other} both configure imgpar; keep one of them`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function foldersToSearch(start: string, home: string): readonly string[] {
  const above = withParents(start);
  const root = above.findIndex((folder) => existsSync(join(folder, '.git')));
  if (root >= 0) return above.slice(0, root + 1);
  const atHome = above.indexOf(home);
  return above.slice(0, Math.max(1, atHome));
}

function withParents(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...withParents(parent)];
}

function configsIn(folder: string): string[] {
  const files = configNames.map((name) => join(folder, name)).filter(isFile);
  const manifest = join(folder, 'package.json');
  return isInPackage(manifest) ? [...files, manifest] : files;
}

/** Whether there is such a file, as far as this user may see. */
function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Whether a `package.json` has the key `imgpar`. One that cannot be read is npm's business. */
function isInPackage(path: string): boolean {
  try {
    const text = readFileSync(path, 'utf8');
    return text.includes('"imgpar"') && Object.hasOwn(JSON.parse(text), 'imgpar');
  } catch {
    return false;
  }
}
