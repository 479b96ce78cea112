import { isOutOfRoom } from '../errors.js';
import { addTo, emptySummary, type Reporter, type RunEvent, type RunSummary, type Totals } from '../events.js';
import type { LimitOptions } from '../options/run-options.js';

/** Consecutive images that found the disk full: one or two may just have been larger than what is left of it. */
const mostOutOfRoom = 8;

/** How long a killed run waits for a busy reporter, in milliseconds. */
const lastWordMs = 1_000;

/**
 * Delivers events from a run to its reporter, in order and one at a time: each one once the reporter has settled the previous one. Keeps
 * the totals.
 *
 * A reporter that throws or rejects receives nothing more, and `signal` ends the run. `tell` never throws, so the run ends in the same
 * orderly way as any other; `throwIfFailed` then throws the reporter's error.
 */
export class EventSink {
  readonly #report: Reporter | undefined;
  readonly #limits: LimitOptions;
  readonly #totals: Totals = { ...emptySummary };
  readonly #killSignal: AbortSignal | undefined;
  readonly #failed = new AbortController();
  #outOfRoomInARow = 0;
  #failure: { readonly error: unknown } | undefined;
  #waiting: RunEvent[] = [];
  /** Whether the reporter is being called at this moment. */
  #isCalling = false;
  /** Resolves once no event waits; undefined while there is nothing to wait for. */
  #settling: Promise<void> | undefined;
  #stopWaiting: (() => void) | undefined;
  #isGivenUp = false;
  #lastWordTimer: NodeJS.Timeout | undefined;

  /** @param killSignal ends the wait for a reporter that never settles */
  constructor(report: Reporter | undefined, limits: LimitOptions, killSignal?: AbortSignal) {
    this.#report = report;
    this.#limits = limits;
    this.#killSignal = killSignal;
    if (killSignal?.aborted) this.#onKill();
    else killSignal?.addEventListener('abort', this.#onKill, { once: true });
  }

  /** The totals so far; they go on changing until the run ends. */
  get summary(): RunSummary {
    return this.#totals;
  }

  /** Aborted when the reporter fails. */
  get signal(): AbortSignal {
    return this.#failed.signal;
  }

  /** Why the run must take no further image, judging by the outcomes so far; undefined while it may go on. */
  get whyGiveUp(): RunSummary['gaveUpWhy'] {
    if (tooManyFailures(this.#limits, this.#totals.failed, this.#totals.found)) return 'too-many-failures';
    return this.#outOfRoomInARow >= mostOutOfRoom ? 'out-of-room' : undefined;
  }

  /**
   * Delivers an event. Await the result if possible: that is how a slow reporter slows the run. Never rejects.
   *
   * @returns undefined if the reporter has already taken the event, as one without a promise has
   */
  tell(event: RunEvent): Promise<void> | undefined {
    addTo(this.#totals, event);
    if (event.type === 'image-done') this.#outOfRoomInARow = 0;
    else if (event.type === 'image-failed' && isOutOfRoom(event.failure)) this.#outOfRoomInARow += 1;
    if (this.#isClosed) return undefined;
    this.#waiting.push(event);
    if (!this.#isCalling && !this.#settling) this.#handOver();
    return this.#settling;
  }

  /** Throws the reporter's error, whatever it is. */
  throwIfFailed(): void {
    if (this.#failure) throw this.#failure.error;
  }

  /** Stops listening to the signal. */
  close(): void {
    this.#killSignal?.removeEventListener('abort', this.#onKill);
    clearTimeout(this.#lastWordTimer);
  }

  get #isClosed(): boolean {
    return this.#report === undefined || this.#failure !== undefined || this.#isGivenUp;
  }

  /** Delivers waiting events. A reporter that returns no promise costs neither a turn of the event loop nor a promise. */
  #handOver(): void {
    for (let event = this.#waiting.shift(); event; event = this.#waiting.shift()) {
      const taken = this.#call(event);
      if (!taken) continue;
      this.#settling = this.#handOverAfter(taken);
      return;
    }
  }

  async #handOverAfter(taken: Promise<void>): Promise<void> {
    await taken;
    for (let event = this.#waiting.shift(); event; event = this.#waiting.shift()) await this.#call(event);
    this.#settling = undefined;
  }

  #call(event: RunEvent): Promise<void> | undefined {
    this.#isCalling = true;
    try {
      // Whatever its type says, a reporter in JavaScript may return anything.
      const returned: unknown = this.#report?.(event);
      return isThenable(returned) ? this.#settled(returned) : undefined;
    } catch (error) {
      this.#fail(error);
      return undefined;
    } finally {
      this.#isCalling = false;
    }
  }

  /** Resolves when the promise settles, or when nobody waits for it any more. */
  #settled(returned: PromiseLike<unknown>): Promise<void> {
    return new Promise((resolve) => {
      this.#stopWaiting = resolve;
      Promise.resolve(returned)
        .catch((error: unknown) => this.#fail(error))
        .then(() => resolve());
    });
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#waiting = [];
    this.#failed.abort();
  }

  readonly #onKill = () => {
    this.#lastWordTimer = setTimeout(() => {
      this.#isGivenUp = true;
      this.#waiting = [];
      this.#stopWaiting?.();
    }, lastWordMs);
  };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/** Whether more images have failed than the run allows. @param found images in all */
export function tooManyFailures({ maxFailures }: LimitOptions, failed: number, found: number): boolean {
  if (maxFailures === undefined) return false;
  const allowed = typeof maxFailures === 'number' ? maxFailures : Math.floor((Number.parseFloat(maxFailures) / 100) * found);
  return failed > allowed;
}
