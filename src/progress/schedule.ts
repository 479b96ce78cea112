import { Estimate } from './estimate.js';
import { MovingAverage } from './rate.js';

/** When a bar is drawn. Times are in seconds, as in tqdm. */
export interface ScheduleOptions {
  /** Minimum time between two drawings. Default: 0.1. */
  readonly mininterval?: number;
  /** After this long without a drawing, `miniters` is lowered. Default: 10. */
  readonly maxinterval?: number;
  /** Units between two checks of the clock. Default: as many as take about `mininterval`. */
  readonly miniters?: number | undefined;
  /** Weight of the last drawing in the rate, 0 or null (the mean since the start) to 1 (only the current rate). Default: 0.3. */
  readonly smoothing?: number | null;
  /** Nothing is drawn before this time. Default: 0. */
  readonly delay?: number;
}

/**
 * Decides when a bar is due, by the amount done, so that most steps do not check the clock: reading it takes 90 ns, a step 5. Behaves like
 * tqdm, down to which steps are drawn.
 */
export class Schedule {
  /** The amount to be done before the clock is checked. */
  due: number;
  readonly #clock: () => number;
  readonly #mininterval: number;
  readonly #maxinterval: number;
  readonly #isDynamic: boolean;
  readonly #smoothing: number;
  readonly #delay: number;
  #miniters: number;
  #units: MovingAverage;
  #seconds: MovingAverage;
  /** Units that take `mininterval`, as far as drawings tell. */
  #unitsBetween: MovingAverage;
  #startedAt: number;
  #drawnAt: number;
  #drawnAmount: number;
  readonly #estimate: Estimate;

  constructor(initial: number, clock: () => number, options: ScheduleOptions) {
    const { mininterval = 0.1, maxinterval = 10, miniters, delay = 0 } = options;
    const smoothing = options.smoothing === undefined ? 0.3 : (options.smoothing ?? 0);
    this.#clock = clock;
    this.#mininterval = mininterval;
    this.#maxinterval = maxinterval;
    this.#isDynamic = miniters === undefined;
    this.#miniters = miniters ?? 0;
    this.#smoothing = smoothing;
    this.#delay = delay;
    this.#units = new MovingAverage(smoothing);
    this.#seconds = new MovingAverage(smoothing);
    this.#unitsBetween = new MovingAverage(smoothing);
    this.#startedAt = clock();
    this.#drawnAt = this.#startedAt;
    this.#drawnAmount = initial;
    this.#estimate = new Estimate(this.#startedAt, initial);
    this.due = initial + this.#miniters;
  }

  get startedAt(): number {
    return this.#startedAt;
  }

  /** Units between two checks of the clock. */
  get miniters(): number {
    return this.#miniters;
  }

  /** Whether it is too early to draw anything. */
  get isDelayed(): boolean {
    return this.#delay > 0 && this.#clock() < this.#startedAt + this.#delay;
  }

  /** Recent units per second; undefined before the first drawing. */
  get rate(): number | undefined {
    return this.#seconds.value ? this.#units.value / this.#seconds.value : undefined;
  }

  /** The seconds from `amount` to `total`; undefined if nothing is known yet. */
  remaining(amount: number, total: number): number | undefined {
    return this.#estimate.remaining(this.#clock(), amount, total);
  }

  /** Whether to draw the bar with `amount` done in all; if so, it counts as drawn. */
  isDue(amount: number): boolean {
    const now = this.#clock();
    const seconds = now - this.#drawnAt;
    if (seconds < this.#mininterval || now < this.#startedAt + this.#delay) {
      if (this.#isDynamic && seconds > 0) this.due = amount + ((amount - this.#drawnAmount) / seconds) * restSeconds;
      return false;
    }
    this.#estimate.note(now, amount);
    const units = amount - this.#drawnAmount;
    if (this.#smoothing && seconds && units) {
      this.#units.add(units);
      this.#seconds.add(seconds);
    }
    if (this.#isDynamic) this.#miniters = this.#unitsUntilNext(units, seconds);
    this.#drawnAt = now;
    this.#drawnAmount = amount;
    this.due = amount + this.#miniters;
    return true;
  }

  #unitsUntilNext(units: number, seconds: number): number {
    if (this.#maxinterval && seconds >= this.#maxinterval) return (units * (this.#mininterval || this.#maxinterval)) / seconds;
    if (!this.#smoothing) return Math.max(this.#miniters, units);
    return this.#unitsBetween.add(units * (this.#mininterval && seconds ? this.#mininterval / seconds : 1));
  }

  /** Lowers the amount drawn after a step back. */
  moveBack(units: number): void {
    this.#drawnAmount += units;
    this.due += units;
  }

  /** Whether nothing was drawn for `maxinterval`, though steps may have been done; then the next step checks the clock. */
  isStalled(): boolean {
    if (this.#miniters <= 1 || this.#clock() - this.#drawnAt < this.#maxinterval) return false;
    this.#miniters = 1;
    this.due = this.#drawnAmount + 1;
    return true;
  }

  /** Leaves out the time since the last drawing, as if there had been none. */
  unpause(): void {
    const now = this.#clock();
    this.#startedAt += now - this.#drawnAt;
    this.#estimate.skip(now - this.#drawnAt);
    this.#drawnAt = now;
  }

  /** Starts again. */
  restart(initial: number): void {
    this.#startedAt = this.#clock();
    this.#estimate.restart(this.#startedAt, initial);
    this.#drawnAt = this.#startedAt;
    this.#drawnAmount = initial;
    this.#units = new MovingAverage(this.#smoothing);
    this.#seconds = new MovingAverage(this.#smoothing);
    this.#unitsBetween = new MovingAverage(this.#smoothing);
    this.due = initial + this.#miniters;
  }
}

/**
 * After a check of the clock that came too early, the next one comes after this many seconds, as far as the rate tells. tqdm checks at
 * every step until it has drawn twice, which makes a million steps of 5 ns take 0.1 s more.
 */
const restSeconds = 0.0005;
