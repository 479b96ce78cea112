import { ImgparError } from '../errors.js';
import { Queue } from './queue.js';

/** What all pools share: at most `size` jobs run, the others wait in the order in which they came, and how that ends. */
export class Slots {
  readonly size: number;
  readonly #waiting = new Queue<Entry>();
  readonly #running = new Set<Entry>();
  readonly #onEmpty: Array<() => void> = [];
  #ended: ImgparError | undefined;

  constructor(size: number) {
    if (!Number.isInteger(size) || size < 1) throw new ImgparError('usage', `a pool needs a size of 1 or more, not ${size}`);
    this.size = size;
  }

  /** Calls `start` as soon as a slot is free, and settles as its promise does. */
  run<Result>(start: () => Promise<Result>): Promise<Result> {
    if (this.#ended) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ begin: async () => resolve(await start()), reject });
      this.#admit();
    });
  }

  /** Refuses further jobs; resolves when all that came before have ended, the waiting ones too. */
  close(): Promise<void> {
    this.#ended ??= new ImgparError('usage', 'the pool is closed');
    return new Promise((resolve) => {
      this.#onEmpty.push(resolve);
      this.#tellWhenEmpty();
    });
  }

  /** Rejects every job, running or waiting, and all that come later. What was started is no longer listened to. */
  fail(error: ImgparError): void {
    this.#ended = error;
    for (const entry of this.#running) entry.reject(error);
    for (let entry = this.#waiting.shift(); entry; entry = this.#waiting.shift()) entry.reject(error);
    this.#running.clear();
    this.#tellWhenEmpty();
  }

  #admit(): void {
    while (this.#running.size < this.size) {
      const entry = this.#waiting.shift();
      if (!entry) return;
      this.#running.add(entry);
      void entry
        .begin()
        .catch(entry.reject)
        .finally(() => this.#leave(entry));
    }
  }

  #leave(entry: Entry): void {
    this.#running.delete(entry);
    this.#admit();
    this.#tellWhenEmpty();
  }

  #tellWhenEmpty(): void {
    if (this.#running.size > 0 || this.#waiting.length > 0) return;
    for (const tell of this.#onEmpty.splice(0)) tell();
  }
}

interface Entry {
  /** Starts the job and passes its result on; rejects as the job does. */
  begin(): Promise<void>;
  reject(error: unknown): void;
}
