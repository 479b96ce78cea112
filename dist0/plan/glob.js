import { ImgparError } from '../errors.js';
// The patterns of --include and --exclude. What a shell calls a source pattern is read by fast-glob (pattern.ts), which lists
// files but does not answer whether one path matches.
/**
 * A test for paths with `/` between folders. `*` and `?` stand for any characters and any one character but `/`, `**` for any
 * number of folders, `[a-z]` and `[!a-z]` for one character, `{a,b}` for one of several; `\` takes the next character literally.
 *
 * @param literalSets whether `[a-z]` stands for itself as well, as in names of folders brackets mostly do. Default: true
 * @throws {ImgparError} `usage`
 */
export function globMatcher(glob, { ignoreCase = false, literalSets = true } = {}) {
    const part = read(glob, { ignoreCase, literalSets });
    return (path) => {
        const characters = Array.from(path);
        return part(characters, [0]).at(-1) === characters.length;
    };
}
function read(glob, reading) {
    try {
        return partOf(glob, reading);
    }
    catch (error) {
        throw new ImgparError('usage', `${JSON.stringify(glob)} is not a valid pattern, such as *.jpg, thumbs/** or {a,b}-[0-9].png`, {
            cause: error,
        });
    }
}
/** In order of precedence: what is found first at a place is what stands there. */
const tokens = /\\(?<escaped>.)|(?<folders>(?<=^|[/{,])\*\*\/)|(?<everything>(?<=^|[/{,])\*\*(?=$|[,}]))|(?<stars>\*+)|(?<any>\?)|\[(?<negated>[!^])?(?<set>\]?[^\]/]*)\]|(?<brace>[{,}])|(?<literal>.)/gsu;
function partOf(glob, { ignoreCase, literalSets }) {
    const braces = bracesOf(glob);
    // The innermost `{a,b}` that is open comes last; each has the parts of its alternatives.
    const open = [[[]]];
    const add = (part) => open.at(-1).at(-1).push(part);
    for (const { 0: token, index, groups = {} } of glob.matchAll(tokens)) {
        const { escaped, folders, everything, stars, any, negated, set, literal } = groups;
        if (folders !== undefined)
            add(anyFolders);
        else if (everything !== undefined)
            add(anyNumberOf(() => true));
        else if (stars !== undefined)
            add(anyNumberOf(isNoSlash));
        else if (any !== undefined)
            add(one(isNoSlash));
        else if (set !== undefined)
            add(anyOf([one(oneOf(set, negated !== undefined, ignoreCase)), ...(literalSets ? [literally(token, ignoreCase)] : [])]));
        else if (!braces.has(index))
            add(one(sameAs(escaped ?? literal ?? token, ignoreCase)));
        else if (token === '{')
            open.push([[]]);
        else if (token === ',')
            open.at(-1).push([]);
        else
            add(anyOf(open.pop().map(inSequence)));
    }
    return inSequence(open[0][0]);
}
/** Where the braces and commas stand that belong to a `{a,b}`; the others stand for themselves. */
function bracesOf(glob) {
    const found = new Set();
    const open = [];
    for (const { index, groups } of glob.matchAll(tokens)) {
        const brace = groups?.brace;
        if (brace === '{')
            open.push({ start: index, commas: [] });
        if (brace === ',')
            open.at(-1)?.commas.push(index);
        if (brace !== '}')
            continue;
        const closed = open.pop();
        if (!closed || closed.commas.length === 0)
            continue;
        for (const at of [closed.start, ...closed.commas, index])
            found.add(at);
    }
    return found;
}
// ---- parts ----
const inSequence = (parts) => (path, from) => parts.reduce((reached, part) => part(path, reached), from);
const anyOf = (alternatives) => (path, from) => ascending(alternatives.flatMap((part) => part(path, from)));
const literally = (text, ignoreCase) => inSequence(Array.from(text, (character) => one(sameAs(character, ignoreCase))));
const one = (passes) => (path, from) => from.filter((at) => at < path.length && passes(path[at])).map((at) => at + 1);
const anyNumberOf = (passes) => (path, from) => {
    const reached = [];
    for (const start of from) {
        // From a position that has been reached already, one gets no further.
        if (start <= (reached.at(-1) ?? -1))
            continue;
        let at = start;
        reached.push(at);
        while (at < path.length && passes(path[at]))
            reached.push(++at);
    }
    return reached;
};
/** None, or all up to a slash. */
const anyFolders = (path, from) => {
    const reached = [];
    const [first = path.length + 1] = from;
    for (let at = first, next = 0; at <= path.length; at++) {
        const isStart = at === from[next];
        if (isStart)
            next += 1;
        if (isStart || path[at - 1] === '/')
            reached.push(at);
    }
    return reached;
};
function ascending(positions) {
    return [...new Set(positions)].sort((one, other) => one - other);
}
// ---- characters ----
function isNoSlash(character) {
    return character !== '/';
}
function sameAs(expected, ignoreCase) {
    if (!ignoreCase || expected === '/')
        return (character) => character === expected;
    return oneOf(expected, false, true);
}
/** @param set as it stands between the brackets of a pattern */
function oneOf(set, negated, ignoreCase) {
    const member = new RegExp(`^[${negated ? '^' : ''}${set.replace(/[\\[\]^]/g, '\\$&')}]$`, ignoreCase ? 'ui' : 'u');
    return (character) => character !== '/' && member.test(character);
}
