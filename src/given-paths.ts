/** A folder that the user named. */
export interface GivenPath {
  /** Absolute path. */
  readonly path: string;
  /** As the user wrote it. */
  readonly given: string;
}

/**
 * Gives a function that rewrites the paths in a text as the user wrote them: files below `src` become `src/a.jpg`, files below an absolute
 * path keep that path. Each path is matched to the longest of the folders above it.
 */
export function asGiven(folders: readonly GivenPath[]): (text: string) => string {
  const known = new Map<string, string>();
  // Leave a root as it is; of several spellings of a folder take the first.
  for (const { path, given } of folders) if (!isSeparator(path.at(-1)) && !known.has(path)) known.set(path, given);
  if (known.size === 0) return (text) => text;
  const lengths = [...new Set(Array.from(known.keys(), ({ length }) => length))].sort((one, other) => other - one);
  const pathAt = (text: string, at: number) =>
    lengths
      .filter((length) => endsPath(text[at + length]))
      .map((length) => text.slice(at, at + length))
      .find((path) => known.has(path));
  return (text) => {
    const parts: string[] = [];
    let rest = 0;
    for (let at = 0; at < text.length; at++) {
      if (at < rest || !(at === 0 || /[\s"'(]/.test(text[at - 1]!))) continue;
      const path = pathAt(text, at);
      if (path === undefined) continue;
      const separator = text[at + path.length];
      const isAbove = isSeparator(separator);
      parts.push(text.slice(rest, at), isAbove ? before(known.get(path)!, separator) : known.get(path)!);
      rest = at + path.length + (isAbove ? 1 : 0);
    }
    return parts.join('') + text.slice(rest);
  };
}

function endsPath(next: string | undefined): boolean {
  return next === undefined || isSeparator(next) || /[\s"'):;,]/.test(next);
}

function isSeparator(character: string | undefined): character is '/' | '\\' {
  return character === '/' || character === '\\';
}

/** The prefix for a name within a folder: empty for the current folder. */
function before(given: string, separator: string): string {
  let [start, end] = [0, given.length];
  while (isSeparator(given[end - 1])) end -= 1;
  if (given.slice(0, end) === '.' || end === 0) return '';
  if (given.startsWith('.') && isSeparator(given[1])) start = 1;
  while (start > 0 && isSeparator(given[start])) start += 1;
  return given.slice(start, end) + separator;
}
