import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  futimesSync,
  lstatSync,
  openSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { types } from 'node:util';
import { ImgparError } from '../errors.js';
import { type Anchor, anchorOf, forgetAnchor, nameIn } from './anchor.js';
import { type DraftOwner, newDraftName, removeDraft } from './drafts.js';
import type { FileTraits } from './file.js';
import { makeFolders, syncFolder } from './folders.js';
import { isSystemError, reasonOf } from './reasons.js';

export interface WriteOptions {
  /** Who writes, for the name of the draft. */
  readonly owner: DraftOwner;
  /** The folder that the file must lie in, with links resolved. Default: any. */
  readonly root?: string;
  /** The file's traits from the start, without permissions on Windows. Default: those of any new file. */
  readonly traits?: Partial<FileTraits> | undefined;
  /** Whether the file must survive a power failure once written. Default: false. */
  readonly durable?: boolean;
  /** Called when everything but the renaming is done. An error ends the writing. */
  readonly beforeAppearing?: (draft: FinishedDraft, folder: Anchor) => void;
}

/** A file that is complete except for its name. */
export interface FinishedDraft extends Omit<FileTraits, 'mode'> {
  readonly descriptor: number;
}

/** What was written. */
export interface Written {
  /** When the content last changed, as the file will show. */
  readonly mtimeMs: number;
  /** Why it may not survive a power failure although asked to: the file has its name, but its folder could not be synced. */
  readonly notDurable?: unknown;
}

/**
 * Makes a file appear whole or not at all: writes a draft and renames it. Makes missing folders. Replaces what exists at the destination; a
 * link there is replaced, not followed. A failure leaves no draft.
 *
 * @param content the bytes, possibly in parts that are made as they are written
 * @throws {ImgparError} `unwritable`
 */
export function writeAtomic(destination: string, content: Uint8Array | Iterable<Uint8Array>, options: WriteOptions): Written {
  const draft = openDraft(destination, options);
  try {
    if (types.isUint8Array(content)) draft.write(content);
    else for (const part of content) draft.write(part);
    return draft.appear();
  } catch (error) {
    draft.giveUp();
    throw error instanceof ImgparError ? error : unwritable(destination, error);
  }
}

/**
 * The same for a file that is written part by part as it is made.
 *
 * @throws {ImgparError} `unwritable`; and whatever making the parts throws
 */
export async function writePartsAtomic(destination: string, parts: AsyncIterable<Uint8Array>, options: WriteOptions): Promise<Written> {
  const draft = openDraft(destination, options);
  try {
    for await (const part of parts) draft.write(part);
    return draft.appear();
  } catch (error) {
    draft.giveUp();
    // An ImgparError, or one that is not from the file system, comes from making the parts.
    throw error instanceof ImgparError || !isSystemError(error) ? error : unwritable(destination, error);
  }
}

/** @throws {ImgparError} `unwritable` */
function openDraft(destination: string, options: WriteOptions): Draft {
  try {
    return new Draft(destination, options);
  } catch (error) {
    throw error instanceof ImgparError ? error : unwritable(destination, error);
  }
}

export function unwritable(destination: string, error: unknown): ImgparError {
  return new ImgparError('unwritable', `cannot write ${destination}: ${reasonOf(error)}`, { cause: error });
}

/** A file being written, until it gets its name or is given up. */
class Draft {
  readonly #options: WriteOptions;
  #folder: Anchor;
  readonly #destination: string;
  #path: string;
  readonly #descriptor: number;
  #isOpen = true;

  /** Opens a new file in the destination's folder, which is made if missing. */
  constructor(destination: string, options: WriteOptions) {
    this.#options = options;
    const name = newDraftName(options.owner);
    this.#folder = anchorFor(destination, options);
    this.#path = nameIn(this.#folder, name);
    try {
      this.#descriptor = openSync(this.#path, newFile, 0o666);
    } catch (error) {
      if (!isSystemError(error) || error.code !== 'ENOENT') throw error;
      const { root, durable = false } = options;
      if (root !== undefined) forgetAnchor(root);
      makeFolders(dirname(destination), { durable });
      this.#folder = anchorFor(destination, options);
      this.#path = nameIn(this.#folder, name);
      this.#descriptor = openSync(this.#path, newFile, 0o666);
    }
    this.#destination = nameIn(this.#folder, destination);
  }

  write(bytes: Uint8Array): void {
    let written = 0;
    while (written < bytes.byteLength) written += writeSync(this.#descriptor, bytes, written);
  }

  /** Gives it its traits and its name. */
  appear(): Written {
    const { traits, durable = false, beforeAppearing } = this.#options;
    if (traits) setTraits(this.#descriptor, traits);
    const { mtimeMs, uid, gid, ino } = fstatSync(this.#descriptor);
    // This may still change the draft, so it comes before syncing.
    beforeAppearing?.({ descriptor: this.#descriptor, mtimeMs, uid, gid }, this.#folder);
    if (durable) fsyncSync(this.#descriptor);
    this.#close();
    this.#rename(ino);
    if (!durable) return { mtimeMs };
    try {
      syncFolder(this.#folder.path);
      return { mtimeMs };
    } catch (error) {
      // It has replaced the former file, so reporting a failure would be wrong.
      return { mtimeMs, notDurable: error };
    }
  }

  /** Never throws, as it is called after something has already failed. */
  giveUp(): void {
    try {
      this.#close();
    } catch {
      // The earlier failure says why.
    }
    removeDraft(this.#path);
  }

  #rename(ino: number): void {
    try {
      renameSync(this.#path, this.#destination);
    } catch (error) {
      // A network file system may report a failure although it has renamed the file.
      if (!isNow(this.#destination, ino) || isNow(this.#path, ino)) throw error;
    }
  }

  #close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    closeSync(this.#descriptor);
  }
}

function anchorFor(destination: string, { root, durable = false }: WriteOptions): Anchor {
  return root === undefined ? { path: dirname(destination) } : anchorOf(destination, root, durable);
}

/** Only a new file: nothing that somebody has put under its name is written to. */
const newFile = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);

function isNow(path: string, ino: number): boolean {
  try {
    return lstatSync(path).ino === ino;
  } catch {
    return false;
  }
}

// Windows only knows a read-only flag, which would keep a later run from replacing the file.
const hasPermissions = process.platform !== 'win32';

/** Sets traits of an open file. Owner and group stay if the system does not allow changing them. */
function setTraits(descriptor: number, { mode, mtimeMs, uid, gid }: Partial<FileTraits>): void {
  if (hasPermissions && uid !== undefined && gid !== undefined) giveTo(descriptor, uid, gid);
  // After the owner, as changing it clears set-user-ID.
  if (hasPermissions && mode !== undefined) fchmodSync(descriptor, mode);
  if (mtimeMs === undefined) return;
  // As a number the time keeps its microseconds; Node reads a negative one as "now", but not a Date.
  futimesSync(descriptor, Date.now() / 1000, mtimeMs < 0 ? new Date(mtimeMs) : mtimeMs / 1000);
}

function giveTo(descriptor: number, uid: number, gid: number): void {
  const now = fstatSync(descriptor);
  if (now.uid === uid && now.gid === gid) return;
  if (tried(() => fchownSync(descriptor, uid, gid))) return;
  // The group alone may be changed to one that the user belongs to.
  if (now.gid !== gid) tried(() => fchownSync(descriptor, now.uid, gid));
}

function tried(act: () => void): boolean {
  try {
    act();
    return true;
  } catch {
    return false;
  }
}
