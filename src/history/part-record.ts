import { join } from 'node:path';
import { ImgparError } from '../errors.js';
import type { SkipReason } from '../events.js';
import type { CheckedOptions } from '../options/run-options.js';
import { jobName } from '../parts/job-name.js';
import { endPart, jobFolder, type PartHeader, partName, partNamed, partsIn } from '../parts/part-file.js';
import { RecordedParts } from '../parts/recorded-parts.js';
import type { Plan, PlannedPart } from '../plan/plan.js';
import type { ImageRecord } from '../record/image-record.js';
import { Manifest, manifestIn } from '../record/manifest.js';
import { recordedPath } from '../record/recorded-path.js';
import type { RunHeader } from '../record/run-header.js';
import { linesOf } from '../shards/plan-range.js';
import type { Reviewed, Task, TaskResult } from '../worker/task.js';
import { fingerprintOf, fingerprintsOf } from './fingerprint.js';
import { FolderRecord } from './folder-record.js';
import { machineFor } from './machine.js';
import { asUsageError, decisionsFor, headerOf } from './manifest-of.js';
import type { Ledger, RunRecord, Verdict } from './run-record.js';
import type { StaleReason } from './up-to-date.js';

/**
 * The record of a run over one part of a job: a file of its own, which says what became of every line of the part. What earlier attempts
 * and runs recorded of the same images is looked up there.
 */
export class PartRecord implements RunRecord {
  readonly isKept = true;
  readonly #planned: Plan;
  readonly #earlier: Ledger;
  readonly #inner: FolderRecord;
  readonly #isDurable: boolean;
  /** The part; absent if nothing is to be recorded. */
  readonly #writing: { readonly manifest: Manifest; readonly header: RunHeader } | undefined;
  readonly #settled = new Settled();

  private constructor(
    planned: Plan,
    options: CheckedOptions,
    earlier: Ledger,
    header: (RunHeader & { readonly part: PartHeader }) | undefined,
  ) {
    this.#planned = planned;
    this.#earlier = earlier;
    this.#isDurable = options.output.durable;
    const comparison = {
      root: planned.destinationRoot,
      fingerprints: fingerprintsOf(decisionsFor(planned, options)),
      checksum: options.record.checksum,
    };
    this.#inner = new FolderRecord(earlier, options.record, comparison);
    this.#writing = header && { header, manifest: partFile(planned, header, options.output.durable) };
  }

  /** As `openRecord`. */
  static async open(planned: Plan, part: PlannedPart, options: CheckedOptions, token?: string): Promise<PartRecord> {
    const decisions = decisionsFor(planned, options);
    const { job: of, ...place } = part;
    const job = jobName(fingerprintOf(decisions), of);
    const folder = jobFolder(planned.destinationRoot, job);
    const earlier = earlierOf(planned, folder, part);
    if (token === undefined) return new PartRecord(planned, options, earlier, undefined);
    const header = { ...headerOf(token, decisions), part: { job, of, ...place, machine: await machineFor(options) } };
    return new PartRecord(planned, options, earlier, header);
  }

  get damagedLines(): number {
    return this.#earlier.damagedLines;
  }

  judge(task: Task): Verdict {
    const verdict = this.#inner.judge(task);
    if (verdict.action === 'skip') this.#noteSkipped(task, verdict.reason);
    return verdict;
  }

  review(task: Task): Reviewed {
    return this.#inner.review(task);
  }

  whyStale(task: Task): StaleReason | undefined {
    return this.#inner.whyStale(task);
  }

  recordOf(task: Task): ImageRecord | undefined {
    return this.#inner.recordOf(task);
  }

