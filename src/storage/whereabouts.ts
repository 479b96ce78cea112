import { lstatSync, readdirSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { codeOf } from '../errors.js';
import { reasonOf } from './reasons.js';

/** Where a file is. `unseen` means that nobody can tell, because of the folder or file at `place`. */
export type Whereabout =
  | { readonly state: 'there' }
  | { readonly state: 'gone' }
  | {
      readonly state: 'unseen';
      readonly place: string;
      /** `unreadable`: `why` says so in words. `empty`: a folder that may be the mount point of a missing disk. */
      readonly reason: 'unreadable' | 'empty';
      readonly why: string;
    };

/**
 * Tells files that are gone from files that merely cannot be seen: for lack of permission, on a failing drive or on a disk that is not
 * mounted. The only proof that a file is gone is a readable folder that does not hold it, or not the folder on the way to it. Each folder
 * is read once.
 */
export class Whereabouts {
  readonly #listings = new Map<string, Listing>();
  #names = 0;

  /**
   * @param root the folder where the search starts, or the file itself; must be absolute
   * @param path of the file, which is the root or below it
   * @param seenAt when the file existed, in milliseconds since the epoch
   */
  of(root: string, path: string, seenAt: number): Whereabout {
    const found = lookAt(path);
    if (typeof found === 'object') return there;
    const start = path === root ? dirname(root) : root;
    const names = path === root ? [basename(root)] : path.slice(withSeparator(root).length).split(sep);
    const held = this.#search(start, names, seenAt);
    // What cannot be examined may exist under another spelling that the disk considers the same.
    return held.state === 'gone' && found !== undefined ? unreadable(path, found) : held;
  }

  #search(root: string, names: readonly string[], seenAt: number): Whereabout {
    let folder = root;
    for (const [index, name] of names.entries()) {
      const listing = this.#read(folder);
      if (typeof listing === 'string') return unreadable(folder, listing);
      if (!listing.names.has(name)) return provesLoss(listing, folder === root, seenAt) ? gone : empty(folder);
      if (index === names.length - 1) return there;
      folder = join(folder, name);
      const found = lookAt(folder);
      if (found === undefined) return unreadable(folder, 'it is listed but missing');
      if (typeof found === 'string') return unreadable(folder, found);
      if (found.isSymbolicLink()) return unreadable(folder, 'it is now a symbolic link, which imgpar does not follow');
      if (!found.isDirectory()) return gone;
    }
    return there;
  }

  #read(folder: string): Listing {
    const known = this.#listings.get(folder);
    if (known !== undefined) return known;
    const listing = listingOf(folder);
    const names = typeof listing === 'string' ? 1 : listing.names.size;
    if (this.#names + names > maxNamesKept) {
      this.#listings.clear();
      this.#names = 0;
    }
    this.#names += names;
    this.#listings.set(folder, listing);
    return listing;
  }
}

/** How many names of folders to remember, some 100 MB in all; a single larger folder is remembered all the same. */
const maxNamesKept = 1_000_000;

/** What a folder holds, or why it cannot be read. */
type Listing = { readonly names: ReadonlySet<string>; readonly changedAt: number } | string;

const there = { state: 'there' } as const;
const gone = { state: 'gone' } as const;
const unreadable = (place: string, why: string) => ({ state: 'unseen', reason: 'unreadable', place, why }) as const;
const empty = (place: string) => ({ state: 'unseen', reason: 'empty', place, why: 'it is empty' }) as const;

/**
 * Whether a readable folder that does not hold a file proves that the file is gone. An empty folder may be the mount point of a disk that
 * is not mounted: an empty root proves nothing; any other empty folder does if it changed after the file was seen, as removing files
 * changes it.
 */
function provesLoss({ names, changedAt }: Exclude<Listing, string>, isRoot: boolean, seenAt: number): boolean {
  for (const name of names) if (!name.startsWith('.')) return true;
  return !isRoot && changedAt >= seenAt;
}

function listingOf(folder: string): Listing {
  try {
    return { names: new Set(readdirSync(folder)), changedAt: statSync(folder).mtimeMs };
  } catch (error) {
    return reasonOf(error);
  }
}

/** What exists at a path, undefined if nothing does, or why that cannot be told. */
function lookAt(path: string): Stats | undefined | string {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    // Part of the path is a file. Node throws for that, unlike for a missing part.
    return codeOf(error) === 'ENOTDIR' ? undefined : reasonOf(error);
  }
}

function withSeparator(root: string): string {
  return root.endsWith(sep) ? root : root + sep;
}

/** Whether a path is a folder or file, or lies below it, judged by names alone. */
export function isAtOrBelow(root: string, path: string): boolean {
  return path === root || path.startsWith(withSeparator(root));
}

/** Whether a path leads below a folder without climbing out of it or passing a link. Anybody may have written a manifest. */
export function isPlainlyBelow(root: string, path: string): boolean {
  const start = root.endsWith(sep) ? root : root + sep;
  if (!path.startsWith(start)) return false;
  const names = path.slice(start.length).split(sep).slice(0, -1);
  return names.every((_, index) => isPlainFolder(join(root, ...names.slice(0, index + 1))));
}

function isPlainFolder(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    return false;
  }
}
