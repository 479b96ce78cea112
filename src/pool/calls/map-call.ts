import { types } from 'node:util';
import { isError } from '../../errors.js';
import { Assembly, type Packed, part } from '../packed.js';
import type { Bar } from './bar.js';
import type { Call, Cut, Work } from './call.js';

export interface MapCallOptions {
  readonly work: Work;
  readonly name: string;
  readonly items: Packed;
  readonly chunksize: number | 'auto';
  readonly workers: number;
  readonly bar: Bar | undefined;
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
  readonly #results: Assembly;
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
    this.#results = new Assembly(length);
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
    const { items, transfer } = this.#options;
    const from = this.#next;
    const cut = part(items, from, Math.min(from + Math.min(this.#batch(), most), items.length));
    this.#next += cut.length;
    return { from, items: cut, transfer: transfer && Array.from(cut, transfer).flat() };
  }

  /** How many tasks the next batch should have. Chunks with memory that is moved go alone, as they are lost with their worker. */
  #batch(): number {
    const { chunksize, items, workers, transfer } = this.#options;
    const remaining = items.length - this.#next;
    if (chunksize === 'auto') return this.work.batchSize.next(remaining, workers);
    return transfer ? chunksize : chunksize * this.work.batchSize.chunks(chunksize, remaining, workers);
  }

  wants(index: number): boolean {
    return !this.#ended && this.#settled[index] === 0;
  }

  take(from: number, results: Packed): void {
    if (this.#ended) return;
    this.#settled.fill(1, from, from + results.length);
    this.#left -= results.length;
    this.#results.put(from, results);
    this.#options.bar?.update(results.length);
    if (this.#left === 0) this.#end();
  }

  fail(index: number, error: unknown): void {
    if (!this.wants(index)) return;
    this.#settled[index] = 1;
    this.#left -= 1;
    this.#results.put(index, [undefined]);
    this.#options.bar?.update();
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
    if (this.#errors.length === 0) this.#options.resolve(this.#results.list());
    else this.#options.reject(withOthers(first, others, this.#results.list()));
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
