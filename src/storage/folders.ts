import { randomBytes } from 'node:crypto';
import { accessSync, closeSync, constants, fsyncSync, mkdirSync, openSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ImgparError } from '../errors.js';
import { exists } from './file.js';
import { isSystemError, reasonOf } from './reasons.js';

/** Makes a folder and its parents. @throws {ImgparError} `unwritable` */
export function makeFolder(path: string, options: { readonly durable?: boolean } = {}): void {
  try {
    makeFolders(path, options);
  } catch (error) {
    throw new ImgparError('unwritable', `cannot create the folder ${path}: ${reasonOf(error)}`, { cause: error });
  }
}

/**
 * The same, but throws the system's error. Node's own recursive mkdir never ends if a file system reports "no such folder" for an existing
 * one, as /proc does.
 *
 * @param durable whether the name of each new folder must survive a power failure
 */
export function makeFolders(path: string, { durable = false }: { readonly durable?: boolean } = {}): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if (isFolder(path)) return;
    if (!isSystemError(error) || error.code !== 'ENOENT' || exists(dirname(path))) throw error;
    makeFolders(dirname(path), { durable });
    makeFolders(path, { durable });
    return;
  }
  if (durable) syncFolder(dirname(path));
}

function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    return false;
  }
}

/** @throws {ImgparError} `unwritable`, if the system says that nothing can be written into a folder */
export function requireWritable(path: string): void {
  // On Windows this only checks the read-only flag, which means nothing for folders.
  if (process.platform === 'win32') return;
  try {
    accessSync(path, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new ImgparError('unwritable', `cannot write to the folder ${path}: ${reasonOf(error)}`, { cause: error });
  }
}

/** More than a file system keeps beside its blocks. */
const probeBytes = 64 * 1024;

/** Makes a folder, writes a file into it, and removes the file. @throws {ImgparError} `unwritable`, if it has no room or may not be written */
export function requireRoom(path: string): void {
  makeFolder(path);
  const probe = join(path, `.imgpar-probe-${randomBytes(6).toString('hex')}`);
  try {
    writeFileSync(probe, Buffer.alloc(probeBytes), { flag: 'wx', flush: true });
  } catch (error) {
    throw new ImgparError('unwritable', `cannot write to the folder ${path}: ${reasonOf(error)}`, { cause: error });
  } finally {
    rmSync(probe, { force: true });
  }
}

/** Makes the names in a folder survive a power failure. Windows cannot open a folder for this, and need not. */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(path, constants.O_RDONLY);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
