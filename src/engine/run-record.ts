import { join } from 'node:path';
import type { SkipReason } from '../events.js';
import type { Plan } from '../plan/plan.js';
import type { ImageRecord } from '../record/image-record.js';
import { Manifest, manifestName, manifestVersion } from '../record/manifest.js';
import { version } from '../version.js';
import type { Delivered } from './dispatch.js';
import { type Decisions, decisionsOf, fingerprintOf, fingerprintsOf } from './fingerprint.js';
import type { CheckedOptions } from './options.js';
import type { Task } from './process-image.js';
import { type Comparison, recordedPath, type StaleReason, whyStale } from './up-to-date.js';

/** Whether an image is to be done. */
export type Verdict = { readonly action: 'skip'; readonly reason: SkipReason } | { readonly action: 'do'; readonly task: Task };

/** What a run knows of earlier ones, and what later ones will know of it. */
export class RunRecord {
  readonly #manifest: Manifest | undefined;
  readonly #options: CheckedOptions['record'];
  readonly #comparison: Comparison;

  private constructor(manifest: Manifest | undefined, options: CheckedOptions['record'], comparison: Comparison) {
    this.#manifest = manifest;
    this.#options = options;
    this.#comparison = comparison;
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
    if (token !== undefined) manifest?.begin(headerOf(token, decisions));
    const { checksum } = options.record;
    return new RunRecord(manifest, options.record, { root: planned.destinationRoot, fingerprintFor: fingerprintsOf(decisions), checksum });
  }

  /** Whether something is recorded, so that workers have to tell what identifies the files. */
  get isKept(): boolean {
    return this.#manifest !== undefined;
  }

  /** Whether an image is to be done, by what is known of it. */
  judge(task: Task): Verdict {
    const { force, retryFailed, checksum } = this.#options;
    if (!this.#manifest || force) return { action: 'do', task };
    const record = this.recordOf(task);
    if (retryFailed) return record?.status === 'failed' ? { action: 'do', task } : { action: 'skip', reason: 'not-failed' };
    if (whyStale(record, task, this.#comparison) || record?.status !== 'done') return { action: 'do', task };
    if (!checksum) return { action: 'skip', reason: 'up-to-date' };
    return { action: 'do', task: { ...task, upToDateIf: { source: record.input.sha256, result: record.output.sha256 } } };
  }

  /** Why an image would be done; undefined if it is up to date. */
  whyStale(task: Task): StaleReason | undefined {
    return whyStale(this.recordOf(task), task, this.#comparison);
  }

  recordOf(task: Task): ImageRecord | undefined {
    return this.#manifest?.find(recordedPath(this.#comparison.root, task.destination));
  }

  /** Adds what became of an image. @throws {ImgparError} `unwritable` */
  note({ task, outcome, attempts }: Delivered): void {
    const { root, fingerprintFor } = this.#comparison;
    const paths = { destination: recordedPath(root, task.destination), source: recordedPath(root, task.source), at: Date.now() };
    if (outcome.status === 'failed') this.#manifest?.append({ ...paths, status: 'failed', ...outcome.failure, attempts });
    if (outcome.status !== 'done' || !outcome.stamps) return;
    const { format, input, output, mask } = outcome.stamps;
    this.#manifest?.append({
      ...paths,
      status: 'done',
      fingerprint: fingerprintFor(format, task.statisticsHash),
      format,
      input,
      output,
      ...(mask && { mask: { ...mask, path: recordedPath(root, mask.path) } }),
      attempts,
      timings: rounded(outcome.timings),
    });
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

/** Microseconds are enough. */
function rounded(timings: object): Record<string, number> {
  return Object.fromEntries(Object.entries(timings).map(([stage, ms]) => [stage, Math.round(ms * 1000) / 1000]));
}
