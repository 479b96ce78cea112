import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { isNamedLikeImage } from '../codec/formats.js';
import { ImgparError } from '../errors.js';
import { emptySummary, type Reporter, type RunEvent, type RunSummary, type SkipReason, summarize } from '../events.js';
import { asGiven } from '../given.js';
import type { WorkerHost } from '../parallel/host.js';
import type { Entry } from '../plan/list.js';
import type { Plan } from '../plan/plan.js';
import { makeFolder } from '../storage/file.js';
import { newToken, retireToken } from '../storage/run-token.js';
import { removeStaleDrafts } from '../storage/stale-drafts.js';
import { Crew } from './crew.js';
import type { Delivered } from './dispatch.js';
import { decisionsOf, fingerprintOf } from './fingerprint.js';
import { type LimitOptions, tooManyFailures } from './limits.js';
import { type CheckedOptions, checkOptions, type RunOptions } from './options.js';
import { planFor } from './plan-for.js';
import { prepare } from './prepare.js';
import { prune } from './prune.js';
import { Quarantine } from './quarantine.js';
import { manifestPath, RunRecord } from './run-record.js';
import { measureTogether, type SharedStatistics } from './shared-statistics.js';
import { startWorkers } from './start-workers.js';
import type { Task, Work } from './task.js';

