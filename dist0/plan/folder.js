import { opendir } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { DistinctNames, isUndecodable } from '../storage/undecodable.js';
import { isOwnName } from './own-names.js';
export function nothingLeftOut() {
    return { hidden: 0, unselected: 0, foldersMatched: 0, destination: false, earlierResults: new Set() };
}
/**
 * Every file below a folder, whatever its name ends in, in the order of the disk. Links are told of, not followed. A folder that
 * cannot be read is listed as if it were a file: opening it fails, and so the run tells of it and why.
 */
export async function* filesBelow(listing, folder = '') {
    const path = join(listing.path, folder);
    const directory = isUndecodable(folder) ? undefined : await openFolder(path);
    if (!directory)
        return yield folderAsEntry(listing, folder);
    const names = new DistinctNames(path);
    const waiting = [];
    try {
        for (let found = await nextOf(directory); found !== 'end'; found = await nextOf(directory)) {
            listing.signal?.throwIfAborted();
            if (found === 'unreadable')
                return yield folderAsEntry(listing, folder);
            if (found.name.includes('\uFFFD'))
                await names.correct(found);
            const relative = folder === '' ? found.name : `${folder}${sep}${found.name}`;
            if (!isWanted(listing, found, relative))
                continue;
            if (!found.isDirectory())
                yield entryFor(listing, relative, kindOf(found));
            else if (waiting.push(relative) >= maxWaiting)
                for (const below of waiting.splice(0))
                    yield* filesBelow(listing, below);
        }
    }
    finally {
        await directory.close();
    }
    for (const below of waiting)
        yield* filesBelow(listing, below);
}
/**
 * Folders that wait to be listed until the one that holds them is closed, so that depth costs no open files. Where there are more
 * of them than this, it is left open while they are listed, so that their number costs no memory.
 */
const maxWaiting = 1024;
/** Names read at once: with 1024 twice as fast as with the 32 that Node takes unless told. */
const bufferSize = 1024;
async function openFolder(path) {
    try {
        return await opendir(path, { bufferSize });
    }
    catch {
        return undefined;
    }
}
async function nextOf(directory) {
    try {
        return (await directory.read()) ?? 'end';
    }
    catch {
        return 'unreadable';
    }
}
function isWanted(listing, dirent, relative) {
    const { selection, canonical, avoided, leftOut } = listing;
    if (isOwnName(dirent.name)) {
        noteOwnName(listing, relative);
        return false;
    }
    // Asked first, as a pattern that names what is left out anyway is no mistake.
    const selected = dirent.isDirectory() ? selection.entersFolder(relative, canonical) : selection.takesFile(relative, canonical);
    if (!selection.hidden && dirent.name.startsWith('.')) {
        leftOut.hidden += 1;
        return false;
    }
    if (!dirent.isFile() && avoided.has(join(canonical, relative))) {
        leftOut.destination = true;
        return false;
    }
    if (!selected)
        leftOut.unselected += 1;
    return selected;
}
/** A manifest below a source says that another run has written there. The source itself may be the result of a run on purpose. */
export function noteOwnName({ path, leftOut }, relative) {
    const folder = dirname(relative);
    if (basename(relative).startsWith('.imgpar.') && folder !== '.')
        leftOut.earlierResults.add(join(path, folder));
}
/** Why a thing that is no folder is passed over; undefined for a file. */
export function kindOf(thing) {
    if (thing.isFile())
        return undefined;
    return thing.isSymbolicLink() ? 'symbolic-link' : 'special-file';
}
export function entryFor({ path }, relative, kind) {
    return { source: join(path, relative), relative, named: false, ...(kind && { kind }) };
}
export function folderAsEntry(listing, folder) {
    return folder === '' ? { source: listing.path, relative: basename(listing.path), named: false } : entryFor(listing, folder);
}
