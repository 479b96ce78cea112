import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  futimesSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { ImgparError } from '../errors.js';
import { isUndecodable } from './undecodable.js';

// All calls are synchronous on purpose: they run in worker threads that have one image at a time to do, and the detour through
// libuv's thread pool costs more than reading a small file.

/** What a file has besides its content and name. */
export interface FileTraits {
  /** Permissions, 0..0o777. */
  readonly mode: number;
  /** When the content last changed, in milliseconds since the epoch, with a fraction. */
  readonly mtimeMs: number;
}

type RoomFor = (bytes: number) => Uint8Array;

/** A regular file, open for reading. */
export interface SourceFile extends FileTraits {
  readonly size: number;
  /** The first `length` bytes, or fewer where the file ends. */
  head(length: number): Uint8Array;
  /** Up to `length` bytes from an offset on. */
  piece(offset: number, length: number): Uint8Array;
  /**
   * The whole content.
   *
   * @param roomFor gives memory of so many bytes; by default it is fresh
   * @throws {ImgparError} `too-large`, if it is 2 GiB or more; `unreadable`
   */
  readAll(roomFor?: RoomFor): Uint8Array;
  close(): void;
}

/**
 * Opens a regular file. Pipes, devices and folders are refused, not waited for.
 *
 * @throws {ImgparError} `unreadable`
 */