/** Who listens to a run, and who may end it. */
export interface RunContext {
  /** Receives every event, in order. */
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
 */
export function run(options: RunOptions, context: RunContext = {}): Promise<RunSummary> {
  return runWith(startWorkers, options, context);
}

/**
 * A run with workers that have been started already, or others than the usual ones.
 *
 * @internal For the program, and for measurements of the engine itself.
 */
export async function runWith(start: () => WorkerHost, options: RunOptions, context: RunContext = {}): Promise<RunSummary> {
  const checked = checkOptions(options);
  const host = start();
  try {
    return await runOn(host, checked, context);
  } finally {
    await host.kill();
  }
}

async function runOn(host: WorkerHost, checked: CheckedOptions, context: RunContext): Promise<RunSummary> {
  // What an operation names is loaded by each worker; loading it here as well tells of a fault before the work begins.
  await prepare(checked.operation);
  const teller = new Teller(context.report, checked.limits);
  await teller.tell({
    type: 'run-started',
    at: Date.now(),
    runId: randomUUID(),
    fingerprint: fingerprintOf(decisionsOf(checked)),
    workers: checked.workers,
  });
  let interrupted = false;
  try {
    interrupted = !(await planAndEqualize(host, checked, context, teller));
  } finally {
    const gaveUp = teller.tooManyFailures && !interrupted;
    const summary = { ...teller.summary, interrupted, gaveUp, elapsedMs: Date.now() - teller.summary.startedAt };
    await teller.tell({ type: 'run-finished', at: Date.now(), summary });
  }
  if (onlyNonImages(teller.summary)) throw noImageFound(teller.summary);
  return teller.summary;
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
async function planAndEqualize(host: WorkerHost, options: CheckedOptions, context: RunContext, teller: Teller): Promise<boolean> {
  const planned = await planUnlessStopped(options, context, teller);
  if (!planned) return false;
  const token = newToken();
  try {
    makeDestination(planned);
    const record = RunRecord.open(planned, options, token);
    try {
      await equalizeAll(host, planned, options, context, teller, record, token);
      if (record.damagedLines > 0) await teller.tell({ type: 'manifest-damaged', at: Date.now(), lines: record.damagedLines });
    } finally {
      record.close();
    }
    if (isStopped(context)) return false;
    if (options.record.prune) await pruneOutputs(planned, options, teller);
    return true;
  } finally {
    retireToken(token);
    await planned.list.close();
  }
}

async function pruneOutputs(planned: Plan, options: CheckedOptions, teller: Teller): Promise<void> {
  const path = manifestPath(planned, options);
  if (path === undefined) return;
  for (const destination of prune(path, planned)) await teller.tell({ type: 'output-removed', at: Date.now(), destination });
}

/** Nothing, if the run was stopped while the list was made. */
async function planUnlessStopped(options: CheckedOptions, { signal }: RunContext, teller: Teller): Promise<Plan | undefined> {
  try {
    const onFound = (found: number) => void teller.tell({ type: 'planned', at: Date.now(), found, complete: false });
    const planned = await planFor(options, onFound, signal);
    await tellPlan(planned, teller);
    return planned;
  } catch (error) {
    if (signal?.aborted) return undefined;
    throw error;
  }
}

/** @internal Used by `check` and `dryRun` as well. */
export async function tellPlan({ list, given, warnings }: Plan, teller: Pick<Teller, 'tell'>): Promise<void> {
  await teller.tell({ type: 'planned', at: Date.now(), found: list.length, complete: true, given });
  for (const warning of warnings) await teller.tell({ type: 'warning', at: Date.now(), warning });
}

/** A destination that cannot be made is the user's mistake, to be told before the work begins. */
function makeDestination({ destinationRoot }: Plan): void {
  try {
    makeFolder(destinationRoot);
  } catch (error) {
    throw new ImgparError('usage', `${error instanceof Error ? error.message : error}; give another destination`, { cause: error });
  }
}

async function equalizeAll(
  host: WorkerHost,
  planned: Plan,
  options: CheckedOptions,
  context: RunContext,
  teller: Teller,
  record: RunRecord,
  token: string,
): Promise<void> {
  const crew = crewOf(host, planned, options, context, teller, { stamped: record.isKept, writeAhead: record.writeAhead, token });
  const shared = options.sharing.scope === 'image' ? undefined : await measureFirst(crew, planned, options, teller);
  const drafts = new StaleDrafts();
  const breathe = breather();
  try {
    await drafts.removeFrom(planned.destinationRoot);
    const { quarantine: folder } = options.limits;
    const quarantine = folder === undefined ? undefined : new Quarantine(folder, planned.destinationRoot);
    const onAssign = (lane: number, total: number) => void teller.tell({ type: 'lane-assigned', at: Date.now(), lane, total });
    await crew.inLanes('equalize', {
      onAssign,
      select: async (lane, first, entries) => {
        const tasks: Task[] = [];
        for (const [index, entry] of entries.entries()) {
          const id = first + index;
          const skip = (reason: SkipReason) =>
            teller.tell({ type: 'image-skipped', at: Date.now(), lane, id, source: entry.source, reason });
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
        await breathe();
        return tasks;
      },
      settle: async (lane, delivered) => {
        const settled = quarantine ? delivered.map((each) => quarantine.admit(each)) : delivered;
        record.note(settled);
        for (const each of settled) await teller.tell(eventOf(lane, each));
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
  teller: Teller,
  run: Pick<Work, 'stamped' | 'writeAhead' | 'token'>,
): Crew {
  return new Crew({
    host,
    list: planned.list,
    lanes: Math.max(1, Math.min(options.workers, planned.list.length)),
    work: {
      operation: options.operation,
      output: { ...options.output, format: planned.format },
      destinationRoot: planned.destinationRoot,
      ...run,
    },
    limits: options.limits,
    timeoutMs: options.timeoutMs,
    isStopped: () => isStopped(context) || teller.tooManyFailures,
    killSignal: context.killSignal,
    onLost: (sources, exit) => teller.tell({ type: 'worker-lost', at: Date.now(), sources, exit }),
  });
}

/** @internal Used by `check` as well. */
export async function measureFirst(crew: Crew, planned: Plan, options: CheckedOptions, teller: Teller): Promise<SharedStatistics> {
  try {
    return await measureTogether(crew, {
      scope: options.sharing.scope,
      saveStats: options.sharing.saveStats,
      taskOf: (id, entry) => taskOf(id, entry, planned, options),
      onMeasured: (measured) => teller.tell({ type: 'measuring', at: Date.now(), measured, found: planned.list.length }),
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
      return { type: 'image-done', ...common, destination, ...figures };
    }
    case 'skipped':
      return { type: 'image-skipped', ...common, reason: outcome.reason, ...(outcome.looksLike && { looksLike: outcome.looksLike }) };
    case 'failed':
      return { type: 'image-failed', ...common, failure: outcome.failure, attempts };
    case 'measured':
      throw new ImgparError('internal', `${source} was measured instead of equalised`);
  }
}

function isStopped({ signal, killSignal }: RunContext): boolean {
  return signal?.aborted === true || killSignal?.aborted === true;
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

/** Tells the reporter and keeps the totals. @internal Used by `check` as well. */
export class Teller {
  summary: RunSummary = emptySummary;

  constructor(
    private readonly report: Reporter | undefined,
    private readonly limits: LimitOptions,
  ) {}

  /** Whether the run is to end for it. */
  get tooManyFailures(): boolean {
    return tooManyFailures(this.limits, this.summary.failed, this.summary.found);
  }

  async tell(event: RunEvent): Promise<void> {
    this.summary = summarize(this.summary, event);
    await this.report?.(event);
  }
}
