import { isAbsolute, normalize, resolve, sep } from 'node:path';
import { isNamedLikeImage } from '../codec/sniff.js';
import { ImgparError } from '../errors.js';
import { asGiven } from '../given-paths.js';
import type { ByteRange } from '../lines/window.js';
import type { ByteList } from '../lists/byte-list.js';
import type { ListLine } from '../lists/list-line.js';
import { Counter, type Tally } from '../lists/tally.js';
import { canonicalPath } from '../plan/canonical.js';
import type { OnFound } from '../plan/gather.js';
import { entriesOf, type ListEntry, ListWriter, type TaskList } from '../plan/list.js';
import { placeOf } from '../plan/name-list.js';
import { type Naming, namesBy } from '../plan/naming.js';
import { checkedList, givenPaths, type Plan, type PlanOptions } from '../plan/plan.js';
import { selectionOf } from '../plan/selection.js';
import { isTaken, type ResolvedSource } from '../plan/sources.js';
import { targetOf } from '../plan/target.js';
import { newAttempt } from './attempt.js';

/** A range of a list to do. */
export interface Assignment {
  /** Whoever opened it closes it after the run. */
  readonly list: ByteList;
  readonly range: ByteRange;
  /** Distinguishes this attempt at the range from others, and names its part: letters, digits, `-` and `_`. Default: random. */
  readonly attempt?: string;
  /** The folder that names in the list start from. Default: the current one. */
  readonly base?: string;
}

/**
 * Plans the files whose lines begin in a range of a list. Reads nothing else of the list. Refuses what would lose a file within the range;
 * `merge` finds what the ranges do to each other.
 *
 * @throws {ImgparError} `usage`
 */
export async function planRange(
  { list, range, attempt = newAttempt(), base: given = '.' }: Assignment,
  options: Omit<PlanOptions, 'sources' | 'lists'>,
  onFound: OnFound = () => {},
): Promise<Plan> {
  const base = resolve(given);
  const source: ResolvedSource = {
    type: 'list',
    given: list.given,
    path: base,
    writtenPath: '.',
    canonical: await canonicalPath(base),
    pattern: '',
  };
  const target = await targetOf(options.destination, [source], options.format);
  const written = givenPaths([source], { path: target.root, given: options.destination });
  const naming: Naming = { kind: 'apart', ...target };
  const names = namesBy(naming);
  const found = await entriesIn(list, range, base, options, onFound);
  try {
    const checked = await checkedList(found, [source], target, names, asGiven(written), options.signal);
    return {
      list: checked,
      destinationRoot: target.root,
      isFile: false,
      sourceRoots: [],
      warnings: [],
      given: written,
      format: target.format,
      naming,
      ...names,
      part: {
        job: {
          kind: 'list',
          identity: identityFor(list, options),
          list: { path: list.path, form: list.form, bytes: list.sizeBytes, base },
        },
        ...range,
        lines: await linesOf(checked),
        attempt,
      },
    };
  } catch (error) {
    await found.close();
    throw error;
  }
}

/** A selection makes another job of the same list. */
function identityFor({ identity }: ByteList, { include = [], exclude = [] }: Omit<PlanOptions, 'sources' | 'lists'>): string {
  return include.length + exclude.length === 0 ? identity : `${identity} ${JSON.stringify([include, exclude])}`;
}

async function entriesIn(
  list: ByteList,
  range: ByteRange,
  base: string,
  options: Omit<PlanOptions, 'sources' | 'lists'>,
  onFound: OnFound,
): Promise<TaskList> {
  const selection = await selectionOf(options);
  const writer = new ListWriter();
  try {
    for await (const lines of list.linesIn(range, options.signal)) {
      for (const line of lines) {
        const entry = entryOf(line, base, list);
        if (selection.takesAll || isTaken(entry, selection)) await writer.append(entry);
      }
      await onFound(writer.length);
    }
    return await writer.finish();
  } catch (error) {
    await writer.discard();
    throw error;
  }
}

function entryOf({ offset, source, destination, mask }: ListLine, base: string, list: ByteList): ListEntry {
  const place = placeOf(source, base);
  return {
    ...place,
    ...(destination !== undefined && { relative: relativeOf(destination, offset, list) }),
    named: isNamedLikeImage(source),
    line: offset,
    ...(mask !== undefined && { mask: resolve(base, mask) }),
  };
}

/** @throws {ImgparError} `usage`, for a destination that is not below the output folder */
function relativeOf(destination: string, offset: number, list: ByteList): string {
  const path = normalize(destination);
  if (!isAbsolute(path) && path !== '.' && path !== '..' && !path.startsWith(`..${sep}`) && !path.endsWith(sep)) return path;
  throw new ImgparError(
    'usage',
    `the list ${list.given} is broken at byte ${offset}: the destination is ${JSON.stringify(destination)}, expected a path below the output folder`,
  );
}

/** The lines that entries stand for, up to an entry. */
export async function linesOf(list: TaskList, end = list.length): Promise<Tally> {
  const lines = new Counter();
  for await (const [number, { line }] of entriesOf(list)) {
    if (number >= end) break;
    lines.add(line ?? number);
  }
  return lines.tally;
}
