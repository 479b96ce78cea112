import { ImgparError } from '../errors.js';

// The patterns of --include and --exclude. What a shell calls a source pattern is read by fast-glob (pattern.ts), which lists
// files but does not answer whether one path matches.

/**
 * A test for paths with `/` between folders. `*` and `?` stand for any characters and any one character but `/`, `**` for any
 * number of folders, `[a-z]` and `[!a-z]` for one character and
 * for themselves as they are written, `{a,b}` for one of several; `\` takes the next character literally.
 *
 * @throws {ImgparError} `usage`
 */
export function globMatcher(glob: string, { ignoreCase = false } = {}): (path: string) => boolean {
  const expression = compiled(glob, ignoreCase ? 'sui' : 'su');
  return (path) => expression.test(path);
}

function compiled(glob: string, flags: string): RegExp {
  try {
    return new RegExp(`^${expressionOf(glob)}$`, flags);
  } catch (error) {
    throw new ImgparError('usage', `${JSON.stringify(glob)} is not a valid pattern, such as *.jpg, thumbs/** or {a,b}-[0-9].png`, {
      cause: error,
    });
  }
}

/** In order of precedence: what is found first at a place is what stands there. */
const tokens =
  /\\(?<escaped>.)|(?<folders>(?<=^|[/{,])\*\*\/)|(?<everything>(?<=^|[/{,])\*\*(?=$|[,}]))|(?<stars>\*+)|(?<any>\?)|\[(?<negated>[!^])?(?<set>\]?[^\]/]*)\]|(?<brace>[{,}])|(?<literal>.)/gsu;

function expressionOf(glob: string): string {
  const alternatives = bracesOf(glob);
  return glob.replace(tokens, (token: string, ...rest: unknown[]) => {
    // With named groups, replace passes them last and the offset third from the end.
    const { escaped, folders, everything, stars, any, negated, set, literal } = rest.at(-1) as Record<string, string | undefined>;
    const offset = rest.at(-3) as number;
    if (escaped !== undefined) return literally(escaped);
    if (folders !== undefined) return '(?:.*/)?';
    if (everything !== undefined) return '.*';
    if (stars !== undefined) return '[^/]*';
    if (any !== undefined) return '[^/]';
    // In names of folders, brackets mostly stand for themselves.
    if (set !== undefined) return `(?:(?!/)[${negated ? '^' : ''}${set.replace(/[\\[\]^]/g, '\\$&')}]|${literally(token)})`;
    if (literal !== undefined) return literally(literal);
    return alternatives.get(offset) ?? literally(token);
  });
}

/** What each brace and comma becomes that belongs to a `{a,b}`; the others stand for themselves. */
function bracesOf(glob: string): Map<number, string> {
  const found = new Map<number, string>();
  const open: { start: number; commas: number[] }[] = [];
  for (const { index, groups } of glob.matchAll(tokens)) {
    const brace = groups?.brace;
    if (brace === '{') open.push({ start: index, commas: [] });
    if (brace === ',') open.at(-1)?.commas.push(index);
    if (brace !== '}') continue;
    const closed = open.pop();
    if (!closed || closed.commas.length === 0) continue;
    found.set(closed.start, '(?:').set(index, ')');
    for (const comma of closed.commas) found.set(comma, '|');
  }
  return found;
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&');
}
