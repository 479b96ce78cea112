import { dirname } from 'node:path';
import { ImgparError } from '../errors.js';
import { asGiven } from '../given.js';
import { canonicalPath } from './canonical.js';
import { foldingOf } from './case-folding.js';
import { refuseCollisions, refuseOverwriting } from './collisions.js';
import { gather } from './gather.js';
import { entriesOf, ListWriter } from './list.js';
import { namesBy } from './naming.js';
import { resolveSources, withNegations } from './sources.js';
import { targetOf } from './target.js';
/**
 * Lists the files of the sources and finds a name for the result of each. Opens and writes nothing (but a temporary file, for a
 * long list), and refuses what would lose a file: two sources with one result, a result that overwrites a source.
 *
 * @throws {ImgparError} `usage`, if sources, destination or format contradict each other or nothing is found; `unwritable`, if
 *   the temporary file cannot be written
 */
export async function plan(given, onFound) {
    const options = await withNegations(given);
    const sources = await resolveSources(options.sources, options.lists);
    const target = await targetOf(options.destination, sources, options.format);
    await refuseSameFolder(sources, target);
    const written = givenPaths(sources, {
        path: target.root,
        given: target.fileName === undefined ? options.destination : dirname(options.destination),
    });
    const naming = { kind: 'apart', ...target };
    const names = namesBy(naming);
    const { list, warnings } = await gather(sources, target, options, asGiven(written), onFound);
    try {
        const checked = await checkedList(list, sources, target, names, asGiven(written), options.signal);
        return {
            list: checked,
            destinationRoot: target.root,
            isFile: target.fileName !== undefined,
            sourceRoots: sources.filter(({ type }) => type !== 'list').map(({ path }) => path),
            warnings,
            given: written,
            format: target.format,
            naming,
            ...names,
        };
    }
    catch (error) {
        await list.close();
        throw error;
    }
}
/** The folders that the user named, or that the files lie in which the user named; each once. */
export function givenPaths(sources, ...others) {
    const folders = sources.map(({ type, path, writtenPath }) => type === 'file' ? { path: dirname(path), given: dirname(writtenPath) } : { path, given: writtenPath });
    return [...new Map([...folders, ...others].toReversed().map((folder) => [folder.path, folder])).values()];
}
/** Of a folder that is its own destination nothing would be read. */
async function refuseSameFolder(sources, { root }) {
    const canonicalRoot = await canonicalPath(root);
    const same = sources.find(({ type, canonical }) => type === 'folder' && canonical === canonicalRoot);
    if (same)
        throw new ImgparError('usage', `the source ${same.given} is the destination itself, so its images would be overwritten; give another destination`);
}
/** The same list, or a new one without what was in it twice. */
async function checkedList(list, sources, target, { destinationOf }, shown, signal) {
    const results = { root: target.root, folding: await foldingOf(target.root), pathOf: destinationOf, shown };
    // One folder or pattern holds every name once (but {a,b} may lead to a file twice), and what keeps its name stays apart.
    const [only, ...others] = sources;
    const isOnce = others.length === 0 && only?.type !== 'list' && !only?.pattern.includes('{');
    const isApart = isOnce && target.format === 'keep' && results.folding === 'exact';
    const superfluous = isApart ? undefined : await refuseCollisions(list, results, signal);
    await refuseOverwriting(list, results, sources, signal);
    return superfluous && superfluous.size > 0 ? without(list, superfluous) : list;
}
export async function without(list, superfluous) {
    const writer = new ListWriter();
    try {
        for await (const [number, entry] of entriesOf(list))
            if (!superfluous.has(number))
                await writer.append(entry);
        const shorter = await writer.finish();
        await list.close();
        return shorter;
    }
    catch (error) {
        await writer.discard();
        throw error;
    }
}
