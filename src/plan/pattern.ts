import { type Dirent, lstat, readdir } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname, join, relative as relativePath, sep } from 'node:path';
import type { Duplex } from 'node:stream';
import type { FileSystemAdapter, Entry as Match, Options } from 'fast-glob';
import { notBundled } from '../installed.js';
import { DistinctNames, isUndecodable } from '../storage/undecodable.js';
import { entryFor, folderAsEntry, kindOf, type Listing, noteOwnName } from './folder.js';
import { globMatcher } from './glob.js';
import type { ListEntry } from './list.js';
import { isOwnName } from './own-names.js';

// The only import of fast-glob, loaded only for patterns, as that takes 30 ms. This module corrects what fast-glob does otherwise:
// - it follows links, and is silent or ends at unreadable folders: our own readdir decides
// - its ** skips names with line breaks: these get other characters while it works
// - its stream runs ahead of its reader: so readdir waits
// - a pattern with many stars may keep its regular expressions busy for hours: it gets one with fewer
// - ( ) | + @ ! are special in its patterns, but far more often literal in file names

/** Whether a text can be read as a pattern: it contains `*`, `?`, `[…]` or `{…,…}`. */
export function isPattern(text: string): boolean {
  return firstSpecial(text) >= 0;
}

/**
 * The folder where matching starts, which is everything before the first part with a special character, and the rest, the actual pattern.
 */
export function splitPattern(text: string): { base: string; pattern: string } {
  const given = slashed(text);
  const special = firstSpecial(given);
  const slash = given.lastIndexOf('/', special < 0 ? given.length : special);
  const base = given.slice(0, slash + 1).replace(/\\(.)/gs, '$1');
  return { base: base === '' ? '.' : base, pattern: given.slice(slash + 1) };
}

function slashed(path: string): string {
  return sep === '/' ? path : path.replaceAll(sep, '/');
}

/** The same, but a part that is the exact name of an existing folder is literal: `scans [1-3]/*.jpg` means what is in `scans [1-3]`. */
export async function splitPatternOnDisk(text: string): Promise<{ base: string; pattern: string }> {
  let { base, pattern } = splitPattern(text);
  for (let slash = pattern.indexOf('/'); slash >= 0; slash = pattern.indexOf('/')) {
    const folder = `${base === '.' ? '' : base}${pattern.slice(0, slash + 1)}`;
    if (!(await isThere(folder))) break;
    const inside = splitPattern(pattern.slice(slash + 1));
    base = folder + (inside.base === '.' ? '' : inside.base);
    pattern = inside.pattern;
  }
  return { base, pattern };
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function firstSpecial(text: string): number {
  for (const { index, groups } of slashed(text).matchAll(/\\.|(?<special>[*?]|\[[^/]+\]|\{.*(?:,|\.\.).*\})/gs)) {
    if (groups?.special !== undefined) return index;
  }
  return -1;
}

/** Every file below the listing's folder whose path matches. A matching folder is not read; that takes `/**` after it. */
export async function* filesMatching(pattern: string, listing: Listing): AsyncGenerator<ListEntry> {
  const { default: fastGlob } = await import('fast-glob').catch((error) => {
    throw notBundled('fast-glob cannot be loaded', error);
  });
  const reader = new FolderReader(listing);
  const simpler = withFewStars(pattern);
  const isMeant = simpler === pattern ? () => true : globMatcher(pattern, { ignoreCase: !isCaseSensitive, literalSets: false });
  // The declared type is too narrow: with objectMode fast-glob gives matches, through a PassThrough.
  const matches = fastGlob.stream(forFastGlob(simpler), optionsFor(listing, reader)) as Duplex & AsyncIterable<Match>;
  reader.readsFor = matches;
  const stop = () => matches.destroy(listing.signal?.reason);
  listing.signal?.addEventListener('abort', stop);
  try {
    for await (const { path, dirent } of matches) {
      listing.signal?.throwIfAborted();
      const relative = fromFastGlob(path);
      if (isMeant(slashed(relative)) && isWanted(listing, dirent, relative)) yield entryFor(listing, relative, kindOf(dirent));
    }
    listing.signal?.throwIfAborted();
    for (const folder of reader.unreadable) yield folderAsEntry(listing, folder);
  } finally {
    listing.signal?.removeEventListener('abort', stop);
  }
}

const isCaseSensitive = process.platform !== 'win32';

/**
 * The pattern with a single star in place of everything from the first to the last of many stars in a name, which matches as much or more.
 * A pattern with `{1..3}` or `[[:alpha:]]`, which only fast-glob knows, stays unchanged.
 */
function withFewStars(pattern: string): string {
  if (pattern.includes('..') || pattern.includes('[:')) return pattern;
  return pattern.split('/').map(withOneStar).join('/');
}

function withOneStar(name: string): string {
  const tokens = Array.from(name.matchAll(/\\.|\[[^/]+?\]|./gsu), ([token]) => token);
  const [first, last] = [tokens.indexOf('*'), tokens.lastIndexOf('*')];
  // Braces may begin or end in between.
  if (tokens.filter((token) => token === '*').length <= mostStars || tokens.includes('{') || tokens.includes('}')) return name;
  return [...tokens.slice(0, first), ...tokens.slice(last)].join('');
}

/** With this many, time grows with the square of a name's length, which is short; each further star multiplies it by 100 or more. */
const mostStars = 2;

function optionsFor(listing: Listing, reader: FolderReader): Options {
  return {
    cwd: listing.canonical,
    fs: {
      // fast-glob only uses the other form of the call, for names alone, on Node versions without dirents.
      readdir: ((path, _options, callback) => reader.read(path, callback)) as FileSystemAdapter['readdir'],
      lstat: (path, callback) => lstat(fromFastGlob(path), callback),
    },
    dot: listing.selection.hidden,
    caseSensitiveMatch: isCaseSensitive,
    followSymbolicLinks: false,
    onlyFiles: false,
    objectMode: true,
    // Would remember every path.
    unique: false,
    extglob: false,
    suppressErrors: true,
    // One folder after another, so that the order is always the same.
    concurrency: 1,
  };
}

/** Reads folders for fast-glob: only wanted ones, no faster than matches are taken, and remembering those it cannot read. */
class FolderReader {
  /** Unreadable folders, relative to the listing's folder. */
  readonly unreadable: string[] = [];
  readsFor: Duplex | undefined;

  constructor(private readonly listing: Listing) {}

  read(path: string, callback: (error: null, dirents: Dirent[]) => void): void {
    const folder = fromFastGlob(path);
    const relative = relativePath(this.listing.canonical, folder);
    if (this.readsFor?.destroyed || !isEntered(this.listing, relative)) {
      callback(null, []);
    } else if (isUndecodable(relative)) {
      this.unreadable.push(relative);
      callback(null, []);
    } else if (this.#backlog > maxBacklog) {
      setImmediate(() => this.read(path, callback));
    } else {
      readdir(folder, { withFileTypes: true }, (error, dirents) => {
        if (error && !isNowhere(error)) this.unreadable.push(relative);
        if (error) callback(null, []);
        else void this.#named(dirents, folder).then((named) => callback(null, named));
      });
    }
  }

  async #named(dirents: Dirent[], folder: string): Promise<Dirent[]> {
    const names = new DistinctNames(folder);
    for (const dirent of dirents) {
      if (isOwnName(dirent.name)) noteOwnName(this.listing, relativePath(this.listing.canonical, join(folder, dirent.name)));
      if (dirent.name.includes('\uFFFD')) await names.correct(dirent);
      dirent.name = toFastGlob(dirent.name);
    }
    return dirents;
  }

  get #backlog(): number {
    return this.readsFor ? this.readsFor.readableLength + this.readsFor.writableLength : 0;
  }
}

