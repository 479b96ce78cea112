import { closeSync, constants, mkdirSync, openSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, relative, sep } from 'node:path';
import { ImgparError } from '../errors.js';
import { makeFolders, syncFolder } from './folders.js';
import { isSystemError, reasonOf } from './reasons.js';

/**
 * A folder to write into. Names are joined to `path`, which on Linux leads through an open descriptor: whatever takes the folder's name
 * meanwhile, above all a link, files land in the folder that was checked. Elsewhere it is the plain path, checked just before; whoever may
 * write in the destination can still swap a folder in between.
 */
export interface Anchor {
  /** The folder, to join names to; valid until another folder below the same root is anchored. */
  readonly path: string;
}

interface Held extends Anchor {
  readonly folder: string;
  /** The folder must lie below this one. */
  readonly root: string;
  readonly descriptor: number;
  /** The real path of the folder when it was checked. */
  readonly real: string;
  /** By `performance.now`. */
  checkedAtMs: number;
}

/**
 * How long a folder is trusted, in milliseconds, before a new check whether it has moved. If it has, files land in its new place until
 * then. A check for each file takes 2 % of the time for thumbnails.
 */
const checkAgainMs = 20;

/** The last folder of this thread, by root: images of a folder mostly come in succession. */
const held = new Map<string, Held>();

/** Sources, destination and backup have one root each; in place there may be many sources. */
const maxHeld = 8;

const descriptorsFolder = process.platform === 'linux' ? '/proc/self/fd' : undefined;

/**
 * The folder for a file to be written, made if missing. Refused if it is, or lies behind, a link that leads out of `root`: whoever made the
 * link would decide what is overwritten. The root itself may be a link, as the user named it.
 *
 * @param durable whether the names of new folders must survive a power failure
 * @throws {ImgparError} `unwritable`
 */
export function anchorOf(file: string, root: string, durable = false): Anchor {
  const folder = folderOf(file);
  const last = held.get(root);
  if (last?.folder === folder && isInPlace(last)) return last;
  forgetAnchor(root);
  try {
    const opened = openAnchor(file, folder, root, durable);
    if (!opened) return plainAnchor(file, folder, root, durable);
    held.set(root, opened);
    for (const longest of held.keys()) if (held.size > maxHeld) forgetAnchor(longest);
    return opened;
  } catch (error) {
    if (error instanceof ImgparError) throw error;
    throw new ImgparError('unwritable', `cannot write ${file}: ${reasonOf(error)}`, { cause: error });
  }
}

/** Forgets the folder held open below a root, for instance after it was found to be removed. */
export function forgetAnchor(root: string): void {
  const last = held.get(root);
  if (last) closeSync(last.descriptor);
  held.delete(root);
}

/** Undefined if the system does not support it, or does not let the folder be read. */
function openAnchor(file: string, folder: string, root: string, durable: boolean): Held | undefined {
  if (descriptorsFolder === undefined) return undefined;
  const descriptor = openFolder(file, folder, root, durable);
  if (descriptor === undefined) return undefined;
  const real = placeOf(descriptor);
  if (real === undefined) {
    closeSync(descriptor);
    return undefined;
  }
  try {
    requireBelow(file, real, realpathSync.native(root));
    return { folder, root, descriptor, real, path: `${descriptorsFolder}/${descriptor}`, checkedAtMs: performance.now() };
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** A missing folder is made in its parent, which is held the same way. */
function openFolder(file: string, folder: string, root: string, durable: boolean): number | undefined {
  try {
    return openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  } catch (error) {
    if (isSystemError(error) && error.code === 'EACCES') return undefined;
    if (!isSystemError(error) || error.code !== 'ENOENT') throw error;
  }
  if (folder === root || !folder.startsWith(withSeparator(root))) {
    makeFolders(folder, { durable });
    return openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  }
  const above = openAnchor(file, dirname(folder), root, durable);
  if (!above) return undefined;
  try {
    const name = `${above.path}/${basename(folder)}`;
    try {
      mkdirSync(name);
      if (durable) syncFolder(above.path);
    } catch (error) {
      // Another worker was faster, or a link exists there.
      if (!isSystemError(error) || error.code !== 'EEXIST') throw error;
    }
    return openSync(name, constants.O_RDONLY | constants.O_DIRECTORY);
  } finally {
    closeSync(above.descriptor);
  }
}

function isInPlace(held: Held): boolean {
  const nowMs = performance.now();
  if (nowMs - held.checkedAtMs < checkAgainMs) return true;
  held.checkedAtMs = nowMs;
  return placeOf(held.descriptor) === held.real;
}

/** Where the folder of a descriptor is now; undefined if /proc does not tell. */
function placeOf(descriptor: number): string | undefined {
  try {
    return readlinkSync(`${descriptorsFolder}/${descriptor}`);
  } catch {
    return undefined;
  }
}

function plainAnchor(file: string, folder: string, root: string, durable: boolean): Anchor {
  // There is no folder in between.
  if (folder !== root) {
    const real = existing(folder);
    const realRoot = existing(root);
    // A folder above the root turns up if the root does not exist yet, or no longer.
    const isAboveRoot = realRoot.startsWith(withSeparator(real)) && isAbove(folder, root);
    if (!isAboveRoot) requireBelow(file, real, realRoot);
  }
  makeFolders(folder, { durable });
  return { path: folder };
}

function requireBelow(file: string, realFolder: string, realRoot: string): void {
  if (realFolder === realRoot || realFolder.startsWith(withSeparator(realRoot))) return;
  throw new ImgparError(
    'unwritable',
    `cannot write ${file}: a folder in its path is a link that leads out of the output folder, to ${realFolder}; remove the link`,
  );
}

/** The real path of the deepest folder on the way that exists. */
function existing(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    // Neither it nor its link target exists; making it will report a fault, if it is one.
    const above = dirname(path);
    return above === path ? path : existing(above);
  }
}

function withSeparator(path: string): string {
  return path.endsWith(sep) ? path : path + sep;
}

function isAbove(folder: string, root: string): boolean {
  return relative(folder, root) !== '' && !relative(folder, root).startsWith('..');
}

// Of a path in normal form, where slashes only separate, the parts are found at once; `dirname` and `basename` take 1 µs each.

function folderOf(file: string): string {
  const end = sep === '/' ? file.lastIndexOf(sep) : 0;
  return end > 0 ? file.slice(0, end) : dirname(file);
}

function lastName(file: string): string {
  return sep === '/' ? file.slice(file.lastIndexOf(sep) + 1) : basename(file);
}

/** The path of a name in an anchored folder. */
export function nameIn({ path }: Anchor, file: string): string {
  // `join` would take 1.5 µs to normalise the path, which is already normal.
  return path + sep + lastName(file);
}
