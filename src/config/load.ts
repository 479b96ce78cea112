import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ImgparError, messageOf, usage } from '../errors.js';
import { isInstalled, packagesOf } from '../installed.js';
import { parseJsonWithComments } from './jsonc.js';

/**
 * What a configuration file says, unchecked. A program among them is run.
 *
 * @param path absolute
 * @throws {ImgparError} `usage`, if it cannot be loaded
 */
export async function loadConfig(path: string): Promise<unknown> {
  try {
    if (basename(path) === 'package.json') return JSON.parse(readFileSync(path, 'utf8')).imgpar;
    if (path.endsWith('.json')) return parseJsonWithComments(readFileSync(path, 'utf8'));
    const module = path.endsWith('.ts') ? await importTypeScript(path) : await import(pathToFileURL(path).href);
    if (module.default === undefined) throw usage(`${path} has no default export, expected the configuration as one`);
    return await module.default;
  } catch (error) {
    if (error instanceof ImgparError) throw error;
    throw usage(`${path} cannot be loaded: ${messageOf(error)}`, error);
  }
}

interface Module {
  readonly default?: unknown;
}

/** By Node itself, from version 22.18, or by jiti, which is installed by those who need it. */
async function importTypeScript(path: string): Promise<Module> {
  // Older types of Node do not know it; undefined where Node cannot strip types.
  const strips = (process.features as { readonly typescript?: unknown }).typescript;
  if (strips) return import(pathToFileURL(path).href);
  // Beside the file, or beside imgpar.
  const from = [path, import.meta.url].find((each) => isInstalled('jiti', each));
  if (from === undefined)
    throw usage(
      `${path} needs Node 22.18 or newer, or the package jiti (npm install --save-dev jiti); or rename it to imgpar.config.mjs, without types`,
    );
  return packagesOf(from)('jiti').createJiti(path).import(path);
}
