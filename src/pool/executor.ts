import { inspect } from 'node:util';
import { callSite } from './calls/call.js';
import type { Items } from './calls/source.js';
import { zipped } from './calls/zipped.js';
import { Core } from './core/core.js';
import { usage } from './errors.js';
import { Future } from './future.js';
import { streamOf, submit } from './hand-in.js';
import { staysHere } from './inside/sendable.js';
import { checkedOptions, type PoolOptions, type StreamOptions, wholeFrom1 } from './options.js';
import { addressOf, type FunctionReference } from './references.js';
import { keptHere } from './result.js';
import { ResultIterator } from './result-iterator.js';

// biome-ignore lint/suspicious/noExplicitAny: any function at all
type Fn = (...args: any[]) => any;

/** Said to be lists once more, as TypeScript 5.0, which tslab has, does not see it. */
type ItemsOf<Args extends readonly unknown[]> = { readonly [Index in keyof Args]: Items<Args[Index]> } extends infer Lists extends
  readonly unknown[]
  ? Lists
  : never;

/** What `Executor.map` may be told. */
export interface ExecutorMapOptions extends Omit<StreamOptions<never>, 'ahead' | 'transfer'> {
  /** How many tasks may be in flight: begun or waiting to begin, or with results that you have not read. Default: two batches a worker. */
  readonly bufferSize?: number | undefined;
}

/** How an executor is shut down. */
export interface ShutdownOptions {
  /** Whether it resolves only when all tasks have ended. Default: true. */
  readonly wait?: boolean | undefined;
  /** Whether tasks that have not begun are cancelled. */
  readonly cancelPending?: boolean | undefined;
}

/** Runs functions in other threads or processes and gives futures of them, as Python's concurrent.futures does. */
export class Executor {
  /** @internal */
  readonly [staysHere] = keptHere;
  readonly #core: Core;
  readonly #pending = new Set<{ cancel(): boolean }>();

  /** @throws {ImgparError} `usage`, where an option is none; {TypeError} where a function is none */
  constructor(options: PoolOptions = {}) {
    const core = new Core(checkedOptions(options, 'Executor'));
    this.#core = core;
    const onAbort = () => void core.terminate();
    if (options.signal?.aborted) onAbort();
    else options.signal?.addEventListener('abort', onAbort, { once: true });
  }

  /** A future of one call. @throws {ImgparError} `usage` after shutdown; what broke the executor, if it is broken */
  submit<F extends Fn>(fn: FunctionReference<F>, ...args: Parameters<F>): Future<Returned<F>> {
    addressOf(fn);
    this.#core.requireRunning();
    const future = new Future<Returned<F>>(this.#core.options.clock);
    const pending = this.#pending;
    pending.add(future);
    const settle = (how: () => void) => {
      pending.delete(future);
      if (!future.done()) how();
    };
    const told = {
      begin() {
        if (future.setRunningOrNotifyCancel()) return true;
        pending.delete(future);
        return false;
      },
      isDropped() {
        if (!future.cancelled()) return false;
        // Whoever waits for it is told.
        if (!future.over) future.setRunningOrNotifyCancel();
        return pending.delete(future) || true;
      },
      // The type of its results is the function's own.
      resolve: (value: unknown) => settle(() => future.setResult(value as Returned<F>)),
      reject: (error: unknown) => settle(() => future.setException(error)),
    };
    submit(this.#core, { fn, name: 'submit', args, told }, {});
    return future;
  }

  /**
   * Results in order, of tasks whose arguments are one item of each list; it ends with the shortest. Work begins at once, before anybody
   * reads. With the first error it ends.
   */
  map<F extends Fn>(fn: FunctionReference<F>, ...items: ItemsOf<Parameters<F>>): ResultIterator<Returned<F>>;
  map<F extends Fn>(
    fn: FunctionReference<F>,
    ...itemsAndOptions: [...ItemsOf<Parameters<F>>, ExecutorMapOptions]
  ): ResultIterator<Returned<F>>;
  map(fn: FunctionReference, ...given: unknown[]): ResultIterator<never> {
    const last = given.at(-1);
    const hasOptions = typeof last === 'object' && last !== null && !(Symbol.iterator in last) && !(Symbol.asyncIterator in last);
    const { bufferSize, ...options }: ExecutorMapOptions = hasOptions ? last : {};
    const lists = hasOptions ? given.slice(0, -1) : given;
    if (lists.length === 0) throw usage('map takes at least one list of items');
    const ahead = wholeFrom1('bufferSize', bufferSize);
    const call = { name: 'map', fn, items: zipped(lists), spread: true, site: callSite(this.map) };
    return new ResultIterator(streamOf(this.#core, call, { ordered: true, failFast: true }, { ...options, ahead }));
  }

  /** Takes no further tasks, and lets its workers go when all have ended. */
  async shutdown({ wait = true, cancelPending = false }: ShutdownOptions = {}): Promise<void> {
    this.#core.close();
    if (cancelPending) {
      for (const future of [...this.#pending]) future.cancel();
      this.#core.dropUnbegun();
    }
    const joined = this.#core.join();
    if (wait) await joined;
    else joined.catch(() => {});
  }

  /** Ends the workers at once; what has not ended fails as broken. Like Python's, but it does not ask them first. */
  terminateWorkers(): Promise<void> {
    return this.#core.killWorkers('its workers were terminated');
  }

  /** The same. */
  killWorkers(): Promise<void> {
    return this.#core.killWorkers('its workers were killed');
  }

  /** What the workers have done with their time so far. */
  insights(): ReturnType<Core['insights']> {
    return this.#core.insights();
  }

  /** Waits for all tasks at the end of an `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown();
  }

  [inspect.custom](): string {
    const { runtime, workers } = this.#core.options;
    return `Executor { ${workers} ${runtime} }`;
  }
}

/** What a task gives once it has ended. */
type Returned<F extends Fn> = Awaited<ReturnType<F>>;