export function openSource(path: string): SourceFile {
  // Node would open the file whose name has U+FFFD there.
  if (isUndecodable(path)) throw new ImgparError('unreadable', `cannot read: ${notUtf8}`);
  const descriptor = reading(path, () => openSync(path, constants.O_RDONLY | nonBlocking));
  const close = () => closeSync(descriptor);
  try {
    const stat = reading(path, () => fstatSync(descriptor));
    if (!stat.isFile()) throw new ImgparError('unreadable', 'not a regular file');
    const read = (room: Uint8Array, offset = 0) => reading(path, () => readFully(descriptor, room, offset));
    const { size, mtimeMs } = stat;
    const piece = (offset: number, length: number) => read(freshRoom(Math.min(length, size - offset)), offset);
    return {
      size,
      mode: stat.mode & 0o777,
      mtimeMs,
      head: (length) => piece(0, length),
      piece,
      readAll: (roomFor = freshRoom) => read(roomFor(readableSize(size))),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

// Opening a pipe for reading would wait for a writer. Windows has neither the flag nor the pipe.
const nonBlocking = constants.O_NONBLOCK ?? 0;

/** One call reads no more, and neither would the decoders. */
const maxFileBytes = 2 ** 31 - 1;

function readableSize(size: number): number {
  if (size <= maxFileBytes) return size;
  throw new ImgparError('too-large', `the file has ${size} bytes; at most ${maxFileBytes} can be read`);
}

const freshRoom: RoomFor = (bytes) => Buffer.allocUnsafeSlow(bytes);

/** What fits into the room, or less where the file ends. */
function readFully(descriptor: number, room: Uint8Array, offset: number): Uint8Array {
  let filled = 0;
  while (filled < room.length) {
    const count = readSync(descriptor, room, filled, room.length - filled, offset + filled);
    if (count === 0) break;
    filled += count;
  }
  return room.subarray(0, filled);
}

/** Whether anything stands at a path: a file, a folder, or a link, dangling or not. */
export function exists(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // A path that leads through a file or an unreadable folder leads nowhere; writing there will say why.
    return false;
  }
}

export interface Found {
  /** Whether it is a regular file. */
  readonly isFile: boolean;
  readonly size: number;
  readonly mtimeMs: number;
}

/**
 * Where the bytes of a destination are gathered before they get its name: in the same folder, so that the renaming stays on one
 * file system, and under a short hidden name, so that it fits where the destination's own name fills the limit.
 *
 * @param token names the run, so that the run's own drafts can be told from those of another
 * @param id names the image within the run
 */
export function draftOf(destination: string, token: string, id: number): string {
  return join(dirname(destination), `.imgpar-${token}-${id}.draft`);
}

/**
 * Makes a file appear whole or not at all: writes a draft and renames it. Missing folders are made. What stood at the
 * destination is replaced; a link there is replaced, not followed. A failure leaves no draft.
 *
 * @param content the bytes, also in parts
 * @param traits what the file is to have from the start, permissions not on Windows; without, those of any new file
 * @returns when the content last changed, as a look at the file will tell
 * @throws {ImgparError} `unwritable`
 */
export function writeAtomic(
  destination: string,
  draft: string,
  content: Uint8Array | readonly Uint8Array[],
  traits?: Partial<FileTraits>,
  options: WriteOptions = {},
): number {
  const file = openDraft(destination, draft);
  try {
    for (const part of content instanceof Uint8Array ? [content] : content) file.write(part);
    return file.appear(traits, options);
  } catch (error) {
    file.giveUp();
    throw unwritable(destination, error);
  }
}

/**
 * The same for a file that is written part by part as it is made.
 *
 * @throws {ImgparError} `unwritable`; and whatever making the parts throws
 */
export async function writePartsAtomic(
  destination: string,
  draft: string,
  parts: AsyncIterable<Uint8Array>,
  traits?: Partial<FileTraits>,
  options: WriteOptions = {},
): Promise<number> {
  const file = openDraft(destination, draft);
  try {
    for await (const part of parts) file.write(part);
    return file.appear(traits, options);
  } catch (error) {
    file.giveUp();
    // An error of ours, and one that is none of the file system's, is of who makes the parts.
    throw error instanceof ImgparError || !isSystemError(error) ? error : unwritable(destination, error);
  }
}

export interface WriteOptions {
  /** Whether the file survives even a failure of power once it is written. Default: false. */
  readonly durable?: boolean;
  /** Called when all but the renaming is done, with the time of modification that the file will have. */
  readonly onDraft?: (mtimeMs: number) => void;
}

/**
 * Keeps the content of a file under a second name: as a link where the file system can, as the file itself will be replaced and not
 * be written into; else as a copy.
 *
 * @param bytes its content
 * @throws {ImgparError} `unwritable`, also if other content is there already, which is not replaced
 */
export function keepOriginal(path: string, backup: string, draft: string, bytes: Uint8Array, traits: FileTraits): void {
  if (exists(backup)) {
    requireSame(backup, bytes);
    return;
  }
  try {
    makeFolders(dirname(backup));
    linkSync(path, backup);
  } catch {
    // Another file system, or one without links.
    writeAtomic(backup, draft, bytes, traits);
  }
}

function requireSame(backup: string, bytes: Uint8Array): void {
  const file = openSource(backup);
  try {
    if (file.size === bytes.byteLength && Buffer.compare(file.readAll(), bytes) === 0) return;
  } finally {
    file.close();
  }
  throw new ImgparError('unwritable', `the backup ${backup} holds another image already, which is not replaced; name another backup`);
}

/** Removes a draft if it is there. Never throws: it runs where something has failed already. */
export function removeDraft(draft: string): void {
  try {
    rmSync(draft, { force: true });
  } catch {
    // The folder is gone or may not be written: then there is no draft either.
  }
}

/**
 * Makes a folder and those above it that are missing; gives the first that was made. Node's own way to do that never ends where a file
 * system says "no such folder" of one that is there, as /proc does.
 */
function makeFolders(path: string): string | undefined {
  try {
    mkdirSync(path);
    return path;
  } catch (error) {
    if (isFolder(path)) return undefined;
    if (!isSystemError(error) || error.code !== 'ENOENT' || exists(dirname(path))) throw error;
  }
  const first = makeFolders(dirname(path));
  return makeFolders(path) === undefined ? first : (first ?? path);
}

function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    return false;
  }
}

/** Makes a folder and those above it. @throws {ImgparError} `unwritable` */
export function makeFolder(path: string): void {
  try {
    makeFolders(path);
  } catch (error) {
    throw new ImgparError('unwritable', `cannot make the folder ${path}: ${reasonOf(error)}`, { cause: error });
  }
}

/** What is found at a path, by default of a link the link itself; undefined if nothing is, or it may not be seen. */
export function look(path: string, { throughLinks = false } = {}): Found | undefined {
  try {
    const found = (throughLinks ? statSync : lstatSync)(path, { throwIfNoEntry: false });
    return found && { isFile: found.isFile(), size: found.size, mtimeMs: found.mtimeMs };
  } catch {
    return undefined;
  }
}

