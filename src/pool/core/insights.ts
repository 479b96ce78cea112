import { inspect } from 'node:util';

/** What workers have done with their time, in milliseconds. */
export interface Insights {
  /** In the order of their numbers. A worker's figures include those of the workers that it replaced. */
  readonly workers: readonly WorkerInsights[];
  /** The five longest tasks, longest first, as far as tasks were timed by themselves: those of half a millisecond and more. */
  readonly longest: ReadonlyArray<{ readonly ms: number; readonly arguments: string; readonly worker: number }>;
  readonly totals: Spent;
  /** Shares of all that time. They add up to 1, if any was spent. */
  readonly ratios: Readonly<Record<'start' | 'init' | 'waiting' | 'working' | 'exit', number>>;
}

/** Where time went, in milliseconds. */
export interface Spent {
  /** From its start until it could be spoken to. */
  readonly startMs: number;
  /** In the initializer. */
  readonly initMs: number;
  /** For tasks, and for the messages that bring them and take their results away. */
  readonly waitingMs: number;
  readonly workingMs: number;
  /** In `workerExit`. */
  readonly exitMs: number;
}

/** Where the time of one worker went. */
export interface WorkerInsights extends Spent {
  readonly id: number;
  readonly tasks: number;
}

const kept = 5;

/** One worker's figures while they grow. */
export class Stint {
  startMs = 0;
  initMs = 0;
  workingMs = 0;
  exitMs = 0;
  tasks = 0;
  #readyMs: number | undefined;
  #waitedMs = 0;
  #workedBeforeMs = 0;

  /** It can be given tasks. */
  begins(nowMs: number): void {
    this.#readyMs = nowMs;
    this.#workedBeforeMs = this.workingMs;
  }

  /** It can be given none any more. */
  ends(nowMs: number): void {
    this.#waitedMs = this.waitingMs(nowMs);
    this.#readyMs = undefined;
  }

  waitingMs(nowMs: number): number {
    const sinceMs = this.#readyMs === undefined ? 0 : nowMs - this.#readyMs - (this.workingMs - this.#workedBeforeMs);
    return this.#waitedMs + Math.max(0, sinceMs);
  }
}

/** Keeps the figures of a pool. */
export class Ledger {
  readonly #stints = new Map<number, Stint>();
  #longest: Array<{ ms: number; arguments: string; worker: number }> = [];

  of(worker: number): Stint {
    let stint = this.#stints.get(worker);
    if (!stint) {
      stint = new Stint();
      this.#stints.set(worker, stint);
    }
    return stint;
  }

  /** A task that was timed by itself. */
  timed(ms: number, args: unknown, worker: number): void {
    const least = this.#longest[kept - 1];
    if (least && least.ms >= ms) return;
    this.#longest = [...this.#longest, { ms, arguments: words(args), worker }].sort((a, b) => b.ms - a.ms).slice(0, kept);
  }

  insights(nowMs: number): Insights {
    const workers = [...this.#stints]
      .sort(([a], [b]) => a - b)
      .map(([id, stint]) => ({ id, ...spentBy(stint, nowMs), tasks: stint.tasks }));
    const sum = (key: keyof Spent) => workers.reduce((total, worker) => total + worker[key], 0);
    const totals: Spent = {
      startMs: sum('startMs'),
      initMs: sum('initMs'),
      waitingMs: sum('waitingMs'),
      workingMs: sum('workingMs'),
      exitMs: sum('exitMs'),
    };
    const all = totals.startMs + totals.initMs + totals.waitingMs + totals.workingMs + totals.exitMs || 1;
    const ratios = {
      start: totals.startMs / all,
      init: totals.initMs / all,
      waiting: totals.waitingMs / all,
      working: totals.workingMs / all,
      exit: totals.exitMs / all,
    };
    return { workers, longest: [...this.#longest], totals, ratios };
  }
}

function spentBy(stint: Stint, nowMs: number): Spent {
  const { startMs, initMs, workingMs, exitMs } = stint;
  return { startMs, initMs, waitingMs: stint.waitingMs(nowMs), workingMs, exitMs };
}

function words(args: unknown): string {
  const text = inspect(args, { depth: 1, breakLength: Number.POSITIVE_INFINITY, maxArrayLength: 10, maxStringLength: 60 });
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
