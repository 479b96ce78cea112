import { join, sep } from 'node:path';
import { absolutePath, canonicalPath } from './canonical.js';
import { globMatcher } from './glob.js';
import { isPattern, splitPattern } from './pattern.js';
/** @throws {ImgparError} `usage`, if a pattern cannot be read */
export async function selectionOf({ include = [], exclude = [], hidden = false }) {
    const included = await Promise.all(include.map((text) => patternOf(text, false)));
    const excluded = await Promise.all(exclude.map((text) => patternOf(text, true)));
    return {
        hidden,
        takesAll: include.length + exclude.length === 0,
        takesFile(relative, folder) {
            // Both are asked, so that each pattern that matches something is seen to.
            const isIncluded = include.length === 0 || anyMatches(included, relative, folder);
            return !anyMatches(excluded, relative, folder) && isIncluded;
        },
        entersFolder(relative, folder) {
            const isExcluded = anyMatches(excluded, relative, folder);
            // The slash at the end is for patterns such as thumbs/**, which match all that is in the folder.
            return !anyMatches(excluded, `${relative}/`, folder) && !isExcluded;
        },
        idle: () => [
            ...included.filter(({ hasMatched }) => !hasMatched).map(({ text }) => ({ role: 'include', pattern: text })),
            ...excluded.filter(({ hasMatched }) => !hasMatched).map(({ text }) => ({ role: 'exclude', pattern: text })),
        ],
    };
}
function anyMatches(patterns, relative, folder) {
    let any = false;
    for (const pattern of patterns) {
        if ((any && pattern.hasMatched) || !pattern.matches(relative, folder))
            continue;
        pattern.hasMatched = true;
        any = true;
    }
    return any;
}
async function patternOf(text, withAllBelow) {
    const slashed = withSlashes(text);
    const glob = slashed.replace(/^\.\//, '').replace(/\/+$/, '');
    const matches = globMatcher(glob.replace(/^\/+/, ''), { ignoreCase });
    if (!glob.includes('/'))
        return { text, hasMatched: false, matches: (path) => matches(nameOf(withSlashes(path))) };
    const fromHere = await matcherFromHere(text, withAllBelow);
    return { text, hasMatched: false, matches: (path, folder) => matches(withSlashes(path)) || fromHere(join(folder, path)) };
}
const ignoreCase = process.platform === 'win32';
function withSlashes(path) {
    return sep === '/' ? path : path.replaceAll(sep, '/');
}
function nameOf(path) {
    return path.slice(path.lastIndexOf('/') + 1);
}
/**
 * The pattern as a shell would understand it: from the current folder, with links on the way resolved.
 *
 * @param withAllBelow whether what lies in a folder that matches matches, too
 */
async function matcherFromHere(text, withAllBelow) {
    if (!isPattern(text)) {
        const place = await canonicalPath(await absolutePath(text));
        return (path) => path === place || (withAllBelow && path.startsWith(place + sep));
    }
    const { base, pattern } = splitPattern(text);
    const folder = await canonicalPath(await absolutePath(base));
    const start = folder.endsWith(sep) ? folder : folder + sep;
    const glob = pattern.replace(/\/+$/, '');
    const matchers = [glob, ...(withAllBelow ? [`${glob}/**`] : [])].map((each) => globMatcher(each, { ignoreCase }));
    return (path) => path.startsWith(start) && matchers.some((matches) => matches(withSlashes(path.slice(start.length))));
}