  begin(): void {
    asUsageError(() => this.#writing?.manifest.writeHeader());
  }

  passOver(task: Task, reason: SkipReason): void {
    this.#noteSkipped(task, reason);
  }

  note(results: readonly TaskResult[]): void {
    for (const result of results) {
      const { task, outcome } = result;
      const record = this.#inner.recordFor(result);
      if (record) this.#write(task, record);
      else if (outcome.status === 'skipped') this.#noteSkipped(task, outcome.reason);
    }
  }

  /** A line that is done already is recorded again, so that each part is complete by itself. */
  #noteSkipped(task: Task, reason: SkipReason): void {
    const { destinationRoot } = this.#planned;
    const known = reason === 'up-to-date' || reason === 'not-failed' ? this.#inner.recordOf(task) : undefined;
    if (known?.status === 'done') {
      this.#write(task, known);
      return;
    }
    // It has no outcome yet.
    if (reason === 'not-failed') return;
    const [destination, source] = [task.destination, task.source].map((path) => recordedPath(destinationRoot, path)) as [string, string];
    this.#write(task, { destination, status: 'skipped', source, at: Date.now(), reason });
  }

  #write(task: Task, record: ImageRecord): void {
    if (!this.#writing || !this.#settled.add(task.id, record.status)) return;
    this.#writing.manifest.append({ ...record, line: task.line ?? task.id });
  }

  async close(): Promise<void> {
    this.#earlier.close();
    if (!this.#writing) return;
    const { manifest, header } = this.#writing;
    manifest.writeHeader();
    manifest.close();
    const { upTo, counts } = this.#settled;
    const { list, part } = this.#planned;
    const isWhole = upTo === list.length;
    const [next] = isWhole ? [] : await list.read({ start: upTo, end: upTo + 1 });
    const until = next ? (next.line ?? upTo) : part!.end;
    const lines = isWhole ? part!.lines : await linesOf(list, upTo);
    endPart(manifest.path, header, { until, lines, ...counts }, this.#isDurable);
  }
}

/** The file of a plan's part. */
export function partPath(planned: Plan, options: CheckedOptions): string {
  const { part, destinationRoot } = planned;
  if (!part) throw new ImgparError('internal', 'the plan is not one of a part');
  return join(jobFolder(destinationRoot, jobName(fingerprintOf(decisionsFor(planned, options)), part.job)), partName(part));
}

/** @throws {ImgparError} `usage` */
function partFile({ destinationRoot }: Plan, header: RunHeader & { readonly part: PartHeader }, durable: boolean): Manifest {
  const { part } = header;
  const manifest = Manifest.open(join(jobFolder(destinationRoot, part.job), partName(part)), { durable });
  manifest.begin(header);
  return manifest;
}

/** What was recorded of the images of a part: by attempts at the same lines, else by whatever made the manifest of the output folder. */
function earlierOf({ destinationRoot }: Plan, folder: string, { start, end, shard }: PlannedPart): Ledger {
  const names = partsIn(folder);
  const mayTell = names.filter((name) => {
    const other = partNamed(name);
    if (other?.start === undefined || other.end === undefined) return shard !== undefined;
    return other.start < end && start < other.end;
  });
  if (mayTell.length === 0) return Manifest.open(manifestIn(destinationRoot));
  const isOwn = shard ? undefined : (line: number | undefined) => line !== undefined && start <= line && line < end;
  const recorded = new RecordedParts(
    mayTell.map((name) => join(folder, name)),
    isOwn,
  );
  return {
    find: (destination) => recorded.find(destination),
    append() {},
    writeHeader() {},
    damagedLines: 0,
    close: () => recorded.close(),
  };
}

/** Which entries have an outcome, and how many of each there are before the first that has none. */
class Settled {
  /** Entries before this one all have an outcome. */
  upTo = 0;
  readonly counts = { done: 0, failed: 0, skipped: 0 };
  /** Of those after it. */
  readonly #beyond = new Map<number, keyof Settled['counts']>();

  /** Whether it had none before. */
  add(entry: number, status: ImageRecord['status']): boolean {
    if (entry < this.upTo || this.#beyond.has(entry) || status === 'removed') return false;
    this.#beyond.set(entry, status);
    for (let next = this.#beyond.get(this.upTo); next; next = this.#beyond.get(this.upTo)) {
      this.counts[next] += 1;
      this.#beyond.delete(this.upTo);
      this.upTo += 1;
    }
    return true;
  }
}
