import { usableCores } from '../parallel/cores.js';
import type { ProgressOptions } from '../progress/options.js';
import type { Items } from './calls/source.js';
import { type Clock, systemClock } from './clock.js';
import type { CoreOptions } from './core/core-options.js';
import { usage } from './errors.js';
import { explainUnsendable, tryFor } from './inside/sendable.js';
import type { Runtime } from './protocol.js';
import { addressOf, type FunctionReference } from './references.js';

/** How many workers a pool has, where they live, and what becomes of them. */
export interface PoolOptions {
  /** How many there may be; they are started when they are needed. Default: the cores that this process may use. */
  readonly workers?: number | undefined;
  /**
   * Where they live. `threads` (default) start in 30 ms and share memory; `processes` survive crashes of native code and can be ended in the middle
   * of it; `inline` is the calling thread, for tests and debugging.
   */
  readonly runtime?: Runtime | undefined;
  /** Called once in each worker, before its first task. If it fails the pool is broken. */
  readonly initializer?: FunctionReference | undefined;
  readonly initArgs?: readonly unknown[] | undefined;
  /** Called in each worker when it is dismissed; what it returns is in `exitResults`. */
  readonly workerExit?: FunctionReference | undefined;
  /** After so many tasks a worker is replaced. Default: never. */
  readonly maxTasksPerWorker?: number | undefined;
  /** How long one task may take, also the initializer and the exit, in milliseconds. Then its worker is ended. Default: no limit. */
  readonly taskTimeoutMs?: number | undefined;
  /** A worker that holds more in its heap of JavaScript dies of it. Default: Node's own limit. */
  readonly maxHeapBytes?: number | undefined;
  /** Whether a worker that dies is replaced (default), or breaks the pool as in Python's executors. */
  readonly onCrash?: 'replace' | 'break' | undefined;
  /** How long a worker may have nothing to do before it is dismissed, in milliseconds. Default: for ever. */
  readonly idleMs?: number | undefined;
  /** How long a task that was cancelled may go on before its worker is ended, in milliseconds. Default: 1,000. */
  readonly graceMs?: number | undefined;
  /** Whether batches go to the workers in turn, and not to whichever is free. */
  readonly orderTasks?: boolean | undefined;
  /** Environment variables of the workers, on top of this process's own. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Terminates the pool when it aborts. */
  readonly signal?: AbortSignal | undefined;
  /** For tests: what tells the time. */
  readonly clock?: Clock | undefined;
}

/** What one call may be told besides its function and items. */
export interface CallOptions {
  /** Arguments before the item of every task, as functools.partial gives them. */
  readonly args?: readonly unknown[] | undefined;
  /** Takes the tasks back: those that have not begun never will, those that run see it in `worker().signal`. */
  readonly signal?: AbortSignal | undefined;
  /** How long the whole call may take, in milliseconds; then it is taken back, and rejects with a TimeoutError. */
  readonly timeoutMs?: number | undefined;
  /** Shows a bar of the tasks that have ended: true, or options of `imgpar/progress`. Default: none. */
  readonly progress?: boolean | ProgressOptions | undefined;
}

/** What a call of one task may be told. */
export interface ApplyOptions extends CallOptions {
  /** What is moved to the worker and not copied, where the runtime can: buffers, ports. */
  readonly transfer?: readonly object[] | undefined;
}

/** What a call over many items may be told. */
export interface ManyOptions<Item> extends CallOptions {
  /** How many items go to a worker at once; `auto`: as many as take 5 ms. */
  readonly chunksize?: number | 'auto' | undefined;
  /** What of an item is moved to the worker and not copied. */
  readonly transfer?: ((item: Item) => readonly object[]) | undefined;
}

/** What a call over a stream of items may be told. */
export interface StreamOptions<Item> extends ManyOptions<Item> {
  /** How many items may be taken from the source beyond those whose results you have read. Default: two batches a worker. */
  readonly ahead?: number | undefined;
}

/** @throws {ImgparError} `usage`, where an option is none; {TypeError} where a function is none */
export function checkedOptions(options: PoolOptions, noun: CoreOptions['noun']): CoreOptions {
  const { initializer, initArgs = [], workerExit, runtime = 'threads', onCrash = 'replace', env } = options;
  if (initializer !== undefined) addressOf(initializer);
  if (workerExit !== undefined) addressOf(workerExit);
  if (!['threads', 'processes', 'inline'].includes(runtime))
    throw usage(`unknown runtime ${text(runtime)}, expected threads, processes or inline`);
  if (onCrash !== 'replace' && onCrash !== 'break') throw usage(`unknown onCrash ${text(onCrash)}, expected replace or break`);
  const unsendable = explainUnsendable(initArgs, tryFor(runtime), 'initArgs');
  if (unsendable) throw unsendable;
  const workers = wholeFrom1('workers', options.workers) ?? usableCores();
  return {
    workers: runtime === 'inline' ? 1 : workers,
    runtime,
    initializer,
    initArgs,
    workerExit,
    onCrash,
    env,
    noun,
    maxTasksPerWorker: wholeFrom1('maxTasksPerWorker', options.maxTasksPerWorker) ?? Number.POSITIVE_INFINITY,
    taskTimeoutMs: ms('taskTimeoutMs', options.taskTimeoutMs),
    maxHeapBytes: wholeFrom1('maxHeapBytes', options.maxHeapBytes),
    idleMs: ms('idleMs', options.idleMs),
    graceMs: ms('graceMs', options.graceMs) ?? 1_000,
    orderTasks: options.orderTasks ?? false,
    clock: options.clock ?? systemClock,
  };
}

/** @throws {ImgparError} `usage`, unless it is a whole number from 1, or not given */
export function wholeFrom1(name: string, value: number | undefined): number | undefined {
  if (value === undefined || (Number.isSafeInteger(value) && value >= 1)) return value;
  throw usage(`${name} must be a whole number of 1 or more, not ${text(value)}`);
}

function ms(name: string, value: number | undefined): number | undefined {
  if (value === undefined || (typeof value === 'number' && value >= 0)) return value;
  throw usage(`${name} must be a number of milliseconds, 0 or more, not ${text(value)}`);
}

/** A chunk size as it was given. @throws {ImgparError} `usage`, unless it is a whole number from 1 or `auto` */
export function checkedChunksize(chunksize: number | 'auto' | undefined): number | 'auto' | undefined {
  return chunksize === 'auto' ? chunksize : wholeFrom1('chunksize', chunksize);
}

/** Python's rule for `map`: four chunks a worker. */
export function defaultChunksize(items: number, workers: number): number {
  return Math.max(1, Math.ceil(items / (4 * workers)));
}

/** @throws {TypeError} unless it can be iterated over */
export function requireIterable(items: unknown): asserts items is Items<unknown> {
  const isIterable =
    typeof items === 'string' ||
    (typeof items === 'object' && items !== null && (Symbol.iterator in items || Symbol.asyncIterator in items));
  if (!isIterable) throw new TypeError(`items must be iterable, as an array or a generator is, not ${text(items)}`);
}

function text(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}
