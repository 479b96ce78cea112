import type { ErrorCode } from '../errors.js';

/** The lines of a list that begin in these bytes. */
export interface QueuedRange {
  readonly start: number;
  readonly end: number;
  /** How often somebody asked for its failed images again. */
  readonly retries?: number;
  /** Suspects that the worker who gave it back had not come to. */
  readonly suspects?: Suspects;
}

/**
 * Images that were at work when a worker was lost: where each line begins in the list, and at how many of the losses nothing else was at
 * work.
 */
type Suspects = ReadonlyArray<readonly [line: number, lostAlone: number]>;

/** A range that this worker, and nobody else, may do until its lock expires. */
export interface Lease {
  readonly range: QueuedRange;
  /** From 1: how often the range was taken. */
  readonly attempt: number;
  /** The last words of a worker that was lost with this range. */
  readonly lost?: RangeProgress;
}

/** Counts of images by outcome, and of failed ones by code. */
export interface ImageCounts {
  readonly done: number;
  readonly skipped: number;
  readonly failed: number;
  readonly failures: Readonly<Partial<Record<ErrorCode, number>>>;
}

export const noImages: ImageCounts = { done: 0, skipped: 0, failed: 0, failures: {} };

/** What a worker says of the range that it has. */
export interface RangeProgress {
  readonly host: string;
  /** Names the worker among those of its host. */
  readonly worker: string;
  /** When it was said, in milliseconds since the epoch. */
  readonly at: number;
  readonly images: ImageCounts;
  /** How many lines the range has. */
  readonly lines: number;
  /** Images at work: where the first and the last line of each batch begin in the list. */
  readonly inFlight: ReadonlyArray<readonly [first: number, last: number]>;
  readonly suspects: Suspects;
  /** The suspect that is at work while nothing else is. */
  readonly alone?: number;
}

/** What became of a range, or of the part of it that its worker kept. */
export interface RangeOutcome {
  readonly host: string;
  readonly images: ImageCounts;
  readonly elapsedMs: number;
  /** Why nothing was done: no machine can do the range, as when two of its lines have the same result. */
  readonly broken?: string;
}

/** `unreachable`: the server does not answer, so nothing is known. */
export type Hold = 'held' | 'lost' | 'cancelled' | 'unreachable';

export interface RunningRange {
  readonly range: QueuedRange;
  readonly progress?: RangeProgress | undefined;
  /** When it was taken, in milliseconds since the epoch. */
  readonly since: number;
}

export interface QueueStatus {
  readonly isPaused: boolean;
  /** Ranges that wait; among them those whose worker was lost. */
  readonly waiting: number;
  readonly running: readonly RunningRange[];
  /** Ranges that ended, with what became of their images. */
  readonly finished: number;
  readonly images: ImageCounts;
  /** Why ranges cannot be done, each reason once. */
  readonly broken: readonly string[];
  /** Bytes of the list in the ranges that ended. */
  readonly finishedBytes: number;
}

/**
 * The ranges of one run on their way to the workers, each to one of them. A worker that neither renews nor ends its lease loses it, and
 * the range goes to another. Verbs may be repeated: what is known is not added again, and what is over is not ended again.
 *
 * A verb rejects with `environment` if the server does not answer in time. `renew` says so instead; those that take or end a lease wait.
 */
export interface RangeQueue {
  /** Adds ranges that are not known yet. */
  add(ranges: readonly QueuedRange[]): Promise<void>;
  /** The next range; undefined if none waits, or the queue is paused. */
  take(): Promise<Lease | undefined>;
  /** Prolongs a lease, and says whether it is still ours. */
  renew(lease: Lease): Promise<Hold>;
  /** Ends a lease. @returns false if it was no longer ours: then nothing has changed */
  finish(lease: Lease, outcome: RangeOutcome): Promise<boolean>;
  /**
   * Ends a lease whose range is done but for `rest`, which waits as a range of its own, before all others. If nothing is done, the range
   * itself waits again.
   *
   * @returns false if the lease was no longer ours: then nothing has changed
   */
  giveBack(lease: Lease, rest: QueuedRange, outcome: RangeOutcome): Promise<boolean>;
  /** Says how far a range is, for `status`, and for whoever takes the range if this worker is lost. */
  progress(lease: Lease, progress: RangeProgress): Promise<void>;
  status(): Promise<QueueStatus>;
}

/** How long leases last. */
export interface LeaseTimes {
  readonly lockMs: number;
  /** How often the server looks for leases that have expired. */
  readonly checkMs: number;
}

/** A range whose worker is killed is noticed after one lock and at most two checks. */
export const leaseTimes: LeaseTimes = { lockMs: 60_000, checkMs: 15_000 };

/** How often a worker renews its lease: often enough to learn of `cancel` in time. */
export function renewMs({ lockMs, checkMs }: LeaseTimes): number {
  return Math.min(lockMs / 3, checkMs, 3_000);
}

/** The name of a range in a queue: adding the same again is harmless. */
export function rangeId(run: string, { start, end }: QueuedRange): string {
  return `${run}-${start}-${end}`;
}

export function sumOf(one: ImageCounts, other: ImageCounts): ImageCounts {
  const failures: Partial<Record<ErrorCode, number>> = { ...one.failures };
  for (const [code, count] of Object.entries(other.failures) as Array<[ErrorCode, number]>) failures[code] = (failures[code] ?? 0) + count;
  return { done: one.done + other.done, skipped: one.skipped + other.skipped, failed: one.failed + other.failed, failures };
}
