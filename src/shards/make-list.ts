import { resolve, sep } from 'node:path';
import { ImgparError } from '../errors.js';
import { ByteList } from '../lists/byte-list.js';
import type { ListForm, ListLine } from '../lists/list-line.js';
import { writeList } from '../lists/write-list.js';
import { nothingLeftOut } from '../plan/folder.js';
import type { ListEntry } from '../plan/list.js';
import { type SelectionOptions, selectionOf } from '../plan/selection.js';
import { find, resolveSources, withNegations } from '../plan/sources.js';

export interface MakeListOptions extends SelectionOptions {
  /** Folders, files and patterns; none if a list is given. */
  readonly sources: readonly string[];
  /** A list to copy, `-` for standard input. */
  readonly list?: string | undefined;
  /** Default: one name on each line, or as the given list has it. */
  readonly form?: ListForm | undefined;
  readonly gzip: boolean;
}

/**
 * Writes a list of the files of some sources, in the order in which they are found, or a copy of another list; and its index.
 *
 * @returns what was written
 * @throws {ImgparError} `usage`, `unwritable`
 */
export async function makeList(path: string, options: MakeListOptions): Promise<{ readonly lines: number; readonly sha256: string }> {
  const { gzip, list } = options;
  if (list === undefined) return writeList(path, namesFound(await withNegations(options), path), { form: options.form ?? 'lines', gzip });
  if (options.sources.length > 0) throw new ImgparError('usage', 'both sources and a list are given; give only one of them');
  const given = await ByteList.open(list);
  try {
    const form = options.form ?? given.form;
    if (given.form === 'ndjson' && form !== 'ndjson')
      throw new ImgparError(
        'usage',
        `the list ${list} may say where results go, which the form ${form} cannot hold; choose the form ndjson`,
      );
    return await writeList(path, namesOf(given), { form, gzip });
  } finally {
    given.close();
  }
}

async function* namesOf(list: ByteList): AsyncGenerator<ListLine> {
  for await (const lines of list.linesIn({ start: 0, end: list.sizeBytes })) yield* lines;
}

async function* namesFound(options: MakeListOptions, path: string): AsyncGenerator<Omit<ListLine, 'offset'>> {
  const sources = await resolveSources(options.sources);
  const selection = await selectionOf(options);
  const listing = { selection, destination: resolve(path), leftOut: nothingLeftOut(), onSearched() {}, signal: undefined };
  for await (const entries of find(sources, listing))
    for (const entry of entries) if (!entry.kind && entry.source !== listing.destination) yield nameOf(entry, options.form);
}

/** Names below the current folder start there, so that the list keeps its meaning where everything is moved together. */
function nameOf({ source, relative }: ListEntry, form: ListForm | undefined): Omit<ListLine, 'offset'> {
  const here = resolve('.') + sep;
  const name = source.startsWith(here) ? source.slice(here.length) : source;
  return form === 'ndjson' ? { source: name, destination: relative } : { source: name };
}
