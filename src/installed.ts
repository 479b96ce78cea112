import { existsSync } from 'node:fs';
import nodeModule from 'node:module';
import { fileURLToPath } from 'node:url';
import { ImgparError } from './errors.js';

/**
 * The URL of a file of the built program. A bundler that packs the library into another program drops files that no `import` names, so each
 * is checked before anything is started from it.
 *
 * @param path relative to the module that asks
 * @param from the module's `import.meta.url`, which some bundlers leave undefined
 * @throws {ImgparError} `usage`, if the file is missing
 */
export function builtFile(path: string, from: string | undefined): URL {
  const file = from === undefined ? undefined : new URL(path, from);
  if (file && existsSync(file)) return file;
  throw notBundled(`${file ? fileURLToPath(file) : path} is missing`);
}

/**
 * A `require` for the packages installed with imgpar. Bundlers do not follow `createRequire` called as a property, and so leave native
 * packages where they are.
 *
 * @param from the `import.meta.url` of the module that asks
 */
export function packagesOf(from: string): NodeJS.Require {
  return nodeModule.createRequire(from);
}

/** Whether a package is installed where imgpar finds it. */
export function isInstalled(name: string, from: string): boolean {
  try {
    packagesOf(from).resolve(name);
    return true;
  } catch {
    return false;
  }
}

/** The error about a missing part of imgpar, with what to do. */
export function notBundled(finding: string, cause?: unknown): ImgparError {
  return new ImgparError(
    'usage',
    `imgpar starts its workers from its own files, but ${finding}; keep imgpar out of the bundle (external: ['imgpar']), or reinstall it`,
    cause === undefined ? {} : { cause },
  );
}
