import { join, sep } from 'node:path';
import { absolutePath, canonicalPath } from './canonical.js';
import type { Selection } from './folder.js';
import { globMatcher } from './glob.js';
import { isPattern, splitPattern } from './pattern.js';

export interface SelectionOptions {
  /**
   * Take only files that match one of these patterns. A pattern without a slash is compared with the name; any other with the path below
   * the source and the path from the current folder, whichever matches. Default: all.
   */
  readonly include?: readonly string[];
  /** Take no file that matches one of these patterns, and nothing in a folder that does. Default: none. */
  readonly exclude?: readonly string[];
  /** Also take files and folders whose name begins with a dot. Default: false. */
  readonly hidden?: boolean;
}

/** @throws {ImgparError} `usage`, if a pattern cannot be read */
export async function selectionOf({ include = [], exclude = [], hidden = false }: SelectionOptions): Promise<Selection> {
  const included = await Promise.all(include.map((text) => patternOf(text, false)));
  const excluded = await Promise.all(exclude.map((text) => patternOf(text, true)));
  return {
    hidden,
    takesAll: include.length + exclude.length === 0,
    takesFile(relative, folder) {
      // Ask both, so that each pattern that matches something is noticed.
      const isIncluded = include.length === 0 || anyMatches(included, relative, folder);
      return !anyMatches(excluded, relative, folder) && isIncluded;
    },
    entersFolder(relative, folder) {
      const isExcluded = anyMatches(excluded, relative, folder);
      // The final slash serves patterns such as thumbs/**, which match everything in the folder.
      return !anyMatches(excluded, `${relative}/`, folder) && !isExcluded;
    },
    idle: () => [
      ...included.filter(({ hasMatched }) => !hasMatched).map(({ text }) => ({ role: 'include', pattern: text }) as const),
      ...excluded.filter(({ hasMatched }) => !hasMatched).map(({ text }) => ({ role: 'exclude', pattern: text }) as const),
    ],
  };
}

interface Pattern {
  readonly text: string;
  readonly matches: (relative: string, folder: string) => boolean;
  hasMatched: boolean;
}

function anyMatches(patterns: readonly Pattern[], relative: string, folder: string): boolean {
  let any = false;
  for (const pattern of patterns) {
    if ((any && pattern.hasMatched) || !pattern.matches(relative, folder)) continue;
    pattern.hasMatched = true;
    any = true;
  }
  return any;
}

async function patternOf(text: string, withAllBelow: boolean): Promise<Pattern> {
  const slashed = withSlashes(text);
  const glob = slashed.replace(/^\.\//, '').replace(/\/+$/, '');
  const matches = globMatcher(glob.replace(/^\/+/, ''), { ignoreCase });
  if (!glob.includes('/')) return { text, hasMatched: false, matches: (path) => matches(nameOf(withSlashes(path))) };
  const fromHere = await matcherFromHere(text, withAllBelow);
  return { text, hasMatched: false, matches: (path, folder) => matches(withSlashes(path)) || fromHere(join(folder, path)) };
}

const ignoreCase = process.platform === 'win32';

function withSlashes(path: string): string {
  return sep === '/' ? path : path.replaceAll(sep, '/');
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/**
 * The pattern as a shell would read it: from the current folder, with links on the way resolved.
 *
 * @param withAllBelow whether everything in a matching folder matches too
 */
async function matcherFromHere(text: string, withAllBelow: boolean): Promise<(path: string) => boolean> {
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
