/** How often the clock checks the limits, which is also how late one may end. */
const tickMs = 200;

/** More than this between two ticks is not counted: the process was stopped, the machine asleep, or the event loop busy. */
const longestStepMs = 2 * tickMs;

/**
 * Time limits that count only while this process runs. Ctrl-Z, a debugger or a suspended laptop is nobody's fault: whatever is being waited
 * for may have stood still as well, or answered without being heard.
 *
 * One timer serves all limits. It ticks while there are any, and keeps the program alive that long.
 */
export class RunningClock {
  readonly #nowMs: () => number;
  readonly #limits = new Set<Limit>();
  #ticking: NodeJS.Timeout | undefined;
  /** Counted up to the last tick. */
  #ranMs = 0;
  #tickedAtMs = 0;

  /** @param nowMs a clock that goes on whether the process runs or not, in milliseconds */
  constructor(nowMs = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  /** Calls `onOver` once the process has run for `limitMs`, unless the returned function is called first. */
  after(limitMs: number, onOver: () => void): () => void {
    if (this.#ticking === undefined) {
      this.#tickedAtMs = this.#nowMs();
      this.#ticking = setInterval(() => this.#tick(), tickMs);
    }
    const limit = { endsAtMs: this.#ranMs + this.#stepMs() + limitMs, onOver };
    this.#limits.add(limit);
    return () => this.#drop(limit);
  }

  #tick(): void {
    this.#ranMs += this.#stepMs();
    this.#tickedAtMs = this.#nowMs();
    for (const limit of this.#limits) {
      if (limit.endsAtMs > this.#ranMs) continue;
      this.#drop(limit);
      limit.onOver();
    }
  }

  /** How much of the time since the last tick counts. */
  #stepMs(): number {
    return Math.min(this.#nowMs() - this.#tickedAtMs, longestStepMs);
  }

  #drop(limit: Limit): void {
    this.#limits.delete(limit);
    if (this.#limits.size > 0) return;
    clearInterval(this.#ticking);
    this.#ticking = undefined;
  }
}

interface Limit {
  readonly endsAtMs: number;
  readonly onOver: () => void;
}

/** The clock of this process. */
export const runningClock = new RunningClock();

/** Waits for something to happen, but no longer than `timeoutMs` during which this process runs. */
export async function within(timeoutMs: number, happening: Promise<unknown> | undefined): Promise<void> {
  let cancel = () => {};
  const over = new Promise<void>((resolve) => {
    cancel = runningClock.after(timeoutMs, resolve);
  });
  await Promise.race([happening, over]).finally(() => cancel());
}

/** Settles as the work does, or rejects with the error from `late`. Does not stop the work. @param timeoutMs default: no limit */
export async function inTime<Result>(
  work: () => Promise<Result>,
  timeoutMs: number | undefined,
  late: (timeoutMs: number) => Error,
): Promise<Result> {
  if (timeoutMs === undefined) return work();
  let endLimit = () => {};
  const over = new Promise<never>((_, reject) => {
    endLimit = runningClock.after(timeoutMs, () => reject(late(timeoutMs)));
  });
  return Promise.race([work(), over]).finally(() => endLimit());
}
