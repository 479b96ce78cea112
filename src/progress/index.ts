/** Progress bars for loops, like tqdm's. */
import { displayFor } from './display/choose-display.js';
import type { Place } from './display/display.js';
import type { ProgressOptions } from './options.js';
import { Progress, type Source } from './progress.js';
import { RangeSteps } from './steps.js';

export { type DisplayKind, displayKinds } from './display/choose-display.js';
export type { Display, PageElement, Place, ProgressStream, ShownBar } from './display/display.js';
export { batched, chain, combinations, combinationsWithReplacement, permutations, product } from './itertools.js';
export { enumerate, map, stream, zip } from './loops.js';
export type { Postfix, ProgressOptions } from './options.js';
export { drawBarsOf, type ParentPort, relayBarsTo, type WorkerLike } from './own-workers.js';
export { asCompleted, type GatherOptions, gather } from './promises.js';
export { MovingAverage } from './rate.js';
export { formatMeter, type MeterOptions } from './text/meter.js';
export { formatInterval, formatNum, formatSizeof } from './text/numbers.js';
export { wrapConsole } from './wrap-console.js';
export { Progress, type Source };

/** Loops over a source, with a bar. Without a source, the bar is moved by `update`. A number loops over 0, 1, 2 … below it. */
export function progress(count: number, options?: ProgressOptions): Range;
export function progress<Item>(source?: Source<Item>, options?: ProgressOptions): Progress<Item>;
export function progress<Item>(source?: Source<Item> | number, options?: ProgressOptions): Progress<Item> | Range {
  return typeof source === 'number' ? range(source, options) : new Progress(source, options);
}

/** A bar over numbers. */
export class Range extends Progress<number> {
  readonly #start: number;
  readonly #stop: number;
  readonly #by: number;

  constructor(start: number, stop: number, by: number, options: ProgressOptions = {}) {
    super([], { total: Math.max(0, Math.ceil((stop - start) / by)), ...options });
    this.#start = start;
    this.#stop = stop;
    this.#by = by;
  }

  override [Symbol.iterator](): IterableIterator<number> {
    return new RangeSteps(this.#start, this.#stop, this.#by, this);
  }

  override get length(): number {
    return Math.max(0, Math.ceil((this.#stop - this.#start) / this.#by));
  }

  override includes(item: number): boolean {
    const steps = (item - this.#start) / this.#by;
    return Number.isInteger(steps) && steps >= 0 && steps < this.length;
  }

  override reversed(): IterableIterator<number> {
    return new RangeSteps(this.#start + (this.length - 1) * this.#by, this.#start - this.#by, -this.#by, this);
  }
}

/** Python's `trange`: `range(stop)`, `range(start, stop)`, `range(start, stop, step)`, each followed by options. */
export function range(stop: number, options?: ProgressOptions): Range;
export function range(start: number, stop: number, options?: ProgressOptions): Range;
export function range(start: number, stop: number, step: number, options?: ProgressOptions): Range;
export function range(...given: ReadonlyArray<number | ProgressOptions | undefined>): Range {
  const numbers = given.filter((each) => typeof each === 'number');
  const options = given.find((each) => typeof each === 'object');
  const [start, stop, step] = numbers.length === 1 ? [0, numbers[0]!, 1] : [numbers[0]!, numbers[1]!, numbers[2] ?? 1];
  return new Range(start, stop, step, options);
}

/** Writes a text above all bars of a stream. */
export function write(text: string, { file }: { readonly file?: Place } = {}): void {
  displayFor(file).write(text);
}

/**
 * Has a function write to the terminal itself, or a program that it starts: the bars leave the screen and come back when it is done, and
 * what it writes is not held back meanwhile.
 */
export function externalWrite<Result>(use: () => Result, { file }: { readonly file?: Place } = {}): Result {
  const release = displayFor(file).hold?.() ?? (() => {});
  let result: Result;
  try {
    result = use();
  } catch (error) {
    release();
    throw error;
  }
  if (isPromise(result)) return result.finally(release) as Result;
  release();
  return result;
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === 'object' && value !== null && 'finally' in value && typeof value.finally === 'function';
}
