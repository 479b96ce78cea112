import { ImgparError } from '../errors.js';
import { manifestPath } from '../history/manifest-of.js';
import { openRecord } from '../history/open-record.js';
import { pruningOf } from '../history/prune.js';
import type { RunRecord } from '../history/run-record.js';
import type { StaleReason } from '../history/up-to-date.js';
import { checkOptions } from '../options/resolve.js';
import type { CheckedOptions, RunOptions } from '../options/run-options.js';
import { entriesOf } from '../plan/list.js';
import type { Plan } from '../plan/plan.js';
import { Manifest } from '../record/manifest.js';
import { pathFrom } from '../record/recorded-path.js';
import { exists } from '../storage/file.js';
import { noImage, type Task } from '../worker/task.js';
import { contentOf } from './content.js';
import { type RunContext, readReportContext } from './run-context.js';
import { Session } from './session.js';
import type { SharedStatistics } from './shared-statistics.js';
import { sniffFile } from './sniff-file.js';
import { startWorkers } from './start-workers.js';
import { tasksOf } from './tasks.js';

/** A result that differs from what a run with the same options would leave. */
export interface Stale {
  readonly source: string;
  readonly destination: string;
  readonly reason: StaleReason | 'source-gone';
}

/**
 * Lists what a run with these options would do, because it is not done yet or something has changed; nothing if everything is up to date.
 * Writes nothing. Opens images only where they share a table (then decodes all) or where content is compared.
 *
 * @param context receives everything else worth reporting: warnings about the sources, files that are named like images but are not, and
 * results that `prune` would keep although their sources are not found
 * @throws {ImgparError} `usage`, as a run would, and if the options keep no manifest
 * @throws whatever the reporter threw or rejected with
 */
export async function* check(options: RunOptions, context: Pick<RunContext, 'report'> = {}): AsyncGenerator<Stale> {
  const session = await Session.open(checkOptions(options), readReportContext(context, 'context'));
  const planned = await session.plan();
  if (!planned) return;
  try {
    yield* staleOf(session, planned);
    session.events.throwIfFailed();
  } finally {
    session.close();
    await planned.list.close();
  }
}

async function* staleOf(session: Session, planned: Plan): AsyncGenerator<Stale> {
  const { options, events } = session;
  const path = manifestPath(planned, options);
  if (path === undefined) throw new ImgparError('usage', `cannot tell what was written to ${options.destination}: check needs a manifest`);
  const shared = await sharedBy(session, planned);
  const taskOf = tasksOf(planned, options, shared);
  const record = await openRecord(planned, options);
  try {
    for await (const [id, entry] of entriesOf(planned.list)) {
      if (entry.kind) continue;
      const task = taskOf(id, entry);
      const reason = record.whyStale(task) ?? (options.record.checksum ? whyDifferent(record, task) : undefined);
      if (!reason) continue;
      const { source, destination } = task;
      const skip = whySkipped(task, options);
      if (!skip) yield { source, destination, reason };
      else await events.tell({ type: 'image-skipped', at: Date.now(), lane: 0, id, source, ...skip });
    }
  } finally {
    await record.close();
    shared?.close();
  }
  if (options.record.prune) yield* orphansOf(path, planned, session);
}

/** The statistics that images share, measured as in a run, but not saved. */
async function sharedBy(session: Session, planned: Plan): Promise<SharedStatistics | undefined> {
  const { saveStats: _, ...sharing } = session.options.sharing;
  if (sharing.scope === 'image') return undefined;
  const silent = session.silent({ ...session.options, sharing });
  const workers = silent.workers(startWorkers(), planned, { isKept: false, review: (task) => ({ task }) }, 'check');
  try {
    return await silent.measure(workers, planned);
  } finally {
    await workers.close();
  }
}

function whyDifferent(record: RunRecord, task: Task): StaleReason | undefined {
  const known = record.recordOf(task);
  if (known?.status !== 'done') return 'no-result';
  if (contentOf(task.source) !== known.input.sha256) return 'source-changed';
  return contentOf(task.destination) === known.output.sha256 ? undefined : 'result-changed';
}

/** Why a run would skip an image: it is not an image, or its result exists and must not be overwritten. */
function whySkipped({ source, destination, named, copyTo }: Task, { output }: CheckedOptions) {
  if (!output.overwrite && exists(destination)) return { reason: 'exists' } as const;
  if (named || copyTo !== undefined) return undefined;
  try {
    const sniffed = sniffFile(source);
    if (sniffed.kind !== 'not-an-image') return undefined;
    const { reason, looksLike } = noImage(source, sniffed.name);
    return { reason, looksLike };
  } catch {
    // A run would try it, and fail.
    return undefined;
  }
}

async function* orphansOf(path: string, planned: Plan, { options, events }: Session): AsyncGenerator<Stale> {
  const manifest = Manifest.open(path);
  try {
    const absolute = (recorded: string) => pathFrom(planned.destinationRoot, recorded);
    const { orphans, withheld } = pruningOf(manifest, planned, options.record.pruneAny);
    for (const { source, destination } of orphans)
      yield { source: absolute(source), destination: absolute(destination), reason: 'source-gone' };
    for (const each of withheld) await events.tell({ type: 'prune-withheld', at: Date.now(), ...each });
  } finally {
    manifest.close();
  }
}
