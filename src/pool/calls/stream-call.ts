import { type Clock, inTime } from '../clock.js';
import { withCaller } from '../core/revive-error.js';
import { CancelledError, TimeoutError } from '../errors.js';
import type { Packed } from '../packed.js';
import type { Bar } from './bar.js';
import type { Call, Cut, Site, Work } from './call.js';
import { Failed, type Results } from './results.js';
import { type Items, type Source, sourceOf } from './source.js';

export interface StreamCallOptions {
  readonly work: Work;
  readonly name: string;
  readonly source: Items<unknown>;
  readonly chunksize: number | 'auto';
  /** How many items may be pulled beyond those that were consumed. `auto`: what two batches a worker take. */
  readonly ahead: number | 'auto';
  readonly workers: number;
  readonly results: Results;
  /** Whether it ends with the first error of a task. */
  readonly failFast: boolean;
  readonly bar: Bar | undefined;
  readonly transfer: ((item: unknown) => readonly object[]) | undefined;
  readonly site: Site;
  readonly clock: Clock;
  /** Told when there may be more to cut off. */
  readonly onMore: () => void;
  readonly whenSettled: () => void;
}

interface Reader {
  resolve(result: IteratorResult<unknown, undefined>): void;
  reject(error: unknown): void;
}

const over: IteratorResult<unknown, undefined> = { done: true, value: undefined };

/** Items that are pulled as they are needed, and their results one by one. */
export class StreamCall implements Call {
  readonly work: Work;
  readonly name: string;
  readonly #options: StreamCallOptions;
  readonly #source: Source;
  readonly #results: Results;
  /** Pulled, but more than the last worker could take. */
  #rest: unknown[] = [];
  #restFrom = 0;
  /** Items that became tasks. */
  #begun = 0;
  #settled = 0;
  #consumed = 0;
  readonly #readers: Reader[] = [];
  #held = false;
  #cutOff: { readonly error: unknown } | undefined;
  #released = false;
  #ended = false;
  #endedBy: (() => unknown) | undefined;

