import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { isNamedLikeImage } from '../codec/sniff.js';
import { failureOf, ImgparError, messageOf } from '../errors.js';
import type { Reporter, RunEvent, RunSummary, SkipReason } from '../events.js';
import { asGiven } from '../given.js';
import type { WorkerHost } from '../parallel/host.js';
import type { Entry } from '../plan/list.js';
import type { Plan } from '../plan/plan.js';
import { makeFolder, requireWritable } from '../storage/folders.js';
import { newToken, retireToken } from '../storage/run-token.js';
import { removeStaleDrafts } from '../storage/stale-drafts.js';
import { Crew } from './crew.js';
import type { Delivered } from './dispatch.js';
import { EventSink } from './event-sink.js';
import { decisionsOf, fingerprintOf } from './fingerprint.js';
import { readRunContext } from './given.js';
import { manifestPath } from './manifest-of.js';
import { type CheckedOptions, checkOptions, type RunOptions } from './options.js';
import { planFor } from './plan-for.js';
import { prune } from './prune.js';
import { Quarantine } from './quarantine.js';
import { openRecord, type RunRecord } from './run-record.js';
import { measureTogether, type SharedStatistics } from './shared-statistics.js';
import { startWorkers } from './start-workers.js';
import type { Task } from './task.js';
import { requireUsable } from './trial.js';

/** Who listens to a run, and who may end it. */
export interface RunContext {
  /** Receives every event, in order, one at a time. */
  readonly report?: Reporter;
  /** Ends the run gently: no further image is taken, those in flight are finished. */
  readonly signal?: AbortSignal;
  /** Ends the run at once: images in flight are given up, their drafts removed. */
  readonly killSignal?: AbortSignal;
}

/**
 * Equalises every image of the sources into the destination, on every core. Images that fail are told of, and never stop the
 * run. Prints nothing; nothing is written before the whole list is known to be free of contradictions.
 *
 * @returns the totals; `interrupted` if one of the signals ended the run
 * @throws {ImgparError} `usage`, if an option, a source or the destination is wrong: then nothing was written
 * @throws what the reporter threw or rejected with, if it did: that ends the run as `signal` does
 */
export async function run(options: RunOptions, context: RunContext = {}): Promise<RunSummary> {
  return runWith(startWorkers, options, context);
}

/**
 * A run with workers that have been started already, or others than the usual ones.
 *
 * @internal For the program, and for measurements of the engine itself.
 */
export async function runWith(start: () => WorkerHost, options: RunOptions, context: RunContext = {}): Promise<RunSummary> {
  const checked = checkOptions(options);
  const listeners = readRunContext(context, 'context');
  const host = start();
  try {
    return await runOn(host, checked, listeners);
  } finally {
    await host.kill();
  }
}

async function runOn(host: WorkerHost, checked: CheckedOptions, context: RunContext): Promise<RunSummary> {
  await requireUsable(checked, context);
  const sink = new EventSink(context.report, checked.limits, context.killSignal);
  try {
    await sink.tell({
      type: 'run-started',
      at: Date.now(),
      runId: randomUUID(),
      fingerprint: fingerprintOf(decisionsOf(checked)),
      workers: checked.workers,
    });
    let interrupted = false;
    try {
      interrupted = !(await planAndEqualize(host, checked, { ...context, signal: anyOf(context, sink) }, sink));
    } catch (error) {
      // What the reporter threw came first: it is what ended the run.
      sink.throwIfFailed();
      throw error;
    } finally {
      const gaveUpWhy = interrupted ? undefined : sink.whyGiveUp;
      const summary = {
        ...sink.summary,
        interrupted,
        gaveUp: gaveUpWhy !== undefined,
        gaveUpWhy,
        elapsedMs: Date.now() - sink.summary.startedAt,
      };
      await sink.tell({ type: 'run-finished', at: Date.now(), summary });
    }
    sink.throwIfFailed();
  } finally {
    sink.close();
  }
  if (onlyNonImages(sink.summary)) throw noImageFound(sink.summary);
  return sink.summary;
}

/** Aborted when the run is to take no further image, for whatever reason. */
function anyOf({ signal, killSignal }: RunContext, sink: EventSink): AbortSignal {
  return AbortSignal.any([sink.signal, signal, killSignal].filter((each) => each !== undefined));
}

function onlyNonImages({ found, skippedByReason, interrupted }: RunSummary): boolean {
  const { 'not-an-image': others = 0, misnamed = 0 } = skippedByReason;
  return !interrupted && found > 0 && others + misnamed === found;
}

