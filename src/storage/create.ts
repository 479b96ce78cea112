import { closeSync, constants, copyFileSync, fsyncSync, linkSync, lstatSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { newDraftName } from './drafts.js';
import { syncFolder } from './folders.js';
import { isSystemError } from './reasons.js';

export interface CreateOptions {
  /** The token of the run that makes the file. */
  readonly token: string;
  /** Whether its name must survive a power failure. Default: false. */
  readonly durable?: boolean;
}

/**
 * Makes a file only if nothing has its name, with its content from the start if the file system supports links. If its name survives a
 * power failure, so does its content, since an empty file would be useless.
 *
 * @returns whether it was made
 */
export function create(path: string, text: string, options: CreateOptions): boolean {
  return withDraft(path, text, options, (draft) => {
    try {
      linkSync(draft, path);
      return true;
    } catch (error) {
      // A network file system may have made the link although it reports a failure.
      if (lstatSync(draft).nlink === 2) return true;
      if (isSystemError(error) && error.code === 'EEXIST') return false;
      return createWithoutLinks(path, text);
    }
  });
}

/** Makes a file, replacing an existing one. */
export function replace(path: string, text: string, options: CreateOptions): void {
  withDraft(path, text, options, (draft) => renameSync(draft, path));
}

function withDraft<Result>(path: string, text: string, { token, durable = false }: CreateOptions, use: (draft: string) => Result): Result {
  const draft = join(dirname(path), newDraftName({ token, id: 'file' }));
  try {
    writeNew(draft, text);
    const result = use(draft);
    if (durable) syncFolder(dirname(path));
    return result;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** @throws the system's error; then nothing is left under the name, unless something existed before */
function writeNew(path: string, text: string): void {
  const descriptor = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0), 0o666);
  try {
    try {
      writeFileSync(descriptor, text);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  }
}

function createWithoutLinks(path: string, text: string): boolean {
  try {
    writeNew(path, text);
    return true;
  } catch (error) {
    if (isSystemError(error) && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Copies a file over an existing one; a link there is removed, not written through. */
export function copyAnew(source: string, copy: string): void {
  rmSync(copy, { force: true });
  copyFileSync(source, copy, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
}

/** The same for a text. */
export function writeAnew(path: string, text: string): void {
  rmSync(path, { force: true });
  writeFileSync(path, text, { flag: 'wx' });
}
