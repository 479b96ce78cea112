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
  for (const { path, given } of folders) if (!/[\\/]$/.test(path) && !known.has(path)) known.set(path, given);
  if (known.size === 0) return (text) => text;
  const longestFirst = [...known.keys()].sort((a, b) => b.length - a.length);
  const expression = new RegExp(`(?<=^|[\\s"'(])(${longestFirst.map(literally).join('|')})(?:([\\\\/])|(?=$|[\\s"'):;,]))`, 'g');
  return (text) =>
    text.replace(expression, (_, path: string, separator: string | undefined) => {
      const given = known.get(path)!;
      if (separator === undefined) return given;
      return /^(\.[\\/]*)?$/.test(given) ? '' : `${given.replace(/^\.[\\/]+/, '').replace(/[\\/]+$/, '')}${separator}`;
    });
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
