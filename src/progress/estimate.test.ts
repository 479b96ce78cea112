import { describe, expect, test } from 'vitest';
import { Progress, type ProgressOptions } from './index.js';

// Traces of twenty minutes: when each unit was done, in seconds, and how long the rest takes as far as could be known at each moment.

interface Trace {
  /** When each unit was done. */
  readonly at: readonly number[];
  /** The seconds left at a moment: the truth, or where a change lies ahead what would have been true without it. */
  left(now: number, done: number): number;
}

const wholeSeconds = 1200;
const units = 6000;

/** The same numbers in every run, with the spread that real work has: some units take several times as long as others. */
function durations(of: (index: number, random: number) => number): number[] {
  let state = 12_345;
  return Array.from({ length: units }, (_, index) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return of(index, -Math.log((state + 1) / 2 ** 32));
  });
}

function traceOf(seconds: readonly number[], change = 0): Trace {
  const sum = (from: number, to: number) => seconds.slice(from, to).reduce((total, each) => total + each, 0);
  const scale = wholeSeconds / sum(0, units);
  const at: number[] = [];
  for (const each of seconds) at.push((at.at(-1) ?? 0) + each * scale);
  const changeAt = at[change - 1] ?? 0;
  return {
    at,
    left: (now, done) => (now < changeAt ? ((units - done) * changeAt) / change : wholeSeconds - now),
  };
}

/** Work that goes on for one second in ten. */
function inBursts(trace: Trace): Trace {
  return { ...trace, at: trace.at.map((at) => Math.floor(at / 10) * 10 + (at % 10) / 10), left: (now) => wholeSeconds - now };
}

const steady = () => traceOf(durations((_, random) => 0.5 + random / 2));
const traces: Readonly<Record<string, () => Trace>> = {
  steady,
  'ten times slower from the half on': () =>
    traceOf(
      durations((index, random) => (index < units / 2 ? 1 : 10) * (0.5 + random / 2)),
      units / 2,
    ),
  'in bursts of one second in ten': () => inBursts(steady()),
  'with the first third from a cache': () =>
    traceOf(
      durations((index, random) => (index < units / 3 ? 0.01 : 1) * (0.5 + random / 2)),
      units / 3,
    ),
};

/** The share of the time left after a fifth of the units in which the estimate is within a quarter of the truth; and the mean error. */
function judge({ at, left }: Trace, options: ProgressOptions = {}): { good: number; error: number } {
  let now = 0;
  let shown = Number.NaN;
  const display = {
    ...{ isTerminal: true, freePosition: () => 0, add() {}, remove() {}, write() {}, clear() {} },
    draw: (bar: { meter(): { remaining?: number | undefined; rate?: number | undefined } }) => {
      const { remaining, rate } = bar.meter();
      shown = remaining ?? (units - done) / rate!;
    },
  };
  let done = 0;
  const bar = new Progress<never>(undefined, { total: units, display, clock: () => now, maxinterval: 0, ...options });
  const errors: number[] = [];
  let look = at[units / 5 - 1]!;
  for (const next of at) {
    // The reader looks every half second at what was drawn last.
    for (; look < next; look += 0.5) {
      now = look;
      bar.refresh();
      if (done >= units / 5) errors.push(Math.abs(shown - left(look, done)) / left(look, done));
    }
    now = next;
    done += 1;
    bar.update();
  }
  bar.close();
  const good = errors.filter((error) => error <= 0.25).length / errors.length;
  return { good, error: errors.reduce((sum, error) => sum + Math.min(error, 10), 0) / errors.length };
}

describe('the time left', () => {
  test.each(Object.keys(traces))('of a loop that is %s is within a quarter of the truth for nine tenths of the time', (name) => {
    expect(judge(traces[name]!()).good).toBeGreaterThanOrEqual(0.9);
  });

  test.each(Object.keys(traces))('of a loop that is %s is nearer to the truth than that of tqdm', (name) => {
    const trace = traces[name]!();
    expect(judge(trace).error).toBeLessThanOrEqual(judge(trace, { smoothing: 0.3 }).error);
  });
});
