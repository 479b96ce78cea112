import { closeSync } from 'node:fs';
import { dirname } from 'node:path';
import { ImgparError } from '../errors.js';
import { hashOf } from '../plan/duplicates.js';
import { terminalSafeJson } from '../record/image-record.js';
import { endOfDestination } from '../record/line-fields.js';
import { beforeDestination, beforeVersion, linesOf } from '../record/lines.js';
import { openIfAny } from '../record/manifest-file.js';
import { headerIn, type RunHeader } from '../record/run-header.js';
import { isLivingRun } from '../storage/run-token.js';
import { writePartsAtomic } from '../storage/write-atomic.js';
import type { Job } from './job.js';
import { destinationIn, type PartLine, PartReader } from './part-lines.js';

/** What runs that are no part of a job have written to the manifest of an output folder. */
export class OtherRuns {
  readonly #path: string;
  readonly #jobs: ReadonlySet<string>;

  /** @param jobs that are merged anew, so that what an earlier merge wrote of them is left out */
  constructor(path: string, jobs: readonly string[]) {
    this.#path = path;
    this.#jobs = new Set(jobs);
  }

  /** Their lines, of headers and of images. @throws {ImgparError} `usage`, if one of these runs is still at work */
  *lines(): Generator<{ readonly bytes: Buffer; readonly begunAt: number }> {
    const descriptor = openIfAny(this.#path);
    if (descriptor === undefined) return;
    try {
      let [begunAt, isWanted] = [0, true];
      for (const { bytes } of linesOf(descriptor)) {
        if (!bytes || bytes.length === 0) continue;
        const header = bytes.toString('latin1', 0, beforeVersion.length) === beforeVersion ? headerIn(bytes, this.#path) : undefined;
        if (header && isLivingRun(header.run) === true) throw stillWriting(this.#path);
        if (header) ({ begunAt, isWanted } = this.#block(bytes));
        if (isWanted) yield { bytes, begunAt };
      }
    } finally {
      closeSync(descriptor);
    }
  }

  #block(header: Buffer): { begunAt: number; isWanted: boolean } {
    const { at, merged } = JSON.parse(header.toString('utf8'));
    return { begunAt: typeof at === 'number' ? at : 0, isWanted: !this.#jobs.has(merged?.job) };
  }
}

function stillWriting(path: string): ImgparError {
  return new ImgparError('usage', `a run is writing to ${dirname(path)}; merge again when it has ended`);
}

/**
 * Destinations that a later job or run has done, by their hashes: a failure before that is settled. Empty if there are too many to
 * remember.
 */
export function doneLater(jobs: readonly Job[], others: OtherRuns): ReadonlySet<number> {
  const done = new Set<number>();
  const reader = new PartReader();
  for (const job of jobs.slice(1))
    for (const part of job.coverage.chosen)
      for (const line of reader.linesOf(part)) if (line.status === 'done' && done.size < mostRemembered) done.add(keyOf(line));
  const end = lastBegun(jobs);
  for (const { bytes, begunAt } of others.lines()) {
    if (begunAt <= end || done.size >= mostRemembered) continue;
    const destinationEnd = endOfDestination(bytes);
    if (destinationEnd === undefined || bytes.indexOf(isDone) < 0) continue;
    done.add(hashOf(bytes.latin1Slice(beforeDestination.length, destinationEnd - 1)));
  }
  return done.size >= mostRemembered ? new Set() : done;
}

const isDone = Buffer.from('"status":"done"');
const mostRemembered = 500_000;

export function keyOf(line: PartLine): number {
  return hashOf(destinationIn(line));
}

function lastBegun(jobs: readonly Job[]): number {
  return Math.max(...jobs.flatMap(({ coverage }) => coverage.chosen.map(({ at }) => at)), 0);
}

/**
 * Writes one manifest from the parts of jobs, and from what it held of other runs. The lines of parts are copied as they are.
 *
 * @throws {ImgparError} `unwritable`
 */
export async function writeMergedManifest(path: string, jobs: readonly Job[], others: OtherRuns, token: string): Promise<void> {
  await writePartsAtomic(path, inBlocks(contentOf(jobs, others, token)), { owner: { token, id: 'manifest' } });
}

function* contentOf(jobs: readonly Job[], others: OtherRuns, token: string): Generator<Buffer> {
  const end = lastBegun(jobs);
  for (const { bytes, begunAt } of others.lines()) if (begunAt <= end) yield withLineEnd(bytes);
  const reader = new PartReader();
  for (const { name, header, coverage } of jobs) {
    const { part: _, ...plain } = header;
    const merged: RunHeader & { readonly merged: object } = { ...plain, run: token, merged: { job: name, parts: coverage.chosen.length } };
    yield Buffer.from(`${terminalSafeJson(merged)}\n`);
    for (const part of coverage.chosen)
      for (const { status, bytes, start, end } of reader.linesOf(part)) if (status !== 'skipped') yield bytes.subarray(start, end + 1);
  }
  for (const { bytes, begunAt } of others.lines()) if (begunAt > end) yield withLineEnd(bytes);
}

function withLineEnd(line: Buffer): Buffer {
  return Buffer.concat([line, lineEnd]);
}

const lineEnd = Buffer.from('\n');

/** Writes to the same block again and again. */
async function* inBlocks(lines: Iterable<Buffer>): AsyncGenerator<Buffer> {
  const block = Buffer.alloc(1 << 20);
  let filled = 0;
  for (const line of lines) {
    if (filled + line.length > block.length) {
      yield block.subarray(0, filled);
      filled = 0;
    }
    if (line.length > block.length) yield line;
    else filled += line.copy(block, filled);
  }
  yield block.subarray(0, filled);
}
