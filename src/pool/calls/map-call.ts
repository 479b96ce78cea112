import { types } from 'node:util';
import { isError } from '../../errors.js';
import type { Packed } from '../protocol.js';
import type { Call, Cut, Work } from './call.js';

export interface MapCallOptions {
  readonly work: Work;
  readonly name: string;
  readonly items: readonly unknown[];
  readonly chunksize: number | 'auto';
  readonly workers: number;
  readonly transfer: ((item: unknown) => readonly object[]) | undefined;
  readonly resolve: (results: unknown[]) => void;
  readonly reject: (error: unknown) => void;
  readonly whenSettled: () => void;
}

/** A list of items, and the list of their results. It ends when all tasks have, also if some fail. */
export class MapCall implements Call {
  readonly work: Work;
  readonly name: string;
  readonly #options: MapCallOptions;
  readonly #results: unknown[];
  /** What became of each task: 0 nothing yet, else 1. */
  readonly #settled: Uint8Array;
  readonly #errors: unknown[] = [];
  #next = 0;
  #left: number;
  #ended = false;

  constructor(options: MapCallOptions) {
    this.work = options.work;
    this.name = options.name;
    this.#options = options;
    const { length } = options.items;
    this.#results = new Array(length).fill(undefined);
    this.#settled = new Uint8Array(length);
    this.#left = length;
    if (length === 0) this.#end();
  }

  get exhausted(): boolean {
    return this.#ended || this.#next >= this.#options.items.length;
  }

  get ready(): number {
    const { chunksize, items } = this.#options;
    return this.#ended ? 0 : Math.ceil((items.length - this.#next) / (chunksize === 'auto' ? 1 : chunksize));
  }

  cut(most: number): Cut | undefined {
    if (this.exhausted) return undefined;
    const { chunksize, items, workers, transfer } = this.#options;
    const size = chunksize === 'auto' ? this.work.batchSize.next(items.length - this.#next, workers) : chunksize;
    const from = this.#next;
    const part = items.slice(from, from + Math.min(size, most));
    this.#next += part.length;
    return { from, items: part, transfer: transfer && part.flatMap(transfer) };
  }

  wants(index: number): boolean {
    return !this.#ended && this.#settled[index] === 0;
  }

  take(from: number, results: Packed): void {
    if (this.#ended) return;
    for (let i = 0; i < results.length; i += 1) {
      const index = from + i;
      if (this.#settled[index] === 1) continue;
      this.#settled[index] = 1;
      this.#left -= 1;
      this.#results[index] = results[i];
    }
    if (this.#left === 0) this.#end();
  }

  fail(index: number, error: unknown): void {
    if (!this.wants(index)) return;
    this.#settled[index] = 1;
    this.#left -= 1;
    this.#errors.push(numbered(error, index));
    if (this.#left === 0) this.#end();
  }

  abandon(reason: () => unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#options.reject(reason());
    this.#options.whenSettled();
  }

  #end(): void {
    this.#ended = true;
    const [first, ...others] = this.#errors;
    if (this.#errors.length === 0) this.#options.resolve(this.#results);
    else this.#options.reject(withOthers(first, others, this.#results));
    this.#options.whenSettled();
  }
}

/** An error that tells which task it is of, in `taskIndex`. */
function numbered(error: unknown, taskIndex: number): unknown {
  if (isError(error)) Object.defineProperty(error, 'taskIndex', { value: taskIndex, enumerable: false, configurable: true });
  return error;
}

/** The first error to arrive, with the others in `errors` and the results of all other tasks in `results`. */
function withOthers(first: unknown, others: readonly unknown[], results: readonly unknown[]): unknown {
  if (types.isProxy(first) || !isError(first)) return first;
  Object.defineProperty(first, 'results', { value: results, enumerable: false, configurable: true });
  if (others.length > 0 && !Object.hasOwn(first, 'errors'))
    Object.defineProperty(first, 'errors', { value: others, enumerable: false, configurable: true });
  return first;
}
