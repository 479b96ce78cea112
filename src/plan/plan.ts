import type { ImageFormat } from '../codec/formats.js';
import { ImgparError } from '../errors.js';
import { canonicalPath } from './canonical.js';
import { type Results, refuseCollisions, refuseOverwriting } from './contradictions.js';
import { destinationOf, joinBelow } from './destination.js';
import type { LeftOut } from './folder.js';
import { foldingOf } from './folding.js';
import { type Entry, entriesOf, ListWriter, type TaskList } from './list.js';
import { type SelectionOptions, selectionOf } from './selection.js';
import { find, resolveSources, type Source } from './sources.js';
import { type Target, targetOf } from './target.js';

export interface PlanOptions extends SelectionOptions {
  /** Folders (read recursively), files and glob patterns, mixed. */
  readonly sources: readonly string[];
  /** Files with names of files, one a line; `-` is the standard input. Default: none. */
  readonly lists?: readonly string[];
  /** A folder, or a file name if the only source is a file. */
  readonly destination: string;
  readonly format: 'keep' | ImageFormat;
  /** Ends the planning: its reason is thrown. */
  readonly signal?: AbortSignal | undefined;
}

/** Which images are to be done, and what their results are called. */
export interface Plan {
  /** To be closed by whoever asked for the plan. */
  readonly list: TaskList;
  /** Absolute folder that holds all results; need not exist. */
  readonly destinationRoot: string;
  /** Whether the destination is the very name of the only result. */
  readonly isFile: boolean;
  /** Absolute folders and files that the sources are below of, or are; those that were listed have none. */
  readonly sourceRoots: readonly string[];
  /** As asked for, unless the destination is a file name whose ending decides. */
  readonly format: 'keep' | ImageFormat;
  /** Absolute path of the result of an entry. @throws {ImgparError} `internal`, if that is not below the root */
  readonly destinationOf: (entry: Entry) => string;
  /** Absolute path under which the original of an entry is kept, if results take the place of their sources. */
  readonly backupOf?: (entry: Entry) => string;
  /** Absolute folders below which all images lie, if results take the place of their sources. */
  readonly placeRoots?: readonly string[];
}

/** Told now and then how many files have been found. What it returns is awaited before the listing goes on. */
export type OnFound = (found: number) => unknown;

/**
 * Lists the files of the sources and finds a name for the result of each. Opens and writes nothing (but a temporary file, for a
 * long list), and refuses what would lose a file: two sources with one result, a result that overwrites a source.
 *
 * @throws {ImgparError} `usage`, if sources, destination or format contradict each other or nothing is found; `unwritable`, if
 *   the temporary file cannot be written
 */
export async function plan(options: PlanOptions, onFound?: OnFound): Promise<Plan> {
  const sources = await resolveSources(options.sources, options.lists);
  const target = await targetOf(options.destination, sources, options.format);
  await refuseSameFolder(sources, target);
  const list = await gather(sources, target, options, onFound);
  try {
    const checked = await checkedList(list, sources, target, options.signal);
    return {
      list: checked,
      destinationRoot: target.root,
      isFile: target.fileName !== undefined,
      sourceRoots: sources.filter(({ type }) => type !== 'list').map(({ path }) => path),
      format: target.format,
      destinationOf: namingOf(target),
    };
  } catch (error) {
    await list.close();
    throw error;
  }
}

/** Of a folder that is its own destination nothing would be read. */
async function refuseSameFolder(sources: readonly Source[], { root }: Target): Promise<void> {
  const canonicalRoot = await canonicalPath(root);
  const same = sources.find(({ type, canonical }) => type === 'folder' && canonical === canonicalRoot);
  if (same)
    throw new ImgparError(
      'usage',
      `the source ${same.given} is the destination itself, so its images would be overwritten; give another destination`,
    );
}

/** Files found between two calls of `onFound`. */
const foundEvery = 500;

export async function gather(
  sources: readonly Source[],
  { root, fileName }: Target,
  options: SelectionOptions & Pick<PlanOptions, 'signal'>,
  onFound: OnFound = () => {},
): Promise<TaskList> {
  const leftOut: LeftOut = { hidden: 0, unselected: 0, foldersMatched: 0 };
  const writer = new ListWriter();
  let files = 0;
  try {
    for await (const entry of find(sources, { selection: selectionOf(options), destination: root, leftOut, signal: options.signal })) {
      await writer.append(fileName === undefined ? entry : { ...entry, relative: fileName });
      if (!entry.kind) files += 1;
      if (writer.length % foundEvery === 0) await onFound(writer.length);
    }
    if (files === 0) throw nothingFound(sources, writer.length, leftOut);
    await onFound(writer.length);
    return await writer.finish();
  } catch (error) {
    await writer.discard();
    throw error;
  }
}

function nothingFound(sources: readonly Source[], passedOver: number, { hidden, unselected, foldersMatched }: LeftOut): ImgparError {
  const names = sources.slice(0, 3).map(({ given }) => given);
  const where = sources.length > names.length ? `${names.join(', ')} and ${sources.length - names.length} more` : names.join(', ');
  const why = [
    hidden > 0 && `${counted(hidden, 'hidden name')} left out (the option hidden takes them)`,
    unselected > 0 && `${counted(unselected, 'name')} left out by include and exclude`,
    passedOver > 0 && `${counted(passedOver, 'link, pipe or device', 'links, pipes and devices')} not followed`,
    foldersMatched > 0 && `${counted(foldersMatched, 'folder')} matched (add /** to a pattern to take what is in them)`,
  ].filter((reason) => reason !== false);
  return new ImgparError('usage', `no image found in ${where}${why.length > 0 ? `: ${why.join('; ')}` : ''}`);
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** The same list, or a new one without what was in it twice. */
async function checkedList(list: TaskList, sources: readonly Source[], target: Target, signal: AbortSignal | undefined): Promise<TaskList> {
  const results: Results = { root: target.root, folding: await foldingOf(target.root), pathOf: namingOf(target) };
  // One folder or pattern holds every name once (but {a,b} may lead to a file twice), and what keeps its name stays apart.
  const [only, ...others] = sources;
  const isOnce = others.length === 0 && only?.type !== 'list' && !only?.pattern.includes('{');
  const isApart = isOnce && target.format === 'keep' && results.folding === 'exact';
  const superfluous = isApart ? undefined : await refuseCollisions(list, results, signal);
  await refuseOverwriting(list, results, sources, signal);
  return superfluous && superfluous.size > 0 ? without(list, superfluous) : list;
}

export async function without(list: TaskList, superfluous: { has(number: number): boolean }): Promise<TaskList> {
  const writer = new ListWriter();
  try {
    for await (const [number, entry] of entriesOf(list)) if (!superfluous.has(number)) await writer.append(entry);
    const shorter = await writer.finish();
    await list.close();
    return shorter;
  } catch (error) {
    await writer.discard();
    throw error;
  }
}

function namingOf({ root, fileName, format }: Target): (entry: Entry) => string {
  return ({ relative }) => joinBelow(root, fileName === undefined ? destinationOf(relative, format) : fileName);
}
