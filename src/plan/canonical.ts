import { realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

/**
 * The absolute path of a given one, as the system sees it. Behind a link, `..` is the folder above the link's target, whereas `resolve`
 * alone would go back to the folder that holds the link.
 */
export async function absolutePath(given: string): Promise<string> {
  if (!/[^/\\.][/\\]+\.\.(?:[/\\]|$)/.test(given)) return resolve(given);
  const endsInName = basename(given) !== '..';
  const folder = await realPathIfAny(endsInName ? dirname(given) : given);
  if (folder === undefined) return resolve(given);
  return endsInName ? join(folder, basename(given)) : folder;
}

/**
 * A path with every link resolved and, where the disk ignores case, spelled as on the disk. Two paths lead to the same place if and only if
 * their canonical paths are equal. What does not exist yet stays as given. Hard links count as different places.
 *
 * @param path absolute
 */
export async function canonicalPath(path: string): Promise<string> {
  const real = await realPathIfAny(path);
  if (real !== undefined) return real;
  const parent = dirname(path);
  return parent === path ? path : join(await canonicalPath(parent), basename(path));
}

/** The path with its links resolved; undefined if it does not exist or may not be seen. */
export async function realPathIfAny(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch {
    return undefined;
  }
}

/** Remembers the answers for folders, since many files in a row share one; what is known is given at once. */
export function remembered<Value>(ask: (path: string) => Promise<Value>): (path: string) => Value | Promise<Value> {
  const answers = new Map<string, Value>();
  const learn = async (path: string) => {
    const answer = await ask(path);
    if (answers.size >= maxRemembered) answers.clear();
    answers.set(path, answer);
    return answer;
  };
  return (path) => answers.get(path) ?? learn(path);
}

const maxRemembered = 1024;
