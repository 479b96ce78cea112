/** So much was done by then. */
interface Sample {
  /** Seconds on the clock of the bar. */
  readonly at: number;
  readonly n: number;
}

/** Rates are taken from the last third of the time, but from no more seconds than this. */
const windowShare = 1 / 3;
const windowSeconds = 90;

/** So many steps are looked at, however long they took: one alone says little. */
const windowSteps = 4;

/**
 * How long the rest will take: so long as the same number of units took of late. tqdm asks the last few drawings, that is half a second, so
 * its estimates jump wherever work comes in bursts. The whole past would not jump, but remembers a start from a cache for ever. A window of a
 * third of the past is both, for loops of any length: it covers several bursts, and forgets a change soon after.
 */
export class Estimate {
  #startedAt: number;
  /** The oldest first: one from before the window, and those in it. */
  #samples: Sample[];

  constructor(at: number, n: number) {
    this.#startedAt = at;
    this.#samples = [{ at, n }];
  }

  /** Notes how much is done. Often costs nothing: what lies close together is one sample. */
  note(at: number, n: number): void {
    const samples = this.#samples;
    const last = samples.at(-1)!;
    if (n < last.n) this.restart(at, n);
    if (n === last.n || at - last.at < Math.min(1, (at - this.#startedAt) / 20)) return;
    samples.push({ at, n });
    samples.splice(0, this.#first(at));
  }

  /** The seconds until `total`, seen at a moment; undefined if nothing is known. */
  remaining(at: number, n: number, total: number): number | undefined {
    if (n >= total) return 0;
    const last = this.#samples.at(-1)!;
    const end = n > last.n ? { at, n } : last;
    const first = this.#samples[this.#first(at)]!;
    const units = end.n - first.n;
    if (units <= 0 || end.at <= first.at) return undefined;
    const seconds = ((total - n) * (end.at - first.at)) / units;
    const silence = at - end.at;
    // Counts down between two steps. A silence longer than all that was left is expected to last as long again.
    return Math.max(seconds - silence, silence);
  }

  /** Leaves a pause out of the past. */
  skip(seconds: number): void {
    this.#startedAt += seconds;
    this.#samples = this.#samples.map(({ at, n }) => ({ at: at + seconds, n }));
  }

  restart(at: number, n: number): void {
    this.#startedAt = at;
    this.#samples = [{ at, n }];
  }

  /** The newest sample that is older than the window, and has enough steps behind it. */
  #first(at: number): number {
    const since = at - Math.min(windowSeconds, (at - this.#startedAt) * windowShare);
    const found = this.#samples.findLastIndex((sample) => sample.at <= since);
    return Math.max(0, Math.min(found, this.#samples.length - 1 - windowSteps));
  }
}
