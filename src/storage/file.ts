import { type BigIntStats, closeSync, constants, fstatSync, lstatSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import { ImgparError } from '../errors.js';
import { notUtf8, reasonOf } from './reasons.js';
import { isUndecodable } from './undecodable.js';

// All calls are synchronous on purpose: they run in worker threads that do one image at a time, and the detour through libuv's thread pool
// costs more than reading a small file.

/** What is known of a small file that was read. */
export interface SmallFile {
  readonly bytes: number;
  readonly mtimeMs: number;
  readonly mode: number;
}

/**
 * Reads a small regular file into memory at hand, with no object but what it returns: `openSource` takes three times as long besides the
 * system. Throws the system's error.
 *
 * @returns undefined for anything but a regular file of at most `mostBytes`
 */
export function readSmall(path: string, memory: Uint8Array, at: number, mostBytes: number): SmallFile | undefined {
  if (isUndecodable(path)) return undefined;
  const descriptor = openSync(path, constants.O_RDONLY | nonBlocking);
  try {
    const stat = fstatSync(descriptor);
    const { size, mtimeMs, mode } = stat;
    if (!stat.isFile() || size > mostBytes || readSync(descriptor, memory, at, size, 0) !== size) return undefined;
    return { bytes: size, mtimeMs, mode };
  } finally {
    closeSync(descriptor);
  }
}

/** Gives memory for this many bytes. */
export type Allocate = (bytes: number) => Uint8Array;

/** The traits of a file besides its content and name. */
export interface FileTraits {
  /** Permissions, 0..0o7777. */
  readonly mode: number;
  /** When the content last changed, in milliseconds since the epoch, with a fraction. */
  readonly mtimeMs: number;
  /** The user and group that own it; 0 on Windows. */
  readonly uid: number;
  readonly gid: number;
}

/** A regular file, open for reading. */
export interface SourceFile extends FileTraits {
  readonly descriptor: number;
  readonly size: number;
  /** Identifies the file on its device, whatever it is called. */
  readonly ino: number;
  readonly dev: number;
  /** The number of names (hard links) it has. */
  readonly links: number;
  /** The first `length` bytes, or fewer if the file is shorter. */
  head(length: number): Uint8Array;
  /** Up to `length` bytes from an offset on. @param allocate as below */
  piece(offset: number, length: number, allocate?: Allocate): Uint8Array;
  /**
   * The whole content.
   *
   * @param allocate gives memory for this many bytes; fresh memory by default
   * @throws {ImgparError} `too-large`, if it is 2 GiB or more; `unreadable`
   */
  readAll(allocate?: Allocate): Uint8Array;
  close(): void;
}

/**
 * Opens a regular file. Refuses pipes, devices and folders without waiting.
 *
 * @param throughLink whether to follow a link. Default: true
 * @throws {ImgparError} `unreadable`
 */
export function openSource(path: string, { throughLink = true } = {}): SourceFile {
  // Node would open a file whose name contains U+FFFD instead.
  if (isUndecodable(path)) throw new ImgparError('unreadable', `cannot read: ${notUtf8}`);
  const flags = constants.O_RDONLY | nonBlocking | (throughLink ? 0 : (constants.O_NOFOLLOW ?? 0));
  const descriptor = reading(path, () => openSync(path, flags));
  const close = () => closeSync(descriptor);
  try {
    const stat = reading(path, () => fstatSync(descriptor));
    if (!stat.isFile()) throw new ImgparError('unreadable', 'not a regular file');
    const read = (room: Uint8Array, offset = 0) => reading(path, () => readFully(descriptor, room, offset));
    const { size, mtimeMs } = stat;
    const piece = (offset: number, length: number, allocate = allocateFresh) => read(allocate(Math.min(length, size - offset)), offset);
    return {
      descriptor,
      size,
      ino: stat.ino,
      dev: stat.dev,
      links: stat.nlink,
      mode: stat.mode & 0o7777,
      mtimeMs,
      uid: stat.uid,
      gid: stat.gid,
      head: (length) => piece(0, length),
      piece,
      readAll: (allocate = allocateFresh) => read(allocate(readableSize(size))),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

// Opening a pipe for reading would wait for a writer. Windows has neither the flag nor the pipe.
const nonBlocking = constants.O_NONBLOCK ?? 0;

/** One call cannot read more, and neither could the decoders. */
const maxFileBytes = 2 ** 31 - 1;

function readableSize(size: number): number {
  if (size <= maxFileBytes) return size;
  throw new ImgparError('too-large', `the file is ${size} bytes long; the limit is ${maxFileBytes}`);
}

const allocateFresh: Allocate = (bytes) => Buffer.allocUnsafeSlow(bytes);

/** Reads what fits into the room, or less if the file ends. */
function readFully(descriptor: number, room: Uint8Array, offset: number): Uint8Array {
  let filled = 0;
  while (filled < room.length) {
    const count = readSync(descriptor, room, filled, room.length - filled, offset + filled);
    if (count === 0) break;
    filled += count;
  }
  return room.subarray(0, filled);
}

/** Whether anything exists at a path: a file, a folder or a link, dangling or not. */
export function exists(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // A path through a file or an unreadable folder leads nowhere; writing there will say why.
    return false;
  }
}

export interface Found {
  /** Whether it is a regular file. */
  readonly isFile: boolean;
  readonly size: number;
  readonly mtimeMs: number;
}

/** What exists at a path, by default without following a link; undefined if nothing does, or it may not be seen. */
export function look(path: string, { throughLinks = false } = {}): Found | undefined {
  try {
    const found = (throughLinks ? statSync : lstatSync)(path, { throwIfNoEntry: false });
    return found && { isFile: found.isFile(), size: found.size, mtimeMs: found.mtimeMs };
  } catch {
    return undefined;
  }
}

/** Whether a path leads to a folder that may be seen. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    return false;
  }
}

/** Whether two paths lead to the same file. Links are not followed. */
export function isSameFile(path: string, other: string): boolean {
  const [one, two] = [identityOf(path), identityOf(other)];
  return one !== undefined && two !== undefined && one.dev === two.dev && one.ino === two.ino;
}

function identityOf(path: string): BigIntStats | undefined {
  try {
    return lstatSync(path, { bigint: true, throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** Whether a file has hard links besides `path`, and besides `kept` if that is one of them. @throws {ImgparError} `unreadable` */
export function hasOtherNames(path: string, kept?: string): boolean {
  const file = openSource(path);
  try {
    if (file.links === 1) return false;
    return file.links > (kept !== undefined && isOpenAt(kept, file) ? 2 : 1);
  } finally {
    file.close();
  }
}

function isOpenAt(path: string, { ino, dev }: SourceFile): boolean {
  if (!exists(path)) return false;
  const file = openSource(path, { throughLink: false });
  file.close();
  return file.ino === ino && file.dev === dev;
}

/** Removes a file. @throws the system's error, also if there is none */
export function removeFile(path: string): void {
  rmSync(path);
}

function reading<Value>(path: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    throw new ImgparError('unreadable', `cannot read: ${reasonOf(error, path)}`, { cause: error });
  }
}
