import { setTimeout as wait } from 'node:timers/promises';
import { ImgparError, messageOf } from '../errors.js';
import { checkOptions } from '../options/resolve.js';
import { BatchSize } from '../parallel/batches.js';
import { startWorkers } from '../run/start-workers.js';
import { batchLimits } from '../run/worker-group.js';
import { type OwnOptions, type ReadyRun, requireFit } from './host-check.js';
import type { Lease, LeaseTimes, QueuedRange } from './queue.js';
import type { QueuedRun, QueueServer } from './queue-server.js';
import { type RangeEnd, workOn } from './range-work.js';
import { WarmWorkers } from './warm-workers.js';

export interface WorkOptions extends OwnOptions {
  /** The only run to work for. Default: all. */
  readonly run?: string | undefined;
  /** Whether to leave when nothing is left to do. Default: false, wait for more. */
  readonly untilDone?: boolean | undefined;
  readonly times: LeaseTimes;
  /** Names this worker among those of the host. */
  readonly worker: string;
  /** Ends the work gently: what is left of the range at hand is given back. */
  readonly signal: AbortSignal;
  readonly tell: (event: WorkEvent) => void;
}

export type WorkEvent =
  | { readonly type: 'range-taken'; readonly run: string; readonly range: QueuedRange; readonly attempt: number }
  | { readonly type: 'range-ended'; readonly run: string; readonly range: QueuedRange; readonly end: RangeEnd }
  | { readonly type: 'unreachable'; readonly message: string };

/** Why a worker leaves: told to, nothing left to do, or three faults of its machine in a row. */
export type Leaving = 'stopped' | 'done' | { readonly fault: ImgparError };

/** One fault may pass. */
const mostFaults = 3;

/** How long a worker without work waits before it looks again. */
const lookMs = 500;

/** How long it waits before it looks at a run again that has nothing left, or at a server that does not answer. */
const restMs = 3_000;

/**
 * Takes range after range and does them.
 *
 * @throws {ImgparError} `usage`, if this machine is not fit for any run that has work; then it has taken nothing
 */
export async function work(server: QueueServer, options: WorkOptions): Promise<Leaving> {
  const worker = new Worker(server, options);
  try {
    return await worker.work();
  } finally {
    await worker.close();
  }
}

class Worker {
  readonly #server: QueueServer;
  readonly #options: WorkOptions;
  /** Undefined for runs that this machine is not fit for. */
  readonly #ready = new Map<string, ReadyRun | undefined>();
  /** When to look again at runs that have nothing left. */
  readonly #restUntil = new Map<string, number>();
  #workers: WarmWorkers | undefined;

  constructor(server: QueueServer, options: WorkOptions) {
    this.#server = server;
    this.#options = options;
  }

  async work(): Promise<Leaving> {
    const { signal, untilDone = false, tell } = this.#options;
    let faults = 0;
    while (!signal.aborted) {
      let taken: Taken | undefined;
      let runs: readonly QueuedRun[];
      try {
        runs = await this.#runs();
        taken = await this.#take(runs);
      } catch (error) {
        if (!isUnreachable(error)) throw error;
        tell({ type: 'unreachable', message: messageOf(error) });
        await this.#sleep(restMs);
        continue;
      }
      if (!taken) {
        if (untilDone && (await this.#isOver(runs))) return 'done';
        await this.#sleep(lookMs);
        continue;
      }
      const end = await this.#do(taken);
      faults = end.how === 'fault' ? faults + 1 : 0;
      if (end.fault && faults === mostFaults) return { fault: end.fault };
      if (faults > 0) await this.#sleep(restMs);
    }
    return 'stopped';
  }

  async close(): Promise<void> {
    for (const ready of this.#ready.values()) ready?.list.close();
    await this.#workers?.end();
  }

  async #runs(): Promise<readonly QueuedRun[]> {
    const { run: wanted, signal } = this.#options;
    const runs = await orStopped(this.#server.runs(), signal, []);
    return runs.filter(({ run, isCancelled }) => !isCancelled && (wanted === undefined || run === wanted));
  }

  async #take(runs: readonly QueuedRun[]): Promise<Taken | undefined> {
    for (const run of runs) {
      if (this.#options.signal.aborted) return undefined;
      if ((this.#restUntil.get(run.run) ?? 0) > Date.now()) continue;
      const ready = await this.#readyFor(run, runs);
      const lease = ready && (await orStopped(this.#server.queue(run.run).take(), this.#options.signal, undefined));
      if (lease) return { lease, ready };
      if (await this.#server.isOver(run.run)) this.#restUntil.set(run.run, Date.now() + restMs);
    }
    return undefined;
  }

  /** @throws {ImgparError} `usage`, if there is no run that this machine is fit for */
  async #readyFor(run: QueuedRun, runs: readonly QueuedRun[]): Promise<ReadyRun | undefined> {
    if (this.#ready.has(run.run)) return this.#ready.get(run.run);
    if (await this.#server.isOver(run.run)) return undefined;
    try {
      const ready = await requireFit(run, this.#options);
      this.#ready.set(run.run, ready);
      return ready;
    } catch (error) {
      const others = runs.filter(({ run: other }) => other !== run.run && this.#ready.get(other));
      if (others.length === 0) throw error;
      this.#ready.set(run.run, undefined);
      return undefined;
    }
  }

  async #isOver(runs: readonly QueuedRun[]): Promise<boolean> {
    for (const { run } of runs) if (!(await this.#server.isOver(run))) return false;
    return true;
  }

  async #do({ lease, ready }: Taken): Promise<RangeEnd> {
    const { times, worker, signal, tell } = this.#options;
    const { run } = ready.run;
    const { range, attempt } = lease;
    this.#workers ??= new WarmWorkers(startWorkers, checkOptions(ready.options).workers, new BatchSize(batchLimits));
    tell({ type: 'range-taken', run, range, attempt });
    const queue = this.#server.queue(run);
    const isFit = () => this.#isFit(ready.run);
    const end = await workOn(lease, { queue, ready, workers: this.#workers, worker, times, isFit, signal });
    tell({ type: 'range-ended', run, range, end });
    return end;
  }

  async #isFit(run: QueuedRun): Promise<boolean> {
    try {
      (await requireFit(run, this.#options)).list.close();
      return true;
    } catch {
      return false;
    }
  }

  async #sleep(ms: number): Promise<void> {
    await wait(ms, undefined, { signal: this.#options.signal }).catch(() => {});
  }
}

interface Taken {
  readonly lease: Lease;
  readonly ready: ReadyRun;
}

function isUnreachable(error: unknown): boolean {
  return error instanceof ImgparError && error.code === 'environment';
}

/** What is asked for, or something else if the worker is told to leave before there is an answer. */
async function orStopped<Answer>(asking: Promise<Answer>, signal: AbortSignal, otherwise: Answer): Promise<Answer> {
  asking.catch(() => {});
  let onAbort = () => {};
  const stopped = new Promise<Answer>((resolve) => {
    onAbort = () => resolve(otherwise);
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await (signal.aborted ? otherwise : Promise.race([asking, stopped]));
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
