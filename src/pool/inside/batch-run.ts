import { memoryOf, Packing } from '../packed.js';
import type { Batch, ErrorData, Part } from '../protocol.js';
import type { AnyFunction } from './functions.js';
import { movedParts } from './worker-info.js';

/** How long results may lie here while further tasks of a batch run, in milliseconds: what a worker loses when it dies. */
const flushMs = 50;

/** How often they are told while a task waits for something. */
const waitingFlushMs = 5;

/** How far apart looks at the clock should be: one takes 0.1 µs, which tiny tasks would feel. */
const lookMs = 0.5;

const onlyNumbers = Symbol('only numbers');

export interface BatchListener {
  post(part: Part, transfer: readonly object[] | undefined): void;
  describe(thrown: unknown): ErrorData;
}

/** A batch in a worker: its tasks one after the other, without a pause as long as none is asynchronous. */
export class BatchRun {
  readonly #batch: Batch;
  readonly #call: (item: unknown) => unknown;
  readonly #listener: BatchListener;
  #results: Packing;
  #failures: Array<readonly [number, ErrorData]> = [];
  #transfer: object[] | undefined;
  /** The next task. */
  #index = 0;
  /** The first one whose result was not told. */
  #from = 0;
  #cancelled: Set<number> | undefined;
  #controller: AbortController | undefined;
  #waiting: NodeJS.Timeout | undefined;
  #toldAtMs = performance.now();
  #lookedAtMs = this.#toldAtMs;
  /** After how many tasks the clock is looked at: first after each, then as rarely as it may be. */
  #span = 1;
  #lookAt = 1;
  #longest: readonly [number, number] | undefined;

  constructor(fn: AnyFunction, batch: Batch, listener: BatchListener) {
    this.#batch = batch;
    this.#results = new Packing(batch.items.length);
    this.#call = callOf(fn, batch);
    this.#listener = listener;
  }

  /** Aborts when the task that runs is cancelled. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    // It may be asked for late.
    if (this.#cancelled?.has(this.#index)) this.#controller.abort();
    return this.#controller.signal;
  }

  cancel(batch: number, indexes: readonly number[]): void {
    if (batch !== this.#batch.id) return;
    this.#cancelled = new Set([...(this.#cancelled ?? []), ...indexes]);
    if (this.#cancelled.has(this.#index)) this.#controller?.abort();
  }

  /** Runs what is left, until a task has to be waited for. */
  advance(): void {
    const { items } = this.#batch;
    while (this.#index < items.length) {
      if (this.#cancelled?.has(this.#index)) {
        this.#put(undefined);
        continue;
      }
      try {
        const value = this.#runNumbers();
        if (typeof value === 'object' && value !== null && this.#waitFor(value)) return;
        if (value !== onlyNumbers) this.#put(value);
      } catch (error) {
        this.#fail(error);
      }
      if (this.#index >= this.#lookAt && this.#look()) return;
    }
    clearInterval(this.#waiting);
    this.#tell(true);
  }

  /**
   * Runs tasks as long as they return numbers, until the clock is to be looked at. Returns what the first one returned that did otherwise. By
   * itself, as V8 is quick to compile small loops.
   */
  #runNumbers(): unknown {
    const { items } = this.#batch;
    const call = this.#call;
    const results = this.#results;
    // Tasks are cancelled while none runs, or one that has to be waited for.
    const end = this.#cancelled ? this.#index + 1 : this.#lookAt;
    for (; this.#index < end; this.#next()) {
      const value = call(items[this.#index]);
      if (typeof value !== 'number') return value;
      results.push(value);
    }
    return onlyNumbers;
  }

  /** Whether a result is a promise. */
  #waitFor(value: object): boolean {
    const { then } = value as { then?: unknown };
    if (typeof then !== 'function') return false;
    Promise.resolve(value as PromiseLike<unknown>).then(
      (result) => {
        this.#put(result);
        this.#goOn();
      },
      (error) => {
        this.#fail(error);
        this.#goOn();
      },
    );
    if (this.#batch.items.length > 1) this.#waiting ??= setInterval(() => this.#tell(false), waitingFlushMs);
    return true;
  }

  #goOn(): void {
    this.#span = 1;
    if (this.#index >= this.#batch.items.length || !this.#look()) this.advance();
  }

  #put(value: unknown): void {
    const parts = typeof value === 'object' && value !== null ? movedParts(value) : undefined;
    if (parts) {
      this.#transfer = [...(this.#transfer ?? []), ...parts.transfer];
      this.#results.push(parts.value);
    } else this.#results.push(value);
    this.#next();
  }

  #fail(error: unknown): void {
    this.#failures.push([this.#results.length, this.#listener.describe(error)]);
    this.#results.push(undefined);
    this.#next();
  }

  #next(): void {
    this.#index += 1;
    this.#controller = undefined;
  }

  /** Looks at the clock. Whether the event loop has its turn before the rest. */
  #look(): boolean {
    const nowMs = performance.now();
    const tookMs = nowMs - this.#lookedAtMs;
    this.#lookedAtMs = nowMs;
    if (this.#span === 1 && (this.#longest === undefined || tookMs > this.#longest[1])) this.#longest = [this.#index - 1, tookMs];
    if (tookMs < lookMs) this.#span *= 2;
    else if (tookMs > lookMs * 2) this.#span = Math.max(1, this.#span >> 2);
    this.#lookAt = Math.min(this.#batch.items.length, this.#index + this.#span);
    if (nowMs - this.#toldAtMs < flushMs || this.#index === this.#batch.items.length) return false;
    this.#tell(false);
    setImmediate(() => this.advance());
    return true;
  }

  #tell(last: boolean): void {
    if (this.#results.length === 0 && !last) return;
    const nowMs = performance.now();
    const results = this.#results.take();
    const memory = memoryOf(results);
    const part: Part = {
      type: 'part',
      batch: this.#batch.id,
      from: this.#from,
      results,
      last,
      tookMs: nowMs - this.#toldAtMs,
      longest: this.#longest,
      ...(this.#failures.length > 0 && { failures: this.#failures }),
    };
    this.#from = this.#index;
    this.#toldAtMs = nowMs;
    this.#longest = undefined;
    this.#results = new Packing(this.#batch.items.length - this.#index);
    this.#failures = [];
    const transfer = memory ?? this.#transfer;
    this.#transfer = undefined;
    this.#listener.post(part, transfer);
  }
}

function callOf(fn: AnyFunction, { args = [], spread }: Batch): (item: unknown) => unknown {
  // A list of arguments is an array whenever `spread` is set.
  if (spread) return (item) => fn(...args, ...(item as readonly unknown[]));
  return args.length === 0 ? (item) => fn(item) : (item) => fn(...args, item);
}
