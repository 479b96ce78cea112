import { join } from 'node:path';
import { imageFormats } from '../codec/formats.js';
import type { SkipReason } from '../events.js';
import type { Plan } from '../plan/plan.js';
import type { ImageRecord } from '../record/image-record.js';
import { Manifest, manifestName, manifestVersion } from '../record/manifest.js';
import { version } from '../version.js';
import type { Delivered } from './dispatch.js';
import { doneRecord, type WriteAhead } from './done-record.js';
import { type Decisions, decisionsOf, fingerprintOf, fingerprintsOf } from './fingerprint.js';
import type { CheckedOptions } from './options.js';
import type { Task } from './task.js';
import { type Comparison, holdsOriginal, isStillResult, recordedPath, type StaleReason, whyStale, whyStaleInPlace } from './up-to-date.js';

/** Whether an image is to be done. */
export type Verdict = { readonly action: 'skip'; readonly reason: SkipReason } | { readonly action: 'do'; readonly task: Task };

/** What a run knows of earlier ones, and what later ones will know of it. */
export class RunRecord {
  readonly #manifest: Manifest | undefined;
  readonly #options: CheckedOptions['record'];
  readonly #comparison: Comparison;
  readonly #inPlace: boolean;

  private constructor(manifest: Manifest | undefined, options: CheckedOptions['record'], comparison: Comparison, inPlace: boolean) {
    this.#manifest = manifest;
    this.#options = options;
    this.#comparison = comparison;
    this.#inPlace = inPlace;
  }

  /**
   * Reads the manifest of a plan's destination, if it is to have one.
   *
   * @param token names the run that is to add to it; without, nothing can be added
   * @throws {ImgparError} `usage`, if the file is no manifest, or cannot be read or written
   */
  static open(planned: Plan, options: CheckedOptions, token?: string): RunRecord {
    const path = manifestPath(planned, options);
    const decisions = decisionsFor(planned, options);
    const manifest = path === undefined ? undefined : Manifest.open(path);
    const inPlace = options.inPlace !== undefined;
    if (token !== undefined) manifest?.begin(headerOf(token, decisions));
    // The workers write to it, too, and it has to begin with the header.
    if (token !== undefined && inPlace) manifest?.writeHeader();
    const { checksum } = options.record;
    const comparison = { root: planned.destinationRoot, fingerprintFor: fingerprintsOf(decisions), checksum };
    return new RunRecord(manifest, options.record, comparison, inPlace);
  }

  /** Whether something is recorded, so that workers have to tell what identifies the files. */
  get isKept(): boolean {
    return this.#manifest !== undefined;
  }

  /** Lines of the manifest that say nothing, as they are broken; the images they told of are done again. */
  get damagedLines(): number {
    return this.#manifest?.damagedLines ?? 0;
  }

  /** Whether an image is to be done, by what is known of it. */
  judge(task: Task): Verdict {
    const { force, retryFailed, checksum } = this.#options;
    if (this.#inPlace) return this.#judgeInPlace(task);
    if (!this.#manifest || force) return { action: 'do', task };
    const record = this.recordOf(task);
    if (retryFailed) return record?.status === 'failed' ? { action: 'do', task } : { action: 'skip', reason: 'not-failed' };
    if (whyStale(record, task, this.#comparison) || record?.status !== 'done') return { action: 'do', task };
    if (!checksum) return { action: 'skip', reason: 'up-to-date' };
    return { action: 'do', task: { ...task, upToDateIf: { source: record.input.sha256, result: record.output.sha256 } } };
  }

  /** An image that is a result already is never done again; only its original can be, with other options. */
  #judgeInPlace(task: Task): Verdict {
    const record = this.recordOf(task);
    if (this.#options.retryFailed && record?.status !== 'failed') return { action: 'skip', reason: 'not-failed' };
    if (record?.status !== 'done' || !isStillResult(record, task.destination)) return { action: 'do', task };
    if (!this.#options.force && !this.whyStale(task)) return { action: 'skip', reason: 'up-to-date' };
    return holdsOriginal(task.backup, record)
      ? { action: 'do', task: { ...task, original: task.backup! } }
      : { action: 'skip', reason: 'original-not-kept' };
  }

  /** Why an image would be done; undefined if it is up to date. */
  whyStale(task: Task): StaleReason | undefined {
    if (this.#inPlace) return whyStaleInPlace(this.recordOf(task), task, this.#comparison);
    return whyStale(this.recordOf(task), task, this.#comparison);
  }

  recordOf(task: Task): ImageRecord | undefined {
    return this.#manifest?.find(recordedPath(this.#comparison.root, task.destination));
  }

  /** Adds what became of images. @throws {ImgparError} `unwritable` */
  note(delivered: readonly Delivered[]): void {
    this.#manifest?.append(...delivered.map((each) => this.#newRecordOf(each)).filter((record) => record !== undefined));
  }

  #newRecordOf({ task, outcome, attempts }: Delivered): ImageRecord | undefined {
    const { root, fingerprintFor } = this.#comparison;
    if (outcome.status === 'done' && outcome.stamps) {
      const fingerprint = fingerprintFor(outcome.stamps.format, task.statisticsHash);
      return doneRecord(task, outcome.stamps, { root, fingerprint, attempts, timings: outcome.timings });
    }
    // In place, what is known of a result that still stands there must not be superseded, or it would pass for an original.
    if (outcome.status !== 'failed' || (this.#inPlace && this.recordOf(task))) return undefined;
    const paths = { destination: recordedPath(root, task.destination), source: recordedPath(root, task.source), at: Date.now() };
    return { ...paths, status: 'failed', ...outcome.failure, attempts };
  }

  /** What workers need to record results in place themselves; undefined if they are not in place. */
  get writeAhead(): WriteAhead | undefined {
    if (!this.#inPlace || !this.#manifest) return undefined;
    const { root, fingerprintFor } = this.#comparison;
    const fingerprints = Object.fromEntries(imageFormats.map((format) => [format, fingerprintFor(format)]));
    return { manifest: this.#manifest.path, root, fingerprints };
  }

  /** @throws {ImgparError} `unwritable`, if something could not be recorded */
  close(): void {
    this.#manifest?.close();
  }
}

/** Where the manifest of a plan's destination is; undefined if there is none. One image needs none unless it is asked for. */
export function manifestPath({ destinationRoot, isFile }: Plan, { record: { manifest } }: CheckedOptions): string | undefined {
  if (typeof manifest === 'string') return manifest;
  return manifest === false || isFile ? undefined : join(destinationRoot, manifestName);
}

function decisionsFor({ format }: Plan, options: CheckedOptions): Decisions {
  return decisionsOf({ ...options, output: { ...options.output, format } });
}

function headerOf(run: string, decides: Decisions) {
  return { imgpar: version, manifest: manifestVersion, run, at: Date.now(), fingerprint: fingerprintOf(decides), decides } as const;
}
