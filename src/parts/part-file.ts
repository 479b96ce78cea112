import { createHash } from 'node:crypto';
import { closeSync, fstatSync, fsyncSync, openSync, readdirSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { ImgparError } from '../errors.js';
import type { Tally } from '../lists/tally.js';
import type { PlannedJob } from '../plan/plan.js';
import { terminalSafeJson } from '../record/image-record.js';
import { beforeVersion, lineBreak, readAt } from '../record/lines.js';
import { openIfAny } from '../record/manifest-file.js';
import { manifestVersion, type RunHeader } from '../record/run-header.js';
import { checkOf } from '../storage/hash.js';
import { isMissing, reasonOf } from '../storage/reasons.js';

// A part is the record of one attempt at a range of a list, or at a shard: a manifest in a file of its own, which only that attempt writes.
// What it is about is in its header; a footer says how far it came, and proves that nothing before it is torn.

/** What the header of a part says besides that of a run. */
export interface PartHeader {
  /** The job that it is a part of: the name of its folder. */
  readonly job: string;
  readonly of: PlannedJob;
  readonly start: number;
  readonly end: number;
  readonly shard?: { readonly index: number; readonly count: number };
  /** The lines from `start` up to `end`. */
  readonly lines: Tally;
  readonly attempt: string;
  readonly machine: Machine;
}

/** What may make results of one machine differ from those of another. */
export interface Machine {
  readonly host: string;
  readonly platform: string;
  readonly arch: string;
  readonly node: string;
  /** What decodes and encodes, with versions. */
  readonly codecs: Readonly<Record<string, string>>;
}

/** The last line of a part. */
export interface PartFooter {
  /** Every line before this one has an outcome; some after it may have one, too. */
  readonly until: number;
  /** The lines from the start of the part up to `until`. */
  readonly lines: Tally;
  /** Outcomes of these lines. */
  readonly done: number;
  readonly failed: number;
  readonly skipped: number;
  /** What comes before the footer. */
  readonly bytes: number;
  readonly sha256: string;
}

/** The folder of everything that is recorded of jobs which several machines do. */
export function jobsFolder(root: string): string {
  return join(root, '.imgpar');
}

/** The folder of a job's parts. */
export function jobFolder(root: string, job: string): string {
  return join(jobsFolder(root), job);
}

type Place = Pick<PartHeader, 'start' | 'end' | 'shard' | 'attempt'>;

/** What a part records: outcomes of images, or sums over them for tables that they share. */
export type PartKind = 'jsonl' | 'statistics';

export function partName({ start, end, shard, attempt }: Place, kind: PartKind = 'jsonl'): string {
  return `${shard ? `${shard.index}of${shard.count}` : `${start}-${end}`}.${attempt}.${kind}`;
}

/** What the name of a part says of it; undefined if it is not one. */
export function partNamed(
  name: string,
  kind: PartKind = 'jsonl',
): { readonly start?: number; readonly end?: number; readonly shard?: PartHeader['shard'] } | undefined {
  const [place = '', attempt, extension, ...more] = name.split('.');
  if (!attempt || extension !== kind || more.length > 0) return undefined;
  const numbers = place.split(/-|of/).map(Number);
  const [first, second] = numbers;
  if (numbers.length !== 2 || !numbers.every(Number.isSafeInteger)) return undefined;
  return place.includes('-') ? { start: first!, end: second! } : { shard: { index: first!, count: second! } };
}

/** The names of the parts of a job, in no order; none if there is no such job. @throws {ImgparError} `unreadable` */
export function partsIn(folder: string, kind: PartKind = 'jsonl'): string[] {
  return namesIn(folder).filter((name) => partNamed(name, kind) !== undefined);
}

/** The jobs that have a folder in an output folder. @throws {ImgparError} `unreadable` */
export function jobsIn(root: string): string[] {
  return namesIn(jobsFolder(root)).filter((name) => /^[0-9a-f]{16}$/.test(name));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw new ImgparError('unreadable', `cannot read the folder ${folder}: ${reasonOf(error)}`, { cause: error });
  }
}

/** The header of a part; undefined if it is torn, or none that a run writes. */
export function partHeader(descriptor: number, kind: PartKind = 'jsonl'): (RunHeader & { readonly part: PartHeader }) | undefined {
  for (let length = 4096; ; length *= 4) {
    const bytes = readAt(descriptor, 0, length);
    const end = bytes.indexOf(lineBreak);
    if (end < 0 && bytes.length === length && length < longestHeader) continue;
    const header = end < 0 ? undefined : parsed(bytes.toString('utf8', 0, end));
    return header && isPartHeader(header, kind) ? header : undefined;
  }
}

