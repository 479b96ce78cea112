/** Items that are pulled out of what a caller gave, and no further than asked. */
export interface Source {
  /**
   * Pulls so many at most, and gives what is there. Of one that is asynchronous, what has come so far.
   *
   * @param whole gives fewer than `count` only at its end, and none of them if it fails before they are complete, as Python does with chunks
   */
  pull(count: number, whole: boolean): unknown[];
  /** Whether there will be no more. */
  readonly done: boolean;
  /** What it threw; it ends with that. */
  readonly failure: { readonly error: unknown } | undefined;
  /** Tells it that nothing more is wanted. Resolves when it has cleaned up. */
  stop(): Promise<void>;
}

/** Items to work on: a list, or anything that gives one after the other. */
export type Items<Item> = Iterable<Item> | AsyncIterable<Item>;

export function isAsync<Item>(items: Items<Item>): items is AsyncIterable<Item> {
  return typeof items === 'object' && items !== null && Symbol.asyncIterator in items;
}

/** @param onMore told when an asynchronous source has more, or has ended */
export function sourceOf(items: Items<unknown>, onMore: () => void): Source {
  return isAsync(items) ? new AsyncSource(items, onMore) : new SyncSource(items);
}

class SyncSource implements Source {
  readonly #iterator: Iterator<unknown>;
  done = false;
  failure: { readonly error: unknown } | undefined;

  constructor(items: Iterable<unknown>) {
    this.#iterator = items[Symbol.iterator]();
  }

  pull(count: number, whole: boolean): unknown[] {
    const items: unknown[] = [];
    try {
      while (items.length < count && !this.done) {
        const next = this.#iterator.next();
        if (next.done) this.done = true;
        else items.push(next.value);
      }
    } catch (error) {
      this.done = true;
      this.failure = { error };
      if (whole) return [];
    }
    return items;
  }

  async stop(): Promise<void> {
    if (this.done) return;
    this.done = true;
    this.#iterator.return?.();
  }
}

class AsyncSource implements Source {
  readonly #iterator: AsyncIterator<unknown>;
  readonly #onMore: () => void;
  #arrived: unknown[] = [];
  /** How many are to lie here. */
  #wanted = 0;
  #pulling = false;
  #ended = false;
  failure: { readonly error: unknown } | undefined;

  constructor(items: AsyncIterable<unknown>, onMore: () => void) {
    this.#iterator = items[Symbol.asyncIterator]();
    this.#onMore = onMore;
  }

  get done(): boolean {
    return this.#ended && this.#arrived.length === 0;
  }

  pull(count: number, whole: boolean): unknown[] {
    const isPart = whole && this.#arrived.length < count;
    if (isPart && this.failure) this.#arrived = [];
    const items = isPart && !this.#ended ? [] : this.#arrived.splice(0, count);
    this.#wanted = count - items.length;
    if (this.#wanted > 0) void this.#pullMore();
    return items;
  }

  async stop(): Promise<void> {
    this.#arrived = [];
    if (this.#ended) return;
    this.#ended = true;
    await this.#iterator.return?.();
  }

  async #pullMore(): Promise<void> {
    if (this.#pulling) return;
    this.#pulling = true;
    while (!this.#ended && this.#arrived.length < this.#wanted) {
      try {
        const next = await this.#iterator.next();
        if (next.done) this.#ended = true;
        else if (!this.#ended) this.#arrived.push(next.value);
      } catch (error) {
        this.failure = { error };
        this.#ended = true;
      }
      this.#onMore();
    }
    this.#pulling = false;
  }
}
