import { closeSync, constants, mkdirSync, openSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { ImgparError } from '../errors.js';
import { makeFolders, syncFolder } from './folders.js';
import { isSystemError, reasonOf } from './reasons.js';
/**
 * By root, the last folder of this thread: images of a folder mostly follow each other. Asking whether it has moved takes 2 % of the time
 * of thumbnails.
 */
const held = new Map();
/** Sources, destination and backup have a root each; in place there may be many sources. */
const maxHeld = 8;
const descriptorsFolder = process.platform === 'linux' ? '/proc/self/fd' : undefined;
/**
 * The folder of a file that is to be written, made if it is missing. Refused if it is, or lies behind, a link that leads out of
 * `root`: whoever made the link would decide what is overwritten. The root itself may be a link, as the user named it.
 *
 * @param durable whether the names of folders that are made outlive a failure of power
 * @throws {ImgparError} `unwritable`
 */
export function anchorOf(file, root, durable = false) {
    const folder = dirname(file);
    const last = held.get(root);
    if (last?.folder === folder && placeOf(last.descriptor) === last.real)
        return last;
    letGo(root);
    try {
        const opened = openAnchor(file, folder, root, durable);
        if (!opened)
            return plainAnchor(file, folder, root, durable);
        held.set(root, opened);
        for (const longest of held.keys())
            if (held.size > maxHeld)
                letGo(longest);
        return opened;
    }
    catch (error) {
        if (error instanceof ImgparError)
            throw error;
        throw new ImgparError('unwritable', `cannot write ${file}: ${reasonOf(error)}`, { cause: error });
    }
}
/** Forgets the folder that is held open below a root, as after it was found to be removed. */
export function letGo(root) {
    const last = held.get(root);
    if (last)
        closeSync(last.descriptor);
    held.delete(root);
}
/** Undefined where the system offers no such thing, or does not let the folder be read. */
function openAnchor(file, folder, root, durable) {
    if (descriptorsFolder === undefined)
        return undefined;
    const descriptor = openFolder(file, folder, root, durable);
    if (descriptor === undefined)
        return undefined;
    const real = placeOf(descriptor);
    if (real === undefined) {
        closeSync(descriptor);
        return undefined;
    }
    try {
        requireBelow(file, real, realpathSync.native(root));
        return { folder, root, descriptor, real, path: `${descriptorsFolder}/${descriptor}` };
    }
    catch (error) {
        closeSync(descriptor);
        throw error;
    }
}
/** A missing folder is made in the one above it, held in the same way. */
function openFolder(file, folder, root, durable) {
    try {
        return openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
    }
    catch (error) {
        if (isSystemError(error) && error.code === 'EACCES')
            return undefined;
        if (!isSystemError(error) || error.code !== 'ENOENT')
            throw error;
    }
    if (folder === root || !folder.startsWith(withSeparator(root))) {
        makeFolders(folder, { durable });
        return openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
    }
    const above = openAnchor(file, dirname(folder), root, durable);
    if (!above)
        return undefined;
    try {
        const name = `${above.path}/${basename(folder)}`;
        try {
            mkdirSync(name);
            if (durable)
                syncFolder(above.path);
        }
        catch (error) {
            // Another worker was faster, or a link stands there.
            if (!isSystemError(error) || error.code !== 'EEXIST')
                throw error;
        }
        return openSync(name, constants.O_RDONLY | constants.O_DIRECTORY);
    }
    finally {
        closeSync(above.descriptor);
    }
}
/** Where the folder of a descriptor is now; undefined where /proc does not tell. */
function placeOf(descriptor) {
    try {
        return readlinkSync(`${descriptorsFolder}/${descriptor}`);
    }
    catch {
        return undefined;
    }
}
function plainAnchor(file, folder, root, durable) {
    // No folder on the way.
    if (folder !== root) {
        const real = existing(folder);
        const realRoot = existing(root);
        // A folder above the root is met when the root is not there yet, or no longer.
        const isAboveRoot = realRoot.startsWith(withSeparator(real)) && isAbove(folder, root);
        if (!isAboveRoot)
            requireBelow(file, real, realRoot);
    }
    makeFolders(folder, { durable });
    return { path: folder };
}
function requireBelow(file, realFolder, realRoot) {
    if (realFolder === realRoot || realFolder.startsWith(withSeparator(realRoot)))
        return;
    throw new ImgparError('unwritable', `cannot write ${file}: a folder on the way is a link that leads out of the destination, to ${realFolder}; remove the link`);
}
/** The true name of the deepest folder on the way that exists. */
function existing(path) {
    try {
        return realpathSync.native(path);
    }
    catch {
        // Neither it nor what it may point to is there; making it will say if that is a fault.
        const above = dirname(path);
        return above === path ? path : existing(above);
    }
}
function withSeparator(path) {
    return path.endsWith(sep) ? path : path + sep;
}
function isAbove(folder, root) {
    return relative(folder, root) !== '' && !relative(folder, root).startsWith('..');
}
/** The path of a name in an anchored folder. */
export function nameIn({ path }, file) {
    return join(path, basename(file));
}