/** Matches that may wait to be taken before another folder is read. */
const maxBacklog = 1024;

/** The folders of a match were checked when fast-glob read them, unless a `{a,b}` names them outright: then it looks without reading. */
function isWanted(listing: Listing, dirent: Match['dirent'], relative: string): boolean {
  const { canonical, selection, avoided, leftOut } = listing;
  if (dirent.isDirectory()) {
    leftOut.foldersMatched += 1;
    return false;
  }
  if (!dirent.isFile() && avoided.has(join(canonical, relative))) {
    leftOut.destination = true;
    return false;
  }
  const isSelected = selection.takesFile(relative, canonical);
  if (isOwnName(basename(relative)) || !isEntered(listing, dirname(relative))) return false;
  if (!isSelected) leftOut.unselected += 1;
  return isSelected;
}

/** Whether a folder and all its parents, up to where the pattern starts, may be read. If not, it counts as left out. */
function isEntered({ canonical, avoided, selection, leftOut }: Listing, folder: string): boolean {
  if (folder === '' || folder === '.') return true;
  const names = folder.split(sep);
  return names.every((name, index) => {
    const upToHere = names.slice(0, index + 1).join(sep);
    const isSelected = selection.entersFolder(upToHere, canonical);
    if (isOwnName(name)) return false;
    const isDestination = avoided.has(join(canonical, upToHere));
    if (isDestination) leftOut.destination = true;
    else if (!isSelected) leftOut.unselected += 1;
    return isSelected && !isDestination;
  });
}

/** A pattern may lead nowhere. */
function isNowhere({ code }: NodeJS.ErrnoException): boolean {
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** Escapes characters that are special to fast-glob but not here, outside escapes and `[…]`. */
function forFastGlob(pattern: string): string {
  return toFastGlob(pattern).replace(/\\.|\[[^/]+?\]|[()|+@!"]/gs, (found) => (found.length === 1 ? `\\${found}` : found));
}

// Halves of surrogate pairs: a name decoded from bytes contains none. On Windows, where a name could, no name contains a line break.
const lineBreaks = ['\n', '\r', '\u2028', '\u2029'];
const standIns = ['\uDC00', '\uDC01', '\uDC02', '\uDC03'];

function toFastGlob(name: string): string {
  if (sep !== '/') return name;
  return name.replace(/[\n\r\u2028\u2029]/g, (lineBreak) => standIns[lineBreaks.indexOf(lineBreak)]!);
}

function fromFastGlob(path: string): string {
  if (sep !== '/') return path.replaceAll('/', sep);
  // With the flag u, only unpaired halves match.
  return path.replace(/[\uDC00-\uDC03]/gu, (standIn) => lineBreaks[standIns.indexOf(standIn)]!);
}
