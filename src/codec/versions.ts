import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * The version of the codec, which stands for the library below it, as each comes with its own. Read from its package and not asked of
 * it: to load it takes 0.15 s, which the process that only hands out work can save.
 */
export const sharpVersion: string = versionOf(dirname(createRequire(import.meta.url).resolve('sharp')));

/** Of the package that a file of it lies in. */
function versionOf(folder: string): string {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version ?? versionOf(dirname(folder));
  } catch (error) {
    if (dirname(folder) === folder) throw error;
    return versionOf(dirname(folder));
  }
}
