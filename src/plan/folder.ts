import type { Dir, Dirent } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { DistinctNames, isUndecodable } from '../storage/undecodable.js';
import type { EntryKind, ListEntry } from './list.js';
import { isOwnName } from './own-names.js';

/** A folder to list, and how. */
export interface Listing {
  /** As it was given, absolute. */
  readonly path: string;
  /** The same with every link resolved. */
  readonly canonical: string;
  readonly selection: Selection;
  /** Canonical paths that are neither read nor told of: the destination. */
  readonly avoided: ReadonlySet<string>;
  readonly leftOut: LeftOut;
  readonly signal?: AbortSignal | undefined;
}

/** Which of the files below a source are wanted. Paths are relative to a folder, which is given with its links resolved. */
export interface Selection {
  /** Whether names that begin with a dot are taken. */
  readonly hidden: boolean;
  /** Whether there are no patterns to ask. */
  readonly takesAll: boolean;
  takesFile(relative: string, folder: string): boolean;
  /** False if nothing below the folder can be wanted. */
  entersFolder(relative: string, folder: string): boolean;
  /** Patterns that have matched nothing so far. */
  idle(): ReadonlyArray<{ readonly role: 'include' | 'exclude'; readonly pattern: string }>;
}

/** What was seen and not listed. Counted while listing, to tell what was left out and why. */
export interface LeftOut {
  hidden: number;
  unselected: number;
  foldersMatched: number;
  /** Whether the destination was come upon. */
  destination: boolean;
  /** Folders in a source that hold results of other runs. */
  readonly earlierResults: Set<string>;
}

export function nothingLeftOut(): LeftOut {
  return { hidden: 0, unselected: 0, foldersMatched: 0, destination: false, earlierResults: new Set() };
}

/**
 * Every file below a folder, whatever its name ends in, in the order of the disk. Links are told of, not followed. A folder that
 * cannot be read is listed as if it were a file: opening it fails, and so the run tells of it and why.
 */
export async function* filesBelow(listing: Listing, folder = ''): AsyncGenerator<ListEntry> {
  const path = join(listing.path, folder);
  const directory = isUndecodable(folder) ? undefined : await openFolder(path);
  if (!directory) return yield folderAsEntry(listing, folder);
  const names = new DistinctNames(path);
  const waiting: string[] = [];
  try {
    for (let found = await nextOf(directory); found !== 'end'; found = await nextOf(directory)) {
      listing.signal?.throwIfAborted();
      if (found === 'unreadable') return yield folderAsEntry(listing, folder);
      if (found.name.includes('\uFFFD')) await names.correct(found);
      const relative = folder === '' ? found.name : `${folder}${sep}${found.name}`;
      if (!isWanted(listing, found, relative)) continue;
      if (!found.isDirectory()) yield entryFor(listing, relative, kindOf(found));
      else if (waiting.push(relative) >= maxWaiting) for (const below of waiting.splice(0)) yield* filesBelow(listing, below);
    }
  } finally {
    await directory.close();
  }
  for (const below of waiting) yield* filesBelow(listing, below);
}

/**
 * Folders that wait to be listed until the one that holds them is closed, so that depth costs no open files. Where there are more
 * of them than this, it is left open while they are listed, so that their number costs no memory.
 */
const maxWaiting = 1024;

/** Names read at once: with 1024 twice as fast as with the 32 that Node takes unless told. */
const bufferSize = 1024;

async function openFolder(path: string): Promise<Dir | undefined> {
  try {
    return await opendir(path, { bufferSize });
  } catch {
    return undefined;
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
  // Asked first, as a pattern that names what is left out anyway is no mistake.
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

/** A manifest below a source says that another run has written there. The source itself may be the result of a run on purpose. */
export function noteOwnName({ path, leftOut }: Listing, relative: string): void {
  const folder = dirname(relative);
  if (basename(relative).startsWith('.imgpar.') && folder !== '.') leftOut.earlierResults.add(join(path, folder));
}

/** Why a thing that is no folder is passed over; undefined for a file. */
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
