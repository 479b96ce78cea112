import { lstat, opendir, stat } from 'node:fs/promises';
import { basename, dirname, join, parse, resolve, sep } from 'node:path';
import { isNamedLikeImage } from '../codec/sniff.js';
import { codeOf, ImgparError } from '../errors.js';
import { absolutePath, canonicalPath } from './canonical.js';
import { filesBelow } from './folder.js';
import { namesIn, placeOf, requireNameList } from './name-list.js';
import { filesMatching, isPattern, splitPatternOnDisk } from './pattern.js';
/**
 * Takes the sources that begin with `!` for what they are in other programs: patterns of what is left out. A file of such a name, which
 * is there, is a source.
 */
export async function withNegations(options) {
    const [sources, exclude] = [[], []];
    for (const text of options.sources) {
        if (text.startsWith('!') && !(await statIfAny(text, resolve(text))))
            exclude.push(text.slice(1));
        else
            sources.push(text);
    }
    return { ...options, sources, exclude: [...(options.exclude ?? []), ...exclude] };
}
/**
 * Finds out what each argument is: what exists is a folder or a file, whatever characters its name holds; all else is a pattern,
 * or a mistake. A source given twice counts once.
 *
 * @param lists files with names of files
 * @throws {ImgparError} `usage`
 */
export async function resolveSources(given, lists = []) {
    if (given.length + lists.length === 0)
        throw new ImgparError('usage', 'no source given, expected at least one folder, file or pattern');
    const sources = new Map();
    for (const text of given) {
        const source = await resolveSource(text);
        sources.set(JSON.stringify([source.path, source.pattern]), source);
    }
    const here = resolve('.');
    for (const list of new Set(lists)) {
        await requireNameList(list);
        const place = { path: here, writtenPath: '.', canonical: await canonicalPath(here) };
        sources.set(JSON.stringify([list]), { type: 'list', given: list, ...place, pattern: '' });
    }
    return [...sources.values()];
}
/**
 * Every file of the sources, one source after the other. Nothing is opened, so any regular file counts as an image for now. A
 * file that two sources lead to is found twice.
 */
export async function* find(sources, { destination, ...options }) {
    const avoided = await placesOf(destination);
    for (const source of sources) {
        options.signal?.throwIfAborted();
        const listing = { ...options, path: source.path, canonical: source.canonical, avoided };
        const unselectedBefore = options.leftOut.unselected;
        let found = 0;
        for await (const entry of filesOf(source, listing)) {
            found += 1;
            yield entry;
        }
        options.onSearched?.(source, found + options.leftOut.unselected - unselectedBefore > 0);
    }
}
function filesOf(source, listing) {
    if (source.type === 'folder')
        return filesBelow(listing);
    if (source.type === 'pattern')
        return filesMatching(source.pattern, listing);
    if (source.type === 'list')
        return listedFiles(source.given, listing);
    return namedFile(listing);
}
async function* namedFile({ path, selection, leftOut }) {
    const relative = basename(path);
    if (selection.takesAll || selection.takesFile(relative, await canonicalPath(dirname(path))))
        yield { source: path, relative, named: true };
    else
        leftOut.unselected += 1;
}
/**
 * Nothing is looked at, so what is missing or no file fails when its turn comes. What is named like an image is meant to be one; all else
 * is passed over if it is none, as in a folder.
 */
async function* listedFiles(list, { path, selection, leftOut, signal }) {
    for await (const name of namesIn(list, signal)) {
        signal?.throwIfAborted();
        const place = placeOf(name, path);
        if (selection.takesAll || isTaken(place, selection))
            yield { ...place, named: isNamedLikeImage(name) };
        else
            leftOut.unselected += 1;
    }
}
/** Whether a file and all the folders on the way to it are taken. */
function isTaken({ source, relative }, selection) {
    // Where the way starts: the current folder, or the root of a file that lies elsewhere.
    const start = source.endsWith(relative) ? source.slice(0, source.length - relative.length) : parse(source).root;
    const folders = relative.split(sep).slice(0, -1);
    const areEntered = folders.every((_, index) => selection.entersFolder(folders.slice(0, index + 1).join(sep), start));
    return selection.takesFile(relative, start) && areEntered;
}
/** Where a listing could come upon the destination: the folder itself, and the link that leads to it. */
async function placesOf(destination) {
    return new Set([await canonicalPath(destination), join(await canonicalPath(dirname(destination)), basename(destination))]);
}
async function resolveSource(given) {
    // An empty name would mean the current folder, and is far more likely an unset variable of a script.
    if (given === '')
        throw new ImgparError('usage', 'a source is empty, expected a folder, a file or a pattern');
    if (given.includes('\0'))
        throw new ImgparError('usage', `the source ${JSON.stringify(given)} holds a zero byte, which no file name can`);
    const path = await absolutePath(given);
    const found = await statIfAny(given, path);
    if (found?.isDirectory())
        return resolvedFolder(given, path);
    if (found?.isFile())
        return { type: 'file', given, path, writtenPath: given, canonical: await canonicalPath(path), pattern: '' };
    if (found)
        throw new ImgparError('usage', `the source ${given} is neither a folder nor a file (a pipe, a socket or a device), so it is not opened`);
    if (isPattern(given))
        return resolvedPattern(given);
    if (given.includes('\uFFFD'))
        throw new ImgparError('usage', `the source ${given} does not exist, or its name is not valid UTF-8; rename it, or give its folder`);
    throw new ImgparError('usage', `the source ${given} does not exist; looked for ${path}`);
}
async function statIfAny(given, path) {
    try {
        return await stat(path);
    }
    catch (error) {
        if (isPattern(given) && !(await isLink(path)))
            return undefined;
        const code = codeOf(error);
        if (code === 'EACCES' || code === 'EPERM')
            throw new ImgparError('usage', `the source ${given} cannot be seen: permission denied`, { cause: error });
        if (await isLink(path))
            throw new ImgparError('usage', `the source ${given} is a symbolic link that leads nowhere`, { cause: error });
        return undefined;
    }
}
async function isLink(path) {
    return lstat(path).then((found) => found.isSymbolicLink(), () => false);
}
async function resolvedFolder(given, path) {
    try {
        await (await opendir(path)).close();
    }
    catch (error) {
        throw new ImgparError('usage', `the folder ${given} cannot be read; allow this user to list it, or name other sources`, {
            cause: error,
        });
    }
    return { type: 'folder', given, path, writtenPath: given, canonical: await canonicalPath(path), pattern: '' };
}
async function resolvedPattern(given) {
    const { base, pattern } = await splitPatternOnDisk(given);
    const path = await absolutePath(base);
    return { type: 'pattern', given, path, writtenPath: base, canonical: await canonicalPath(path), pattern };
}
