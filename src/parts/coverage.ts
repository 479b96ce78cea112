import type { Tally } from '../lists/tally.js';
import { isSameTally } from '../lists/tally.js';

/** One attempt at a part of a job, as far as it matters for choosing. */
export interface Attempt {
  readonly start: number;
  readonly end: number;
  /** How far it came; undefined if it did not end, so that nothing of it is proven. */
  readonly until: number | undefined;
  readonly shard?: { readonly index: number; readonly count: number };
  /** Of folders: the names that it found in all. */
  readonly listed?: Tally;
  readonly failed: number;
  /** When it was begun. */
  readonly at: number;
}

/** Attempts that together are the whole job, in order; and what is wrong if there are none. */
export interface Coverage<Part extends Attempt> {
  readonly chosen: readonly Part[];
  /** What nobody has done. */
  readonly missing: readonly Range[];
  /** Why what is there does not fit together. */
  readonly contradictions: readonly string[];
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * Chooses attempts that cover a list from its first byte to its last, each byte once. Of several at one range, the one with the fewest
 * failures counts, then the latest.
 */
export function coverList<Part extends Attempt>(attempts: readonly Part[], bytes: number): Coverage<Part> {
  const from = new Map<number, Map<number, Part>>();
  for (const attempt of attempts) {
    const { start, until } = attempt;
    if (until === undefined || until <= start) continue;
    const ends = from.get(start) ?? new Map<number, Part>();
    const known = ends.get(until);
    if (!known || isBetter(attempt, known)) ends.set(until, attempt);
    from.set(start, ends);
  }
  const chosen = pathTo(bytes, from);
  if (chosen) return { chosen, missing: [], contradictions: [] };
  const ranges = [...from].flatMap(([start, ends]) => Array.from(ends.keys(), (end) => ({ start, end })));
  const missing = gapsIn(ranges, bytes);
  return { chosen: [], missing, contradictions: missing.length > 0 ? [] : [overlapIn(ranges)] };
}

function isBetter(one: Attempt, other: Attempt): boolean {
  return one.failed < other.failed || (one.failed === other.failed && one.at > other.at);
}

/** Ranges that lead from 0 to the end, without a gap or an overlap; undefined if there are none. */
function pathTo<Part extends Attempt>(end: number, from: ReadonlyMap<number, ReadonlyMap<number, Part>>): Part[] | undefined {
  /** By where it ends: the last range of a way from 0 to there. */
  const reached = new Map<number, Part | undefined>([[0, undefined]]);
  for (const start of [...from.keys()].sort((one, other) => one - other)) {
    if (!reached.has(start)) continue;
    for (const [until, part] of from.get(start)!) if (!reached.has(until)) reached.set(until, part);
  }
  if (!reached.has(end)) return undefined;
  const path: Part[] = [];
  for (let part = reached.get(end); part; part = reached.get(part.start)) path.push(part);
  return path.reverse();
}

function gapsIn(ranges: readonly Range[], end: number): Range[] {
  const gaps: Range[] = [];
  let at = 0;
  for (const range of ranges.toSorted((one, other) => one.start - other.start)) {
    if (range.start > at) gaps.push({ start: at, end: range.start });
    at = Math.max(at, range.end);
  }
  if (at < end) gaps.push({ start: at, end });
  return gaps;
}

function overlapIn(ranges: readonly Range[]): string {
  const sorted = ranges.toSorted((one, other) => one.start - other.start || one.end - other.end);
  const at = sorted.findIndex(
    (range, index) => index > 0 && range.start < sorted[index - 1]!.end && range.start > sorted[index - 1]!.start,
  );
  const [one, other] = [sorted[at - 1], sorted[at]];
  return `the ranges overlap: bytes ${one?.start} to ${one?.end} and ${other?.start} to ${other?.end}; were they cut for different numbers of shards?`;
}

/** Chooses attempts at all shards of some folders, which must have found the same names. */
export function coverFolder<Part extends Attempt>(attempts: readonly Part[]): Coverage<Part> {
  const groups: Part[][] = [];
  // One that is torn in its first line does not say what it found.
  for (const attempt of attempts.filter(({ listed }) => listed)) {
    const group = groups.find(([first]) => isSameJob(first!, attempt));
    if (group) group.push(attempt);
    else groups.push([attempt]);
  }
  const covered = groups.map((group) => ({ group, ...shardsOf(group) }));
  const whole = covered.find(({ chosen, missing }) => chosen.length > 0 && missing.length === 0);
  if (whole) return { chosen: whole.chosen, missing: [], contradictions: [] };
  const [best] = covered.toSorted((one, other) => other.chosen.length - one.chosen.length);
  const missing = best?.missing ?? [];
  if (groups.length > 1)
    return { chosen: [], missing, contradictions: [`the shards do not belong together: ${groups.map(wordsFor).join('; ')}`] };
  return { chosen: [], missing, contradictions: missing.length > 0 ? [] : ['no shard says of how many it is one'] };
}

function isSameJob(one: Attempt, other: Attempt): boolean {
  const isSameListing = one.listed !== undefined && other.listed !== undefined && isSameTally(one.listed, other.listed);
  return isSameListing && one.shard?.count === other.shard?.count;
}

function wordsFor(group: readonly Attempt[]): string {
  const [first] = group;
  const shards = [...new Set(group.map(({ shard }) => shard?.index ?? 0))].sort((one, other) => one - other);
  return `${shards.join(', ')} of ${first!.shard?.count} found ${first!.listed?.count} names (${first!.listed?.hash})`;
}

/** Missing shards are ranges of shard numbers. */
function shardsOf<Part extends Attempt>(group: readonly Part[]): Pick<Coverage<Part>, 'chosen' | 'missing'> {
  const best = new Map<number, Part>();
  for (const attempt of group) {
    const { shard, until, end } = attempt;
    if (!shard || until !== end) continue;
    const known = best.get(shard.index);
    if (!known || isBetter(attempt, known)) best.set(shard.index, attempt);
  }
  const indices = Array.from({ length: group[0]?.shard?.count ?? 0 }, (_, index) => index + 1);
  const missing = indices.filter((index) => !best.has(index)).map((index) => ({ start: index, end: index }));
  return { chosen: indices.flatMap((index) => best.get(index) ?? []), missing };
}
