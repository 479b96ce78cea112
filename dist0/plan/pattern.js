import { lstat, readdir } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname, join, relative as relativePath, sep } from 'node:path';
import { leftBehind } from '../installed.js';
import { DistinctNames, isUndecodable } from '../storage/undecodable.js';
import { entryFor, folderAsEntry, kindOf, noteOwnName } from './folder.js';
import { globMatcher } from './glob.js';
import { isOwnName } from './own-names.js';
// The only import of fast-glob, loaded where there is a pattern: it takes 30 ms. What it does otherwise than wanted is put right here:
// - it follows links, and is silent or ends at folders that cannot be read: our own readdir below decides
// - its ** passes over names that hold a line break: these are given other characters while it works
// - its stream runs ahead of whoever reads it: so the readdir waits
// - a name may keep its regular expressions busy for hours if a pattern has many stars: it is given one with fewer
// - ( ) | + @ ! mean something in its patterns, which in file names are far more often meant as they stand
/** Whether a text can be read as a pattern: holds `*`, `?`, `[…]` or `{…,…}`. */
export function isPattern(text) {
    return firstSpecial(text) >= 0;
}
/** The folder at which matching begins, everything before the first part with a special character; and the rest, the pattern proper. */
export function splitPattern(text) {
    const given = slashed(text);
    const special = firstSpecial(given);
    const slash = given.lastIndexOf('/', special < 0 ? given.length : special);
    const base = given.slice(0, slash + 1).replace(/\\(.)/gs, '$1');
    return { base: base === '' ? '.' : base, pattern: given.slice(slash + 1) };
}
function slashed(path) {
    return sep === '/' ? path : path.replaceAll(sep, '/');
}
/** The same, but a folder of the very name that a part has is meant literally: `scans [1-3]/*.jpg` is what lies in `scans [1-3]`. */
export async function splitPatternOnDisk(text) {
    let { base, pattern } = splitPattern(text);
    for (let slash = pattern.indexOf('/'); slash >= 0; slash = pattern.indexOf('/')) {
        const folder = `${base === '.' ? '' : base}${pattern.slice(0, slash + 1)}`;
        if (!(await isThere(folder)))
            break;
        const inside = splitPattern(pattern.slice(slash + 1));
        base = folder + (inside.base === '.' ? '' : inside.base);
        pattern = inside.pattern;
    }
    return { base, pattern };
}
async function isThere(path) {
    return stat(path).then(() => true, () => false);
}
function firstSpecial(text) {
    for (const { index, groups } of slashed(text).matchAll(/\\.|(?<special>[*?]|\[[^/]+\]|\{.*(?:,|\.\.).*\})/gs)) {
        if (groups?.special !== undefined)
            return index;
    }
    return -1;
}
/** Every file below the listing's folder whose path matches. A folder that matches is not read for that: `/**` behind it is for that. */
export async function* filesMatching(pattern, listing) {
    const { default: fastGlob } = await import('fast-glob').catch((error) => {
        throw leftBehind('fast-glob cannot be loaded', error);
    });
    const reader = new FolderReader(listing);
    const simpler = withFewStars(pattern);
    const isMeant = simpler === pattern ? () => true : globMatcher(pattern, { ignoreCase: !isCaseSensitive, literalSets: false });
    // The declared type says less than is so: with objectMode fast-glob gives matches, through a PassThrough.
    const matches = fastGlob.stream(forFastGlob(simpler), optionsFor(listing, reader));
    reader.readsFor = matches;
    const stop = () => matches.destroy(listing.signal?.reason);
    listing.signal?.addEventListener('abort', stop);
    try {
        for await (const { path, dirent } of matches) {
            listing.signal?.throwIfAborted();
            const relative = fromFastGlob(path);
            if (isMeant(slashed(relative)) && isWanted(listing, dirent, relative))
                yield entryFor(listing, relative, kindOf(dirent));
        }
        listing.signal?.throwIfAborted();
        for (const folder of reader.unreadable)
            yield folderAsEntry(listing, folder);
    }
    finally {
        listing.signal?.removeEventListener('abort', stop);
    }
}
const isCaseSensitive = process.platform !== 'win32';
/**
 * The same pattern, but that from the first to the last of many stars in a name one stands for all: it matches as much and more. One
 * with `{1..3}` or `[[:alpha:]]`, which only fast-glob knows, stays as it is.
 */
