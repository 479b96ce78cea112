/** A folder that the user named. */
export interface GivenPath {
  /** Absolute. */
  readonly path: string;
  /** As the user wrote it. */
  readonly given: string;
}

/**
 * Gives back texts with the paths in them as the user wrote them: what lies below `src` is shown as `src/a.jpg`, what lies below an
 * absolute path by that. A path is known by the longest of the folders that it lies below.
 */
export function asGiven(folders: readonly GivenPath[]): (text: string) => string {
  const known = new Map<string, string>();
  // A root is written as it is; the first of several ways to write one folder is taken.
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

/** What stands before the name of something in a folder: nothing, if the folder is the current one. */
function before(given: string, separator: string): string {
  let [start, end] = [0, given.length];
  while (isSeparator(given[end - 1])) end -= 1;
  if (given.slice(0, end) === '.' || end === 0) return '';
  if (given.startsWith('.') && isSeparator(given[1])) start = 1;
  while (start > 0 && isSeparator(given[start])) start += 1;
  return given.slice(start, end) + separator;
}
