import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { findConfig } from '../config/find.js';
import type { Config } from '../config/read.js';
import { usage } from '../errors.js';

/** The commands that take options from a configuration file. */
const configured: readonly (string | undefined)[] = ['equalize', 'check', 'run', 'watch'];

/**
 * The configuration file that applies to these arguments, read and checked; undefined if none does. What reads one is loaded only if there is
 * one.
 *
 * @param options `dataOnly` passes over files that are programs
 * @throws {ImgparError} `usage`
 */
export async function configFor(argv: readonly string[], { dataOnly = false } = {}): Promise<Config | undefined> {
  const words = argv.slice(0, argv.includes('--') ? argv.indexOf('--') : argv.length);
  if (!configured.includes(words.find((word) => !word.startsWith('-')) ?? '') || words.includes('--help') || words.includes('-h'))
    return undefined;
  const given = fileGiven(words);
  const isOff = words.some((word) => ['--no-config', '--noConfig'].includes(word));
  if (isOff && given !== undefined) throw usage('--config and --no-config contradict each other; give only one of them');
  const path = isOff ? undefined : given === undefined ? nearest() : resolve(given);
  if (path === undefined || (dataOnly && !path.endsWith('.json'))) return undefined;
  if (!existsSync(path)) throw usage(`--config is ${JSON.stringify(given)}, expected a file that exists; looked for ${path}`);
  const [{ loadConfig }, { pathsFrom }, { readConfig }, { configurableFlags }] = await Promise.all([
    import('../config/load.js'),
    import('../config/moving.js'),
    import('../config/read.js'),
    import('./settings.js'),
  ]);
  return readConfig(await loadConfig(path), {
    path: relative('', path) || path,
    flags: configurableFlags,
    move: pathsFrom(path, process.cwd()),
  });
}

/** The file that applies here. In a folder that has been removed there is none, and whatever needs that folder says so. */
function nearest(): string | undefined {
  let here: string;
  try {
    here = process.cwd();
  } catch {
    return undefined;
  }
  return findConfig(here);
}

function fileGiven(words: readonly string[]): string | undefined {
  const at = words.findLastIndex((word) => word === '--config' || word.startsWith('--config='));
  if (at < 0) return undefined;
  const [, ...value] = words[at]!.split('=');
  return value.length > 0 ? value.join('=') : words[at + 1];
}
