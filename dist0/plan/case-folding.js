import { opendir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
/** The same for all names that are one to the disk, different for names that are not. */
export function fold(name, folding) {
    switch (folding) {
        case 'exact':
            return name;
        case 'case':
            return upperCase(name);
        case 'form':
            return name.normalize('NFD');
        case 'case-and-form':
            return fullUpperCase(name.normalize('NFD'));
    }
}
/** Letter by letter: what has no single upper-case letter, such as ß, stays. */
function upperCase(name) {
    return name.replace(/[^A-Z0-9._/\\-]/gu, (letter) => {
        const upper = letter.toUpperCase();
        return upper.length === letter.length && letter !== 'ı' ? upper : letter;
    });
}
/** As Unicode folds: ß, ẞ and ss are one, the dotless ı is on its own. */
function fullUpperCase(name) {
    return name.replace(/[^ı]+/gu, (letters) => letters.toLowerCase().toUpperCase());
}
/**
 * Finds out which names are one to the disk that holds a folder, or will hold it. Writes nothing: tries whether names that are
 * there are found in the other case, too. Where there is none to try, what is usual on the system is assumed.
 *
 * @param path absolute; need not exist
 */
export async function foldingOf(path) {
    const existing = await nearestExisting(path);
    const ignored = (await caseIgnoredInside(existing)) ?? (await caseIgnoredFor(existing)) ?? usuallyIgnored.has(process.platform);
    if (process.platform === 'darwin')
        return ignored ? 'case-and-form' : 'form';
    if (process.platform === 'win32')
        return ignored ? 'case' : 'exact';
    return ignored ? 'case-and-form' : 'exact';
}
const usuallyIgnored = new Set(['darwin', 'win32']);
async function nearestExisting(path) {
    if ((await statIfAny(path))?.isDirectory() || dirname(path) === path)
        return path;
    return nearestExisting(dirname(path));
}
/** Undefined if nothing in the folder has a name with letters. */
async function caseIgnoredInside(folder) {
    const names = await someNames(folder);
    const name = [...names].find((candidate) => swapCase(candidate) !== candidate);
    if (name === undefined)
        return undefined;
    // Two names that differ in case alone can be one file under two names, but not on a disk that ignores case.
    if (names.has(swapCase(name)))
        return false;
    return isSame(join(folder, name), join(folder, swapCase(name)));
}
/** By the folder's own name. What is mounted there follows its own rules, not those of the folder that holds it. */
async function caseIgnoredFor(folder) {
    const [own, parent] = [await statIfAny(folder), await statIfAny(dirname(folder))];
    const swapped = swapCase(basename(folder));
    if (swapped === basename(folder) || own?.dev !== parent?.dev)
        return undefined;
    return isSame(folder, join(dirname(folder), swapped));
}
async function someNames(folder) {
    const names = new Set();
    try {
        for await (const { name } of await opendir(folder)) {
            names.add(name);
            if (names.size >= maxNames)
                break;
        }
    }
    catch {
        // A folder that may be entered, but not listed: then its own name has to do.
    }
    return names;
}
const maxNames = 1024;
async function isSame(path, other) {
    const [one, two] = [await statIfAny(path), await statIfAny(other)];
    return one !== undefined && two !== undefined && one.dev === two.dev && one.ino === two.ino;
}
async function statIfAny(path) {
    return stat(path, { bigint: true }).catch(() => undefined);
}
/** ASCII only: every disk that ignores case ignores that of ASCII. */
function swapCase(name) {
    return name.replace(/[a-z]+|[A-Z]+/g, (letters) => (letters < 'a' ? letters.toLowerCase() : letters.toUpperCase()));
}
