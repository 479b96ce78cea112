import { readdir } from 'node:fs/promises';
import { ImgparError, type Warning } from '../errors.js';
import { counted } from '../values/wording.js';
import { type LeftOut, nothingLeftOut } from './folder.js';
import { ListWriter, type TaskList } from './list.js';
import { isOwnName } from './own-names.js';
import { type SelectionOptions, selectionOf } from './selection.js';
import { find, type ResolvedSource } from './sources.js';
import type { Target } from './target.js';

/** Which files of the sources to take. */
export interface GatherOptions extends SelectionOptions {
  /** Whether to report, instead of refuse, a pattern that matches nothing or sources without images. Default: false. */
  readonly allowNoMatch?: boolean;
  /** Ends the planning by throwing its reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Called now and then with the number of files found so far. Its result is awaited before listing goes on. */
export type OnFound = (found: number) => unknown;

/**
 * Lists the files of the sources.
 *
 * @param shown a path as the user would write it
 */
export async function gather(
  sources: readonly ResolvedSource[],
  { root, fileName }: Target,
  options: GatherOptions,
  shown: (path: string) => string,
  onFound: OnFound = () => {},
): Promise<{ list: TaskList; warnings: Warning[] }> {
  const selection = await selectionOf(options);
  const leftOut = nothingLeftOut();
  const unmatched: ResolvedSource[] = [];
  const onSearched = (source: ResolvedSource, any: boolean) => {
    if (source.type === 'pattern' && !any) unmatched.push(source);
  };
  const writer = new ListWriter();
  let files = 0;
  try {
    for await (const entries of find(sources, { selection, destination: root, leftOut, onSearched, signal: options.signal })) {
      for (const entry of entries) {
        const writing = writer.append(fileName === undefined ? entry : { ...entry, relative: fileName });
        if (writing) await writing;
        if (!entry.kind) files += 1;
        if (writer.length % foundEvery === 0) await onFound(writer.length);
      }
    }
    const missing =
      files === 0 ? nothingFound(sources, writer.length, leftOut) : unmatched.length > 0 && nothingMatched(unmatched, leftOut);
    if (missing && !options.allowNoMatch) throw new ImgparError('usage', missing);
    await onFound(writer.length);
    const warnings = [
      ...(missing ? [{ code: 'no-match', message: missing } as const] : []),
      ...selection.idle().map(idleWarning),
      ...(await nestedResults(leftOut, root, shown)),
    ];
    return { list: await writer.finish(), warnings };
  } catch (error) {
    await writer.discard();
    throw error;
  }
}

/** Files found between two calls of `onFound`. */
const foundEvery = 500;

function nothingFound(sources: readonly ResolvedSource[], passedOver: number, leftOut: LeftOut): string {
  const why = [
    ...reasons(leftOut),
    ...(passedOver > 0 ? [`${counted(passedOver, 'link, pipe or device', 'links, pipes and devices')} not followed`] : []),
    ...hints(sources),
  ];
  return `no image found in ${someOf(sources.map(({ given }) => given))}${why.length > 0 ? `: ${why.join('; ')}` : ''}`;
}

function nothingMatched(unmatched: readonly ResolvedSource[], leftOut: LeftOut): string {
  const why = [...reasons(leftOut), ...hints(unmatched), 'the option allowNoMatch lets the run go on'];
  return `no file matches ${someOf(unmatched.map(({ given }) => given))}: ${why.join('; ')}`;
}

function reasons({ hidden, unselected, foldersMatched, destination }: LeftOut): string[] {
  return [
    hidden > 0 && `${counted(hidden, 'hidden name')} skipped (the option hidden includes them)`,
    unselected > 0 && `${counted(unselected, 'name')} skipped by include and exclude`,
    foldersMatched > 0 && `${counted(foldersMatched, 'folder')} matched (add /** to the pattern to take the files in them)`,
    destination && 'files in the output folder are skipped',
  ].filter((reason) => reason !== false);
}

function hints(sources: readonly ResolvedSource[]): string[] {
  const hasBrackets = sources.some(({ pattern }) => /(?:^|[^\\])\[/.test(pattern));
  return hasBrackets ? ['[ ] match one of the characters between them; write \\[ for a bracket'] : [];
}

function idleWarning({ role, pattern }: { role: 'include' | 'exclude'; pattern: string }): Warning {
  const message = `${role} is ${pattern}, which matches nothing: no name, no path below a source, no path from the current folder`;
  return { code: 'no-match', message };
}

/** Warns about results in the sources: those in the destination are left out, those of other runs are not. */
async function nestedResults({ destination, earlierResults }: LeftOut, root: string, shown: (path: string) => string): Promise<Warning[]> {
  const folders = [...earlierResults].map(shown);
  return [
    ...(destination && (await holdsAnything(root))
      ? [{ code: 'destination-in-source', message: `${shown(root)} is the output folder, so the files in it were skipped` } as const]
      : []),
    ...(folders.length > 0
      ? [
          {
            code: 'earlier-results',
            message: `${someOf(folders)} ${folders.length === 1 ? 'holds' : 'hold'} results of another run, which will be equalised again; exclude it to skip them`,
          } as const,
        ]
      : []),
  ];
}

async function holdsAnything(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => []);
  return names.some((name) => !isOwnName(name));
}

function someOf(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}
