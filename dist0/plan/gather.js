import { readdir } from 'node:fs/promises';
import { ImgparError } from '../errors.js';
import { nothingLeftOut } from './folder.js';
import { ListWriter } from './list.js';
import { isOwnName } from './own-names.js';
import { selectionOf } from './selection.js';
import { find } from './sources.js';
/**
 * Lists the files of the sources.
 *
 * @param shown a path as the user would write it
 */
export async function gather(sources, { root, fileName }, options, shown, onFound = () => { }) {
    const selection = await selectionOf(options);
    const leftOut = nothingLeftOut();
    const unmatched = [];
    const onSearched = (source, any) => {
        if (source.type === 'pattern' && !any)
            unmatched.push(source);
    };
    const writer = new ListWriter();
    let files = 0;
    try {
        for await (const entry of find(sources, { selection, destination: root, leftOut, onSearched, signal: options.signal })) {
            await writer.append(fileName === undefined ? entry : { ...entry, relative: fileName });
            if (!entry.kind)
                files += 1;
            if (writer.length % foundEvery === 0)
                await onFound(writer.length);
        }
        const missing = files === 0 ? nothingFound(sources, writer.length, leftOut) : unmatched.length > 0 && nothingMatched(unmatched, leftOut);
        if (missing && !options.allowNoMatch)
            throw new ImgparError('usage', missing);
        await onFound(writer.length);
        const warnings = [
            ...(missing ? [{ code: 'no-match', message: missing }] : []),
            ...selection.idle().map(idleWarning),
            ...(await nestedResults(leftOut, root, shown)),
        ];
        return { list: await writer.finish(), warnings };
    }
    catch (error) {
        await writer.discard();
        throw error;
    }
}
/** Files found between two calls of `onFound`. */
const foundEvery = 500;
function nothingFound(sources, passedOver, leftOut) {
    const why = [
        ...reasons(leftOut),
        ...(passedOver > 0 ? [`${counted(passedOver, 'link, pipe or device', 'links, pipes and devices')} not followed`] : []),
        ...hints(sources),
    ];
    return `no image found in ${someOf(sources.map(({ given }) => given))}${why.length > 0 ? `: ${why.join('; ')}` : ''}`;
}
function nothingMatched(unmatched, leftOut) {
    const why = [...reasons(leftOut), ...hints(unmatched), 'the option allowNoMatch goes on without'];
    return `no file matches ${someOf(unmatched.map(({ given }) => given))}: ${why.join('; ')}`;
}
function reasons({ hidden, unselected, foldersMatched, destination }) {
    return [
        hidden > 0 && `${counted(hidden, 'hidden name')} left out (the option hidden takes them)`,
        unselected > 0 && `${counted(unselected, 'name')} left out by include and exclude`,
        foldersMatched > 0 && `${counted(foldersMatched, 'folder')} matched (add /** to a pattern to take what is in them)`,
        destination && 'what lies in the destination is left out',
    ].filter((reason) => reason !== false);
}
function hints(sources) {
    const hasBrackets = sources.some(({ pattern }) => /(?:^|[^\\])\[/.test(pattern));
    return hasBrackets ? ['[ ] stand for one of the characters between them, \\[ for a bracket itself'] : [];
}
function idleWarning({ role, pattern }) {
    const message = `${role} is given ${pattern}, which matches nothing: no name, no path below a source and none from the current folder`;
    return { code: 'no-match', message };
}
/** Of results in the sources: those in the destination are left out, those of other runs are not. */
async function nestedResults({ destination, earlierResults }, root, shown) {
    const folders = [...earlierResults].map(shown);
    return [
        ...(destination && (await holdsAnything(root))
            ? [{ code: 'destination-in-source', message: `${shown(root)} is the destination, so what lies in it was left out` }]
            : []),
        ...(folders.length > 0
            ? [
                {
                    code: 'earlier-results',
                    message: `${someOf(folders)} ${folders.length === 1 ? 'holds' : 'hold'} results of another run, which count as sources; an exclude pattern leaves them out`,
                },
            ]
            : []),
    ];
}
async function holdsAnything(folder) {
    const names = await readdir(folder).catch(() => []);
    return names.some((name) => !isOwnName(name));
}
function someOf(names) {
    const shown = names.slice(0, 3).join(', ');
    return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}
function counted(count, one, many = `${one}s`) {
    return `${count} ${count === 1 ? one : many}`;
}
