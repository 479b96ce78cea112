import { ImgparError } from '../errors.js';

// The patterns of --include and --exclude. Source patterns, as a shell reads them, go to fast-glob (pattern.ts), which lists files but
// cannot tell whether one path matches.

/**
 * A test for paths with `/` between folders. `*` and `?` stand for any characters and any one character except `/`, `**` for any number of
 * folders, `[a-z]` and `[!a-z]` for one character, `{a,b}` for one of several; `\` takes the next character literally.
 *
 * @param literalSets whether `[a-z]` also stands for itself, as brackets in folder names mostly do. Default: true
 * @throws {ImgparError} `usage`
 */
export function globMatcher(glob: string, { ignoreCase = false, literalSets = true } = {}): (path: string) => boolean {
  const part = read(glob, { ignoreCase, literalSets });
  return (path) => {
    const characters = Array.from(path);
    return part(characters, [0]).at(-1) === characters.length;
  };
}

/**
 * A part of a pattern: gives the positions up to which it can match a path from the given positions, both in ascending order. Each part
 * handles all positions at once, so time grows with the length of the path. A regular expression tries them one after another, and a few
 * `*-` keep it busy for hours on a name of 250 dashes.
 */
type Part = (path: readonly string[], from: readonly number[]) => readonly number[];

interface Reading {
  readonly ignoreCase: boolean;
  readonly literalSets: boolean;
}

function read(glob: string, reading: Reading): Part {
  try {
    return partOf(glob, reading);
  } catch (error) {
    throw new ImgparError('usage', `${JSON.stringify(glob)} is not a valid pattern, such as *.jpg, thumbs/** or {a,b}-[0-9].png`, {
      cause: error,
    });
  }
}

/** In order of precedence: the first match at a position wins. */
const tokens =
  /\\(?<escaped>.)|(?<folders>(?<=^|[/{,])\*\*\/)|(?<everything>(?<=^|[/{,])\*\*(?=$|[,}]))|(?<stars>\*+)|(?<any>\?)|\[(?<negated>[!^])?(?<set>\]?[^\]/]*)\]|(?<brace>[{,}])|(?<literal>.)/gsu;

function partOf(glob: string, { ignoreCase, literalSets }: Reading): Part {
  const braces = bracesOf(glob);
  // The innermost open `{a,b}` comes last; each has the parts of its alternatives.
  const open: Part[][][] = [[[]]];
  const add = (part: Part) => open.at(-1)!.at(-1)!.push(part);
  for (const { 0: token, index, groups = {} } of glob.matchAll(tokens)) {
    const { escaped, folders, everything, stars, any, negated, set, literal } = groups;
    if (folders !== undefined) add(anyFolders);
    else if (everything !== undefined) add(anyNumberOf(() => true));
    else if (stars !== undefined) add(anyNumberOf(isNoSlash));
    else if (any !== undefined) add(one(isNoSlash));
    else if (set !== undefined)
      add(anyOf([one(oneOf(set, negated !== undefined, ignoreCase)), ...(literalSets ? [literally(token, ignoreCase)] : [])]));
    else if (!braces.has(index)) add(one(sameAs(escaped ?? literal ?? token, ignoreCase)));
    else if (token === '{') open.push([[]]);
    else if (token === ',') open.at(-1)!.push([]);
    else add(anyOf(open.pop()!.map(inSequence)));
  }
  return inSequence(open[0]![0]!);
}

/** Positions of the braces and commas that belong to a `{a,b}`; the others stand for themselves. */
function bracesOf(glob: string): Set<number> {
  const found = new Set<number>();
  const open: { start: number; commas: number[] }[] = [];
  for (const { index, groups } of glob.matchAll(tokens)) {
    const brace = groups?.brace;
    if (brace === '{') open.push({ start: index, commas: [] });
    if (brace === ',') open.at(-1)?.commas.push(index);
    if (brace !== '}') continue;
    const closed = open.pop();
    if (!closed || closed.commas.length === 0) continue;
    for (const at of [closed.start, ...closed.commas, index]) found.add(at);
  }
  return found;
}

// ---- parts ----

const inSequence =
  (parts: readonly Part[]): Part =>
  (path, from) =>
    parts.reduce((reached, part) => part(path, reached), from);

const anyOf =
  (alternatives: readonly Part[]): Part =>
  (path, from) =>
    ascending(alternatives.flatMap((part) => part(path, from)));

const literally = (text: string, ignoreCase: boolean): Part =>
  inSequence(Array.from(text, (character) => one(sameAs(character, ignoreCase))));

const one =
  (passes: (character: string) => boolean): Part =>
  (path, from) =>
    from.filter((at) => at < path.length && passes(path[at]!)).map((at) => at + 1);

const anyNumberOf =
  (passes: (character: string) => boolean): Part =>
  (path, from) => {
    const reached: number[] = [];
    for (const start of from) {
      // A position that has been reached leads no further.
      if (start <= (reached.at(-1) ?? -1)) continue;
      let at = start;
      reached.push(at);
      while (at < path.length && passes(path[at]!)) reached.push(++at);
    }
    return reached;
  };

/** No folder, or everything up to any slash. */
const anyFolders: Part = (path, from) => {
  const reached: number[] = [];
  const [first = path.length + 1] = from;
  for (let at = first, next = 0; at <= path.length; at++) {
    const isStart = at === from[next];
    if (isStart) next += 1;
    if (isStart || path[at - 1] === '/') reached.push(at);
  }
  return reached;
};

function ascending(positions: readonly number[]): number[] {
  return [...new Set(positions)].sort((one, other) => one - other);
}

// ---- characters ----

function isNoSlash(character: string): boolean {
  return character !== '/';
}

function sameAs(expected: string, ignoreCase: boolean): (character: string) => boolean {
  if (!ignoreCase || expected === '/') return (character) => character === expected;
  return oneOf(expected, false, true);
}

/** @param set the text between the brackets of a pattern */
function oneOf(set: string, negated: boolean, ignoreCase: boolean): (character: string) => boolean {
  const member = new RegExp(`^[${negated ? '^' : ''}${set.replace(/[\\[\]^]/g, '\\$&')}]$`, ignoreCase ? 'ui' : 'u');
  return (character) => character !== '/' && member.test(character);
}
