import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ImgparError } from '../../errors.js';
import { packagesOf } from '../../installed.js';

/**
 * The version of sharp, which also stands for its library, as each sharp comes with its own. Read from the package, as loading sharp takes
 * 0.15 s, which the process that only hands out work can save.
 */
export function sharpVersion(): string {
  known ??= versionOf(dirname(pathOfSharp()));
  return known;
}

// One per thread; never changes.
let known: string | undefined;

function pathOfSharp(): string {
  try {
    return packagesOf(import.meta.url).resolve('sharp');
  } catch (error) {
    throw new ImgparError(
      'environment',
      `sharp is needed here but is missing; reinstall imgpar on this machine, and keep it out of bundles (external: ['imgpar'])`,
      { cause: error },
    );
  }
}

/** The version of the package that contains a folder. */
function versionOf(folder: string): string {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version ?? versionOf(dirname(folder));
  } catch (error) {
    if (dirname(folder) === folder) throw error;
    return versionOf(dirname(folder));
  }
}