function noImageFound({ found, misnamed, given }: RunSummary): ImgparError {
  const shown = asGiven(given);
  const [first] = misnamed;
  const example = first ? `; ${shown(first.source)} looks like ${first.looksLike}` : '';
  return new ImgparError('usage', `no image found: none of the ${found} files is one by its content${example}`);
}

/** Whether it came to its end. */
async function planAndEqualize(host: WorkerHost, options: CheckedOptions, context: RunContext, sink: EventSink): Promise<boolean> {
  const planned = isStopped(context) ? undefined : await planUnlessStopped(options, context, sink);
  if (!planned) return false;
  const token = newToken();
  try {
    if (isStopped(context)) return false;
    const record = await openRecord(planned, options, token);
    try {
      makeDestination(planned);
      await equalizeAll(host, planned, options, context, sink, record, token);
      if (record.damagedLines > 0) await sink.tell({ type: 'manifest-damaged', at: Date.now(), lines: record.damagedLines });
    } finally {
      await closeRecord(record, sink);
    }
    if (isStopped(context)) return false;
    if (options.record.prune) await pruneOutputs(planned, options, context, sink);
    return true;
  } finally {
    retireToken(token);
    await planned.list.close();
  }
}

/** Results are there, though the record may not tell of all: that is a word at the end, and no reason to end without a summary. */
async function closeRecord(record: RunRecord, sink: EventSink): Promise<void> {
  try {
    record.close();
  } catch (error) {
    await sink.tell({ type: 'manifest-unwritable', at: Date.now(), failure: failureOf(error) });
  }
}

async function pruneOutputs(planned: Plan, options: CheckedOptions, context: RunContext, sink: EventSink): Promise<void> {
  const path = manifestPath(planned, options);
  if (path === undefined) return;
  const breathe = breather();
  for (const event of prune(path, planned, options.record.pruneAny)) {
    await sink.tell(event);
    await breathe();
    if (isStopped(context)) return;
  }
}

/** Nothing, if the run was stopped while the list was made. */
async function planUnlessStopped(options: CheckedOptions, { signal }: RunContext, sink: EventSink): Promise<Plan | undefined> {
  try {
    const onFound = (found: number) => sink.tell({ type: 'planned', at: Date.now(), found, complete: false });
    const planned = await planFor(options, onFound, signal);
    await tellPlan(planned, sink, manifestPath(planned, options));
    return planned;
  } catch (error) {
    if (signal?.aborted) return undefined;
    throw error;
  }
}

/**
 * @param manifest where it is going to be recorded what becomes of each image
 * @internal Used by `check` and `dryRun` as well.
 */
export async function tellPlan({ list, given, warnings }: Plan, sink: EventSink, manifest?: string): Promise<void> {
  const found = list.length;
  await sink.tell({ type: 'planned', at: Date.now(), found, complete: true, ...(manifest !== undefined && { manifest }), given });
  for (const warning of warnings) await sink.tell({ type: 'warning', at: Date.now(), warning });
}

/** A destination that cannot be made or written is the user's mistake, to be told before the work begins. */
function makeDestination({ destinationRoot }: Plan): void {
  try {
    makeFolder(destinationRoot);
    requireWritable(destinationRoot);
  } catch (error) {
    throw new ImgparError('usage', `${messageOf(error)}; give another destination`, { cause: error });
  }
}

async function equalizeAll(
  host: WorkerHost,
  planned: Plan,
  options: CheckedOptions,
  context: RunContext,
  sink: EventSink,
  record: RunRecord,
  token: string,
): Promise<void> {
  const crew = crewOf(host, planned, options, context, sink, record, token);
  const shared = options.sharing.scope === 'image' ? undefined : await measureFirst(crew, planned, options, sink);
  const drafts = new StaleDrafts();
  const breathe = breather();
  try {
    await drafts.removeFrom(planned.destinationRoot);
    const { quarantine: folder } = options.limits;
    const quarantine = folder === undefined ? undefined : new Quarantine(folder, planned.destinationRoot);
    const onAssign = (lane: number, total: number) => void sink.tell({ type: 'lane-assigned', at: Date.now(), lane, total });
    await crew.inLanes('equalize', {
      onAssign,
      select: async (lane, first, entries) => {
        const tasks: Task[] = [];
        for (const [index, entry] of entries.entries()) {
          const id = first + index;
          const skip = (reason: SkipReason) => sink.tell({ type: 'image-skipped', at: Date.now(), lane, id, source: entry.source, reason });
          if (entry.kind) {
            await skip(entry.kind);
            continue;
          }
          const task = taskOf(id, entry, planned, options, shared);
          await drafts.removeFrom(dirname(task.destination));
          const verdict = record.judge(task);
          if (verdict.action === 'skip') await skip(verdict.reason);
          else tasks.push(verdict.task);
        }
        // With checksums, whether there is anything to do is not known yet.
        if (tasks.some(({ upToDateIf }) => upToDateIf === undefined)) record.begin();
        await breathe();
        return tasks;
      },
      settle: async (lane, delivered) => {
        const settled = quarantine ? delivered.map((each) => quarantine.admit(each)) : delivered;
        record.note(settled);
        for (const each of settled) await sink.tell(eventOf(lane, each));
      },
    });
  } finally {
    await crew.close();
    shared?.close();
  }
}

