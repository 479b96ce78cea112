import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import { failureOf, ImgparError, isOutOfRoom, messageOf } from '../errors.js';
import type { RunSummary, SkipReason } from '../events.js';
import { asGiven } from '../given-paths.js';
import { decisionsOf, fingerprintOf } from '../history/fingerprint.js';
import { manifestPath } from '../history/manifest-of.js';
import { openRecord } from '../history/open-record.js';
import type { Patience } from '../history/patience.js';
import { prune } from '../history/prune.js';
import type { RunRecord } from '../history/run-record.js';
import { requireStatistics, writeStatisticsPart } from '../history/statistics-parts.js';
import { checkOptions } from '../options/resolve.js';
import type { CheckedOptions, RunOptions } from '../options/run-options.js';
import type { WorkerHost } from '../parallel/host.js';
import type { Plan } from '../plan/plan.js';
import { makeFolder, requireWritable } from '../storage/folders.js';
import { newToken, retireToken } from '../storage/run-token.js';
import { StaleDrafts } from '../storage/stale-drafts.js';
import type { Task, TaskResult } from '../worker/task.js';
import { breather } from './breather.js';
import type { EventSink } from './event-sink.js';
import { Quarantine } from './quarantine.js';
import { type Looks, type RunContext, readRunContext, type Watch } from './run-context.js';
import { type Planner, Session } from './session.js';
import type { SharedStatistics } from './shared-statistics.js';
import { startWorkers } from './start-workers.js';
import { eventOf, tasksOf } from './tasks.js';
import type { WorkerGroup } from './worker-group.js';

/**
 * Equalises every image of the sources into the output folder, on every core. Images that fail are reported, and never stop the run. Prints
 * nothing; writes nothing before the whole list is known to be free of collisions.
 *
 * @returns the totals; `interrupted` if one of the signals ended the run
 * @throws {ImgparError} `usage`, if an option, a source or the output folder is wrong; then nothing was written
 * @throws whatever the reporter threw or rejected with, which ends the run like `signal`
 */
export async function run(options: RunOptions, context: RunContext = {}): Promise<RunSummary> {
  return runWith(startWorkers, options, context);
}

/**
 * A run with workers that are already started, or special ones; and with a plan that was made elsewhere.
 *
 * @internal For the command, and for measurements of the engine itself.
 */
export async function runWith(
  start: () => WorkerHost,
  options: RunOptions,
  context: RunContext = {},
  planner?: Planner,
  watch?: Watch,
  patience?: Patience,
  looks?: Looks,
): Promise<RunSummary> {
  const checked = checkOptions(options);
  const listeners = readRunContext(context, 'context');
  const host = start();
  try {
    return await runOn(host, checked, listeners, planner, watch, patience, looks);
  } finally {
    await host.kill();
  }
}

async function runOn(
  host: WorkerHost,
  options: CheckedOptions,
  context: RunContext,
  planner?: Planner,
  watch?: Watch,
  patience?: Patience,
  looks?: Looks,
): Promise<RunSummary> {
  const session = await Session.open(options, context);
  const { events } = session;
  try {
    await events.tell({
      type: 'run-started',
      at: Date.now(),
      runId: randomUUID(),
      fingerprint: fingerprintOf(decisionsOf(options)),
      workers: options.workers,
    });
    let interrupted = false;
    try {
      interrupted = !(await planAndEqualize(session, host, planner, watch, patience, looks));
    } catch (error) {
      // An error of the reporter came first: it ended the run.
      events.throwIfFailed();
      throw error;
    } finally {
      await events.tell({ type: 'run-finished', at: Date.now(), summary: finalSummary(events, interrupted) });
    }
    events.throwIfFailed();
  } finally {
    session.close();
  }
  if (!planner && !options.shard && onlyNonImages(events.summary)) throw noImageFound(events.summary);
  return events.summary;
}

function finalSummary({ summary, whyGiveUp }: EventSink, interrupted: boolean): RunSummary {
  const gaveUpWhy = interrupted ? undefined : whyGiveUp;
  return { ...summary, interrupted, gaveUp: gaveUpWhy !== undefined, gaveUpWhy, elapsedMs: Date.now() - summary.startedAt };
}

function onlyNonImages({ found, skippedByReason, interrupted }: RunSummary): boolean {
  const { 'not-an-image': others = 0, misnamed = 0 } = skippedByReason;
  return !interrupted && found > 0 && others + misnamed === found;
}

function noImageFound({ found, misnamed, given }: RunSummary): ImgparError {
  const shown = asGiven(given);
  const [first] = misnamed;
  const example = first ? `; ${shown(first.source)} looks like ${first.looksLike}` : '';
  return new ImgparError('usage', `no image found: none of the ${found} files contains an image${example}`);
}

/** Whether it ran to its end. */
async function planAndEqualize(
  session: Session,
  host: WorkerHost,
  planner?: Planner,
  watch?: Watch,
  patience?: Patience,
  looks?: Looks,
): Promise<boolean> {
  const { options, events } = session;
  const onFound = (found: number) => events.tell({ type: 'planned', at: Date.now(), found, complete: false });
  const planned = await session.plan({ ...(planner && { planner }), onFound, isRecorded: true });
  if (!planned) return false;
  const token = newToken();
  try {
    if (options.sharing.statisticsOnly) return await countOnly(session, host, planned, token);
    if (planned.part && options.sharing.scope !== 'image') requireStatistics(planned, options);
    const record = await openRecord(planned, options, token);
    try {
      makeDestination(planned);
      const workers = session.workers(host, planned, record, token, { looksFolder: looks?.folder });
      await equalizeAll(session, planned, record, workers, watch, patience, looks);
      record.end?.({ at: Date.now(), interrupted: session.isStopped, gaveUp: events.whyGiveUp !== undefined });
      if (record.damagedLines > 0) await events.tell({ type: 'manifest-damaged', at: Date.now(), lines: record.damagedLines });
    } finally {
      await closeRecord(record, events);
    }
    if (session.isStopped) return false;
    if (options.record.prune) await pruneOutputs(session, planned);
    return true;
  } finally {
    retireToken(token);
    await planned.list.close();
  }
}