/** @throws {ImgparError} `unwritable` */
function openDraft(destination: string, path: string): Draft {
  try {
    return new Draft(destination, path);
  } catch (error) {
    removeDraft(path);
    throw unwritable(destination, error);
  }
}

function unwritable(destination: string, error: unknown): ImgparError {
  return new ImgparError('unwritable', `cannot write ${destination}: ${reasonOf(error)}`, { cause: error });
}

/** A file that is being written, until it gets its name or is given up. */
class Draft {
  readonly #destination: string;
  readonly #path: string;
  readonly #descriptor: number;
  readonly #firstFolderMade: string | undefined;
  #isOpen = true;

  constructor(destination: string, path: string) {
    this.#destination = destination;
    this.#path = path;
    const { descriptor, firstFolderMade } = openForWriting(path);
    this.#descriptor = descriptor;
    this.#firstFolderMade = firstFolderMade;
  }

  write(bytes: Uint8Array): void {
    let written = 0;
    while (written < bytes.byteLength) written += writeSync(this.#descriptor, bytes, written);
  }

  /** Gives it what it is to have besides its content, and its name. @returns when the content last changed */
  appear(traits: Partial<FileTraits> | undefined, { durable = false, onDraft }: WriteOptions): number {
    if (traits) setTraits(this.#descriptor, traits);
    if (durable) fsyncSync(this.#descriptor);
    const { mtimeMs } = fstatSync(this.#descriptor);
    this.#close();
    onDraft?.(mtimeMs);
    renameSync(this.#path, this.#destination);
    if (durable) syncFolders(dirname(this.#destination), this.#firstFolderMade);
    return mtimeMs;
  }

  /** Never throws: it is called where something has failed already. */
  giveUp(): void {
    try {
      this.#close();
    } catch {
      // What failed before says why.
    }
    removeDraft(this.#path);
  }

  #close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    closeSync(this.#descriptor);
  }
}

function openForWriting(path: string): { descriptor: number; firstFolderMade?: string | undefined } {
  try {
    return { descriptor: openSync(path, 'w') };
  } catch (error) {
    if (!isSystemError(error) || error.code !== 'ENOENT') throw error;
    const firstFolderMade = makeFolders(dirname(path));
    return { descriptor: openSync(path, 'w'), firstFolderMade };
  }
}

/** Makes the name of a file last, and those of the folders that were made for it. Windows cannot, and need not, open a folder. */
function syncFolders(folder: string, firstMade: string | undefined): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, constants.O_RDONLY);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  if (firstMade !== undefined && folder.length >= firstMade.length) syncFolders(dirname(folder), firstMade);
}

// Windows knows only a flag "read-only", and would not let a later run replace a file that has it.
const hasPermissions = process.platform !== 'win32';

function setTraits(descriptor: number, { mode, mtimeMs }: Partial<FileTraits>): void {
  if (hasPermissions && mode !== undefined) fchmodSync(descriptor, mode);
  if (mtimeMs === undefined) return;
  // As a number the time keeps its microseconds; Node takes a negative one for "now", a Date not.
  futimesSync(descriptor, Date.now() / 1000, mtimeMs < 0 ? new Date(mtimeMs) : mtimeMs / 1000);
}

function reading<Value>(path: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    throw new ImgparError('unreadable', `cannot read: ${reasonOf(error, path)}`, { cause: error });
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENAMETOOLONG: 'the name is too long for the file system',
  EMFILE: 'too many open files; raise the limit (ulimit -n) or lower --workers',
  ENFILE: 'the system has too many open files',
  EISDIR: 'a folder stands there',
  ENOTDIR: 'a part of the path is not a folder',
  ENOTEMPTY: 'a folder stands there',
  EEXIST: 'a file stands where a folder is needed',
  ELOOP: 'too many symbolic links',
  EIO: 'input/output error of the device',
  ENXIO: 'not a regular file',
  EBUSY: 'the file is in use',
};

const notUtf8 = 'its name is not valid UTF-8; rename the file';

/** The cause of an error of the file system, in words. */
export function reasonOf(error: unknown, path?: string): string {
  if (!isSystemError(error)) return error instanceof Error ? error.message : String(error);
  if (error.code === 'ENOENT') {
    return path?.includes('\uFFFD') ? notUtf8 : 'no such file or folder';
  }
  return reasons[error.code] ?? error.code;
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException & { code: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}
