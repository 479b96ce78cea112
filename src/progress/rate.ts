/**
 * An exponential moving average without initial bias, like tqdm's `EMA`: older values count less.
 *
 * @param smoothing 0 (only the first value) to 1 (only the last)
 */
export class MovingAverage {
  readonly #smoothing: number;
  #last = 0;
  /** (1 - smoothing) to the power of the number of values. */
  #missing = 1;

  constructor(smoothing = 0.3) {
    this.#smoothing = smoothing;
  }

  add(value: number): number {
    this.#last = this.#smoothing * value + (1 - this.#smoothing) * this.#last;
    this.#missing *= 1 - this.#smoothing;
    return this.value;
  }

  /** 0 if there is none yet. */
  get value(): number {
    return this.#missing === 1 ? this.#last : this.#last / (1 - this.#missing);
  }
}