/** @internal Used by `check` as well. */
export function crewOf(
  host: WorkerHost,
  planned: Plan,
  options: CheckedOptions,
  context: RunContext,
  sink: EventSink,
  record: Pick<RunRecord, 'isKept' | 'inPlace' | 'review'>,
  token: string,
): Crew {
  return new Crew({
    host,
    list: planned.list,
    lanes: Math.max(1, Math.min(options.workers, planned.list.length)),
    work: {
      operation: options.operation,
      output: { ...options.output, format: planned.format },
      destinationRoot: planned.destinationRoot,
      stamped: record.isKept,
      inPlace: record.inPlace,
      token,
    },
    limits: options.limits,
    timeoutMs: options.timeoutMs,
    isStopped: () => isStopped(context) || sink.whyGiveUp !== undefined,
    signal: context.signal,
    killSignal: context.killSignal,
    review: (task, found) => record.review(task, found),
    onLost: (sources, { exit, cause }) => void sink.tell({ type: 'worker-lost', at: Date.now(), sources, exit, cause }),
  });
}

/** @internal Used by `check` as well. */
export async function measureFirst(crew: Crew, planned: Plan, options: CheckedOptions, sink: EventSink): Promise<SharedStatistics> {
  try {
    return await measureTogether(crew, {
      scope: options.sharing.scope,
      saveStats: options.sharing.saveStats,
      taskOf: (id, entry) => taskOf(id, entry, planned, options),
      onMeasured: (measured) => sink.tell({ type: 'measuring', at: Date.now(), measured, found: planned.list.length }),
    });
  } catch (error) {
    await crew.close();
    throw error;
  }
}

/** @internal Used by `check` as well. */
export function taskOf(id: number, entry: Entry, planned: Plan, { sharing, select }: CheckedOptions, shared?: SharedStatistics): Task {
  const { source, relative } = entry;
  const named = entry.named || (select.strict === true && isNamedLikeImage(source));
  return {
    id,
    source,
    named,
    destination: planned.destinationOf(entry),
    ...(planned.backupOf && { backup: planned.backupOf(entry) }),
    ...(sharing.maskDir !== undefined && { mask: join(sharing.maskDir, relative) }),
    ...(shared && { statistics: shared.fileFor(entry), statisticsHash: shared.hashFor(entry) }),
  };
}

function eventOf(lane: number, { task, outcome, attempts }: Delivered): RunEvent {
  const { id, source, destination } = task;
  const common = { at: Date.now(), lane, id, source };
  switch (outcome.status) {
    case 'done': {
      const { status: _, stamps: __, ...figures } = outcome;
      return { type: 'image-done', ...common, destination, ...figures, attempts };
    }
    case 'skipped':
      return { type: 'image-skipped', ...common, reason: outcome.reason, ...(outcome.looksLike && { looksLike: outcome.looksLike }) };
    case 'failed':
      return { type: 'image-failed', ...common, failure: outcome.failure, attempts };
    case 'measured':
      throw new ImgparError('internal', `${source} was measured instead of equalised`);
  }
}

function isStopped({ signal }: RunContext): boolean {
  return signal?.aborted === true;
}

/** Removes what killed runs left in folders, of each once. */
class StaleDrafts {
  readonly #cleared = new Map<string, Promise<void>>();

  removeFrom(folder: string): Promise<void> {
    const known = this.#cleared.get(folder);
    if (known) return known;
    if (this.#cleared.size >= maxFoldersKnown) this.#cleared.clear();
    const clearing = removeStaleDrafts(folder);
    this.#cleared.set(folder, clearing);
    return clearing;
  }
}

/** Images of a folder mostly follow each other, so that one which is forgotten is not needed again. */
const maxFoldersKnown = 4096;

/** Gives others their turn (signals, answers of the workers) where image after image is skipped without a wait. */
function breather(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < breathAfterMs) return;
    await new Promise(setImmediate);
    last = performance.now();
  };
}

const breathAfterMs = 20;
