import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { imageFormats } from '../codec/formats.js';
import type { CheckedOptions } from '../options/run-options.js';
import { entriesOf } from '../plan/list.js';
import type { Plan } from '../plan/plan.js';
import type { DoneRecord, ImageRecord } from '../record/image-record.js';
import { writeKnownResults } from '../record/known-results.js';
import { Manifest } from '../record/manifest.js';
import { manifestIdOf } from '../record/manifest-file.js';
import { type Domain, refuseOtherCharge, takeCharge } from '../record/mark.js';
import { pathFrom, recordedPath } from '../record/recorded-path.js';
import type { RunEnding } from '../record/run-header.js';
import { look } from '../storage/file.js';
import { makeFolder } from '../storage/folders.js';
import { takeLock } from '../storage/lock.js';
import { doneRecord } from '../worker/done-record.js';
import type { FoundResult, InPlaceWork, Reviewed, Task, TaskResult } from '../worker/task.js';
import { fingerprintsOf } from './fingerprint.js';
import { asUsageError, decisionsFor, headerOf, manifestPath } from './manifest-of.js';
import type { RunRecord, Verdict } from './run-record.js';
import { type Comparison, isProvenByTime, isStillResult, type StaleReason, whyOutdated, whyStaleInPlace } from './up-to-date.js';

/**
 * The record of a run in place, where a result may look like an original. What any record knows as a result is never taken for an original:
 * the content of the file decides, not its name or time. So one run at a time holds the manifest (a lock), the manifest is in charge of the
 * folders (marks), workers write ahead what they are about to replace (the journal) and report what turns out to be a result already, which
 * is settled here.
 */
export class InPlaceRecord implements RunRecord {
  readonly #manifest: Manifest;
  readonly #options: CheckedOptions['record'];
  readonly #comparison: Comparison;
  readonly #token: string | undefined;
  readonly #writing: Writing | undefined;

  private constructor(
    manifest: Manifest,
    options: CheckedOptions['record'],
    comparison: Comparison,
    token: string | undefined,
    writing: Writing | undefined,
  ) {
    this.#manifest = manifest;
    this.#options = options;
    this.#comparison = comparison;
    this.#token = token;
    this.#writing = writing;
  }

  /** As `openRecord`. */
  static async open(planned: Plan, options: CheckedOptions, token?: string): Promise<InPlaceRecord> {
    // In place there is always one.
    const path = manifestPath(planned, options)!;
    if (token === undefined) return InPlaceRecord.#read(planned, options, path);
    const domain = { roots: planned.placeRoots ?? [], folders: () => foldersOf(planned) };
    // Before anything is written.
    await refuseOtherCharge(domain, { manifest: path, id: manifestIdOf(path) ?? '' });
    const unlock = asUsageError(() => {
      makeFolder(dirname(path), options.output);
      return takeLock(`${path}.lock`, { run: token, breakForeign: options.inPlace?.breakLock ?? false });
    });
    try {
      return await InPlaceRecord.#begin(planned, options, path, domain, token, unlock);
    } catch (error) {
      unlock();
      throw error;
    }
  }

