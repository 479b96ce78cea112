import { realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
/**
 * The absolute path that the system would take a given one for. Behind a link `..` is the folder above the link's target, where
 * `resolve` alone would go back to the folder that holds the link.
 */
export async function absolutePath(given) {
    if (!/[^/\\.][/\\]+\.\.(?:[/\\]|$)/.test(given))
        return resolve(given);
    const endsInName = basename(given) !== '..';
    const folder = await realPathIfAny(endsInName ? dirname(given) : given);
    if (folder === undefined)
        return resolve(given);
    return endsInName ? join(folder, basename(given)) : folder;
}
/**
 * A path with every link on it resolved and, where the disk ignores case, spelled as the disk spells it: two paths lead to the
 * same place if and only if these are equal. What does not exist yet is kept as given. Hard links count as different places.
 *
 * @param path absolute
 */
export async function canonicalPath(path) {
    const real = await realPathIfAny(path);
    if (real !== undefined)
        return real;
    const parent = dirname(path);
    return parent === path ? path : join(await canonicalPath(parent), basename(path));
}
/** The path with its links resolved; undefined if it does not exist or may not be seen. */
export async function realPathIfAny(path) {
    try {
        return await realpath(path);
    }
    catch {
        return undefined;
    }
}
/** Remembers the answers for folders, of which many files in a row have the same. */
export function remembered(ask) {
    const answers = new Map();
    return async (path) => {
        const known = answers.get(path);
        if (known !== undefined)
            return known;
        const answer = await ask(path);
        if (answers.size >= maxRemembered)
            answers.clear();
        answers.set(path, answer);
        return answer;
    };
}
const maxRemembered = 1024;
