import { closeSync, constants, fchmodSync, fchownSync, fstatSync, fsyncSync, futimesSync, lstatSync, openSync, renameSync, writeSync, } from 'node:fs';
import { dirname, join } from 'node:path';
import { types } from 'node:util';
import { ImgparError } from '../errors.js';
import { anchorOf, letGo, nameIn } from './anchor.js';
import { newDraftName, removeDraft } from './drafts.js';
import { makeFolders, syncFolder } from './folders.js';
import { isSystemError, reasonOf } from './reasons.js';
/**
 * Makes a file appear whole or not at all: writes a draft and renames it. Missing folders are made. What stood at the
 * destination is replaced; a link there is replaced, not followed. A failure leaves no draft.
 *
 * @param content the bytes, also in parts that are made as they are written
 * @throws {ImgparError} `unwritable`
 */
export function writeAtomic(destination, content, options) {
    const draft = openDraft(destination, options);
    try {
        for (const part of types.isUint8Array(content) ? [content] : content)
            draft.write(part);
        return draft.appear();
    }
    catch (error) {
        draft.giveUp();
        throw error instanceof ImgparError ? error : unwritable(destination, error);
    }
}
/**
 * The same for a file that is written part by part as it is made.
 *
 * @throws {ImgparError} `unwritable`; and whatever making the parts throws
 */
export async function writePartsAtomic(destination, parts, options) {
    const draft = openDraft(destination, options);
    try {
        for await (const part of parts)
            draft.write(part);
        return draft.appear();
    }
    catch (error) {
        draft.giveUp();
        // An error of ours, and one that is none of the file system's, is of who makes the parts.
        throw error instanceof ImgparError || !isSystemError(error) ? error : unwritable(destination, error);
    }
}
/** @throws {ImgparError} `unwritable` */
function openDraft(destination, options) {
    try {
        return new Draft(destination, options);
    }
    catch (error) {
        throw error instanceof ImgparError ? error : unwritable(destination, error);
    }
}
export function unwritable(destination, error) {
    return new ImgparError('unwritable', `cannot write ${destination}: ${reasonOf(error)}`, { cause: error });
}
/** A file that is being written, until it gets its name or is given up. */
class Draft {
    #options;
    #folder;
    #destination;
    #path;
    #descriptor;
    #isOpen = true;
    constructor(destination, options) {
        this.#options = options;
        [this.#folder, this.#path, this.#descriptor] = openIn(destination, options);
        this.#destination = nameIn(this.#folder, destination);
    }
    write(bytes) {
        let written = 0;
        while (written < bytes.byteLength)
            written += writeSync(this.#descriptor, bytes, written);
    }
    /** Gives it what it is to have besides its content, and its name. */
    appear() {
        const { traits, durable = false, beforeAppearing } = this.#options;
        if (traits)
            setTraits(this.#descriptor, traits);
        const { mtimeMs, uid, gid, ino } = fstatSync(this.#descriptor);
        // It may still give the draft what no trait says, so it comes before the syncing.
        beforeAppearing?.({ descriptor: this.#descriptor, mtimeMs, uid, gid }, this.#folder);
        if (durable)
            fsyncSync(this.#descriptor);
        this.#close();
        this.#rename(ino);
        if (!durable)
            return { mtimeMs };
        try {
            syncFolder(this.#folder.path);
            return { mtimeMs };
        }
        catch (error) {
            // It has replaced what stood there, so to call it failed would be wrong.
            return { mtimeMs, notDurable: error };
        }
    }
    /** Never throws: it is called where something has failed already. */
    giveUp() {
        try {
            this.#close();
        }
        catch {
            // What failed before says why.
        }
        removeDraft(this.#path);
    }
    #rename(ino) {
        try {
            renameSync(this.#path, this.#destination);
        }
        catch (error) {
            // A file system in a network may say that it failed and have done it.
            if (!isNow(this.#destination, ino) || isNow(this.#path, ino))
                throw error;
        }
    }
    #close() {
        if (!this.#isOpen)
            return;
        this.#isOpen = false;
        closeSync(this.#descriptor);
    }
}
/** A new file in the folder of the destination, which is made if it is missing. */
function openIn(destination, { root, owner, durable = false }) {
    const name = newDraftName(owner);
    const openNew = (folder) => {
        const path = join(folder.path, name);
        return [folder, path, openSync(path, newFile, 0o666)];
    };
    const anchored = () => (root === undefined ? { path: dirname(destination) } : anchorOf(destination, root, durable));
    try {
        return openNew(anchored());
    }
    catch (error) {
        if (!isSystemError(error) || error.code !== 'ENOENT')
            throw error;
        if (root !== undefined)
            letGo(root);
        makeFolders(dirname(destination), { durable });
        return openNew(anchored());
    }
}
/** A file that is not there yet: nothing that somebody has laid under its name is written to. */
const newFile = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
function isNow(path, ino) {
    try {
        return lstatSync(path).ino === ino;
    }
    catch {
        return false;
    }
}
// Windows knows only a flag "read-only", and would not let a later run replace a file that has it.
const hasPermissions = process.platform !== 'win32';
/** Gives an open file traits. Owner and group stay as they are where the system does not let them be given away. */
function setTraits(descriptor, { mode, mtimeMs, uid, gid }) {
    if (hasPermissions && uid !== undefined && gid !== undefined)
        giveTo(descriptor, uid, gid);
    // After the owner, as giving a file away takes set-user-ID from it.
    if (hasPermissions && mode !== undefined)
        fchmodSync(descriptor, mode);
    if (mtimeMs === undefined)
        return;
    // As a number the time keeps its microseconds; Node takes a negative one for "now", a Date not.
    futimesSync(descriptor, Date.now() / 1000, mtimeMs < 0 ? new Date(mtimeMs) : mtimeMs / 1000);
}
function giveTo(descriptor, uid, gid) {
    const now = fstatSync(descriptor);
    if (now.uid === uid && now.gid === gid)
        return;
    if (tried(() => fchownSync(descriptor, uid, gid)))
        return;
    // The group alone may be given to one that the user is in.
    if (now.gid !== gid)
        tried(() => fchownSync(descriptor, now.uid, gid));
}
function tried(act) {
    try {
        act();
        return true;
    }
    catch {
        return false;
    }
}
