import { closeSync, constants, copyFileSync, fsyncSync, linkSync, lstatSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { newDraftName } from './drafts.js';
import { syncFolder } from './folders.js';
import { isSystemError } from './reasons.js';
/**
 * Makes a file only if nothing stands under its name, with its content from the start where the file system has links. If its name
 * survives a failure of power, so does its content: an empty file would say nothing.
 *
 * @returns whether it was made
 */
export function create(path, text, options) {
    return withDraft(path, text, options, (draft) => {
        try {
            linkSync(draft, path);
            return true;
        }
        catch (error) {
            // A network's file system may have made the link though it says that it failed.
            if (lstatSync(draft).nlink === 2)
                return true;
            if (isSystemError(error) && error.code === 'EEXIST')
                return false;
            return createWithoutLinks(path, text);
        }
    });
}
/** Makes a file in the place of what stands there. */
export function replace(path, text, options) {
    withDraft(path, text, options, (draft) => renameSync(draft, path));
}
function withDraft(path, text, { token, durable = false }, use) {
    const draft = join(dirname(path), newDraftName({ token, id: 'file' }));
    try {
        writeNew(draft, text);
        const result = use(draft);
        if (durable)
            syncFolder(dirname(path));
        return result;
    }
    finally {
        rmSync(draft, { force: true });
    }
}
/** @throws the system's error; then nothing is left under the name, unless something stood there before */
function writeNew(path, text) {
    const descriptor = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0), 0o666);
    try {
        try {
            writeFileSync(descriptor, text);
            fsyncSync(descriptor);
        }
        finally {
            closeSync(descriptor);
        }
    }
    catch (error) {
        rmSync(path, { force: true });
        throw error;
    }
}
function createWithoutLinks(path, text) {
    try {
        writeNew(path, text);
        return true;
    }
    catch (error) {
        if (isSystemError(error) && error.code === 'EEXIST')
            return false;
        throw error;
    }
}
/** Copies a file, in the place of what stands there; a link there is removed, not written through. */
export function copyAnew(source, copy) {
    rmSync(copy, { force: true });
    copyFileSync(source, copy, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
}
/** The same with a text. */
export function writeAnew(path, text) {
    rmSync(path, { force: true });
    writeFileSync(path, text, { flag: 'wx' });
}
