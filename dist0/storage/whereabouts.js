import { lstatSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { codeOf } from '../errors.js';
import { reasonOf } from './reasons.js';
/**
 * Tells files that are gone from files that only cannot be seen: no permission, a failing drive, a disk that is not mounted. The one proof
 * that a file is gone is a folder that was read and does not hold it, or does not hold the folder on the way to it. Each folder is read once.
 */
export class Whereabouts {
    #listings = new Map();
    #names = 0;
    /**
     * @param root the folder that the search begins in, or the file itself; all it needs is to be absolute
     * @param path of the file, the root or below it
     * @param seenAt when the file was there, in milliseconds since the epoch
     */
    of(root, path, seenAt) {
        const found = lookAt(path);
        if (typeof found === 'object')
            return there;
        const start = path === root ? dirname(root) : root;
        const names = path === root ? [basename(root)] : path.slice(withSeparator(root).length).split(sep);
        const held = this.#search(start, names, seenAt);
        // What cannot be looked at may be there under another spelling, which the disk takes for the same.
        return held.state === 'gone' && found !== undefined ? unreadable(path, found) : held;
    }
    #search(root, names, seenAt) {
        let folder = root;
        for (const [index, name] of names.entries()) {
            const listing = this.#read(folder);
            if (typeof listing === 'string')
                return unreadable(folder, listing);
            if (!listing.names.has(name))
                return provesLoss(listing, folder === root, seenAt) ? gone : empty(folder);
            if (index === names.length - 1)
                return there;
            folder = join(folder, name);
            const found = lookAt(folder);
            if (found === undefined)
                return unreadable(folder, 'it is listed, but not there');
            if (typeof found === 'string')
                return unreadable(folder, found);
            if (found.isSymbolicLink())
                return unreadable(folder, 'it is a symbolic link now, and not followed');
            if (!found.isDirectory())
                return gone;
        }
        return there;
    }
    #read(folder) {
        const known = this.#listings.get(folder);
        if (known !== undefined)
            return known;
        const listing = listingOf(folder);
        const names = typeof listing === 'string' ? 1 : listing.names.size;
        if (this.#names + names > maxNamesKept) {
            this.#listings.clear();
            this.#names = 0;
        }
        this.#names += names;
        this.#listings.set(folder, listing);
        return listing;
    }
}
/** Names of folders that are remembered together, some 100 MB; of a larger folder all the same. */
const maxNamesKept = 1_000_000;
const there = { state: 'there' };
const gone = { state: 'gone' };
const unreadable = (place, why) => ({ state: 'unseen', reason: 'unreadable', place, why });
const empty = (place) => ({ state: 'unseen', reason: 'empty', place, why: 'it is empty' });
/**
 * Whether a folder that was read and does not hold a file proves that the file is gone. One with nothing in it may be the mount point of a
 * disk that is not mounted: a root proves nothing then; another folder does if it changed after the file was seen, as one does from which
 * files are removed.
 */
function provesLoss({ names, changedAt }, isRoot, seenAt) {
    for (const name of names)
        if (!name.startsWith('.'))
            return true;
    return !isRoot && changedAt >= seenAt;
}
function listingOf(folder) {
    try {
        return { names: new Set(readdirSync(folder)), changedAt: statSync(folder).mtimeMs };
    }
    catch (error) {
        return reasonOf(error);
    }
}
/** What stands at a path, undefined if nothing does, or why that cannot be told. */
function lookAt(path) {
    try {
        return lstatSync(path, { throwIfNoEntry: false });
    }
    catch (error) {
        // A part of the path is a file: Node asks for that to be caught, unlike a part that is missing.
        return codeOf(error) === 'ENOTDIR' ? undefined : reasonOf(error);
    }
}
function withSeparator(root) {
    return root.endsWith(sep) ? root : root + sep;
}
/** Whether a path is a folder or file, or lies below it, by the names alone. */
export function isAtOrBelow(root, path) {
    return path === root || path.startsWith(withSeparator(root));
}
/** Whether a path leads below a folder without climbing out of it and through no link. A manifest may have been written by anybody. */
export function isPlainlyBelow(root, path) {
    const start = root.endsWith(sep) ? root : root + sep;
    if (!path.startsWith(start))
        return false;
    const names = path.slice(start.length).split(sep).slice(0, -1);
    return names.every((_, index) => isPlainFolder(join(root, ...names.slice(0, index + 1))));
}
function isPlainFolder(path) {
    try {
        return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
    }
    catch {
        return false;
    }
}
