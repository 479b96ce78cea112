import { closeSync, constants, fsyncSync, linkSync, lstatSync, openSync } from 'node:fs';
import { ImgparError } from '../errors.js';
import { anchorOf, nameIn } from './anchor.js';
import { exists, openSource, type SourceFile } from './file.js';
import { syncFolder } from './folders.js';
import { reasonOf } from './reasons.js';
import { type WriteOptions, writeAtomic } from './write-atomic.js';

/** Where and how an original is kept. */
export interface Keeping extends Pick<WriteOptions, 'owner' | 'durable'> {
  /** The absolute path to keep it at. */
  readonly backup: string;
  /** The folder below which all originals are kept. */
  readonly root: string;
}

/**
 * Keeps the content of a file under a second name: as a hard link if the file system supports it, since the file itself will be replaced
 * and not written into, else as a copy.
 *
 * @param path of the original, whose folder does not change meanwhile
 * @param bytes its content
 * @param original the same file, open
 * @throws {ImgparError} `unwritable`, also if other content already exists there, which is not replaced
 */
export function keepOriginal(
  path: string,
  original: SourceFile,
  bytes: Uint8Array,
  { backup, root, owner, durable = false }: Keeping,
): void {
  const folder = anchorOf(backup, root, durable);
  const place = nameIn(folder, backup);
  if (exists(place)) requireSame(backup, place, bytes);
  else if (!linked(path, place, original)) {
    writeAtomic(backup, bytes, { owner, root, durable, traits: original });
    return;
  }
  if (durable) sync(backup, place, folder.path);
}

/** Whether it could be linked, and the link leads to that very file: by name it might have met another. */
function linked(path: string, place: string, { ino, dev }: SourceFile): boolean {
  try {
    const found = lstatSync(path);
    if (found.ino !== ino || found.dev !== dev) return false;
    linkSync(path, place);
    return true;
  } catch {
    // Another file system, or one without links.
    return false;
  }
}

function requireSame(backup: string, place: string, bytes: Uint8Array): void {
  const file = openSource(place, { throughLink: false });
  try {
    if (file.size === bytes.byteLength && Buffer.compare(file.readAll(), bytes) === 0) return;
  } finally {
    file.close();
  }
  throw new ImgparError(
    'unwritable',
    `the backup ${backup} holds the original of another image, which is never replaced; bring that one back with imgpar restore, ` +
      'move the backup elsewhere, or choose another folder with backupDir',
  );
}

/** Syncs the content too, as whoever made the file may not have. */
function sync(backup: string, place: string, folder: string): void {
  try {
    // Windows only syncs files that are open for writing.
    const descriptor = openSync(place, process.platform === 'win32' ? constants.O_RDWR : constants.O_RDONLY);
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    syncFolder(folder);
  } catch (error) {
    throw new ImgparError('unwritable', `cannot sync the backup ${backup}: ${reasonOf(error)}`, { cause: error });
  }
}
