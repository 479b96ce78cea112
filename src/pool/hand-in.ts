import { type Bar, barFor } from './calls/bar.js';
import type { Site } from './calls/call.js';
import { MapCall } from './calls/map-call.js';
import { OrderedResults, UnorderedResults } from './calls/results.js';
import type { SingleCalls, Task } from './calls/single-calls.js';
import { type Items, isAsync } from './calls/source.js';
import { StreamCall } from './calls/stream-call.js';
import { isTypedArray, joined, piecesOf } from './calls/typed-arrays.js';
import type { Core } from './core/core.js';
import { limited } from './limits.js';
import {
  type ApplyOptions,
  checkedChunksize,
  defaultChunksize,
  type ManyOptions,
  requireIterable,
  type StreamOptions,
  wholeFrom1,
} from './options.js';
import { type Packed, packAll } from './packed.js';
import type { FunctionReference } from './references.js';
import { AsyncResult, type ResultOptions } from './result.js';

/** Who is told what becomes of one task. */
interface Told {
  /** A worker is about to be given it. False: it is no longer wanted. */
  begin?(): boolean;
  isDropped?(): boolean;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

interface OneCall {
  readonly name: string;
  readonly fn: FunctionReference;
  readonly args: readonly unknown[];
  readonly told: Told;
}

/** One task. */
export function submit(core: Core, call: OneCall, options: ApplyOptions): HandedIn {
  return new HandedIn(core, call, options);
}

/** A task by itself, from when it is handed in until it has ended or is taken back. */
export class HandedIn implements Task {
  readonly args: readonly unknown[];
  readonly transfer: readonly object[] | undefined;
  readonly #core: Core;
  readonly #told: Told;
  /** Ends the wait for its limits, if it has some. Most have none, and so need no closures. */
  readonly #cleanUp: (() => void) | undefined;
  readonly #group: SingleCalls | undefined;
  readonly #bar: Bar | undefined;
  #dropped = false;

