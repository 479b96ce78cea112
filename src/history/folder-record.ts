import type { CheckedOptions } from '../options/run-options.js';
import type { Plan } from '../plan/plan.js';
import type { ImageRecord } from '../record/image-record.js';
import { Manifest } from '../record/manifest.js';
import { recordedPath } from '../record/recorded-path.js';
import type { RunEnding } from '../record/run-header.js';
import { look } from '../storage/file.js';
import { doneRecord } from '../worker/done-record.js';
import type { Reviewed, Task, TaskResult } from '../worker/task.js';
import { fingerprintsOf } from './fingerprint.js';
import { openParts, withParts } from './manifest-and-parts.js';
import { asUsageError, decisionsFor, headerOf, manifestPath } from './manifest-of.js';
import type { Ledger, RunRecord, Verdict } from './run-record.js';
import { type Comparison, contentIs, type StaleReason, whyStale } from './up-to-date.js';

/** The record of a run into an output folder. */
export class FolderRecord implements RunRecord {
  readonly #manifest: Ledger | undefined;
  readonly #options: CheckedOptions['record'];
  readonly #comparison: Comparison;

  constructor(manifest: Ledger | undefined, options: CheckedOptions['record'], comparison: Comparison) {
    this.#manifest = manifest;
    this.#options = options;
    this.#comparison = comparison;
  }

  /** As `openRecord`. */
  static open(planned: Plan, options: CheckedOptions, token?: string): FolderRecord {
    const path = manifestPath(planned, options);
    const decisions = decisionsFor(planned, options);
    const manifest = path === undefined ? undefined : Manifest.open(path, { durable: options.output.durable });
    if (token !== undefined) manifest?.begin({ ...headerOf(token, decisions), ...(options.record.figures && { figures: true }) });
    const fingerprints = fingerprintsOf(decisions, manifest?.versions);
    const ledger = manifest && options.record.manifest === undefined ? withParts(manifest, openParts(planned.destinationRoot)) : manifest;
    return new FolderRecord(ledger, options.record, { root: planned.destinationRoot, fingerprints, checksum: options.record.checksum });
  }

  get isKept(): boolean {
    return this.#manifest !== undefined;
  }

  get damagedLines(): number {
    return this.#manifest?.damagedLines ?? 0;
  }

  judge(task: Task): Verdict {
    const { force, retryFailed, checksum } = this.#options;
    if (!this.#manifest || force) return { action: 'do', task };
    const copy = this.#copyOf(task);
    if (copy && !retryFailed) return this.#judgeCopy(task, copy);
    const record = this.recordOf(task);
    if (retryFailed) return record?.status === 'failed' ? { action: 'do', task } : { action: 'skip', reason: 'not-failed' };
    const reason = whyStale(record, task, this.#comparison);
    if ((reason && reason !== 'touched') || record?.status !== 'done') return { action: 'do', task };
    if (!checksum && !reason) return { action: 'skip', reason: 'up-to-date' };
    return { action: 'do', task: { ...task, upToDateIf: { source: record.input.sha256, result: record.output.sha256 } } };
  }

  /** Repeating an image only costs time. */
  review(task: Task): Reviewed {
    return { task };
  }

  /** The record of a file that was copied because it is not an image. */
  #copyOf({ copyTo }: Task): ImageRecord | undefined {
    const record = copyTo === undefined ? undefined : this.#manifest?.find(recordedPath(this.#comparison.root, copyTo));
    return record?.status === 'done' && record.format === 'other' ? record : undefined;
  }

  /** Copying again costs less than comparing. */
  #judgeCopy(task: Task, copy: ImageRecord): Verdict {
    const isUpToDate = !this.#options.checksum && whyStale(copy, asCopy(task), this.#comparison) === undefined;
    return isUpToDate ? { action: 'skip', reason: 'up-to-date' } : { action: 'do', task: { ...task, isCopied: true } };
  }

  whyStale(task: Task): StaleReason | undefined {
    const copy = this.#copyOf(task);
    if (copy) return this.#whyStaleCopy(task, copy);
    const record = this.recordOf(task);
    const reason = whyStale(record, task, this.#comparison);
    if (reason !== 'touched') return reason;
    return record?.status === 'done' && contentIs(task.source, record.input.sha256) ? undefined : 'source-changed';
  }

  #whyStaleCopy(task: Task, copy: ImageRecord): StaleReason | undefined {
    const reason = whyStale(copy, asCopy(task), this.#comparison);
    return reason === 'touched' ? 'source-changed' : reason;
  }

  recordOf(task: Task): ImageRecord | undefined {
    return this.#manifest?.find(recordedPath(this.#comparison.root, task.destination));
  }

  begin(): void {
    asUsageError(() => this.#manifest?.writeHeader());
  }

  note(results: readonly TaskResult[]): void {
    this.#manifest?.append(...results.map((each) => this.recordFor(each)).filter((record) => record !== undefined));
  }

  /** What to record of an outcome; undefined if that is nothing new. */
  recordFor({ task, outcome, attempts }: TaskResult): ImageRecord | undefined {
    const { root, fingerprints } = this.#comparison;
    if (outcome.status === 'done' && outcome.stamps) {
      const fingerprint = fingerprints.of(outcome.stamps.format, task.statisticsHash);
      return doneRecord(task, outcome.stamps, { root, fingerprint, attempts, timings: outcome.timings });
    }
    if (outcome.status === 'skipped' && outcome.stamps)
      return doneRecord(asCopy(task), outcome.stamps, { root, fingerprint: fingerprints.of('other'), attempts, timings: {} });
    if (outcome.status === 'skipped' && outcome.reason === 'up-to-date') return this.#takenOver(task);
    if (outcome.status !== 'failed') return undefined;
    const paths = { destination: recordedPath(root, task.destination), source: recordedPath(root, task.source), at: Date.now() };
    return { ...paths, status: 'failed', ...outcome.failure, attempts };
  }

  /** A record with the source's new time, so that the next run need not read it; undefined if the time is the same. */
  #takenOver(task: Task): ImageRecord | undefined {
    const [record, source] = [this.recordOf(task), look(task.source, { throughLinks: true })];
    if (record?.status !== 'done' || source === undefined || source.mtimeMs === record.input.mtimeMs) return undefined;
    return { ...record, at: Date.now(), input: { ...record.input, mtimeMs: source.mtimeMs } };
  }

  end(ended: RunEnding): void {
    if (this.#options.figures) this.#manifest?.end?.(ended);
  }

  close(): void {
    this.#manifest?.close();
  }
}

/** The task for a copy: under its own name, without what concerns only images. */
function asCopy({ mask: _, statisticsHash: __, ...task }: Task): Task {
  return { ...task, destination: task.copyTo ?? task.destination };
}
