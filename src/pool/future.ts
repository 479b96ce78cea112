import { inspect } from 'node:util';
import { callSite, type Site } from './calls/call.js';
import { type Clock, inTime, systemClock } from './clock.js';
import { withCaller } from './core/revive-error.js';
import { CancelledError, InvalidStateError, TimeoutError } from './errors.js';
import { staysHere } from './inside/sendable.js';
import { callBack, keptHere, type WaitOptions } from './result.js';

/** `told`: cancelled, and those who wait for it know. Until then `wait` and `asCompleted` go on waiting. */
type State = 'pending' | 'running' | 'cancelled' | 'told' | 'finished';

/** What will become of one task. Python's concurrent.futures.Future. */
export class Future<Value = unknown> {
  /** @internal */
  readonly [staysHere] = keptHere;
  #state: State = 'pending';
  #failed = false;
  #outcome: unknown;
  #callbacks: Array<() => void> | undefined;
  #watchers: Set<() => void> | undefined;
  readonly #clock: Clock;

  /** @param clock for tests: what tells the time */
  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  /** Takes it back, unless it has begun or ended. Returns whether it is cancelled. */
  cancel(): boolean {
    if (this.#state === 'cancelled' || this.#state === 'told') return true;
    if (this.#state !== 'pending') return false;
    this.#state = 'cancelled';
    this.#callAll();
    return true;
  }

  cancelled(): boolean {
    return this.#state === 'cancelled' || this.#state === 'told';
  }

  /** Whether it has begun and not ended. It cannot be cancelled any more. */
  running(): boolean {
    return this.#state === 'running';
  }

  /** Whether it has ended, or was cancelled. */
  done(): boolean {
    return this.cancelled() || this.#state === 'finished';
  }

  /** Resolves with the value; rejects with the error, with a CancelledError, or with a TimeoutError, after which you may ask again. */
  result({ timeoutMs }: WaitOptions = {}): Promise<Value> {
    return this.#within(timeoutMs, callSite(this.result)).then(() => {
      if (this.#failed) throw this.#outcome;
      // It has not failed, so it was settled with a value.
      return this.#outcome as Value;
    });
  }

  /** Resolves with the error, or with null if there was none; rejects as `result` does if it was cancelled or takes too long. */
  exception({ timeoutMs }: WaitOptions = {}): Promise<unknown> {
    return this.#within(timeoutMs, callSite(this.exception)).then(() => (this.#failed ? this.#outcome : null));
  }

  /** Calls back with this future when it has ended or was cancelled; at once if it has. */
  addDoneCallback(callback: (future: this) => unknown): void {
    const call = () => callBack(callback, this, 'a done callback of a future');
    if (this.done()) call();
    else {
      this.#callbacks ??= [];
      this.#callbacks.push(call);
    }
  }

  /** For those who run tasks: it begins now. False: it was cancelled, and is not to be run. @throws {InvalidStateError} if it has begun or ended */
  setRunningOrNotifyCancel(): boolean {
    if (this.#state === 'cancelled') {
      this.#state = 'told';
      this.#tellWatchers();
      return false;
    }
    if (this.#state !== 'pending') throw new InvalidStateError(`a future can begin only once; this one is ${this.#words()}`);
    this.#state = 'running';
    return true;
  }

  /** For those who run tasks. @throws {InvalidStateError} if it has ended */
  setResult(value: Value): void {
    this.#settle(value, false);
  }

  /** For those who run tasks. @throws {InvalidStateError} if it has ended */
  setException(error: unknown): void {
    this.#settle(error, true);
  }

  [inspect.custom](): string {
    return `Future { ${this.#words()} }`;
  }

  /** @internal Whether nothing will become of it any more, so that nobody needs to wait for it. */
  get over(): boolean {
    return this.#state === 'told' || this.#state === 'finished';
  }

  /** @internal Whether it ended with an error. */
  get failed(): boolean {
    return this.#failed;
  }

  /** @internal Calls back once it is over; the function that it returns prevents that. */
  watch(call: () => void): () => void {
    this.#watchers ??= new Set();
    this.#watchers.add(call);
    return () => this.#watchers?.delete(call);
  }

  #within(timeoutMs: number | undefined, site: Site): Promise<void> {
    if (this.done()) return this.#requireNotCancelled(site);
    const over = new Promise<void>((resolve) => this.addDoneCallback(() => resolve()));
    const late = () => new TimeoutError(`the future did not end within ${timeoutMs} ms; it is still running, and you may ask again`);
    return inTime(this.#clock, timeoutMs, late, over).then(() => this.#requireNotCancelled(site));
  }

  async #requireNotCancelled(site: Site): Promise<void> {
    if (this.cancelled()) throw new CancelledError('the future was cancelled');
    if (this.#failed) withCaller(this.#outcome, site);
  }

  #settle(outcome: unknown, failed: boolean): void {
    if (this.done()) throw new InvalidStateError(`a future can end only once; this one is ${this.#words()}`);
    this.#outcome = outcome;
    this.#failed = failed;
    this.#state = 'finished';
    this.#tellWatchers();
    this.#callAll();
  }

  #callAll(): void {
    const callbacks = this.#callbacks ?? [];
    this.#callbacks = undefined;
    for (const call of callbacks) call();
  }

  #tellWatchers(): void {
    const watchers = this.#watchers ?? [];
    this.#watchers = undefined;
    for (const tell of watchers) tell();
  }

  #words(): string {
    if (this.#state !== 'finished') return this.#state === 'told' ? 'cancelled' : this.#state;
    return this.#failed ? `finished raised ${nameOf(this.#outcome)}` : `finished returned ${kindOf(this.#outcome)}`;
  }
}

function nameOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'name' in error ? String(error.name) : kindOf(error);
}

function kindOf(value: unknown): string {
  if (value === null || typeof value !== 'object') return value === null ? 'null' : typeof value;
  return value.constructor?.name ?? 'object';
}
