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
  let header: (RunHeader & { readonly part: { readonly of: PlannedJob } }) | undefined;
  const parts: Part[] = [];
  for (const file of partsIn(folder).sort()) {
    const path = join(folder, file);
    const descriptor = openPart(path);
    try {
      const found = partHeader(descriptor);
      header ??= found;
      parts.push(found ? partOf(path, found, partFooter(descriptor)?.footer) : torn(path, file));
    } finally {
      closeSync(descriptor);
    }
  }
  return header && { name, of: header.part.of, header, ...proven(parts, header.part.of) };
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
function proven(parts: readonly Part[], of: PlannedJob): Pick<Job, 'parts' | 'coverage'> {
  const reader = new PartReader();
  const checked = new Set<Part>();
  for (let current = parts; ; ) {
    const coverage = of.list ? coverList(current, of.list.bytes) : coverFolder(current);
    const broken = coverage.chosen.filter((part) => !checked.has(part) && isBroken(reader, part));
    for (const part of coverage.chosen) checked.add(part);
    if (broken.length === 0) return { parts: current, coverage };
    current = current.map((part) => (broken.includes(part) ? { ...part, until: undefined } : part));
  }
}

function isBroken(reader: PartReader, { path, footer }: Part): boolean {
  const descriptor = openPart(path);
  try {
    return footer === undefined || faultOf(reader, descriptor, footer) !== undefined;
  } finally {
    closeSync(descriptor);
  }
}
