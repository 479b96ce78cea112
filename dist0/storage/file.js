import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import { ImgparError } from '../errors.js';
import { notUtf8, reasonOf } from './reasons.js';
import { isUndecodable } from './undecodable.js';
/**
 * Opens a regular file. Pipes, devices and folders are refused, not waited for.
 *
 * @param throughLink whether a link is followed. Default: true
 * @throws {ImgparError} `unreadable`
 */
export function openSource(path, { throughLink = true } = {}) {
    // Node would open the file whose name has U+FFFD there.
    if (isUndecodable(path))
        throw new ImgparError('unreadable', `cannot read: ${notUtf8}`);
    const flags = constants.O_RDONLY | nonBlocking | (throughLink ? 0 : (constants.O_NOFOLLOW ?? 0));
    const descriptor = reading(path, () => openSync(path, flags));
    const close = () => closeSync(descriptor);
    try {
        const stat = reading(path, () => fstatSync(descriptor));
        if (!stat.isFile())
            throw new ImgparError('unreadable', 'not a regular file');
        const read = (room, offset = 0) => reading(path, () => readFully(descriptor, room, offset));
        const { size, mtimeMs } = stat;
        const piece = (offset, length) => read(freshRoom(Math.min(length, size - offset)), offset);
        return {
            descriptor,
            size,
            ino: stat.ino,
            dev: stat.dev,
            links: stat.nlink,
            mode: stat.mode & 0o7777,
            mtimeMs,
            uid: stat.uid,
            gid: stat.gid,
            head: (length) => piece(0, length),
            piece,
            readAll: (roomFor = freshRoom) => read(roomFor(readableSize(size))),
            close,
        };
    }
    catch (error) {
        close();
        throw error;
    }
}
// Opening a pipe for reading would wait for a writer. Windows has neither the flag nor the pipe.
const nonBlocking = constants.O_NONBLOCK ?? 0;
/** One call reads no more, and neither would the decoders. */
const maxFileBytes = 2 ** 31 - 1;
function readableSize(size) {
    if (size <= maxFileBytes)
        return size;
    throw new ImgparError('too-large', `the file has ${size} bytes; at most ${maxFileBytes} can be read`);
}
const freshRoom = (bytes) => Buffer.allocUnsafeSlow(bytes);
/** What fits into the room, or less where the file ends. */
function readFully(descriptor, room, offset) {
    let filled = 0;
    while (filled < room.length) {
        const count = readSync(descriptor, room, filled, room.length - filled, offset + filled);
        if (count === 0)
            break;
        filled += count;
    }
    return room.subarray(0, filled);
}
/** Whether anything stands at a path: a file, a folder, or a link, dangling or not. */
export function exists(path) {
    try {
        return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
    }
    catch {
        // A path that leads through a file or an unreadable folder leads nowhere; writing there will say why.
        return false;
    }
}
/** What is found at a path, by default of a link the link itself; undefined if nothing is, or it may not be seen. */
export function look(path, { throughLinks = false } = {}) {
    try {
        const found = (throughLinks ? statSync : lstatSync)(path, { throwIfNoEntry: false });
        return found && { isFile: found.isFile(), size: found.size, mtimeMs: found.mtimeMs };
    }
    catch {
        return undefined;
    }
}
/** Whether two paths lead to one file. Of a link, the link itself counts. */
export function isSameFile(path, other) {
    const [one, two] = [identityOf(path), identityOf(other)];
    return one !== undefined && two !== undefined && one.dev === two.dev && one.ino === two.ino;
}
function identityOf(path) {
    try {
        return lstatSync(path, { bigint: true, throwIfNoEntry: false });
    }
    catch {
        return undefined;
    }
}
/** Removes a file. @throws what the system says, also if there is none */
export function removeFile(path) {
    rmSync(path);
}
function reading(path, read) {
    try {
        return read();
    }
    catch (error) {
        throw new ImgparError('unreadable', `cannot read: ${reasonOf(error, path)}`, { cause: error });
    }
}