  constructor(options: StreamCallOptions) {
    this.work = options.work;
    this.name = options.name;
    this.#options = options;
    this.#results = options.results;
    this.#source = sourceOf(options.source, () => {
      this.#finish();
      options.onMore();
    });
  }

  get exhausted(): boolean {
    return this.#ended || (this.#source.done && this.#rest.length === 0);
  }

  get ready(): number {
    // So that no worker is started for a source that turns out to be empty.
    if (this.#rest.length === 0) this.#pull();
    if (this.#rest.length === 0) return 0;
    return this.#source.done ? 1 : this.#options.workers;
  }

  cut(most: number): Cut | undefined {
    if (this.#rest.length === 0) this.#pull();
    if (this.#rest.length === 0) return undefined;
    const items = this.#rest.splice(0, most);
    const from = this.#restFrom;
    this.#restFrom += items.length;
    const { transfer } = this.#options;
    return { from, items, transfer: transfer && items.flatMap(transfer) };
  }

  wants(): boolean {
    return !this.#ended;
  }

  take(from: number, results: Packed): void {
    if (this.#ended) return;
    for (let i = 0; i < results.length; i += 1) this.#settle(from + i, results[i]);
    this.#options.bar?.update(results.length);
    this.#deliver();
  }

  fail(index: number, error: unknown): void {
    if (this.#ended) return;
    this.#settle(index, new Failed(withCaller(error, this.#options.site)));
    this.#options.bar?.update();
    this.#deliver();
  }

  abandon(reason: () => unknown): void {
    if (this.#ended) return;
    this.#endedBy = reason;
    this.#options.bar?.fail();
    this.#end();
  }

  release(): void {
    this.#released = true;
    this.#options.onMore();
  }

  /** Begins nothing further; after the results of what has begun comes a CancelledError. */
  dropUnbegun(): void {
    if (this.exhausted) return;
    void this.#source.stop().catch(() => {});
    this.#begun -= this.#rest.length;
    this.#rest = [];
    this.#cutOff = { error: new CancelledError(`the rest of ${this.name} was cancelled before it began`) };
    this.#finish();
  }

  /** The next result. @param timeoutMs how long it may take; then the next one who asks gets it */
  next(timeoutMs?: number): Promise<IteratorResult<unknown, undefined>> {
    if (this.#results.ready && !this.#ended) {
      const result = this.#consume();
      return result.error ? Promise.reject(result.error.error) : Promise.resolve(result);
    }
    if (this.#ended) return this.#endedBy ? Promise.reject(this.#endedBy()) : Promise.resolve(over);
    const reader: Reader = { resolve: () => {}, reject: () => {} };
    const result = new Promise<IteratorResult<unknown, undefined>>((resolve, reject) => Object.assign(reader, { resolve, reject }));
    this.#readers.push(reader);
    this.#deliver();
    if (timeoutMs === undefined) return result;
    return inTime(this.#options.clock, timeoutMs, () => this.#tooLate(reader, timeoutMs), result);
  }

  /** Nobody reads any more. */
  async stop(): Promise<void> {
    const stopped = this.#source.stop();
    this.#end();
    await stopped;
  }

  #tooLate(reader: Reader, timeoutMs: number): Error {
    const place = this.#readers.indexOf(reader);
    if (place >= 0) this.#readers.splice(place, 1);
    return new TimeoutError(`the next result of ${this.name} did not come within ${timeoutMs} ms; ask again to wait longer`);
  }

  /** How many may begin. What has come from the source, but waits for a worker, is part of that: `ahead` may have been larger when it was asked for. */
  #room(): number {
    if (this.#released) return Number.POSITIVE_INFINITY;
    return this.#ahead() - (this.#begun - this.#consumed);
  }

  #ahead(): number {
    const { ahead, workers, chunksize } = this.#options;
    if (ahead !== 'auto') return ahead;
    return 2 * workers * (chunksize === 'auto' ? this.#wanted() : chunksize);
  }

  /** How many a batch should have. */
  #wanted(): number {
    const { ahead, workers, chunksize } = this.#options;
    const most = ahead === 'auto' ? Number.POSITIVE_INFINITY : ahead;
    if (chunksize !== 'auto') return Math.min(chunksize, most);
    const share = ahead === 'auto' ? most : Math.max(1, Math.floor(ahead / (2 * workers)));
    return Math.min(this.work.batchSize.next(Number.POSITIVE_INFINITY, workers), share);
  }

  #pull(): void {
    if (this.#ended || this.#source.done) return;
    const wanted = this.#wanted();
    const room = this.#room();
    // A batch that is smaller than it should be is better than none.
    const isStill = this.#settled === this.#begun && !this.#results.ready;
    this.#held = room < wanted && !(isStill && room >= 1);
    if (this.#held) return;
    const { chunksize } = this.#options;
    const items = this.#source.pull(Math.min(wanted, room), chunksize !== 'auto');
    this.#rest = items;
    this.#restFrom = this.#begun;
    this.#begun += items.length;
    if (items.length === 0) this.#finish();
  }

  #settle(index: number, result: unknown): void {
    this.#settled += 1;
    this.#results.put(index, result);
  }

  #consume(): IteratorResult<unknown, undefined> & { readonly error?: Failed } {
    const result = this.#results.take();
    this.#consumed += 1;
    if (this.#held && this.#room() >= 1) {
      this.#held = false;
      this.#options.onMore();
    }
    const failed = typeof result === 'object' && result !== null && result.constructor === Failed;
    if (!failed) {
      if (this.#source.done) this.#finish();
      return { done: false, value: result };
    }
    if (this.#options.failFast) void this.stop().catch(() => {});
    else this.#finish();
    // It was just told apart.
    return { done: false, value: undefined, error: result as Failed };
  }

  #deliver(): void {
    while (this.#readers.length > 0 && this.#results.ready && !this.#ended) {
      const reader = this.#readers.shift();
      const result = this.#consume();
      if (result.error) reader?.reject(result.error.error);
      else reader?.resolve(result);
    }
    this.#finish();
  }

  /** Ends it if all has been given. */
  #finish(): void {
    if (this.#ended || !this.exhausted || this.#settled < this.#begun) return;
    this.#options.whenSettled();
    if (this.#results.ready) return;
    const failure = this.#cutOff ?? this.#source.failure;
    const reader = failure && this.#readers.shift();
    // Nobody asks: the next one who does is told.
    if (failure && !reader) return;
    if (failure) reader?.reject(failure.error);
    this.#end();
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    if (!this.#source.done) void this.#source.stop().catch(() => {});
    this.#results.clear();
    this.#rest = [];
    for (const reader of this.#readers.splice(0)) {
      if (this.#endedBy) reader.reject(this.#endedBy());
      else reader.resolve(over);
    }
    this.#options.whenSettled();
  }
}
