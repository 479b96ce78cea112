import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { ImgparError } from '../errors.js';
import { emptySummary, type Reporter, type RunEvent, type RunSummary, summarize } from '../events.js';
import type { Entry } from '../plan/list.js';
import { type Plan, plan } from '../plan/plan.js';
import { makeFolder } from '../storage/file.js';
import { Crew } from './crew.js';
import type { Delivered } from './dispatch.js';
import { type LimitOptions, tooManyFailures } from './limits.js';
import { type CheckedOptions, checkOptions, fingerprintOf, type RunOptions } from './options.js';
import { prepare } from './prepare.js';
import type { Task } from './process-image.js';
import { Quarantine } from './quarantine.js';
import { measureTogether, type SharedStatistics } from './shared-statistics.js';

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
export async function run(options: RunOptions, context: RunContext = {}): Promise<RunSummary> {
  const checked = checkOptions(options);
  // What an operation names is loaded by each worker; loading it here as well tells of a fault before the work begins.
  await prepare(checked.operation);
  const teller = new Teller(context.report, checked.limits);
  await teller.tell({
    type: 'run-started',
    at: Date.now(),
    runId: randomUUID(),
    fingerprint: fingerprintOf(checked),
    workers: checked.workers,
  });
  let interrupted = false;
  try {
    interrupted = !(await planAndEqualize(checked, context, teller));
  } finally {
    const gaveUp = teller.tooManyFailures && !interrupted;
    const summary = { ...teller.summary, interrupted, gaveUp, elapsedMs: Date.now() - teller.summary.startedAt };
    await teller.tell({ type: 'run-finished', at: Date.now(), summary });
  }
  if (onlyNonImages(teller.summary)) {
    throw new ImgparError('usage', `no image found: none of the ${teller.summary.found} files is one by its content`);
  }
  return teller.summary;
}

function onlyNonImages({ found, skippedByReason, interrupted }: RunSummary): boolean {
  return !interrupted && found > 0 && skippedByReason['not-an-image'] === found;
}

/** Whether it came to its end. */
async function planAndEqualize(options: CheckedOptions, context: RunContext, teller: Teller): Promise<boolean> {
  const planned = await planUnlessStopped(options, context, teller);
  if (!planned) return false;
  try {
    makeDestination(planned);
    await equalizeAll(planned, options, context, teller);
    return !isStopped(context);
  } finally {
    await planned.list.close();
  }
}

/** Nothing, if the run was stopped while the list was made. */
async function planUnlessStopped(options: CheckedOptions, { signal }: RunContext, teller: Teller): Promise<Plan | undefined> {
  try {
    const { sources, destination, select, output } = options;
    const planned = await plan({ sources, destination, ...select, format: output.format, signal }, (found) =>
      teller.tell({ type: 'planned', at: Date.now(), found, complete: false }),
    );
    await teller.tell({ type: 'planned', at: Date.now(), found: planned.list.length, complete: true });
    return planned;
  } catch (error) {
    if (signal?.aborted) return undefined;
    throw error;
  }
}

/** A destination that cannot be made is the user's mistake, to be told before the work begins. */
function makeDestination({ destinationRoot }: Plan): void {
  try {
    makeFolder(destinationRoot);
  } catch (error) {
    throw new ImgparError('usage', `${error instanceof Error ? error.message : error}; give another destination`, { cause: error });
  }
}

async function equalizeAll(planned: Plan, options: CheckedOptions, context: RunContext, teller: Teller): Promise<void> {
  const crew = new Crew({
    list: planned.list,
    lanes: Math.min(options.workers, planned.list.length),
    work: {
      operation: options.operation,
      output: { ...options.output, format: planned.format },
      destinationRoot: planned.destinationRoot,
      token: randomBytes(4).toString('hex'),
    },
    limits: options.limits,
    timeoutMs: options.timeoutMs,
    isStopped: () => isStopped(context) || teller.tooManyFailures,
    killSignal: context.killSignal,
    onLost: (sources, exit) => teller.tell({ type: 'worker-lost', at: Date.now(), sources, exit }),
  });
  const shared = options.sharing.scope === 'image' ? undefined : await measureFirst(crew, planned, options, teller);
  try {
    const { quarantine: folder } = options.limits;
    const quarantine = folder === undefined ? undefined : new Quarantine(folder, planned.destinationRoot);
    const onAssign = (lane: number, total: number) => void teller.tell({ type: 'lane-assigned', at: Date.now(), lane, total });
    await crew.inLanes('equalize', onAssign, async (lane, first, entries, deliver) => {
      const tasks: Task[] = [];
      for (const [index, entry] of entries.entries()) {
        const id = first + index;
        if (entry.kind) await teller.tell({ type: 'image-skipped', at: Date.now(), lane, id, source: entry.source, reason: entry.kind });
        else tasks.push(taskOf(id, entry, planned, options, shared));
      }
      for (const delivered of await deliver(tasks)) await teller.tell(eventOf(lane, quarantine?.admit(delivered) ?? delivered));
    });
  } finally {
    await crew.close();
    shared?.close();
  }
}

async function measureFirst(crew: Crew, planned: Plan, options: CheckedOptions, teller: Teller): Promise<SharedStatistics> {
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

function taskOf(id: number, entry: Entry, planned: Plan, { sharing }: CheckedOptions, shared?: SharedStatistics): Task {
  const { source, named, relative } = entry;
  return {
    id,
    source,
    named,
    destination: planned.destinationOf(entry),
    ...(sharing.maskDir !== undefined && { mask: join(sharing.maskDir, relative) }),
    ...(shared && { statistics: shared.fileFor(entry) }),
  };
}

function eventOf(lane: number, { task, outcome, attempts }: Delivered): RunEvent {
  const { id, source, destination } = task;
  const common = { at: Date.now(), lane, id, source };
  switch (outcome.status) {
    case 'done': {
      const { status: _, ...figures } = outcome;
      return { type: 'image-done', ...common, destination, ...figures };
    }
    case 'skipped':
      return { type: 'image-skipped', ...common, reason: outcome.reason };
    case 'failed':
      return { type: 'image-failed', ...common, failure: outcome.failure, attempts };
    case 'measured':
      throw new ImgparError('internal', `${source} was measured instead of equalised`);
  }
}

function isStopped({ signal, killSignal }: RunContext): boolean {
  return signal?.aborted === true || killSignal?.aborted === true;
}

/** Tells the reporter and keeps the totals. */
class Teller {
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
