import type { BarMessage } from '../progress/display/relay.js';
import type { Packed } from './packed.js';

/** What a pool and its workers say to each other. Everything is plain data, or what a caller hands in. */

/** Where a function is: an export of a module, or its own source. */
export type FunctionAddress = { readonly url: string; readonly name: string } | { readonly source: string; readonly name: string };

/** A worker's first message. */
export interface Start {
  readonly type: 'start';
  /** 1 or more; no two workers of a pool that are alive have the same. */
  readonly number: number;
  readonly runtime: Runtime;
  /** Whether the parent draws bars in place. */
  readonly hasTerminal: boolean;
  readonly initializer?: FunctionAddress | undefined;
  readonly initArgs?: readonly unknown[] | undefined;
  /** Called when the worker is dismissed; what it returns is kept. */
  readonly workerExit?: FunctionAddress | undefined;
}

/** Where workers live: threads, processes, or the calling thread itself. */
export type Runtime = 'threads' | 'processes' | 'inline';

/** A batch of tasks of one function. */
export interface Batch {
  readonly type: 'batch';
  readonly id: number;
  /** The number of the function; `address` comes with it the first time that a worker hears of it. */
  readonly fn: number;
  readonly address?: FunctionAddress;
  /** Arguments before the item of each task. */
  readonly args?: readonly unknown[] | undefined;
  readonly items: Packed;
  /** Whether an item is a list of arguments. */
  readonly spread: boolean;
}

export type ToWorker =
  | Start
  | Batch
  | { readonly type: 'cancel'; readonly batch: number; readonly indexes: readonly number[] }
  | { readonly type: 'exit' };

/** What has become of a stretch of a batch. */
export interface Part {
  readonly type: 'part';
  readonly batch: number;
  /** Of the first one, counted in the batch. */
  readonly from: number;
  readonly results: Packed;
  /** Those of the results that are none. */
  readonly failures?: ReadonlyArray<readonly [index: number, error: ErrorData]>;
  /** Whether the batch is done. */
  readonly last: boolean;
  /** How long the tasks took. */
  readonly tookMs: number;
  /** The longest task that was timed by itself: its index in the batch. */
  readonly longest?: readonly [index: number, ms: number] | undefined;
}

export type FromWorker =
  /** Its bars, which the pool draws. */
  | { readonly type: 'bar'; readonly message: BarMessage }
  /** It can be spoken to; its initializer comes next. */
  | { readonly type: 'booted' }
  | { readonly type: 'ready'; readonly startMs: number; readonly initMs: number }
  | { readonly type: 'unfit'; readonly error: ErrorData }
  | Part
  /** A module has been loaded. */
  | { readonly type: 'loaded' }
  /** Something failed outside of all tasks. */
  | { readonly type: 'stray'; readonly error: ErrorData }
  | { readonly type: 'exit'; readonly result?: unknown; readonly error?: ErrorData; readonly tookMs: number };

/** Anything thrown, as data. */
export interface ErrorData {
  /** Of its class, or why it has none. */
  readonly className: string;
  /** Where the class is exported, if it is none of JavaScript's own. */
  readonly classAddress?: { readonly url: string; readonly name: string } | undefined;
  readonly name: string;
  readonly message: string;
  readonly stack?: string | undefined;
  readonly properties: Readonly<Record<string, ErrorValue>>;
}

/** A property of an error: an error, a list of them, or a value that can be copied. */
export type ErrorValue = { readonly error: ErrorData } | { readonly list: readonly ErrorValue[] } | { readonly value: unknown };
