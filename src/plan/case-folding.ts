import type { BigIntStats } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Which names a disk considers the same:
 * - `exact`: only equal ones (Linux)
 * - `case`: those that differ only in case, letter by letter (NTFS)
 * - `form`: those that differ only in how accents are composed (case-sensitive APFS)
 * - `case-and-form`: both (default APFS, ext4 with casefold)
 */
export type NameFolding = 'exact' | 'case' | 'form' | 'case-and-form';

/** A key that is equal for names the disk considers the same, and only for those. */
export function fold(name: string, folding: NameFolding): string {
  switch (folding) {
    case 'exact':
      return name;
    case 'case':
      return upperCase(name);
    case 'form':
      return name.normalize('NFD');
    case 'case-and-form':
      return fullUpperCase(name.normalize('NFD'));
  }
}

/** Letter by letter: letters without a single upper-case letter, such as ß, stay. */
function upperCase(name: string): string {
  return name.replace(/[^A-Z0-9._/\\-]/gu, (letter) => {
    const upper = letter.toUpperCase();
    return upper.length === letter.length && letter !== 'ı' ? upper : letter;
  });
}

/** Unicode case folding: ß, ẞ and ss are the same; the dotless ı stays separate. */
function fullUpperCase(name: string): string {
  return name.replace(/[^ı]+/gu, (letters) => letters.toLowerCase().toUpperCase());
}

/**
 * Detects which names the disk that holds, or will hold, a folder considers the same. Writes nothing: checks whether existing names are
 * also found in the other case. Without any name to check, assumes what is usual on the system.
 *
 * @param path absolute; need not exist
 */
export async function foldingOf(path: string): Promise<NameFolding> {
  const existing = await nearestExisting(path);
  const ignored = (await caseIgnoredInside(existing)) ?? (await caseIgnoredFor(existing)) ?? usuallyIgnored.has(process.platform);
  if (process.platform === 'darwin') return ignored ? 'case-and-form' : 'form';
  if (process.platform === 'win32') return ignored ? 'case' : 'exact';
  return ignored ? 'case-and-form' : 'exact';
}

const usuallyIgnored: ReadonlySet<string> = new Set(['darwin', 'win32']);

async function nearestExisting(path: string): Promise<string> {
  if ((await statIfAny(path))?.isDirectory() || dirname(path) === path) return path;
  return nearestExisting(dirname(path));
}

/** Undefined if no name in the folder has letters. */
async function caseIgnoredInside(folder: string): Promise<boolean | undefined> {
  const names = await someNames(folder);
  const name = [...names].find((candidate) => swapCase(candidate) !== candidate);
  if (name === undefined) return undefined;
  // Two names that differ only in case may be hard links to one file, but not on a disk that ignores case.
  if (names.has(swapCase(name))) return false;
  return isSame(join(folder, name), join(folder, swapCase(name)));
}

/** Checks the folder's own name. A mount point follows its own rules, not those of the folder that holds it. */
async function caseIgnoredFor(folder: string): Promise<boolean | undefined> {
  const [own, parent] = [await statIfAny(folder), await statIfAny(dirname(folder))];
  const swapped = swapCase(basename(folder));
  if (swapped === basename(folder) || own?.dev !== parent?.dev) return undefined;
  return isSame(folder, join(dirname(folder), swapped));
}

async function someNames(folder: string): Promise<Set<string>> {
  const names = new Set<string>();
  try {
    for await (const { name } of await opendir(folder)) {
      names.add(name);
      if (names.size >= maxNames) break;
    }
  } catch {
    // The folder may be entered but not listed, so its own name has to do.
  }
  return names;
}

const maxNames = 1024;

async function isSame(path: string, other: string): Promise<boolean> {
  const [one, two] = [await statIfAny(path), await statIfAny(other)];
  return one !== undefined && two !== undefined && one.dev === two.dev && one.ino === two.ino;
}

async function statIfAny(path: string): Promise<BigIntStats | undefined> {
  return stat(path, { bigint: true }).catch(() => undefined);
}

/** ASCII only: every disk that ignores case ignores it for ASCII. */
function swapCase(name: string): string {
  return name.replace(/[a-z]+|[A-Z]+/g, (letters) => (letters < 'a' ? letters.toLowerCase() : letters.toUpperCase()));
}
