/** What iterators report their steps to. */
export interface Stepped {
  /** The amount done. */
  n: number;
  /** The amount from which to call `look`. */
  due: number;
  /** Draws if due. */
  look(): void;
  /** The loop has ended, by itself or midway. */
  ended(): void;
  /** The source has thrown, which ends the loop. */
  failed(): void;
}

// Iterators that count. They are objects and not generators, which cost 60 to 110 ns per step instead of 3 to 20 (bench/progress.mjs). A
// step counts when the next one is requested, as only then it is done.

/** Iterates over an array, which may grow meanwhile, as with any array iterator. */
export class ArraySteps<Item> implements IterableIterator<Item> {
  readonly #items: readonly Item[];
  readonly #stepped: Stepped;
  #at = 0;

  constructor(items: readonly Item[], stepped: Stepped) {
    this.#items = items;
    this.#stepped = stepped;
  }

  next(): IteratorResult<Item> {
    const at = this.#at++;
    const stepped = this.#stepped;
    if (at > 0 && ++stepped.n >= stepped.due) stepped.look();
    if (at < this.#items.length) return { done: false, value: this.#items[at]! };
    this.#at = Number.POSITIVE_INFINITY;
    stepped.ended();
    return { done: true, value: undefined };
  }

  return(value?: unknown): IteratorResult<Item> {
    this.#stepped.ended();
    return { done: true, value };
  }

  [Symbol.iterator](): this {
    return this;
  }
}

/** Iterates over 0, 1, 2 … below `count`. */
export class RangeSteps implements IterableIterator<number> {
  readonly #start: number;
  readonly #stop: number;
  readonly #by: number;
  readonly #stepped: Stepped;
  #next: number;

  constructor(start: number, stop: number, by: number, stepped: Stepped) {
    this.#start = start;
    this.#stop = stop;
    this.#by = by;
    this.#stepped = stepped;
    this.#next = start;
  }

  next(): IteratorResult<number> {
    const value = this.#next;
    const stepped = this.#stepped;
    if (value !== this.#start && ++stepped.n >= stepped.due) stepped.look();
    if (this.#by > 0 ? value < this.#stop : value > this.#stop) {
      this.#next = value + this.#by;
      return { done: false, value };
    }
    stepped.ended();
    return { done: true, value: undefined };
  }

  return(value?: unknown): IteratorResult<number> {
    this.#stepped.ended();
    return { done: true, value };
  }

  [Symbol.iterator](): this {
    return this;
  }
}

/** Iterates over anything, and passes on its return value. */
export class Steps<Item, Return> implements IterableIterator<Item> {
  readonly #source: Iterator<Item, Return>;
  readonly #stepped: Stepped;
  #hasBegun = false;

  constructor(source: Iterator<Item, Return>, stepped: Stepped) {
    this.#source = source;
    this.#stepped = stepped;
  }

  next(): IteratorResult<Item> {
    const stepped = this.#stepped;
    if (this.#hasBegun && ++stepped.n >= stepped.due) stepped.look();
    this.#hasBegun = true;
    const result = this.#nextOfSource();
    if (result.done) this.#end();
    return result;
  }

  #nextOfSource(): IteratorResult<Item, Return> {
    try {
      return this.#source.next();
    } catch (error) {
      // Nobody calls `return` then.
      this.#hasBegun = false;
      this.#stepped.failed();
      throw error;
    }
  }

  #end(): void {
    this.#hasBegun = false;
    this.#stepped.ended();
  }

  return(value?: unknown): IteratorResult<Item> {
    this.#end();
    return this.#source.return?.() ?? { done: true, value };
  }

  [Symbol.iterator](): this {
    return this;
  }
}

/** Iterates over an async source. Passes on its promises unchanged: an async generator around it would double the cost of a loop. */
export class AsyncSteps<Item> implements AsyncIterableIterator<Item> {
  readonly #source: AsyncIterator<Item>;
  readonly #stepped: Stepped;
  readonly #settled: (result: IteratorResult<Item>) => void;
  readonly #failed: () => void;
  #hasBegun = false;

  constructor(source: AsyncIterator<Item>, stepped: Stepped) {
    this.#source = source;
    this.#stepped = stepped;
    this.#settled = ({ done }) => {
      if (done) this.#end();
    };
    this.#failed = () => {
      this.#hasBegun = false;
      this.#stepped.failed();
    };
  }

  next(): Promise<IteratorResult<Item>> {
    const stepped = this.#stepped;
    if (this.#hasBegun && ++stepped.n >= stepped.due) stepped.look();
    this.#hasBegun = true;
    const promised = this.#source.next();
    promised.then(this.#settled, this.#failed);
    return promised;
  }

  #end(): void {
    this.#hasBegun = false;
    this.#stepped.ended();
  }

  async return(value?: unknown): Promise<IteratorResult<Item>> {
    this.#end();
    return (await this.#source.return?.()) ?? { done: true, value };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
