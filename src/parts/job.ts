import { closeSync } from 'node:fs';
import { join } from 'node:path';
import type { PlannedJob } from '../plan/plan.js';
import type { RunHeader } from '../record/run-header.js';
import { type Attempt, type Coverage, coverFolder, coverList } from './coverage.js';
import { jobFolder, openPart, type PartFooter, partFooter, partHeader, partNamed, partsIn } from './part-file.js';
import { faultOf, PartReader } from './part-lines.js';

/** An attempt at a part, with its file. */
export interface Part extends Attempt {
  readonly path: string;
  readonly footer: PartFooter | undefined;
  readonly host: string;
  /** What may make results of its machine differ from those of another, in words. */
  readonly codecs: string;
}

/** A job that several machines did, as its parts tell. */
export interface Job {
  readonly name: string;
  readonly of: PlannedJob;
  /** The header of one of its parts; they all say the same of what was done. */
  readonly header: RunHeader;
  readonly parts: readonly Part[];
  readonly coverage: Coverage<Part>;
}

/**
 * Reads the parts of a job, and chooses those that together are all of it. Whatever is chosen was read to its last byte and is what its
 * footer says.
 *
 * @returns undefined if no part has a header
 * @throws {ImgparError} `usage`, `unreadable`
 */
export function readJob(root: string, name: string): Job | undefined {
  const folder = jobFolder(root, name);
  const parts = partsIn(folder)
    .sort()
    .map((file) => partIn(join(folder, file), file));
  const proof = new Proof();
  const proved = parts.find((part) => proof.holds(part));
  let header: ReturnType<typeof partHeader>;
  // What no footer proves may say anything of the job.
  for (const { path } of proved ? [proved] : parts) header ??= reading(path, partHeader);
  if (!header) return undefined;
  const job = { name, of: header.part.of, header, ...proven(parts, header.part.of, proof) };
  const { missing, contradictions } = job.coverage;
  if (proved || missing.length + contradictions.length > 0) return job;
  return { ...job, coverage: { chosen: [], missing, contradictions: ['none of its parts is whole'] } };
}

function partIn(path: string, file: string): Part {
  return reading(path, (descriptor) => {
    const header = partHeader(descriptor);
    return header ? partOf(path, header, partFooter(descriptor)?.footer) : torn(path, file);
  });
}

function reading<Value>(path: string, read: (descriptor: number) => Value): Value {
  const descriptor = openPart(path);
  try {
    return read(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function partOf(path: string, { at, part }: NonNullable<ReturnType<typeof partHeader>>, footer: PartFooter | undefined): Part {
  const { start, end, shard, machine, of } = part;
  const common = { path, start, end, at, footer, until: footer?.until, failed: footer?.failed ?? 0, host: machine.host };
  const codecs = [...Object.entries(machine.codecs).map(([codec, version]) => `${codec} ${version}`), machine.arch].join(', ');
  return { ...common, codecs, ...(shard && { shard }), ...(of.listed && { listed: of.listed }) };
}

/** A part that is torn in its header. */
function torn(path: string, file: string): Part {
  const { start = 0, end = 0, shard } = partNamed(file) ?? {};
  return { path, start, end, until: undefined, failed: 0, at: 0, footer: undefined, host: '', codecs: '', ...(shard && { shard }) };
}

/** Chooses parts until all that are chosen prove to be what they say. */
function proven(parts: readonly Part[], of: PlannedJob, proof: Proof): Pick<Job, 'parts' | 'coverage'> {
  for (let current = parts; ; ) {
    const coverage = of.list ? coverList(current, of.list.bytes) : coverFolder(current);
    const broken = coverage.chosen.filter((part) => !proof.holds(part));
    if (broken.length === 0) return { parts: current, coverage };
    current = current.map((part) => (broken.includes(part) ? { ...part, until: undefined } : part));
  }
}

/** Whether parts are what their footers say; each is read once. */
class Proof {
  readonly #reader = new PartReader();
  readonly #known = new Map<string, boolean>();

  holds({ path, footer }: Part): boolean {
    const isKnown = this.#known.get(path);
    if (isKnown !== undefined) return isKnown;
    const isWhole = footer !== undefined && reading(path, (descriptor) => faultOf(this.#reader, descriptor, footer) === undefined);
    this.#known.set(path, isWhole);
    return isWhole;
  }
}