function withFewStars(pattern) {
    if (pattern.includes('..') || pattern.includes('[:'))
        return pattern;
    return pattern.split('/').map(withOneStar).join('/');
}
function withOneStar(name) {
    const tokens = Array.from(name.matchAll(/\\.|\[[^/]+?\]|./gsu), ([token]) => token);
    const [first, last] = [tokens.indexOf('*'), tokens.lastIndexOf('*')];
    // Braces may begin or end in between.
    if (tokens.filter((token) => token === '*').length <= mostStars || tokens.includes('{') || tokens.includes('}'))
        return name;
    return [...tokens.slice(0, first), ...tokens.slice(last)].join('');
}
/** With so many, time grows by the square of the length of a name, which is short; with each further one by 100 times and more. */
const mostStars = 2;
function optionsFor(listing, reader) {
    return {
        cwd: listing.canonical,
        fs: {
            // There is another form of the call, for names alone, but only versions of Node without dirents are asked for these.
            readdir: ((path, _options, callback) => reader.read(path, callback)),
            lstat: (path, callback) => lstat(fromFastGlob(path), callback),
        },
        dot: listing.selection.hidden,
        caseSensitiveMatch: isCaseSensitive,
        followSymbolicLinks: false,
        onlyFiles: false,
        objectMode: true,
        // Would remember every path.
        unique: false,
        extglob: false,
        suppressErrors: true,
        // One folder after the other, so that the order is the same every time.
        concurrency: 1,
    };
}
/** Reads folders for fast-glob: only those that are wanted, no faster than matches are taken, and minding those that it cannot read. */
class FolderReader {
    listing;
    /** Folders that could not be read, relative to the listing's. */
    unreadable = [];
    readsFor;
    constructor(listing) {
        this.listing = listing;
    }
    read(path, callback) {
        const folder = fromFastGlob(path);
        const relative = relativePath(this.listing.canonical, folder);
        if (this.readsFor?.destroyed || !isEntered(this.listing, relative)) {
            callback(null, []);
        }
        else if (isUndecodable(relative)) {
            this.unreadable.push(relative);
            callback(null, []);
        }
        else if (this.#backlog > maxBacklog) {
            setImmediate(() => this.read(path, callback));
        }
        else {
            readdir(folder, { withFileTypes: true }, (error, dirents) => {
                if (error && !isNowhere(error))
                    this.unreadable.push(relative);
                if (error)
                    callback(null, []);
                else
                    void this.#named(dirents, folder).then((named) => callback(null, named));
            });
        }
    }
    async #named(dirents, folder) {
        const names = new DistinctNames(folder);
        for (const dirent of dirents) {
            if (isOwnName(dirent.name))
                noteOwnName(this.listing, relativePath(this.listing.canonical, join(folder, dirent.name)));
            if (dirent.name.includes('\uFFFD'))
                await names.correct(dirent);
            dirent.name = toFastGlob(dirent.name);
        }
        return dirents;
    }
    get #backlog() {
        return this.readsFor ? this.readsFor.readableLength + this.readsFor.writableLength : 0;
    }
}
/** Matches that may wait to be taken before a further folder is read. */
const maxBacklog = 1024;
/** The folders of what fast-glob found were asked for when it read them, except where a `{a,b}` names them outright: it looks there without reading. */
function isWanted(listing, dirent, relative) {
    const { canonical, selection, avoided, leftOut } = listing;
    if (dirent.isDirectory()) {
        leftOut.foldersMatched += 1;
        return false;
    }
    if (!dirent.isFile() && avoided.has(join(canonical, relative))) {
        leftOut.destination = true;
        return false;
    }
    const isSelected = selection.takesFile(relative, canonical);
    if (isOwnName(basename(relative)) || !isEntered(listing, dirname(relative)))
        return false;
    if (!isSelected)
        leftOut.unselected += 1;
    return isSelected;
}
/** Whether a folder and all those above it, up to where the pattern begins, may be read. If not, it counts as left out. */
function isEntered({ canonical, avoided, selection, leftOut }, folder) {
    if (folder === '' || folder === '.')
        return true;
    const names = folder.split(sep);
    return names.every((name, index) => {
        const upToHere = names.slice(0, index + 1).join(sep);
        const isSelected = selection.entersFolder(upToHere, canonical);
        if (isOwnName(name))
            return false;
        const isDestination = avoided.has(join(canonical, upToHere));
        if (isDestination)
            leftOut.destination = true;
        else if (!isSelected)
            leftOut.unselected += 1;
        return isSelected && !isDestination;
    });
}
/** A pattern may lead nowhere. */
function isNowhere({ code }) {
    return code === 'ENOENT' || code === 'ENOTDIR';
}
/** Escapes what is no special character here but one there, outside of escapes and `[…]`. */
function forFastGlob(pattern) {
    return toFastGlob(pattern).replace(/\\.|\[[^/]+?\]|[()|+@!"]/gs, (found) => (found.length === 1 ? `\\${found}` : found));
}
// Halves of surrogate pairs: no name that was decoded from bytes holds them. On Windows, where a name could, no name holds a line break.
const lineBreaks = ['\n', '\r', '\u2028', '\u2029'];
const standIns = ['\uDC00', '\uDC01', '\uDC02', '\uDC03'];
function toFastGlob(name) {
    if (sep !== '/')
        return name;
    return name.replace(/[\n\r\u2028\u2029]/g, (lineBreak) => standIns[lineBreaks.indexOf(lineBreak)]);
}
function fromFastGlob(path) {
    if (sep !== '/')
        return path.replaceAll('/', sep);
    // With u, halves of a pair are not looked at: only those that stand alone are found.
    return path.replace(/[\uDC00-\uDC03]/gu, (standIn) => lineBreaks[standIns.indexOf(standIn)]);
}
