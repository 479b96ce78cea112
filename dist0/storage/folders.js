import { accessSync, closeSync, constants, fsyncSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { ImgparError } from '../errors.js';
import { exists } from './file.js';
import { isSystemError, reasonOf } from './reasons.js';
/** Makes a folder and those above it. @throws {ImgparError} `unwritable` */
export function makeFolder(path, options = {}) {
    try {
        makeFolders(path, options);
    }
    catch (error) {
        throw new ImgparError('unwritable', `cannot make the folder ${path}: ${reasonOf(error)}`, { cause: error });
    }
}
/**
 * The same, throwing what the system says. Node's own way to do that never ends where a file system says "no such folder" of one that
 * is there, as /proc does.
 *
 * @param durable whether the name of each folder that is made outlives a failure of power
 */
export function makeFolders(path, { durable = false } = {}) {
    try {
        mkdirSync(path);
    }
    catch (error) {
        if (isFolder(path))
            return;
        if (!isSystemError(error) || error.code !== 'ENOENT' || exists(dirname(path)))
            throw error;
        makeFolders(dirname(path), { durable });
        makeFolders(path, { durable });
        return;
    }
    if (durable)
        syncFolder(dirname(path));
}
function isFolder(path) {
    try {
        return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
    }
    catch {
        return false;
    }
}
/** @throws {ImgparError} `unwritable`, if the system says that nothing can be written into a folder */
export function requireWritable(path) {
    // Windows asks of the folder only whether it is read-only, which there says nothing.
    if (process.platform === 'win32')
        return;
    try {
        accessSync(path, constants.W_OK | constants.X_OK);
    }
    catch (error) {
        throw new ImgparError('unwritable', `cannot write into the folder ${path}: ${reasonOf(error)}`, { cause: error });
    }
}
/** Makes the names in a folder outlive a failure of power. Windows cannot, and need not, open a folder for it. */
export function syncFolder(path) {
    if (process.platform === 'win32')
        return;
    const descriptor = openSync(path, constants.O_RDONLY);
    try {
        fsyncSync(descriptor);
    }
    finally {
        closeSync(descriptor);
    }
}
