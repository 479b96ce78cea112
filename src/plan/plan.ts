import { dirname } from 'node:path';
import type { ImageFormat } from '../codec/formats.js';
import { ImgparError, type Warning } from '../errors.js';
import { asGiven, type GivenPath } from '../given-paths.js';
import type { ListForm } from '../lists/list-line.js';
import type { Tally } from '../lists/tally.js';
import { canonicalPath } from './canonical.js';
import { foldingOf } from './case-folding.js';
import { type Results, refuseCollisions, refuseOverwriting } from './collisions.js';
import { type GatherOptions, gather, type OnFound } from './gather.js';
import { entriesOf, ListWriter, type TaskList } from './list.js';
import { type Names, type Naming, namesBy } from './naming.js';
import { type ResolvedSource, resolveSources, withNegations } from './sources.js';
import { type Target, targetOf } from './target.js';

export interface PlanOptions extends GatherOptions {
  /** Folders (read recursively), files and glob patterns, mixed; patterns that begin with `!` leave out. */
  readonly sources: readonly string[];
  /** Files with names of files, one per line; `-` is standard input. Default: none. */
  readonly lists?: readonly string[];
  /** A folder, or a file name if the only source is a file. */
  readonly destination: string;
  readonly format: 'keep' | ImageFormat;
}

/** Which images to do, and the names of their results: plain data, except for the list and the derived names. */
export interface Plan extends Names {
  /** Whoever asked for the plan must close it. */
  readonly list: TaskList;
  /** Absolute folder that holds all results; need not exist. */
  readonly destinationRoot: string;
  /** Whether the destination is the name of the only result. */
  readonly isFile: boolean;
  /** Absolute folders and files that the sources are, or lie below; listed files have none. */
  readonly sourceRoots: readonly string[];
  /** Likely mistakes. */
  readonly warnings: readonly Warning[];
  /** Sources and destination as the user wrote them. */
  readonly given: readonly GivenPath[];
  /** The requested format, unless the extension of a destination file decides. */
  readonly format: 'keep' | ImageFormat;
  readonly naming: Naming;
  /** Absolute folders below which all images lie, for results in place. */
  readonly placeRoots?: readonly string[];
  /** Given if this is one of the parts that machines do which share no files but sources and results. */
  readonly part?: PlannedPart;
}

/** One of the parts of a job: a range of a list, or a shard of folders. */
export interface PlannedPart {
  /** The whole of which this is a part; all of its parts have the same. */
  readonly job: PlannedJob;
  /** Which part it is: lines `start` up to `end`, as bytes of the list; of a shard, its own lines, counted from 0. */
  readonly start: number;
  readonly end: number;
  readonly shard?: { readonly index: number; readonly count: number };
  /** The lines of this part: every one of them must have an outcome in the end. */
  readonly lines: Tally;
  /** Distinguishes the attempts at a part. */
  readonly attempt: string;
}

export interface PlannedJob {
  readonly kind: 'list' | 'folder';
  /** The same for the same list, or the same sources. */
  readonly identity: string;
  /** Of a list: its path, its form, its bytes, and the absolute folder that its names start from. */
  readonly list?: { readonly path: string; readonly form: ListForm; readonly bytes: number; readonly base: string };
  /** Of folders: every name that was found, in all shards. */
  readonly listed?: Tally;
}

/**
 * Lists the files of the sources and names the result of each. Opens and writes nothing, except a temporary file for a long list. Refuses
 * what would lose a file: two sources with the same result, or a result that overwrites a source.
 *
 * @throws {ImgparError} `usage`, if sources, destination or format contradict each other or nothing is found; `unwritable`, if
 *   the temporary file cannot be written
 */
export async function plan(given: PlanOptions, onFound?: OnFound): Promise<Plan> {
  const options = await withNegations(given);
  const sources = await resolveSources(options.sources, options.lists);
  const target = await targetOf(options.destination, sources, options.format);
  await refuseSameFolder(sources, target);
  const written = givenPaths(sources, {
    path: target.root,
    given: target.fileName === undefined ? options.destination : dirname(options.destination),
  });
  const naming: Naming = { kind: 'apart', ...target };
  const names = namesBy(naming);
  const { list, warnings } = await gather(sources, target, options, asGiven(written), onFound);
  try {
    const checked = await checkedList(list, sources, target, names, asGiven(written), options.signal);
    return {
      list: checked,
      destinationRoot: target.root,
      isFile: target.fileName !== undefined,
      sourceRoots: sources.filter(({ type }) => type !== 'list').map(({ path }) => path),
      warnings,
      given: written,
      format: target.format,
      naming,
      ...names,
    };
  } catch (error) {
    await list.close();
    throw error;
  }
}

/** The folders that the user named, or that hold files the user named, each once. */
export function givenPaths(sources: readonly ResolvedSource[], ...others: readonly GivenPath[]): GivenPath[] {
  const folders = sources.map(({ type, path, writtenPath }) =>
    type === 'file' ? { path: dirname(path), given: dirname(writtenPath) } : { path, given: writtenPath },
  );
  return [...new Map([...folders, ...others].toReversed().map((folder) => [folder.path, folder])).values()];
}

/** Nothing would be read from a folder that is its own destination. */
async function refuseSameFolder(sources: readonly ResolvedSource[], { root }: Target): Promise<void> {
  const canonicalRoot = await canonicalPath(root);
  const same = sources.find(({ type, canonical }) => type === 'folder' && canonical === canonicalRoot);
  if (same)
    throw new ImgparError(
      'usage',
      `the source ${same.given} is also the output folder, so its images would be overwritten; choose another output folder`,
    );
}

/** The same list, or a new one without duplicates. */
export async function checkedList(
  list: TaskList,
  sources: readonly ResolvedSource[],
  target: Target,
  { destinationOf }: Names,
  shown: (path: string) => string,
  signal: AbortSignal | undefined,
): Promise<TaskList> {
  const results: Results = { root: target.root, folding: await foldingOf(target.root), pathOf: destinationOf, shown };
  // One folder or pattern yields every name once (but {a,b} may lead to a file twice), and names that are kept cannot collide.
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
