import { closeSync, constants, fstatSync, ftruncateSync, lstatSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { ImgparError } from '../errors.js';
import { makeFolder, syncFolder } from '../storage/folders.js';
import { isMissing, isSystemError, reasonOf } from '../storage/reasons.js';
import { beforeVersion, linesOf, readAt } from './lines.js';
import { headerIn } from './run-header.js';

/** Neither follows a link, which leads to somebody else's file, nor waits for a pipe. */
const careful = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Opens a manifest for reading; undefined if there is none. @throws {ImgparError} `usage`, if it is not a regular file or cannot be read
 */
export function openIfAny(path: string): number | undefined {
  try {
    requireRegular(path, lstatSync(path));
    return regularFile(openSync(path, constants.O_RDONLY | careful), path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    if (error instanceof ImgparError) throw error;
    throw new ImgparError('usage', `cannot read the manifest ${path}: ${reasonOf(error)}`, { cause: error });
  }
}

/**
 * Opens a manifest for appending; makes it and its folder if they are missing.
 *
 * @param durable whether the name of a new one must survive a power failure
 */
export function openForAppending(path: string, durable: boolean): number {
  makeFolder(dirname(path), { durable });
  return regularFile(openNewOrOld(path, durable), path);
}

function openNewOrOld(path: string, durable: boolean): number {
  const appending = constants.O_WRONLY | constants.O_APPEND | careful;
  try {
    return openSync(path, appending);
  } catch (error) {
    if (isSystemError(error) && error.code === 'ELOOP') requireRegular(path, lstatSync(path));
    if (!isMissing(error)) throw error;
  }
  const descriptor = openSync(path, appending | constants.O_CREAT, 0o666);
  if (durable) syncFolder(dirname(path));
  return descriptor;
}

/** The descriptor if it is that of a regular file; else it is closed. */
function regularFile(descriptor: number, path: string): number {
  try {
    requireRegular(path, fstatSync(descriptor));
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

function requireRegular(path: string, found: { isFile(): boolean; isSymbolicLink(): boolean }): void {
  if (found.isFile()) return;
  const what = found.isSymbolicLink()
    ? 'a symbolic link, which imgpar does not follow; remove it, or name the file it points to'
    : 'not a regular file';
  throw new ImgparError('usage', `the manifest ${path} is ${what}`);
}

/** Whether the file of a descriptor no longer has a name. */
export function isGone(descriptor: number): boolean {
  return fstatSync(descriptor).nlink === 0;
}

export function unwritableManifest(path: string, error: unknown): ImgparError {
  if (error instanceof ImgparError && error.code === 'usage') return error;
  return new ImgparError('unwritable', `cannot write the manifest ${path}: ${reasonOf(error)}`, { cause: error });
}

/** Truncates a manifest. @throws {ImgparError} `usage` */
export function truncate(path: string, length: number): void {
  try {
    const descriptor = openSync(path, 'r+');
    try {
      ftruncateSync(descriptor, length);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw new ImgparError('usage', `cannot write the manifest ${path}: ${reasonOf(error)}`, { cause: error });
  }
}

/** Why a file could not be closed; undefined if it was, or there is none. */
export function failureToClose(descriptor: number | undefined): unknown {
  try {
    if (descriptor !== undefined) closeSync(descriptor);
    return undefined;
  } catch (error) {
    return error;
  }
}

/** The id that runs in place gave a manifest; undefined if none did. @throws {ImgparError} `usage` */
export function manifestIdOf(path: string): string | undefined {
  const reader = openIfAny(path);
  if (reader === undefined) return undefined;
  try {
    requireManifest(reader, path);
    for (const { bytes } of linesOf(reader)) {
      const id = bytes && headerIn(bytes, path)?.id;
      if (id !== undefined) return id;
    }
    return undefined;
  } finally {
    closeSync(reader);
  }
}

/** @throws {ImgparError} `usage`, if the file is something else */
export function requireManifest(reader: number, path: string): void {
  const start = readAt(reader, 0, beforeVersion.length).toString('latin1');
  // If shorter, it is a torn header, or nothing yet.
  if (beforeVersion.startsWith(start)) return;
  throw new ImgparError('usage', `${path} is not an imgpar manifest, so it was left alone; rename it, or choose another manifest file`);
}
