import { sep } from 'node:path';
import { globMatcher } from './glob.js';

/** Which of the files below a source are wanted. Paths are relative to the source. */
export interface Selection {
  /** Whether names that begin with a dot are taken. */
  readonly hidden: boolean;
  takesFile(relative: string): boolean;
  /** False if nothing below the folder can be wanted. */
  entersFolder(relative: string): boolean;
}

export interface SelectionOptions {
  /** Only files that match one of these patterns. A pattern without a slash is held against the name alone. Default: all. */
  readonly include?: readonly string[];
  /** No file that matches one of these patterns, and nothing in a folder that does. Default: none. */
  readonly exclude?: readonly string[];
  /** Files and folders whose name begins with a dot as well. Default: false. */
  readonly hidden?: boolean;
}

/** @throws {ImgparError} `usage`, if a pattern cannot be read */
export function selectionOf({ include = [], exclude = [], hidden = false }: SelectionOptions): Selection {
  const included = matcherOf(include);
  const excluded = matcherOf(exclude);
  return {
    hidden,
    takesFile: (relative) => (include.length === 0 || included(relative)) && !excluded(relative),
    // The slash at the end is for patterns such as thumbs/**, which match all that is in the folder.
    entersFolder: (relative) => !excluded(relative) && !excluded(`${relative}/`),
  };
}

/** Whether one of the patterns matches. */
function matcherOf(patterns: readonly string[]): (relative: string) => boolean {
  const matchers = patterns.map(matcherOfOne);
  return (relative) => matchers.some((matches) => matches(sep === '/' ? relative : relative.replaceAll(sep, '/')));
}

function matcherOfOne(pattern: string): (path: string) => boolean {
  const slashed = sep === '/' ? pattern : pattern.replaceAll(sep, '/');
  const glob = slashed.replace(/^\.\//, '').replace(/\/+$/, '');
  const matches = globMatcher(glob.replace(/^\/+/, ''), { ignoreCase: process.platform === 'win32' });
  if (glob.includes('/')) return matches;
  return (path) => matches(path.slice(path.lastIndexOf('/') + 1));
}

/** Drafts, manifests and whatever else imgpar itself keeps in a destination: never an image, not even if hidden files are wanted. */
export function isOwnName(name: string): boolean {
  return name.startsWith('.imgpar-') || name.startsWith('.imgpar.');
}
