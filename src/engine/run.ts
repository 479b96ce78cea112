import { randomBytes, randomUUID } from 'node:crypto';
import { ImgparError } from '../errors.js';
import { emptySummary, type Reporter, type RunEvent, type RunSummary, summarize } from '../events.js';
import { BatchSize } from '../parallel/batches.js';
import { Budget } from '../parallel/budget.js';
import { hostPool } from '../parallel/host.js';
import { LaneRanges } from '../parallel/lanes.js';
import type { WorkerPool } from '../parallel/pool.js';
import { type Plan, plan } from '../plan/plan.js';
import { makeFolder } from '../storage/file.js';
import { type Delivered, Dispatcher } from './dispatch.js';
import { hostEnvironment } from './host-environment.js';
import { type CheckedOptions, checkOptions, fingerprintOf, type RunOptions } from './options.js';
import type { Outcome, Task } from './process-image.js';
import type { Batch } from './worker.js';

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
  const teller = new Teller(context.report);
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
    const summary = { ...teller.summary, interrupted, elapsedMs: Date.now() - teller.summary.startedAt };
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
    const planned = await plan({ sources, destination, ...select, format: output.format, ...(signal && { signal }) }, (found) =>
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
  const lanes = Math.min(options.workers, planned.list.length);
  const ranges = new LaneRanges(planned.list.length, lanes, (lane, total) =>
    teller.tell({ type: 'lane-assigned', at: Date.now(), lane, total }),
  );
  const pool = startPool(lanes, (exit) => teller.tell({ type: 'worker-lost', at: Date.now(), sources: dispatcher.sourcesInFlight, exit }));
  const output = { ...options.output, format: planned.format };
  const work = { operation: options.operation, output, token: randomBytes(4).toString('hex') };
  const dispatcher = new Dispatcher(pool, new Budget(lanes), work, () => context.killSignal?.aborted === true);
  const kill = () => pool.kill();
  context.killSignal?.addEventListener('abort', kill);
  try {
    const lane = (index: number) => runLane(index, { planned, ranges, dispatcher, context, teller });
    await Promise.all(Array.from({ length: lanes }, (_, index) => lane(index)));
  } finally {
    context.killSignal?.removeEventListener('abort', kill);
    await pool.close();
  }
}

function startPool(size: number, onLost: (exit: string) => void): WorkerPool<Batch, Outcome[]> {
  return hostPool({
    workerUrl: new URL('./worker.js', import.meta.url),
    preloadUrl: new URL('../codec/sharp.js', import.meta.url),
    size,
    env: hostEnvironment,
    onLost: ({ exit }) => onLost(exit),
  });
}

interface LaneContext {
  readonly planned: Plan;
  readonly ranges: LaneRanges;
  readonly dispatcher: Dispatcher;
  readonly context: RunContext;
  readonly teller: Teller;
}

/** One of the loops that each keep one worker busy. */
async function runLane(lane: number, { planned, ranges, dispatcher, context, teller }: LaneContext): Promise<void> {
  const batchSize = new BatchSize();
  while (!isStopped(context)) {
    const range = ranges.take(lane, batchSize.next(ranges.remaining, ranges.lanes));
    if (!range) return;
    const tasks: Task[] = [];
    for (const [index, entry] of (await planned.list.read(range)).entries()) {
      const id = range.start + index;
      if (entry.kind) await teller.tell({ type: 'image-skipped', at: Date.now(), lane, id, source: entry.source, reason: entry.kind });
      else tasks.push({ id, source: entry.source, destination: planned.destinationOf(entry), named: entry.named });
    }
    const startedAt = performance.now();
    for (const delivered of await dispatcher.deliver(tasks)) await teller.tell(eventOf(lane, delivered));
    batchSize.observe(tasks.length, performance.now() - startedAt);
  }
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
  }
}

function isStopped({ signal, killSignal }: RunContext): boolean {
  return signal?.aborted === true || killSignal?.aborted === true;
}

/** Tells the reporter and keeps the totals. */
class Teller {
  summary: RunSummary = emptySummary;

  constructor(private readonly report: Reporter | undefined) {}

  async tell(event: RunEvent): Promise<void> {
    this.summary = summarize(this.summary, event);
    await this.report?.(event);
  }
}
