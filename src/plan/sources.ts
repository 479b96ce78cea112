import type { Stats } from 'node:fs';
import { lstat, opendir, stat } from 'node:fs/promises';
import { basename, dirname, join, parse, resolve, sep } from 'node:path';
import { isNamedLikeImage } from '../codec/sniff.js';
import { codeOf, ImgparError } from '../errors.js';
import { absolutePath, canonicalPath } from './canonical.js';
import { filesBelow, type LeftOut, type Listing, type Selection } from './folder.js';
import type { ListEntry } from './list.js';
import { namesIn, placeOf, requireNameList } from './name-list.js';
import { filesMatching, isPattern, splitPatternOnDisk } from './pattern.js';

/** The meaning of one argument of the user. */
export interface ResolvedSource {
  readonly type: 'folder' | 'file' | 'pattern' | 'list';
  /** As the user wrote it. */
  readonly given: string;
  /** Absolute: the folder, the file, the folder where the pattern starts, or the one that names in the list start from. */
  readonly path: string;
  /** The path as the user wrote it. */
  readonly writtenPath: string;
  /** The path with every link resolved. */
  readonly canonical: string;
  /** What paths below the folder must match; empty unless this is a pattern. */
  readonly pattern: string;
}

/**
 * Treats sources that begin with `!` as in other programs: as patterns of what to leave out. An existing file of such a name is a source.
 */
export async function withNegations<Options extends { readonly sources: readonly string[]; readonly exclude?: readonly string[] }>(
  options: Options,
): Promise<Options> {
  const [sources, exclude]: [string[], string[]] = [[], []];
  for (const text of options.sources) {
    if (text.startsWith('!') && !(await statIfAny(text, resolve(text)))) exclude.push(text.slice(1));
    else sources.push(text);
  }
  return { ...options, sources, exclude: [...(options.exclude ?? []), ...exclude] };
}

/**
 * Decides what each argument is: an existing folder or file, whatever characters its name has; anything else is a pattern or a mistake. A
 * source given twice counts once.
 *
 * @param lists files with names of files
 * @throws {ImgparError} `usage`
 */
export async function resolveSources(given: readonly string[], lists: readonly string[] = []): Promise<ResolvedSource[]> {
  if (given.length + lists.length === 0)
    throw new ImgparError('usage', 'no source given, expected at least one folder, file or glob pattern');
  const sources = new Map<string, ResolvedSource>();
  for (const text of given) {
    const source = await resolveSource(text);
    sources.set(JSON.stringify([source.path, source.pattern]), source);
  }
  const here = resolve('.');
  for (const list of new Set(lists)) {
    await requireNameList(list);
    const place = { path: here, writtenPath: '.', canonical: await canonicalPath(here) };
    sources.set(JSON.stringify([list]), { type: 'list', given: list, ...place, pattern: '' });
  }
  return [...sources.values()];
}

