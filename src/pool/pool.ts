import { inspect } from 'node:util';
import { callSite, type Site } from './calls/call.js';
import type { Items } from './calls/source.js';
import type { TypedArray } from './calls/typed-arrays.js';
import { Core } from './core/core.js';
import type { Insights } from './core/insights.js';
import { type ManyCall, mapOf, streamOf, submit } from './hand-in.js';
import { staysHere } from './inside/sendable.js';
import { type MapLinesOptions, mapLines } from './map-lines.js';
import { type ApplyOptions, checkedOptions, type ManyOptions, type PoolOptions, type StreamOptions } from './options.js';
import { addressOf, type FunctionReference } from './references.js';
import { report } from './report.js';
import { AsyncResult, keptHere, type ResultOptions } from './result.js';
import { ResultIterator } from './result-iterator.js';

// biome-ignore lint/suspicious/noExplicitAny: any function at all
type Fn = (...args: any[]) => any;

/** What a task gives once it has ended. */
export type Returned<F extends Fn> = Awaited<ReturnType<F>>;

/** What a function takes, any of it: an item follows fixed arguments. */
export type ItemOf<F extends Fn> = Parameters<F>[number];

/** One for all, as a program may wait for many thousands of results. */
const noOptions = Object.freeze({});

/** Tells of pools that were forgotten. They have ended by then what they had to do, or do so now. */
const forgotten = new FinalizationRegistry<{ readonly core: Core; readonly site: Site }>(({ core, site }) => {
  const place = site.stack?.split('\n').slice(1).join('\n') ?? '';
  report(`a pool was never closed; use \`await using\`, or close() or terminate() it. It was made here:\n${place}`);
  core.close();
  void core.join();
});

/** Runs functions in other threads or processes, as Python's multiprocessing.Pool does. docs/from-python.md has every name beside Python's. */
export class Pool {
  /** @internal */
  readonly [staysHere] = keptHere;
  readonly #core: Core;
  readonly #signal: AbortSignal | undefined;
  readonly #onAbort: () => void;

