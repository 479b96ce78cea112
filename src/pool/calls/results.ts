/** One that failed, among results that are whatever tasks return. */
export class Failed {
  readonly error: unknown;

  constructor(error: unknown) {
    this.error = error;
  }
}

const pending = Symbol('pending');

/** Results on their way to who reads them. */
export interface Results {
  put(index: number, result: unknown): void;
  /** Whether there is one to be taken. */
  readonly ready: boolean;
  /** The next one. To be called only if there is one. */
  take(): unknown;
  clear(): void;
}

/** Gives them as their tasks follow each other. */
export class OrderedResults implements Results {
  #slots: unknown[] = [];
  /** The index of the first slot. */
  #first = 0;
  #head = 0;

  put(index: number, result: unknown): void {
    const slot = index - this.#first;
    while (this.#slots.length < slot) this.#slots.push(pending);
    this.#slots[slot] = result;
  }

  get ready(): boolean {
    return this.#head < this.#slots.length && this.#slots[this.#head] !== pending;
  }

  take(): unknown {
    const result = this.#slots[this.#head];
    this.#slots[this.#head] = pending;
    this.#head += 1;
    // Moving what is left is worth it once in a while.
    if (this.#head >= 1024 && this.#head * 2 >= this.#slots.length) {
      this.#slots = this.#slots.slice(this.#head);
      this.#first += this.#head;
      this.#head = 0;
    }
    return result;
  }

  clear(): void {
    this.#slots = [];
    this.#head = 0;
    this.#first = Number.MAX_SAFE_INTEGER;
  }
}

/** Gives them as they come. */
export class UnorderedResults implements Results {
  #waiting: unknown[] = [];
  #head = 0;

  put(_index: number, result: unknown): void {
    this.#waiting.push(result);
  }

  get ready(): boolean {
    return this.#head < this.#waiting.length;
  }

  take(): unknown {
    const result = this.#waiting[this.#head];
    this.#waiting[this.#head] = undefined;
    this.#head += 1;
    if (this.#head === this.#waiting.length) this.clear();
    return result;
  }

  clear(): void {
    this.#waiting = [];
    this.#head = 0;
  }
}
