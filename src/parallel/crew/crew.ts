import type { Death, Place, PlaceListener } from './place.js';

/** Who has the work of a crew, and hears what becomes of it. */
export interface Foreman<Work> {
  /** Sends a worker that has nothing to do its next piece of work, and returns it; undefined if there is none for it now. */
  give(worker: CrewWorker<Work>): Work | undefined;
  /** How many more workers would find something to do now. */
  waiting(): number;
  /** What a worker says while it starts. Returns whether it is ready for work. */
  ready(worker: CrewWorker<Work>, message: unknown): boolean;
  /** Every further message. Returns whether the worker has done its work and is free for more. */
  hear(worker: CrewWorker<Work>, message: unknown): boolean;
  /** Asks a worker that is no longer needed to end itself. */
  dismiss(worker: CrewWorker<Work>): void;
  /** A worker is gone. Unless it was dismissed, it takes its work with it. */
  gone(worker: CrewWorker<Work>, death: Death): void;
  /** Workers end while they start, again and again. None will be started any more. */
  broken(death: Death): void;
}

export interface CrewOptions {
  /** Workers at most, 1 or more. */
  readonly size: number;
  /** Starts a worker. @param number 1 to `size`, no two workers alive have the same */
  start(number: number, listener: PlaceListener): Place;
  /** How long a worker may have nothing to do before it is dismissed, in milliseconds. Default: for ever. */
  readonly idleMs?: number | undefined;
}

/** One worker, from its start to its end. */
export interface CrewWorker<Work> {
  readonly number: number;
  readonly place: Place;
  /** What it does. */
  readonly work: Work | undefined;
  /** Lets it end itself once it has done its work. Another may take its place then. */
  dismiss(): void;
  /** Ends it at once. */
  kill(): Promise<void>;
}

/** Workers that may end one after the other while they start; then the fault is not chance. */
const maxFailedStarts = 3;

/**
 * Workers that are started when there is work for them, and replaced when they die. Each has one piece of work at a time. Those that have
 * nothing to do do not keep the program alive.
 */
export class Crew<Work> {
  readonly #options: CrewOptions;
  readonly #foreman: Foreman<Work>;
  readonly #workers = new Map<number, Hired<Work>>();
  /** Those without work. The last one is the next to get some, so that the others may fall idle. */
  readonly #idle: Hired<Work>[] = [];
  #starting = 0;
  #failedStarts = 0;
  #ended = false;
  #tellEmpty: Array<() => void> = [];

  constructor(options: CrewOptions, foreman: Foreman<Work>) {
    this.#options = options;
    this.#foreman = foreman;
  }

  get workers(): readonly CrewWorker<Work>[] {
    return [...this.#workers.values()];
  }

  /** Starts all workers that there may be. */
  fill(): void {
    while (this.#workers.size < this.#options.size && !this.#ended) this.#start();
  }

  /** To be called when there is more to do: gives it to those who are idle, and starts more workers if they are not enough. */
  wake(): void {
    if (this.#ended) return;
    for (let left = this.#idle.length; left > 0; left -= 1) {
      const worker = this.#idle.pop();
      // Those that find nothing come back in the order in which they are.
      if (worker && !this.#employ(worker)) this.#idle.unshift(worker);
    }
    if (this.#workers.size === this.#options.size) return;
    for (let more = this.#foreman.waiting() - this.#starting; more > 0 && this.#workers.size < this.#options.size; more -= 1) this.#start();
  }

  /** Lets all workers end themselves once they have done their work, and starts none any more. Resolves when all are gone. */
  async dismiss(): Promise<void> {
    this.#ended = true;
    for (const worker of this.#workers.values()) worker.dismiss();
    await this.#untilEmpty();
  }

  /** Ends all workers at once. */
  async kill(): Promise<void> {
    this.#ended = true;
    await Promise.all(Array.from(this.#workers.values(), (worker) => worker.kill()));
  }

  #untilEmpty(): Promise<void> {
    if (this.#workers.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#tellEmpty.push(resolve));
  }

  #start(): void {
    let number = 1;
    while (this.#workers.has(number)) number += 1;
    this.#starting += 1;
    const worker = new Hired<Work>(number, {
      start: (listener) => this.#options.start(number, listener),
      dismiss: () => this.#foreman.dismiss(worker),
      hear: (message) => {
        if (worker.starting ? this.#isReady(worker, message) : this.#foreman.hear(worker, message)) this.#free(worker);
      },
      gone: (death) => this.#gone(worker, death),
    });
    this.#workers.set(number, worker);
  }

  #isReady(worker: Hired<Work>, message: unknown): boolean {
    if (!this.#foreman.ready(worker, message)) return false;
    worker.starting = false;
    this.#starting -= 1;
    this.#failedStarts = 0;
    return true;
  }

  /** The worker has done what it had to do. */
  #free(worker: Hired<Work>): void {
    worker.work = undefined;
    if (worker.dismissed) worker.dismiss();
    else if (!this.#employ(worker)) this.#rest(worker);
  }

  #employ(worker: Hired<Work>): boolean {
    if (this.#ended || worker.dismissed) return false;
    worker.work = this.#foreman.give(worker);
    if (worker.work === undefined) return false;
    worker.rests(false);
    return true;
  }

  #rest(worker: Hired<Work>): void {
    worker.rests(true);
    this.#idle.push(worker);
    const { idleMs } = this.#options;
    if (idleMs === undefined) return;
    worker.idleTimer = setTimeout(() => {
      this.#unlist(worker);
      worker.dismiss();
    }, idleMs).unref();
  }

  #unlist(worker: Hired<Work>): void {
    const index = this.#idle.indexOf(worker);
    if (index >= 0) this.#idle.splice(index, 1);
  }

  #gone(worker: Hired<Work>, death: Death): void {
    this.#workers.delete(worker.number);
    this.#unlist(worker);
    const failed = worker.starting;
    if (failed) this.#starting -= 1;
    if (failed && !worker.killed && !worker.dismissed) this.#failedStarts += 1;
    this.#foreman.gone(worker, death);
    if (this.#failedStarts >= maxFailedStarts && !this.#ended) {
      this.#ended = true;
      this.#foreman.broken(death);
    }
    this.wake();
    if (this.#workers.size > 0) return;
    for (const tell of this.#tellEmpty.splice(0)) tell();
  }
}

interface HiredCalls {
  start(listener: PlaceListener): Place;
  dismiss(): void;
  hear(message: unknown): void;
  gone(death: Death): void;
}

class Hired<Work> implements CrewWorker<Work> {
  readonly number: number;
  readonly place: Place;
  work: Work | undefined;
  starting = true;
  dismissed = false;
  killed = false;
  idleTimer: NodeJS.Timeout | undefined;
  readonly #calls: HiredCalls;
  #rests = false;
  #told = false;

  constructor(number: number, calls: HiredCalls) {
    this.number = number;
    this.#calls = calls;
    this.place = calls.start({
      hear: (message) => calls.hear(message),
      end: (death) => {
        clearTimeout(this.idleTimer);
        calls.gone(death);
      },
    });
  }

  dismiss(): void {
    this.dismissed = true;
    if (this.starting || this.work !== undefined || this.#told) return;
    this.#told = true;
    clearTimeout(this.idleTimer);
    this.place.hold(true);
    this.#calls.dismiss();
  }

  kill(): Promise<void> {
    this.killed = true;
    return this.place.kill();
  }

  rests(rests: boolean): void {
    if (this.#rests === rests) return;
    this.#rests = rests;
    this.place.hold(!rests);
    if (!rests) clearTimeout(this.idleTimer);
  }
}
