import { ImgparError } from '../errors.js';
import { checkOptions } from '../options/resolve.js';
import type { CheckedOptions, RunOptions } from '../options/run-options.js';
import { entriesOf } from '../plan/list.js';
import type { Plan } from '../plan/plan.js';
import { Manifest } from '../record/manifest.js';
import { exists } from '../storage/file.js';
import { sha256OfFile } from '../storage/hash.js';
import { EventSink } from './event-sink.js';
import { readReportContext } from './given.js';
import { manifestPath } from './manifest-of.js';
import { planFor } from './plan-for.js';
import { pruningOf } from './prune.js';
import { crewOf, measureFirst, type RunContext, taskOf, tellPlan } from './run.js';
import { openRecord, type RunRecord } from './run-record.js';
import type { SharedStatistics } from './shared-statistics.js';
import { sniffFile } from './sniff-file.js';
import { startWorkers } from './start-workers.js';
import { noImage, type Task } from './task.js';
import { requireUsable } from './trial.js';
import { pathFrom, type StaleReason } from './up-to-date.js';

/** A result that is not what a run with the same options would leave. */
export interface Stale {
  readonly source: string;
  readonly destination: string;
  readonly reason: StaleReason | 'source-gone';
}

/**
 * Tells what a run with these options would do, because it was not done yet or something changed since; nothing if all is up to date.
 * Writes nothing. Images are opened only where they share a table (all are decoded) or content is to be compared.
 *
 * @param context receives what is not stale, but worth a word: warnings about the sources, files that are named like images and are none,
 *   and results that `prune` would leave where they are, although their sources are not found
 * @throws {ImgparError} `usage`, as a run would, and where there is no manifest by plan
 * @throws what the reporter threw or rejected with
 */
export async function* check(options: RunOptions, context: Pick<RunContext, 'report'> = {}): AsyncGenerator<Stale> {
  const checked = checkOptions(options);
  const { report } = readReportContext(context, 'context');
  await requireUsable(checked);
  const planned = await planFor(checked);
  try {
    const sink = new EventSink(report, checked.limits);
    await tellPlan(planned, sink);
    sink.throwIfFailed();
    yield* staleOf(planned, checked, sink);
    sink.throwIfFailed();
  } finally {
    await planned.list.close();
  }
}

async function* staleOf(planned: Plan, options: CheckedOptions, sink: EventSink): AsyncGenerator<Stale> {
  const path = manifestPath(planned, options);
  if (path === undefined) throw new ImgparError('usage', `nothing tells what was made of ${options.destination}: check needs a manifest`);
  const shared = await sharedBy(planned, options);
  const record = await openRecord(planned, options);
  try {
    for await (const [id, entry] of entriesOf(planned.list)) {
      if (entry.kind) continue;
      const task = taskOf(id, entry, planned, options, shared);
      const reason = record.whyStale(task) ?? (options.record.checksum ? whyDifferent(record, task) : undefined);
      if (!reason) continue;
      const { source, destination } = task;
      const skip = whySkipped(task, options);
      if (!skip) yield { source, destination, reason };
      else await sink.tell({ type: 'image-skipped', at: Date.now(), lane: 0, id, source, ...skip });
    }
  } finally {
    record.close();
    shared?.close();
  }
  if (options.record.prune) yield* orphansOf(path, planned, options.record.pruneAny, sink);
}

/** The statistics that images share, measured as a run does, but not saved. */
async function sharedBy(planned: Plan, options: CheckedOptions): Promise<SharedStatistics | undefined> {
  if (options.sharing.scope === 'image') return undefined;
  const { saveStats: _, ...sharing } = options.sharing;
  const sink = new EventSink(undefined, options.limits);
  const crew = crewOf(startWorkers(), planned, options, {}, sink, { isKept: false, review: (task) => ({ task }) }, 'check');
  const shared = await measureFirst(crew, planned, { ...options, sharing }, sink);
  await crew.close();
  return shared;
}

function whyDifferent(record: RunRecord, task: Task): StaleReason | undefined {
  const known = record.recordOf(task);
  if (known?.status !== 'done') return 'no-result';
  if (contentOf(task.source) !== known.input.sha256) return 'source-changed';
  return contentOf(task.destination) === known.output.sha256 ? undefined : 'result-changed';
}

function contentOf(path: string): string | undefined {
  try {
    return sha256OfFile(path);
  } catch {
    return undefined;
  }
}

/** Whether source and result hold what they did when the image was done. @internal Used by `dryRun` as well. */
export function isContentAsRecorded({ source, destination, upToDateIf }: Task): boolean {
  return contentOf(source) === upToDateIf?.source && contentOf(destination) === upToDateIf?.result;
}

/** A run passes over what is no image, and over what exists if nothing is to be overwritten. */
function whySkipped({ source, destination, named, copyTo }: Task, { output }: CheckedOptions) {
  if (!output.overwrite && exists(destination)) return { reason: 'exists' } as const;
  if (named || copyTo !== undefined) return undefined;
  try {
    const sniffed = sniffFile(source);
    if (sniffed.kind !== 'not-an-image') return undefined;
    const { reason, looksLike } = noImage(source, sniffed.name);
    return { reason, looksLike };
  } catch {
    // It would be tried, and fail.
    return undefined;
  }
}

async function* orphansOf(path: string, planned: Plan, any: boolean, sink: EventSink): AsyncGenerator<Stale> {
  const manifest = Manifest.open(path);
  try {
    const absolute = (recorded: string) => pathFrom(planned.destinationRoot, recorded);
    const { orphans, withheld } = pruningOf(manifest, planned, any);
    for (const { source, destination } of orphans)
      yield { source: absolute(source), destination: absolute(destination), reason: 'source-gone' };
    for (const each of withheld) await sink.tell({ type: 'prune-withheld', at: Date.now(), ...each });
  } finally {
    manifest.close();
  }
}
