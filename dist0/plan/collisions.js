import { basename, dirname, join } from 'node:path';
import { ImgparError } from '../errors.js';
import { canonicalPath, realPathIfAny, remembered } from './canonical.js';
import { fold } from './case-folding.js';
import { DuplicateTexts, hashOf } from './duplicates.js';
import { entriesOf } from './list.js';
/**
 * Refuses a list of which two sources would become one file.
 *
 * @returns the numbers of entries that are superfluous, because two arguments of the user lead to the same file by the same name
 * @throws {ImgparError} `usage`, naming both sources and their common destination
 */
export async function refuseCollisions(list, results, signal) {
    const superfluous = new NumberSet();
    const items = async function* () {
        for await (const [number, entry] of entriesOf(list, signal)) {
            if (!entry.kind)
                yield { key: fold(results.pathOf(entry), results.folding), number, entry };
        }
    };
    await forEachRepeat(items, list.length, (first, again) => {
        if (again.entry.source !== first.entry.source)
            throw collision(first.entry, again.entry, results);
        // That a file was named decides what is said if it is no image.
        const [kept, dropped] = again.entry.named ? [again, first] : [first, again];
        superfluous.add(dropped.number);
        return kept;
    });
    return superfluous;
}
/**
 * Refuses a list of which a result would overwrite its own or another source. Looks through links on the way to either.
 *
 * @throws {ImgparError} `usage`, naming the source that would be lost
 */
export async function refuseOverwriting(list, results, sources, signal) {
    const resultKeyOf = resultKeys(results, sources);
    const sourceKeyOf = sourceKeys(results.folding, sources);
    if (!(await anyResultAmongSources(list, resultKeyOf, sourceKeyOf, results, signal)))
        return;
    const items = async function* () {
        for await (const [, entry] of entriesOf(list, signal)) {
            yield { key: await sourceKeyOf(entry), role: 'source', entry };
            const key = entry.kind ? undefined : await resultKeyOf(entry);
            if (key !== undefined)
                yield { key, role: 'result', entry };
        }
    };
    await forEachRepeat(items, list.length * 2, (first, again) => {
        if (first.role === again.role)
            return first;
        const [result, source] = first.role === 'result' ? [first, again] : [again, first];
        throw overwriting(result.entry, source.entry, results);
    });
}
/** A set of whole numbers, one bit for each up to the largest. */
export class NumberSet {
    size = 0;
    #bits = new Uint8Array(0);
    add(number) {
        if (this.has(number))
            return;
        const byte = Math.floor(number / 8);
        if (byte >= this.#bits.length) {
            const grown = new Uint8Array(Math.max(1024, byte * 2));
            grown.set(this.#bits);
            this.#bits = grown;
        }
        this.#bits[byte] |= 1 << (number % 8);
        this.size += 1;
    }
    has(number) {
        return ((this.#bits[Math.floor(number / 8)] ?? 0) & (1 << (number % 8))) !== 0;
    }
}
/**
 * Calls `onRepeat` for every item with a key that an item before it had, together with that one; of the two it returns the one
 * to compare further ones with. Goes through the items once for their hashes and, if some may be equal, again to be sure.
 */
async function forEachRepeat(items, expected, onRepeat) {
    const keys = new DuplicateTexts(expected);
    try {
        for await (const { key } of items())
            await keys.add(key);
        for await (const hashes of keys.repeated()) {
            const seen = new Map();
            for await (const item of items()) {
                if (!hashes.has(hashOf(item.key)))
                    continue;
                const first = seen.get(item.key);
                seen.set(item.key, first ? onRepeat(first, item) : item);
            }
        }
    }
    finally {
        await keys.close();
    }
}
/** Gives the place of an entry's source, links resolved. A link that was named is followed; one that was found is not. */
function sourceKeys(folding, sources) {
    const named = new Map(sources.filter(({ type }) => type === 'file').map(({ path, canonical }) => [path, canonical]));
    const folderOf = remembered(canonicalPath);
    return async ({ source }) => fold(named.get(source) ?? join(await folderOf(dirname(source)), basename(source)), folding);
}
/** Gives the place of an entry's result, links resolved; undefined if no source can be there. */
function resultKeys({ pathOf, folding }, sources) {
    const mayHoldSources = territoryOf(sources);
    const folderOf = remembered(async (folder) => {
        // Where the folder does not exist yet, there is nothing to overwrite.
        const real = await realPathIfAny(folder);
        return { real: real !== undefined && mayHoldSources(real) ? real : undefined };
    });
    return async (entry) => {
        const path = pathOf(entry);
        const { real } = await folderOf(dirname(path));
        return real === undefined ? undefined : fold(join(real, basename(path)), folding);
    };
}
/** Whether a folder may hold a source: lies in a folder that was given, or holds a file that was. A list may name files anywhere. */
function territoryOf(sources) {
    if (sources.some(({ type }) => type === 'list'))
        return () => true;
    const withAllBelow = new Set(sources.filter(({ type }) => type !== 'file').map(({ canonical }) => canonical));
    const ofFiles = new Set(sources.filter(({ type }) => type === 'file').map(({ canonical }) => dirname(canonical)));
    const isBelow = (folder) => withAllBelow.has(folder) || (dirname(folder) !== folder && isBelow(dirname(folder)));
    return (folder) => ofFiles.has(folder) || isBelow(folder);
}
/** The usual case is that there is none, and then one look at the list is enough. */
async function anyResultAmongSources(list, resultKeyOf, sourceKeyOf, results, signal) {
    let any = false;
    for await (const [, entry] of entriesOf(list, signal)) {
        const key = entry.kind ? undefined : await resultKeyOf(entry);
        if (key === undefined)
            continue;
        if (key === (await sourceKeyOf(entry)))
            throw overwriting(entry, entry, results);
        any = true;
    }
    return any;
}
function collision(first, again, { pathOf, shown = (path) => path }) {
    const [path, otherPath] = [pathOf(first), pathOf(again)];
    const what = `${shown(first.source)} and ${shown(again.source)} would both become ${shown(path)}`;
    if (path !== otherPath)
        return new ImgparError('usage', `${what}, as the disk takes ${basename(otherPath)} for the same name; rename one of them`);
    if (first.relative !== again.relative)
        return new ImgparError('usage', `${what}; keep their formats, or write them to different destinations`);
    return new ImgparError('usage', `${what}; write them to different destinations`);
}
function overwriting(result, source, { shown = (path) => path }) {
    const whose = result.source === source.source ? 'its own result' : `the result of ${shown(result.source)}`;
    return new ImgparError('usage', `the source ${shown(source.source)} would be overwritten by ${whose}; give another destination`);
}