  static #read(planned: Plan, options: CheckedOptions, path: string): InPlaceRecord {
    const manifest = Manifest.open(path, { byResult: true });
    return new InPlaceRecord(manifest, options.record, comparisonFor(planned, options, manifest), undefined, undefined);
  }

  static async #begin(
    planned: Plan,
    options: CheckedOptions,
    path: string,
    domain: Domain,
    token: string,
    unlock: () => void,
  ): Promise<InPlaceRecord> {
    const { durable } = options.output;
    const manifest = Manifest.open(path, { byResult: true, durable });
    const id = manifest.id ?? randomUUID();
    manifest.begin({ ...headerOf(token, decisionsFor(planned, options), id), ...(options.record.figures && { figures: true }) });
    // The marks refer to the manifest, so it must come first; and workers append to a manifest that has to start with the header.
    asUsageError(() => manifest.writeHeader());
    await takeCharge(domain, { manifest: path, id, token, durable });
    const comparison = comparisonFor(planned, options, manifest);
    const known = knownResultsOf(manifest);
    const fingerprints = Object.fromEntries(imageFormats.map((format) => [format, comparison.fingerprints.of(format)]));
    const work: InPlaceWork = {
      manifest: path,
      root: comparison.root,
      fingerprints,
      roots: planned.placeRoots ?? [],
      breakHardLinks: options.inPlace?.breakHardLinks ?? false,
      ...(planned.backupOf && { backupRoot: planned.destinationRoot }),
      ...(known && { knownResults: known }),
    };
    return new InPlaceRecord(manifest, options.record, comparison, token, { work, unlock });
  }

  readonly isKept = true;

  get damagedLines(): number {
    return this.#manifest.damagedLines;
  }

  get inPlace(): InPlaceWork | undefined {
    return this.#writing?.work;
  }

  /** A result recognised by size and time is settled here; for all others the worker checks the content. */
  judge(task: Task): Verdict {
    const record = this.recordOf(task);
    if (this.#options.retryFailed && record?.status !== 'failed') return { action: 'skip', reason: 'not-failed' };
    const place = look(task.destination);
    const isKnown = record?.status === 'done' && place?.isFile === true && place.size === record.output.size;
    return isKnown && isProvenByTime(record, place.mtimeMs) ? this.#judgeResult(task, record, place) : { action: 'do', task };
  }

  /** An image that is already a result is never done again; only its original can be, with other options. */
  #judgeResult(task: Task, record: DoneRecord, { size, mtimeMs }: { size: number; mtimeMs: number }): Verdict {
    if (!this.#options.force && !whyOutdated(record, task, this.#comparison)) return { action: 'skip', reason: 'up-to-date' };
    const { input, output } = record;
    if (input.sha256 === output.sha256) return { action: 'do', task: { ...task, original: { sha256: output.sha256 } } };
    const backup = this.#backupOf(task, record);
    if (backup === undefined || look(backup)?.isFile !== true) return { action: 'skip', reason: 'original-not-kept' };
    return { action: 'do', task: { ...task, original: { path: backup, sha256: input.sha256, place: { size, mtimeMs } } } };
  }

  /** Version 0.1.0 did not record where an original is kept. */
  #backupOf({ backup }: Task, record: DoneRecord): string | undefined {
    return record.backup === undefined ? backup : pathFrom(this.#comparison.root, record.backup);
  }

  review(task: Task, found?: FoundResult): Reviewed {
    this.#manifest.refresh();
    return found ? this.#reviewFound(task, found) : this.#reviewLost(task);
  }

  /** The worker may have replaced the image before it was lost. */
  #reviewLost(task: Task): Reviewed {
    const record = this.recordOf(task);
    if (record?.status !== 'done' || record.run !== this.#token || !isStillResult(record, task.destination)) return { task };
    const { input, output, width = 0, height = 0 } = record;
    const timings = { readMs: 0, decodeMs: 0, equalizeMs: 0, encodeMs: 0, writeMs: 0 };
    // The worker has recorded it.
    return { outcome: { status: 'done', width, height, inputBytes: input.size, outputBytes: output.size, timings } };
  }

  #reviewFound(task: Task, { sha256, size, mtimeMs }: FoundResult): Reviewed {
    const own = this.recordOf(task);
    const record = own?.status === 'done' && own.output.sha256 === sha256 ? own : this.#manifest.findResult(sha256);
    // Only the first bytes of its hash match a result.
    if (!record) return { task: { ...task, original: { sha256 } } };
    if (record === 'broken') return { outcome: { status: 'skipped', reason: 'original-not-kept' } };
    const verdict = this.#judgeResult(task, record, { size, mtimeMs });
    if (verdict.action === 'do') return { task: verdict.task };
    if (verdict.reason === 'up-to-date') this.#takeOver(task, record, mtimeMs);
    return { outcome: { status: 'skipped', reason: verdict.reason } };
  }

  /** Records the present time or name of a result, so that the next run need not read it. */
  #takeOver(task: Task, { run: _, ...record }: DoneRecord, mtimeMs: number): void {
    const { root } = this.#comparison;
    const destination = recordedPath(root, task.destination);
    this.#manifest.append({
      ...record,
      destination,
      source: recordedPath(root, task.source),
      at: Date.now(),
      output: { ...record.output, mtimeMs },
    });
  }

  whyStale(task: Task): StaleReason | undefined {
    return whyStaleInPlace(this.recordOf(task), task, this.#comparison);
  }

  recordOf(task: Task): ImageRecord | undefined {
    return this.#manifest.find(recordedPath(this.#comparison.root, task.destination));
  }

  begin(): void {}

  note(results: readonly TaskResult[]): void {
    this.#manifest.append(...results.map((each) => this.#newRecordOf(each)).filter((record) => record !== undefined));
  }

  #newRecordOf({ task, outcome, attempts }: TaskResult): ImageRecord | undefined {
    const { root, fingerprints } = this.#comparison;
    if (outcome.status === 'done' && outcome.stamps) {
      const fingerprint = fingerprints.of(outcome.stamps.format);
      return doneRecord(task, outcome.stamps, { root, fingerprint, attempts, timings: outcome.timings });
    }
    // What is known about a result that still exists must not be superseded.
    if (outcome.status !== 'failed' || this.recordOf(task)) return undefined;
    const paths = { destination: recordedPath(root, task.destination), source: recordedPath(root, task.source), at: Date.now() };
    return { ...paths, status: 'failed', ...outcome.failure, attempts };
  }

  end(ended: RunEnding): void {
    if (this.#options.figures) this.#manifest.end(ended);
  }

  close(): void {
    try {
      this.#manifest.close();
    } finally {
      this.#writing?.unlock();
      if (this.#writing?.work.knownResults) rmSync(dirname(this.#writing.work.knownResults.path), { recursive: true, force: true });
    }
  }
}

interface Writing {
  readonly work: InPlaceWork;
  readonly unlock: () => void;
}

function comparisonFor(planned: Plan, options: CheckedOptions, manifest: Manifest): Comparison {
  const fingerprints = fingerprintsOf(decisionsFor(planned, options), manifest.versions);
  return { root: planned.destinationRoot, fingerprints, checksum: options.record.checksum };
}

/** The folder of every image. */
async function* foldersOf({ list, destinationOf }: Plan): AsyncGenerator<string> {
  let last = '';
  for await (const [, entry] of entriesOf(list)) {
    const folder = dirname(destinationOf(entry));
    if (folder !== last) yield folder;
    last = folder;
  }
}

function knownResultsOf(manifest: Manifest): InPlaceWork['knownResults'] {
  const digests = new Set(manifest.results());
  if (digests.size === 0) return undefined;
  const path = join(mkdtempSync(join(tmpdir(), 'imgpar-results-')), 'known');
  writeKnownResults(path, digests);
  return { path, count: digests.size };
}
