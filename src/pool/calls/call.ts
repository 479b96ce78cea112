import type { BatchSize } from '../../parallel/batches.js';
import type { Packed } from '../packed.js';
import type { FunctionAddress } from '../protocol.js';

/** What the tasks of a call have in common. */
export interface Work {
  readonly address: FunctionAddress;
  /** Names the function in this pool. */
  readonly key: string;
  /** Arguments before the item of each task. */
  readonly args: readonly unknown[];
  /** Whether an item is a list of arguments. */
  readonly spread: boolean;
  /** How many tasks of this function fit into a batch. */
  readonly batchSize: BatchSize;
}

/** Tasks for one worker, one after the other in their call. */
export interface Cut {
  /** Where the first one is in its call. */
  readonly from: number;
  readonly items: Packed;
  readonly transfer?: readonly object[] | undefined;
}

/** What has not ended yet. */
export interface Pending {
  /** Ends it: all that is not settled rejects, each with an error of its own. */
  abandon(reason: () => unknown): void;
  /** Waits for no consumer any more. */
  release?(): void;
}

/** What somebody has asked of a pool, in tasks that are counted from 0. The pool cuts batches off it, and tells it what became of them. */
export interface Call extends Pending {
  readonly work: Work;
  /** As users know it: `map`. */
  readonly name: string;
  /** The next batch, if there is one now. @param most tasks that it may hold */
  cut(most: number): Cut | undefined;
  /** How many batches could be cut off now, as far as it is known. */
  readonly ready: number;
  /** Whether nothing will be cut off any more. */
  readonly exhausted: boolean;
  /** Whether somebody still wants to know what becomes of a task. */
  wants(index: number): boolean;
  /** Results of tasks that follow each other. */
  take(from: number, results: Packed): void;
  fail(index: number, error: unknown): void;
  /** Forgets tasks that were taken back before they began. */
  dropUnbegun?(): void;
}

/** A place in the program. V8 makes the text when it is first asked for. */
export interface Site {
  readonly stack?: string;
}

/** Where a method is called, for the stacks of errors. It takes 2 µs. @param method that was called, and is not to be seen */
export function callSite(method: ((...args: never[]) => unknown) | (new (...args: never[]) => unknown)): Site {
  const site: Site = {};
  Error.captureStackTrace(site, method);
  return site;
}
