import { inspect } from 'node:util';
import { callSite, type Site } from './calls/call.js';
import { type Clock, inTime } from './clock.js';
import { withCaller } from './core/revive-error.js';
import { TimeoutError, usage } from './errors.js';
import { staysHere } from './inside/sendable.js';
import { report } from './report.js';

/** Who is called with what becomes of a call. */
export interface ResultOptions<Value> {
  /** Called once with the value, before anybody who waits is told. */
  readonly callback?: ((value: Value) => void) | undefined;
  /** Called once with the error instead. */
  readonly errorCallback?: ((error: unknown) => void) | undefined;
}

/** How long to wait for a result. */
export interface WaitOptions {
  /** How long to wait, in milliseconds. Nothing is stopped then. Default: no limit. */
  readonly timeoutMs?: number | undefined;
}

/** What will become of tasks. Python's `AsyncResult`. */
export class AsyncResult<Value> {
  /** @internal */
  readonly [staysHere] = keptHere;
  #state: 'pending' | 'returned' | 'raised' = 'pending';
  #outcome: unknown;
  #waiting: Array<() => void> | undefined;
  readonly #clock: Clock;
  readonly #options: ResultOptions<Value>;

  /** @internal */
  constructor(clock: Clock, options: ResultOptions<Value>) {
    this.#clock = clock;
    this.#options = options;
  }

  /** Resolves with the value; rejects with the error, or with a TimeoutError, after which you may ask again. */
  get({ timeoutMs }: WaitOptions = {}): Promise<Value> {
    if (this.#state !== 'pending') return this.outcome(undefined);
    return inTime(this.#clock, timeoutMs, () => notWithin(timeoutMs), this.outcome(callSite(this.get)));
  }

  /** @internal */
  outcome(site: Site | undefined): Promise<Value> {
    // It was resolved with a value.
    if (this.#state === 'returned') return Promise.resolve(this.#outcome as Value);
    if (this.#state === 'raised') return Promise.reject(withCaller(this.#outcome, site ?? callSite(this.get)));
    return new Promise((resolve) => this.#wait(() => resolve(this.outcome(site))));
  }

  /** Resolves when there is a result or an error, or when the time is over. Never rejects. */
  async wait({ timeoutMs }: WaitOptions = {}): Promise<void> {
    if (this.ready()) return;
    const over = new Promise<void>((resolve) => this.#wait(resolve));
    await inTime(this.#clock, timeoutMs, () => notWithin(timeoutMs), over).catch(() => {});
  }

  /** Whether there is a result or an error. */
  ready(): boolean {
    return this.#state !== 'pending';
  }

  /** Whether it ended without an error. @throws {ImgparError} `usage`, as long as it has not ended */
  successful(): boolean {
    if (this.#state === 'pending') throw usage('the result is not ready; ask ready() first, or await wait()');
    return this.#state === 'returned';
  }

  /** @internal */
  resolve(value: unknown): void {
    this.#settle('returned', value, this.#options.callback);
  }

  /** @internal */
  reject(error: unknown): void {
    this.#settle('raised', error, this.#options.errorCallback);
  }

  [inspect.custom](): string {
    return `AsyncResult { ${this.#state} }`;
  }

  #wait(tell: () => void): void {
    this.#waiting ??= [];
    this.#waiting.push(tell);
  }

  #settle(state: 'returned' | 'raised', outcome: unknown, call: ((outcome: never) => void) | undefined): void {
    if (this.#state !== 'pending') return;
    this.#state = state;
    this.#outcome = outcome;
    // It is called with what its state says it takes.
    if (call) callBack(call as (outcome: unknown) => void, outcome, 'a callback of a result');
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting) for (const tell of waiting) tell();
  }
}

function notWithin(timeoutMs: number | undefined): TimeoutError {
  return new TimeoutError(`the result did not come within ${timeoutMs} ms; it is still running, and you may ask again`);
}

/** Calls what a user gave us; what it throws is told, and stops nothing. */
export function callBack<Given>(call: (given: Given) => unknown, given: Given, what: string): void {
  const tell = (error: unknown) => report(`${what} threw: ${inspect(error)}`);
  try {
    const returned = call(given);
    if (typeof returned === 'object' && returned !== null && 'then' in returned) void Promise.resolve(returned).catch(tell);
  } catch (error) {
    tell(error);
  }
}

/** A property of objects that are never to be sent to another thread, where they would arrive as empty ones: functions cannot be sent. */
export function keptHere(): void {}