/** Whether what is read of a header has the form of one: any byte of a file may have changed, names of fields as well. */
function isPartHeader(
  header: Readonly<Record<string, unknown>>,
  kind: PartKind,
): header is Readonly<Record<string, unknown>> & RunHeader & { readonly part: PartHeader } {
  const part = header.part as Partial<PartHeader> | null | undefined; // every field that is read is checked
  const { of, machine, shard } = part ?? {};
  const isRun = typeof header.fingerprint === 'string' && typeof header.run === 'string' && typeof header.at === 'number';
  const isRange = Number.isSafeInteger(part?.start) && Number.isSafeInteger(part?.end);
  // Sums are the same on every machine, so they do not name it.
  const isMachine =
    kind === 'statistics' || (typeof machine?.host === 'string' && typeof machine.arch === 'string' && isObject(machine.codecs));
  if (!isRun || !isRange || !isMachine) return false;
  if (of?.kind === 'list') return isListed(of.list);
  return of?.kind === 'folder' && isTally(of.listed) && Number.isSafeInteger(shard?.index) && Number.isSafeInteger(shard?.count);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function isTally(value: Tally | undefined): boolean {
  return Number.isSafeInteger(value?.count) && typeof value?.hash === 'string';
}

function isListed(list: PlannedJob['list'] | undefined): boolean {
  return (
    typeof list?.path === 'string' && typeof list.form === 'string' && typeof list.base === 'string' && Number.isSafeInteger(list.bytes)
  );
}

const longestHeader = 1 << 22;

/** The footer of a part, and where it begins; undefined if it has none, so that the attempt did not end. */
export function partFooter(descriptor: number): { readonly footer: PartFooter; readonly offset: number } | undefined {
  const { size } = fstatSync(descriptor);
  const from = Math.max(0, size - longestFooter);
  const tail = readAt(descriptor, from, size - from);
  if (tail.at(-1) !== lineBreak) return undefined;
  const begin = tail.lastIndexOf(lineBreak, -2) + 1;
  if (tail.toString('latin1', begin, begin + beforeVersion.length) !== beforeVersion) return undefined;
  const footer = parsed(tail.toString('utf8', begin))?.footer;
  return isFooter(footer) && footer.bytes === from + begin ? { footer, offset: from + begin } : undefined;
}

/**
 * Whether it is a footer as `endPart` wrote it. Its hash is that of what comes before it, so it has a check of its own; those of earlier
 * versions have none.
 */
function isFooter(value: unknown): value is PartFooter {
  const { bytes, sha256, check, ...counts } = (value ?? {}) as Partial<PartFooter> & { readonly check?: unknown }; // every field is checked
  const { until, lines, done, failed, skipped } = counts;
  const isCounted = [until, lines?.count, done, failed, skipped, bytes].every((count) => Number.isSafeInteger(count) && count! >= 0);
  return isCounted && typeof lines?.hash === 'string' && typeof sha256 === 'string' && (check === undefined || check === checkOf(counts));
}

/** The footer of the part in a file; undefined if it has none. @throws {ImgparError} `usage` */
export function footerOf(path: string): PartFooter | undefined {
  const descriptor = openPart(path);
  try {
    return partFooter(descriptor)?.footer;
  } finally {
    closeSync(descriptor);
  }
}

const longestFooter = 4096;

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Ends a part with its footer. Nothing may be written to it any more.
 *
 * @throws {ImgparError} `unwritable`
 */
export function endPart(
  path: string,
  { imgpar, run, fingerprint }: Pick<RunHeader, 'imgpar' | 'run' | 'fingerprint'>,
  counts: Omit<PartFooter, 'bytes' | 'sha256'>,
  durable: boolean,
): void {
  try {
    const descriptor = openSync(path, 'a+');
    try {
      const { size } = fstatSync(descriptor);
      const footer: PartFooter = { ...counts, bytes: size, sha256: sha256Of(descriptor, size) };
      const line = Buffer.from(
        `${terminalSafeJson({ imgpar, manifest: manifestVersion, run, fingerprint, footer: { ...footer, check: checkOf(counts) } })}\n`,
      );
      for (let written = 0; written < line.length; ) written += writeSync(descriptor, line, written);
      if (durable) fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw new ImgparError('unwritable', `cannot write the record ${path}: ${reasonOf(error)}`, { cause: error });
  }
}

/** The SHA-256 of the first bytes of a file. */
function sha256Of(descriptor: number, bytes: number): string {
  const hash = createHash('sha256');
  for (let at = 0; at < bytes; at += blockBytes) hash.update(readAt(descriptor, at, Math.min(blockBytes, bytes - at)));
  return hash.digest('hex');
}

const blockBytes = 1 << 20;

/** Opens a part for reading. @throws {ImgparError} `usage` */
export function openPart(path: string): number {
  const descriptor = openIfAny(path);
  if (descriptor === undefined) throw new ImgparError('usage', `the record ${path} is gone; somebody removed it`);
  return descriptor;
}
