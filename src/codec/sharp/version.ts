import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ImgparError } from '../../errors.js';
import { packagesOf } from '../../installed.js';

/**
 * The version of the codec, which stands for the library below it, as each comes with its own. Read from its package and not asked of
 * it: to load it takes 0.15 s, which the process that only hands out work can save.
 */
export function sharpVersion(): string {
  known ??= versionOf(dirname(pathOfSharp()));
  return known;
}

// One per thread: read once, as it never changes.
let known: string | undefined;

function pathOfSharp(): string {
  try {
    return packagesOf(import.meta.url).resolve('sharp');
  } catch (error) {
    throw new ImgparError(
      'environment',
      `sharp, which this needs, is missing; install imgpar anew, on this machine, and leave it out of bundles (external: ['imgpar'])`,
      { cause: error },
    );
  }
}

/** Of the package that a file of it lies in. */
function versionOf(folder: string): string {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version ?? versionOf(dirname(folder));
  } catch (error) {
    if (dirname(folder) === folder) throw error;
    return versionOf(dirname(folder));
  }
}