/** Counts the images of a part, and records the sums. @returns whether it ran to its end */
async function countOnly(session: Session, host: WorkerHost, planned: Plan, token: string): Promise<boolean> {
  makeDestination(planned);
  const workers = session.workers(host, planned, { isKept: false, review: (task) => ({ task }) }, token);
  try {
    await session.measurePart(workers, planned, (groups) => {
      if (!session.isStopped) writeStatisticsPart(planned, session.options, token, groups);
    });
  } finally {
    await workers.close();
  }
  return !session.isStopped;
}

/** Fails before the work begins if the output folder cannot be made or written, which is the user's mistake. */
function makeDestination({ destinationRoot }: Plan): void {
  try {
    makeFolder(destinationRoot);
    requireWritable(destinationRoot);
  } catch (error) {
    throw new ImgparError('usage', `${messageOf(error)}; choose another output folder`, { cause: error });
  }
}

async function equalizeAll(
  session: Session,
  planned: Plan,
  record: RunRecord,
  workers: WorkerGroup,
  watch: Watch | undefined,
  patience: Patience | undefined,
  looks: Looks | undefined,
): Promise<void> {
  const { options, events } = session;
  let shared: SharedStatistics | undefined;
  try {
    shared = await session.measure(workers, planned);
    const taskOf = tasksOf(planned, options, shared, looks);
    const drafts = new StaleDrafts();
    await drafts.removeFrom(planned.destinationRoot);
    const { quarantine: folder } = options.limits;
    const quarantine = folder === undefined ? undefined : new Quarantine(folder, planned.destinationRoot);
    const breathe = breather();
    const suspects: Task[] = [];
    const settle = async (lane: number, results: readonly TaskResult[]) => {
      const admitted = patience ? results.map((each) => patience.admit(each)) : results;
      const settled = quarantine ? admitted.map((each) => quarantine.admit(each)) : admitted;
      // Where another machine may have room, an image has no outcome yet.
      record.note(watch ? settled.filter(({ outcome }) => outcome.status !== 'failed' || !isOutOfRoom(outcome.failure)) : settled);
      for (const each of settled) {
        if (each.outcome.status === 'done' && each.outcome.shown) looks?.take(each.task.destination, each.outcome.shown);
        const taken = events.tell(eventOf(lane, each));
        if (taken) await taken;
      }
    };
    await workers.inLanes('equalize', {
      onAssign: (lane, total, from) =>
        void events.tell({ type: 'lane-assigned', at: Date.now(), lane, total, ...(from !== undefined && { from }) }),
      select: async (lane, first, entries) => {
        const tasks: Task[] = [];
        let cleared = '';
        for (const [index, entry] of entries.entries()) {
          const id = first + index;
          const skip = (reason: SkipReason) =>
            events.tell({ type: 'image-skipped', at: Date.now(), lane, id, source: entry.source, reason });
          if (entry.kind) {
            record.passOver?.(taskOf(id, entry), entry.kind);
            await skip(entry.kind);
            continue;
          }
          const task = taskOf(id, entry);
          const folder = dirname(task.destination);
          if (folder !== cleared) await drafts.removeFrom(folder);
          cleared = folder;
          const verdict = patience ? patience.temper(task, record.judge(task)) : record.judge(task);
          if (verdict.action === 'skip') await skip(verdict.reason);
          else if (watch?.isSuspect(verdict.task)) suspects.push(verdict.task);
          else tasks.push(verdict.task);
        }
        // With checksums, it is not known yet whether there is anything to do.
        if (tasks.some(({ upToDateIf }) => upToDateIf === undefined)) record.begin();
        await breathe();
        return tasks;
      },
      ...(watch && { begin: (lane, tasks) => watch.begin(lane, tasks) }),
      settle,
    });
    if (watch) await equalizeSuspects(suspects, watch, workers, settle);
  } finally {
    await workers.close();
    shared?.close();
  }
}

/** Does images one at a time, any of which may end this machine. */
async function equalizeSuspects(
  suspects: readonly Task[],
  watch: Watch,
  workers: WorkerGroup,
  settle: (lane: number, results: readonly TaskResult[]) => Promise<void>,
): Promise<void> {
  if (suspects.length > 0) await workers.ready('equalize');
  for (const task of watch.inOrder(suspects)) {
    const verdict = await watch.beginAlone(task);
    if (verdict === 'stop') return;
    const result: TaskResult | undefined =
      verdict === 'go' ? await workers.alone('equalize', task) : { task, outcome: { status: 'failed', failure: verdict }, attempts: 0 };
    if (!result) return;
    await settle(0, [result]);
  }
}

/** Closes the record. A failure to write it is reported at the end: the results are there, so the run still ends with a summary. */
async function closeRecord(record: RunRecord, events: EventSink): Promise<void> {
  try {
    await record.close();
  } catch (error) {
    await events.tell({ type: 'manifest-unwritable', at: Date.now(), failure: failureOf(error) });
  }
}

async function pruneOutputs(session: Session, planned: Plan): Promise<void> {
  const { options, events } = session;
  const path = manifestPath(planned, options);
  if (path === undefined) return;
  const breathe = breather();
  for (const event of prune(path, planned, options.record.pruneAny)) {
    await events.tell(event);
    await breathe();
    if (session.isStopped) return;
  }
}
