import type { Dir, Dirent } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { DistinctNames, isUndecodable } from '../storage/undecodable.js';
import type { EntryKind, ListEntry } from './list.js';
import { isOwnName } from './own-names.js';

/** A folder to list, and how. */
export interface Listing {
  /** Absolute, as given. */
  readonly path: string;
  /** The same with every link resolved. */
  readonly canonical: string;
  readonly selection: Selection;
  /** Canonical paths that are neither read nor reported: the destination. */
  readonly avoided: ReadonlySet<string>;
  readonly leftOut: LeftOut;
  readonly signal?: AbortSignal | undefined;
}

/** Which files below a source are wanted. Paths are relative to a folder, which is given with its links resolved. */
export interface Selection {
  /** Whether to take names that begin with a dot. */
  readonly hidden: boolean;
  /** Whether there are no patterns to check. */
  readonly takesAll: boolean;
  takesFile(relative: string, folder: string): boolean;
  /** False if nothing below the folder can be wanted. */
  entersFolder(relative: string, folder: string): boolean;
  /** Patterns that have matched nothing so far. */
  idle(): ReadonlyArray<{ readonly role: 'include' | 'exclude'; readonly pattern: string }>;
}

/** What was seen but not listed. Counted while listing, to report what was left out and why. */
export interface LeftOut {
  hidden: number;
  unselected: number;
  foldersMatched: number;
  /** Whether the destination was encountered. */
  destination: boolean;
  /** Folders in a source that hold results of other runs. */
  readonly earlierResults: Set<string>;
}

export function nothingLeftOut(): LeftOut {
  return { hidden: 0, unselected: 0, foldersMatched: 0, destination: false, earlierResults: new Set() };
}

/**
 * Every file below a folder, whatever its extension, in the order of the disk, those together that were read together. Links are reported,
 * not followed. An unreadable folder is listed as if it were a file: opening it fails, so the run reports it with the reason.
 */
export async function* filesBelow(listing: Listing, folder = ''): AsyncGenerator<readonly ListEntry[]> {
  const path = join(listing.path, folder);
  const directory = isUndecodable(folder) ? undefined : await openFolder(path);
  if (!directory) return yield [folderAsEntry(listing, folder)];
  const names = new DistinctNames(path);
  const waiting: string[] = [];
  let entries: ListEntry[] = [];
  try {
    for (let read = 0; ; read++) {
      if (entries.length >= bufferSize) {
        yield entries;
        entries = [];
      }
      const found = read % bufferSize === 0 ? await nextOf(directory) : nextAtHand(directory);
      if (found === 'end') break;
      listing.signal?.throwIfAborted();
      if (found === 'unreadable') {
        entries.push(folderAsEntry(listing, folder));
        break;
      }
      if (found.name.includes('\uFFFD')) await names.correct(found);
      const relative = folder === '' ? found.name : `${folder}${sep}${found.name}`;
      if (!isWanted(listing, found, relative)) continue;
      if (!found.isDirectory()) entries.push(entryFor(listing, relative, kindOf(found)));
      else if (waiting.push(relative) >= maxWaiting) for (const below of waiting.splice(0)) yield* filesBelow(listing, below);
    }
    if (entries.length > 0) yield entries;
  } finally {
    await directory.close();
  }
  for (const below of waiting) yield* filesBelow(listing, below);
}

/**
 * The most subfolders that wait until their parent is closed, so that depth costs no open files. If there are more, the parent stays open
 * while they are listed, so that their number costs no memory.
 */
const maxWaiting = 1024;

/** Names to read at once: 1024 is twice as fast as Node's default of 32. */
const bufferSize = 1024;

async function openFolder(path: string): Promise<Dir | undefined> {
  try {
    return await opendir(path, { bufferSize });
  } catch {
    return undefined;
  }
}

/** After each `bufferSize` names, which were read together. Gain, CPU time of listing 20,000 names: a third. */
function nextAtHand(directory: Dir): Dirent | 'end' | 'unreadable' {
  try {
    return directory.readSync() ?? 'end';
  } catch {
    return 'unreadable';
  }
}

async function nextOf(directory: Dir): Promise<Dirent | 'end' | 'unreadable'> {
  try {
    return (await directory.read()) ?? 'end';
  } catch {
    return 'unreadable';
  }
}

function isWanted(listing: Listing, dirent: Dirent, relative: string): boolean {
  const { selection, canonical, avoided, leftOut } = listing;
  if (isOwnName(dirent.name)) {
    noteOwnName(listing, relative);
    return false;
  }
  // Ask first: a pattern that names what is left out anyway is not a mistake.
  const selected = dirent.isDirectory() ? selection.entersFolder(relative, canonical) : selection.takesFile(relative, canonical);
  if (!selection.hidden && dirent.name.startsWith('.')) {
    leftOut.hidden += 1;
    return false;
  }
  if (!dirent.isFile() && avoided.has(join(canonical, relative))) {
    leftOut.destination = true;
    return false;
  }
  if (!selected) leftOut.unselected += 1;
  return selected;
}

/** Notes results of another run, recognised by a manifest below a source. The source itself may be the result of a run on purpose. */
export function noteOwnName({ path, leftOut }: Listing, relative: string): void {
  const folder = dirname(relative);
  if (basename(relative).startsWith('.imgpar.') && folder !== '.') leftOut.earlierResults.add(join(path, folder));
}

/** Why something other than a folder is passed over; undefined for a file. */
export function kindOf(thing: Pick<Dirent, 'isFile' | 'isSymbolicLink'>): EntryKind | undefined {
  if (thing.isFile()) return undefined;
  return thing.isSymbolicLink() ? 'symbolic-link' : 'special-file';
}

export function entryFor({ path }: Listing, relative: string, kind?: EntryKind): ListEntry {
  return { source: join(path, relative), relative, named: false, ...(kind && { kind }) };
}

export function folderAsEntry(listing: Listing, folder: string): ListEntry {
  return folder === '' ? { source: listing.path, relative: basename(listing.path), named: false } : entryFor(listing, folder);
}
