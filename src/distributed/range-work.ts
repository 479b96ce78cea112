import { once } from 'node:events';
import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { failureOf, ImgparError } from '../errors.js';
import type { ByteRange } from '../lines/window.js';
import { footerOf } from '../parts/part-file.js';
import { runRange } from '../run/run-range.js';
import type { ReadyRun } from './host-check.js';
import {
  type Hold,
  type ImageCounts,
  type Lease,
  type LeaseTimes,
  noImages,
  type RangeOutcome,
  type RangeQueue,
  renewMs,
} from './queue.js';
import { RangeWatch } from './range-watch.js';
import type { WarmWorkers } from './warm-workers.js';

/**
 * How work on a range ended: `stopped` by a signal, `lost` to another worker, `cancelled` with its run, by a fault of this machine, or
 * `broken`, as no machine can do it.
 */
export interface RangeEnd {
  readonly how: 'done' | 'stopped' | 'lost' | 'cancelled' | 'fault' | 'broken';
  readonly images: ImageCounts;
  readonly fault?: ImgparError | undefined;
}

interface Place {
  readonly queue: RangeQueue;
  readonly ready: ReadyRun;
  readonly workers: WarmWorkers;
  /** Names this worker among those of the host. */
  readonly worker: string;
  readonly times: LeaseTimes;
  /** Whether this machine is still fit for the run, so that it is not to blame. */
  readonly isFit: () => Promise<boolean>;
  /** Ends the work on the range gently. */
  readonly signal: AbortSignal;
}

/** After a signal, images in flight have this long to end; the range must have ended 5 s after the signal. */
const lastImagesMs = 3_500;

/** How long a worker that was told to leave waits for a server. */
const farewellMs = 1_000;

/**
 * Does a range: keeps its lease alive, says how far it is, and ends the lease. What is left when it is stopped goes back as a range of its
 * own. While the server does not answer, the work goes on: whoever takes the range later finds what is done.
 */
export async function workOn(lease: Lease, { queue, ready, workers, worker, times, isFit, signal }: Place): Promise<RangeEnd> {
  const startedAt = Date.now();
  const gentle = new AbortController();
  const harsh = new AbortController();
  let why: 'stopped' | 'lost' | 'cancelled' | undefined;
  let harshly: NodeJS.Timeout | undefined;
  const stop = (reason: NonNullable<typeof why>) => {
    if (why) return;
    why = reason;
    gentle.abort();
    harshly = setTimeout(() => harsh.abort(), lastImagesMs);
  };
  const onSignal = () => stop('stopped');
  signal.addEventListener('abort', onSignal, { once: true });
  if (signal.aborted) onSignal();
  const watch = new RangeWatch(lease, {
    host: hostname(),
    worker,
    tell: (progress) => queue.progress(lease, progress),
    signal: gentle.signal,
  });
  const heart = beat(renewMs(times), async () => {
    const hold: Hold = await queue.renew(lease);
    if (hold === 'lost' || hold === 'cancelled') stop(hold);
    else watch.say();
  });
  try {
    const done = await attempt(lease.range, ready, workers, watch, { signal: gentle.signal, killSignal: harsh.signal });
    const broken = done.fault?.code === 'usage' && !why && (await isFit()) ? done.fault.message : undefined;
    const outcome: RangeOutcome = {
      host: hostname(),
      images: { ...done.images, failures: watch.images.failures },
      elapsedMs: Date.now() - startedAt,
      ...(broken !== undefined && { broken }),
    };
    const isOurs = why === 'lost' ? false : await untilStopped(end(queue, lease, done, outcome, watch), signal);
    if (broken !== undefined) return { how: 'broken', images: outcome.images, fault: done.fault };
    const fault = done.fault ?? (done.rest && !why ? outOfRoom(ready.run.destination) : undefined);
    if (fault) return { how: 'fault', images: outcome.images, fault };
    return { how: why ?? (isOurs ? 'done' : 'lost'), images: outcome.images };
  } finally {
    heart.stop();
    clearTimeout(harshly);
    signal.removeEventListener('abort', onSignal);
  }
}

interface Attempt {
  readonly images: Omit<ImageCounts, 'failures'>;
  readonly rest?: ByteRange;
  readonly fault?: ImgparError;
}

async function attempt(
  range: ByteRange,
  { run, list, options }: ReadyRun,
  workers: WarmWorkers,
  watch: RangeWatch,
  signals: { readonly signal: AbortSignal; readonly killSignal: AbortSignal },
): Promise<Attempt> {
  try {
    const context = { report: watch.report, ...signals };
    const { part, rest } = await runRange(workers.lend, options, { list, range, base: run.base }, context, watch);
    const images = (part && footerOf(part)) || noImages;
    return { images, ...(rest && { rest }) };
  } catch (error) {
    const { code, message } = failureOf(error);
    const fault = error instanceof ImgparError ? error : new ImgparError(code, message, { cause: error });
    return { images: noImages, rest: range, fault };
  }
}

function end(queue: RangeQueue, lease: Lease, { rest }: Attempt, outcome: RangeOutcome, watch: RangeWatch): Promise<boolean> {
  if (!rest || outcome.broken !== undefined) return queue.finish(lease, outcome);
  const suspects = watch.suspects.filter(([line]) => line >= rest.start);
  return queue.giveBack(lease, { ...lease.range, start: rest.start, suspects }, outcome);
}

/** Waits for a server as long as the worker may stay. */
async function untilStopped(ending: Promise<boolean>, signal: AbortSignal): Promise<boolean> {
  ending.catch(() => {});
  const over = new AbortController();
  const leave = async () => {
    if (!signal.aborted) await once(signal, 'abort', { signal: over.signal });
    await wait(farewellMs, undefined, { signal: over.signal });
    return false;
  };
  const leaving = leave();
  leaving.catch(() => {});
  try {
    return await Promise.race([ending, leaving]);
  } finally {
    over.abort();
  }
}

function outOfRoom(destination: string): ImgparError {
  return new ImgparError('unwritable', `nothing more can be written to ${destination}; make room`);
}

/** Calls something again and again, each time once the call before has ended. */
function beat(everyMs: number, call: () => Promise<void>): { stop(): void } {
  let isStopped = false;
  let timer: NodeJS.Timeout;
  const next = () => {
    timer = setTimeout(async () => {
      await call().catch(() => {});
      if (!isStopped) next();
    }, everyMs);
  };
  next();
  return {
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