export interface FindOptions {
  readonly selection: Selection;
  /** A folder that is never read, even inside a source. */
  readonly destination: string;
  /** Counted up while listing. */
  readonly leftOut: LeftOut;
  /** Called at the end of each source with whether anything was found in it, even if left out by the selection. */
  readonly onSearched?: (source: ResolvedSource, any: boolean) => void;
  /** Ends the listing by throwing its reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Every file of the sources, one source after another, as many at a time as are found together. Nothing is opened, so any regular file counts as an image for now. A file that two
 * sources lead to is found twice.
 */
export async function* find(
  sources: readonly ResolvedSource[],
  { destination, ...options }: FindOptions,
): AsyncGenerator<readonly ListEntry[]> {
  const avoided = await placesOf(destination);
  for (const source of sources) {
    options.signal?.throwIfAborted();
    const listing = { ...options, path: source.path, canonical: source.canonical, avoided };
    const unselectedBefore = options.leftOut.unselected;
    let found = 0;
    for await (const entries of filesOf(source, listing)) {
      found += entries.length;
      yield entries;
    }
    options.onSearched?.(source, found + options.leftOut.unselected - unselectedBefore > 0);
  }
}

function filesOf(source: ResolvedSource, listing: Listing): AsyncGenerator<readonly ListEntry[]> {
  if (source.type === 'folder') return filesBelow(listing);
  if (source.type === 'pattern') return oneByOne(filesMatching(source.pattern, listing));
  if (source.type === 'list') return oneByOne(listedFiles(source.given, listing));
  return oneByOne(namedFile(listing));
}

async function* oneByOne(entries: AsyncGenerator<ListEntry>): AsyncGenerator<readonly ListEntry[]> {
  for await (const entry of entries) yield [entry];
}

async function* namedFile({ path, selection, leftOut }: Listing): AsyncGenerator<ListEntry> {
  const relative = basename(path);
  if (selection.takesAll || selection.takesFile(relative, await canonicalPath(dirname(path))))
    yield { source: path, relative, named: true };
  else leftOut.unselected += 1;
}

/**
 * Checks nothing, so that a missing file fails when its turn comes. A file with an image name is meant to be one; any other is passed over
 * if it is not an image, as in a folder.
 */
async function* listedFiles(list: string, { path, selection, leftOut, signal }: Listing): AsyncGenerator<ListEntry> {
  for await (const name of namesIn(list, signal)) {
    signal?.throwIfAborted();
    const place = placeOf(name, path);
    if (selection.takesAll || isTaken(place, selection)) yield { ...place, named: isNamedLikeImage(name) };
    else leftOut.unselected += 1;
  }
}

/** Whether a file and all folders on the way to it are taken. */
export function isTaken({ source, relative }: { source: string; relative: string }, selection: Selection): boolean {
  // Where the path starts: the current folder, or the root for a file elsewhere.
  const start = source.endsWith(relative) ? source.slice(0, source.length - relative.length) : parse(source).root;
  const folders = relative.split(sep).slice(0, -1);
  const areEntered = folders.every((_, index) => selection.entersFolder(folders.slice(0, index + 1).join(sep), start));
  return selection.takesFile(relative, start) && areEntered;
}

/** The places where a listing could meet the destination: the folder itself, and a link to it. */
async function placesOf(destination: string): Promise<Set<string>> {
  return new Set([await canonicalPath(destination), join(await canonicalPath(dirname(destination)), basename(destination))]);
}

async function resolveSource(given: string): Promise<ResolvedSource> {
  // An empty name would mean the current folder, but is far more likely an unset variable in a script.
  if (given === '') throw new ImgparError('usage', 'a source is empty, expected a folder, a file or a glob pattern');
  if (given.includes('\0'))
    throw new ImgparError('usage', `the source ${JSON.stringify(given)} holds a zero byte, which no file name can contain`);
  const path = await absolutePath(given);
  const found = await statIfAny(given, path);
  if (found?.isDirectory()) return resolvedFolder(given, path);
  if (found?.isFile()) return { type: 'file', given, path, writtenPath: given, canonical: await canonicalPath(path), pattern: '' };
  if (found)
    throw new ImgparError(
      'usage',
      `the source ${given} is a pipe, a socket or a device, which imgpar does not open; expected a folder or a file`,
    );
  if (isPattern(given)) return resolvedPattern(given);
  if (given.includes('\uFFFD'))
    throw new ImgparError(
      'usage',
      `the source ${given} does not exist, or its name is not valid UTF-8; rename it, or give its folder instead`,
    );
  throw new ImgparError('usage', `the source ${given} does not exist; looked for ${path}`);
}

async function statIfAny(given: string, path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (isPattern(given) && !(await isLink(path))) return undefined;
    const code = codeOf(error);
    if (code === 'EACCES' || code === 'EPERM')
      throw new ImgparError('usage', `the source ${given} cannot be accessed: permission denied`, { cause: error });
    if (await isLink(path)) throw new ImgparError('usage', `the source ${given} is a broken symbolic link`, { cause: error });
    return undefined;
  }
}

async function isLink(path: string): Promise<boolean> {
  return lstat(path).then(
    (found) => found.isSymbolicLink(),
    () => false,
  );
}

async function resolvedFolder(given: string, path: string): Promise<ResolvedSource> {
  try {
    await (await opendir(path)).close();
  } catch (error) {
    throw new ImgparError('usage', `the folder ${given} cannot be read; give this user permission to list it, or choose other sources`, {
      cause: error,
    });
  }
  return { type: 'folder', given, path, writtenPath: given, canonical: await canonicalPath(path), pattern: '' };
}

async function resolvedPattern(given: string): Promise<ResolvedSource> {
  const { base, pattern } = await splitPatternOnDisk(given);
  const path = await absolutePath(base);
  return { type: 'pattern', given, path, writtenPath: base, canonical: await canonicalPath(path), pattern };
}
