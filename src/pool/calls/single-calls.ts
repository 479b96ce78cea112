import { Queue } from '../../parallel/queue.js';
import type { Packed } from '../packed.js';
import type { Call, Cut, Work } from './call.js';

/** One task by itself, and who waits for it. */
export interface Task {
  readonly args: readonly unknown[];
  readonly transfer: readonly object[] | undefined;
  /** Told when a worker is about to be given it. False: it is no longer wanted. */
  begin(): boolean;
  /** Whether it was taken back. */
  isDropped(): boolean;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** Tasks of one function that were handed in one by one; as many as take a few milliseconds go to a worker at once. */
export class SingleCalls implements Call {
  readonly work: Work;
  readonly name: string;
  readonly #workers: number;
  readonly #waiting = new Queue<Task>();
  /** Those that were given to workers, by their index. */
  readonly #begun = new Map<number, Task>();
  readonly #whenSettled: () => void;
  #next = 0;

  constructor(work: Work, name: string, workers: number, whenSettled: () => void) {
    this.work = work;
    this.name = name;
    this.#workers = workers;
    this.#whenSettled = whenSettled;
  }

  get ready(): number {
    return this.#waiting.length;
  }

  get exhausted(): boolean {
    return this.#waiting.length === 0;
  }

  /** Whether none of its tasks is waiting or with a worker. */
  get settled(): boolean {
    return this.exhausted && this.#begun.size === 0;
  }

  push(task: Task): void {
    this.#waiting.push(task);
  }

  /** Nobody wants to know what becomes of a task any more. */
  drop(task: Task): void {
    for (const [index, each] of this.#begun) if (each === task) this.#begun.delete(index);
    this.#tellWhenSettled();
  }

  /** Tasks that nobody wants are not to wait for a worker to be told so. */
  dropUnbegun(): void {
    for (let left = this.#waiting.length; left > 0; left -= 1) {
      const task = this.#waiting.shift();
      if (task && !task.isDropped()) this.#waiting.push(task);
    }
    this.#tellWhenSettled();
  }

  cut(most: number): Cut | undefined {
    const size = Math.min(most, this.work.batchSize.next(this.#waiting.length, this.#workers));
    const from = this.#next;
    const items: unknown[] = [];
    let transfer: object[] | undefined;
    while (items.length < size) {
      const task = this.#waiting.shift();
      if (!task) break;
      if (!task.begin()) continue;
      this.#begun.set(this.#next, task);
      this.#next += 1;
      items.push(task.args);
      if (task.transfer) transfer = [...(transfer ?? []), ...task.transfer];
    }
    this.#tellWhenSettled();
    return items.length === 0 ? undefined : { from, items, transfer };
  }

  wants(index: number): boolean {
    return this.#begun.has(index);
  }

  take(from: number, results: Packed): void {
    for (let i = 0; i < results.length; i += 1) this.#remove(from + i)?.resolve(results[i]);
    this.#tellWhenSettled();
  }

  fail(index: number, error: unknown): void {
    this.#remove(index)?.reject(error);
    this.#tellWhenSettled();
  }

  abandon(reason: () => unknown): void {
    const tasks = [...this.#begun.values()];
    this.#begun.clear();
    for (let task = this.#waiting.shift(); task; task = this.#waiting.shift()) tasks.push(task);
    for (const task of tasks) task.reject(reason());
    this.#tellWhenSettled();
  }

  #remove(index: number): Task | undefined {
    const task = this.#begun.get(index);
    this.#begun.delete(index);
    return task;
  }

  #tellWhenSettled(): void {
    if (this.settled) this.#whenSettled();
  }
}