  constructor(core: Core, { name, fn, args, told }: OneCall, options: ApplyOptions) {
    this.args = options.args ? [...options.args, ...args] : args;
    this.transfer = options.transfer;
    this.#core = core;
    this.#told = told;
    this.#bar = barFor(options.progress, [this]);
    if (options.signal || options.timeoutMs !== undefined) this.#cleanUp = withLimits(this, told, name, options, core);
    if (!this.#dropped) this.#group = core.submit(fn, name, this);
  }

  /** Takes it back. A worker that has it is told so. */
  drop(): void {
    this.#dropped = true;
    this.#bar?.fail();
    if (!this.#group) return;
    this.#group.drop(this);
    this.#core.revise(this.#group);
  }

  isDropped(): boolean {
    return this.#dropped || this.#told.isDropped?.() === true;
  }

  begin(): boolean {
    return !this.#dropped && (this.#told.begin?.() ?? true);
  }

  resolve(value: unknown): void {
    this.#cleanUp?.();
    this.#bar?.update();
    this.#bar?.close();
    this.#told.resolve(value);
  }

  reject(error: unknown): void {
    this.#cleanUp?.();
    this.#bar?.fail();
    this.#told.reject(error);
  }
}

function withLimits(task: HandedIn, told: Told, name: string, options: ApplyOptions, core: Core): () => void {
  return limited(name, options, core.options.clock, (reason) => {
    told.reject(reason());
    task.drop();
  });
}

export interface ManyCall {
  readonly name: string;
  readonly fn: FunctionReference;
  readonly items: Items<unknown>;
  readonly spread: boolean;
}

/** Tasks for all items of a list, which is gathered first if it is none. */
export function mapOf<Value>(core: Core, call: ManyCall, options: ManyOptions<never> & ResultOptions<Value>): AsyncResult<Value> {
  const { fn, name, items, spread } = call;
  const { workers, clock } = core.options;
  core.requireRunning();
  requireIterable(items);
  const given = checkedChunksize(options.chunksize);
  const work = core.work(fn, options.args ?? [], spread);
  const bar = barFor(options.progress);
  const result = new AsyncResult<Value>(clock, options);
  let ended = false;
  let begun: MapCall | undefined;
  let cleanUp = () => {};
  const end = () => {
    ended = true;
    cleanUp();
  };
  /** Stands for the call as long as its items are being gathered. */
  const gathering = {
    abandon(reason: () => unknown) {
      end();
      core.settled(gathering);
      if (begun) begun.abandon(reason);
      else fail(reason());
      if (begun) core.revise(begun);
    },
  };
  const fail = (error: unknown) => {
    bar?.fail();
    result.reject(error);
  };
  cleanUp = limited(name, options, clock, (reason) => gathering.abandon(reason));
  const begin = (list: Packed, chunksize: number | 'auto', finish: (results: unknown[]) => unknown) => {
    if (ended) return;
    if (bar) bar.total ??= list.length;
    begun = new MapCall({
      work,
      name,
      items: list,
      chunksize,
      workers,
      bar,
      // It takes what the items are.
      transfer: options.transfer as ((item: unknown) => readonly object[]) | undefined,
      resolve: (results) => {
        bar?.close();
        result.resolve(finish(results) as Value);
      },
      reject: fail,
      whenSettled: () => {
        end();
        if (begun) core.settled(begun);
      },
    });
    core.begin(begun);
    core.settled(gathering);
  };
  if (result.ready() || ended) return result;
  if (isAsync(items)) {
    core.expect(gathering);
    gather(items).then(
      (list) => begin(list, given ?? defaultChunksize(list.length, workers), (results) => results),
      (error) => gathering.abandon(() => error),
    );
  } else if (isTypedArray(items)) {
    const length = given === undefined || given === 'auto' ? defaultChunksize(items.length, workers) : given;
    begin(piecesOf(items, length), 1, joined);
  } else {
    try {
      const list = packAll(items);
      begin(list, given ?? defaultChunksize(list.length, workers), (results) => results);
    } catch (error) {
      gathering.abandon(() => error);
    }
  }
  return result;
}

async function gather(items: AsyncIterable<unknown>): Promise<unknown[]> {
  const list: unknown[] = [];
  for await (const item of items) list.push(item);
  return list;
}

export interface StreamCallKind {
  readonly ordered: boolean;
  /** Whether it ends with the first error of a task. */
  readonly failFast: boolean;
}

/** Tasks for the items of a source, which are pulled as they are needed. */
export function streamOf(
  core: Core,
  call: ManyCall & { readonly site: Site },
  { ordered, failFast }: StreamCallKind,
  options: StreamOptions<never>,
): StreamCall {
  const { fn, name, items, spread, site } = call;
  const { workers, clock } = core.options;
  core.requireRunning();
  requireIterable(items);
  const chunksize = checkedChunksize(options.chunksize) ?? 'auto';
  const ahead = wholeFrom1('ahead', options.ahead) ?? 'auto';
  const bar = barFor(options.progress, items);
  let begun: StreamCall | undefined;
  const cleanUp = limited(name, options, clock, (reason) => {
    // At once, if it was cancelled before.
    queueMicrotask(() => {
      begun?.abandon(reason);
      if (begun) core.revise(begun);
    });
  });
  const stream = new StreamCall({
    work: core.work(fn, options.args ?? [], spread),
    name,
    source: items,
    chunksize,
    ahead,
    workers,
    results: ordered ? new OrderedResults() : new UnorderedResults(),
    failFast,
    bar,
    transfer: options.transfer as ((item: unknown) => readonly object[]) | undefined,
    site,
    clock,
    onMore: () => core.wake(),
    whenSettled: () => {
      cleanUp();
      bar?.close();
      core.settled(stream);
    },
  });
  begun = stream;
  if (options.signal?.aborted) return stream;
  core.begin(stream);
  return stream;
}