  /** @throws {ImgparError} `usage`, where an option is none; {TypeError} where a function is none */
  constructor(options: PoolOptions = {}) {
    const core = new Core(checkedOptions(options, 'Pool'));
    this.#core = core;
    this.#signal = options.signal;
    this.#onAbort = () => void core.terminate();
    if (options.signal?.aborted) this.#onAbort();
    else options.signal?.addEventListener('abort', this.#onAbort, { once: true });
    forgotten.register(this, { core, site: callSite(Pool) }, this);
  }

  /** The result of one call. */
  apply<F extends Fn>(fn: FunctionReference<F>, args?: Parameters<F>, options: ApplyOptions = {}): Promise<Returned<F>> {
    return this.#apply('apply', fn, args, options).outcome(callSite(this.apply));
  }

  /** The same with a handle, so that you need not wait for it. */
  applyAsync<F extends Fn>(
    fn: FunctionReference<F>,
    args?: Parameters<F>,
    options: ApplyOptions & ResultOptions<Returned<F>> = noOptions,
  ): AsyncResult<Returned<F>> {
    return this.#apply('applyAsync', fn, args, options);
  }

  /**
   * The results for all items, in their order. All tasks end, also when some fail; then it rejects with the first error, which has the
   * others in `errors` and the results of all other tasks in `results`.
   */
  map<F extends Fn>(fn: FunctionReference<F>, items: Items<ItemOf<F>>, options?: ManyOptions<ItemOf<F>>): Promise<Returned<F>[]>;
  /** A typed array is handed over in pieces; what they become is joined. */
  map<Piece extends TypedArray, R>(
    fn: FunctionReference<(piece: Piece) => R>,
    items: Piece,
    options?: ManyOptions<Piece>,
  ): Promise<Awaited<R>>;
  map(fn: FunctionReference, items: Items<unknown>, options: ManyOptions<never> = {}): Promise<never> {
    return this.#many<never>({ name: 'map', fn, items, spread: false }, options).outcome(callSite(this.map));
  }

  /** The same with a handle. */
  mapAsync<F extends Fn>(
    fn: FunctionReference<F>,
    items: Items<ItemOf<F>>,
    options: ManyOptions<ItemOf<F>> & ResultOptions<Returned<F>[]> = {},
  ): AsyncResult<Returned<F>[]> {
    return this.#many({ name: 'mapAsync', fn, items, spread: false }, options);
  }

  /** As `map`; each item is a list of arguments. */
  starmap<F extends Fn>(
    fn: FunctionReference<F>,
    items: Items<readonly ItemOf<F>[]>,
    options: ManyOptions<readonly ItemOf<F>[]> = {},
  ): Promise<Returned<F>[]> {
    return this.#many<Returned<F>[]>({ name: 'starmap', fn, items, spread: true }, options).outcome(callSite(this.starmap));
  }

  /** The same with a handle. */
  starmapAsync<F extends Fn>(
    fn: FunctionReference<F>,
    items: Items<readonly ItemOf<F>[]>,
    options: ManyOptions<readonly ItemOf<F>[]> & ResultOptions<Returned<F>[]> = {},
  ): AsyncResult<Returned<F>[]> {
    return this.#many({ name: 'starmapAsync', fn, items, spread: true }, options);
  }

  /** Results one by one, in the order of the items, which are taken from their source as they are needed. */
  imap<F extends Fn>(
    fn: FunctionReference<F>,
    items: Items<ItemOf<F>>,
    options: StreamOptions<ItemOf<F>> = {},
  ): ResultIterator<Returned<F>> {
    return this.#stream({ name: 'imap', fn, items, spread: false, site: callSite(this.imap) }, true, options);
  }

  /** The same in the order in which they come. */
  imapUnordered<F extends Fn>(
    fn: FunctionReference<F>,
    items: Items<ItemOf<F>>,
    options: StreamOptions<ItemOf<F>> = {},
  ): ResultIterator<Returned<F>> {
    return this.#stream({ name: 'imapUnordered', fn, items, spread: false, site: callSite(this.imapUnordered) }, false, options);
  }

  /**
   * Results for all lines of a file, which workers read in parts: `for await (const n of pool.mapLines('big.csv', work.parse))`. The function is
   * given the line and its byte offset, after the fixed `args`. A file that can only be read from beginning to end is read by one worker.
   *
   * Where the function fails for a line, the part with it rejects with an ImgparError that names the line and its offset.
   */
  mapLines<F extends Fn>(path: string | URL, fn: FunctionReference<F>, options: MapLinesOptions = {}): AsyncIterableIterator<Returned<F>> {
    const site = callSite(this.mapLines);
    const name = 'mapLines';
    const { ordered = true } = options;
    return mapLines(
      (task, ranges, how) => this.#stream({ name, fn: task, items: ranges, spread: false, site }, ordered, how),
      path,
      fn,
      options,
    ) as AsyncGenerator<Returned<F>>;
  }

  /** Takes no further tasks; those that were handed in are done. */
  close(): void {
    this.#letGo();
    this.#core.close();
  }

  /** Resolves when all tasks have ended and all workers are gone. @throws {ImgparError} `usage`, before close() or terminate() */
  join(): Promise<void> {
    return this.#core.join();
  }

  /** Ends all workers at once, whatever they do. What has not ended rejects with a CancelledError. */
  terminate(): Promise<void> {
    this.#letGo();
    return this.#core.terminate();
  }

  /** What the workers have done with their time so far. */
  insights(): Insights {
    return this.#core.insights();
  }

  /** What `workerExit` has returned, of the workers that were dismissed so far; of all after join(). */
  get exitResults(): readonly unknown[] {
    return this.#core.exitResults;
  }

  /** Terminates the pool at the end of an `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.terminate();
  }

  [inspect.custom](): string {
    const { runtime, workers } = this.#core.options;
    return `Pool { ${workers} ${runtime} }`;
  }

  #letGo(): void {
    forgotten.unregister(this);
    this.#signal?.removeEventListener('abort', this.#onAbort);
  }

  #apply<F extends Fn>(
    name: string,
    fn: FunctionReference<F>,
    args: readonly unknown[] = [],
    options: ApplyOptions & ResultOptions<Returned<F>>,
  ): AsyncResult<Returned<F>> {
    addressOf(fn);
    this.#core.requireRunning();
    const told = new AsyncResult<Returned<F>>(this.#core.options.clock, options);
    submit(this.#core, { fn, name, args, told }, options);
    return told;
  }

  // What follows has the types that the public methods promise, which their functions' own say.

  #many<Value>(call: ManyCall, options: ManyOptions<never> & ResultOptions<Value>): AsyncResult<Value> {
    return mapOf<Value>(this.#core, call, options);
  }

  #stream<Value>(call: ManyCall & { readonly site: Site }, ordered: boolean, options: StreamOptions<never>): ResultIterator<Value> {
    return new ResultIterator<Value>(streamOf(this.#core, call, { ordered, failFast: false }, options));
  }
}
