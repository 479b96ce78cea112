import { closeSync, constants, fsyncSync, linkSync, lstatSync, openSync } from 'node:fs';
import { ImgparError } from '../errors.js';
import { anchorOf, nameIn } from './anchor.js';
import { exists, openSource } from './file.js';
import { syncFolder } from './folders.js';
import { reasonOf } from './reasons.js';
import { writeAtomic } from './write-atomic.js';
/**
 * Keeps the content of a file under a second name: as a link where the file system can, as the file itself will be replaced and not
 * be written into; else as a copy.
 *
 * @param path of the original, whose folder does not change meanwhile
 * @param bytes its content
 * @param original the same file, open
 * @throws {ImgparError} `unwritable`, also if other content is there already, which is not replaced
 */
export function keepOriginal(path, original, bytes, { backup, root, owner, durable = false }) {
    const folder = anchorOf(backup, root, durable);
    const place = nameIn(folder, backup);
    if (exists(place))
        requireSame(backup, place, bytes);
    else if (!linked(path, place, original)) {
        writeAtomic(backup, bytes, { owner, root, durable, traits: original });
        return;
    }
    if (durable)
        sync(backup, place, folder.path);
}
/** Whether it could be linked, and it is that very file that was: by its name something else may have been met. */
function linked(path, place, { ino, dev }) {
    try {
        const found = lstatSync(path);
        if (found.ino !== ino || found.dev !== dev)
            return false;
        linkSync(path, place);
        return true;
    }
    catch {
        // Another file system, or one without links.
        return false;
    }
}
function requireSame(backup, place, bytes) {
    const file = openSource(place, { throughLink: false });
    try {
        if (file.size === bytes.byteLength && Buffer.compare(file.readAll(), bytes) === 0)
            return;
    }
    finally {
        file.close();
    }
    throw new ImgparError('unwritable', `the backup ${backup} holds the original of another image, which is not replaced; bring that one back with imgpar restore, ` +
        'move the backup elsewhere, or name another folder with backupDir');
}
/** The content too, as nobody knows whether who made the file has synced it. */
function sync(backup, place, folder) {
    try {
        // Windows syncs only what may be written to.
        const descriptor = openSync(place, process.platform === 'win32' ? constants.O_RDWR : constants.O_RDONLY);
        try {
            fsyncSync(descriptor);
        }
        finally {
            closeSync(descriptor);
        }
        syncFolder(folder);
    }
    catch (error) {
        throw new ImgparError('unwritable', `cannot sync the backup ${backup}: ${reasonOf(error)}`, { cause: error });
    }
}
