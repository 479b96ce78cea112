import { createReadStream, fstatSync, open } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { parse, resolve, sep } from 'node:path';
import { addAbortSignal } from 'node:stream';
import { promisify } from 'node:util';
import { ImgparError, messageOf } from '../errors.js';
import { decodeName } from '../storage/undecodable.js';
/** Stands for the standard input. */
const standardInput = '-';
/** @throws {ImgparError} `usage`, if there is nothing to read under that name */
export async function requireNameList(given) {
    if (given === standardInput)
        return;
    // A pipe will do, as `<(find …)` of a shell is one.
    const found = await stat(given).catch((error) => {
        throw cannotRead(given, error);
    });
    if (found.isDirectory())
        throw new ImgparError('usage', `the list ${given} is a folder, expected a file with names; give folders as sources`);
}
/**
 * The names in a file: one a line, ended by LF or CRLF, or each by a zero byte, as `find -print0` writes them, if there is one near the
 * beginning. Empty ones are passed over. The file is read as its names are taken, so its length costs no memory.
 *
 * @param signal ends the reading, also while nothing comes
 * @param blockBytes how much of a file is read at once
 * @throws {ImgparError} `usage`, if it cannot be read
 */
export async function* namesIn(given, signal, blockBytes = 64 * 1024) {
    let separator;
    let rest = Buffer.alloc(0);
    for await (const block of blocksOf(given, blockBytes, signal)) {
        const bytes = rest.length === 0 ? block : Buffer.concat([rest, block]);
        separator ??= bytes.includes(0) ? '\0' : '\n';
        // Names may be cut anywhere, also within a character.
        const end = bytes.lastIndexOf(separator) + 1;
        yield* namesOf(decodeName(bytes.subarray(0, end)), separator);
        rest = bytes.subarray(end);
        if (rest.length > longestNameBytes)
            throw noNames(given);
    }
    yield* namesOf(decodeName(rest), separator ?? '\n');
}
/** Windows takes paths of 32,767 UTF-16 units, three bytes each at most in UTF-8; others take less. */
const longestNameBytes = 3 * 32_767;
/** Some other file has been given for a list: without this, much of it would end up in memory. */
function noNames(given) {
    return new ImgparError('usage', `the list ${given} holds a name of more than ${longestNameBytes} bytes; expected names of files, one a line or each ended by a zero byte`);
}
async function* blocksOf(given, blockBytes, signal) {
    try {
        const stream = given === standardInput ? process.stdin : await openList(given, blockBytes);
        yield* signal ? addAbortSignal(signal, stream) : stream;
    }
    catch (error) {
        throw cannotRead(given, error);
    }
}
/** Files are read by threads, and one that waits for a pipe can be ended by nothing; sockets wait without a thread. */
async function openList(given, blockBytes) {
    const fd = await promisify(open)(given, 'r');
    return fstatSync(fd).isFIFO() ? new Socket({ fd, writable: false }) : createReadStream(given, { fd, highWaterMark: blockBytes });
}
function* namesOf(text, separator) {
    for (const name of text.split(separator)) {
        const plain = separator === '\n' && name.endsWith('\r') ? name.slice(0, -1) : name;
        // Editors of Windows begin a file with a mark of its encoding.
        const unmarked = plain.startsWith('\uFEFF') ? plain.slice(1) : plain;
        if (unmarked !== '')
            yield unmarked;
    }
}
/**
 * Where a listed file is, and where its result goes below the destination: under the name by which it is found from the folder that
 * names start from; one that lies elsewhere under its whole path.
 *
 * @param base absolute folder that names start from
 */
export function placeOf(name, base) {
    const source = resolve(base, name);
    const inside = base.endsWith(sep) ? base : base + sep;
    if (source.startsWith(inside))
        return { source, relative: source.slice(inside.length) };
    const { root } = parse(source);
    // Of `C:\` remains `C`, of `/` nothing.
    const drive = root.split(/[:\\/]+/).filter(Boolean);
    return { source, relative: [...drive, source.slice(root.length)].join(sep) };
}
function cannotRead(given, error) {
    const reason = messageOf(error);
    return new ImgparError('usage', `the list ${given} cannot be read: ${reason}`, { cause: error });
}
