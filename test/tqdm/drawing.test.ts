import { afterEach, describe, expect, test, vi } from 'vitest';
import { MovingAverage, progress, range } from '../../src/progress/index.js';
import { recorded } from './bars.js';

// When tqdm's tests say that a bar is drawn (tests_tqdm.py, tests_synchronisation.py), row by row. A clock is passed in.

afterEach(() => {
  vi.useRealTimers();
});

/** The percentages that were drawn, the last state included. */
const percentages = (all: string) => Array.from(all.matchAll(/(\d+)%/g), ([, percentage]) => Number(percentage));

describe('tqdm: when to draw', () => {
  test('47 `mininterval` tiny: every change; huge: never in between', () => {
    const tiny = recorded({ mininterval: 1e-10, miniters: 1 });
    for (const _ of range(3, tiny.options)) tiny.clock.sleep(0.001);
    expect(percentages(tiny.all())).toEqual([0, 33, 67, 100, 100]);
    const huge = recorded({ mininterval: 1e10 });
    for (const _ of range(2, huge.options)) huge.clock.sleep(1);
    expect(percentages(huge.all())).toEqual([0, 100]);
    const byHand = recorded({ mininterval: 1e10, total: 2 });
    const bar = progress(undefined, byHand.options);
    bar.update();
    bar.update();
    expect(percentages(byHand.all())).toEqual([0]);
  });

  test('48 `miniters` 2 over 3 items draws 0, 2, 3; 1 draws all', () => {
    const counts = (miniters: number) => {
      const { all, options } = recorded({ miniters });
      for (const _ of range(3, options));
      return [...new Set(Array.from(all().matchAll(/\| (\d)\/3 /g), ([, count]) => Number(count)))];
    };
    expect(counts(2)).toEqual([0, 2, 3]);
    expect(counts(1)).toEqual([0, 1, 2, 3]);
  });

  test('49 dynamic miniters after `update(3)` skips two (40 %, 70 %, not 50/60)', () => {
    const { all, options } = recorded({ total: 10, smoothing: 1 });
    const bar = progress(undefined, options);
    bar.update();
    bar.update(3);
    for (let i = 0; i < 3; i++) bar.update();
    expect(percentages(all())).toEqual([0, 10, 40, 70]);
  });

  test('50 without smoothing the largest step seen is kept (5)', () => {
    const { display, options } = recorded({ total: 10, smoothing: 0 });
    const bar = progress(undefined, options);
    for (const units of [1, 2, 5, 1]) bar.update(units);
    expect(display.drawn.map((text) => /\| (\d+\/10)/.exec(text)?.[1])).toEqual(['0/10', '1/10', '3/10', '8/10']);
    expect(bar.miniters).toBe(5);
  });

  test('51 `maxinterval` lowers miniters after a stall: 0.255 and 0.5 in test_max_interval; no effect below it', () => {
    const below = (maxinterval: number) => {
      const { all, clock, options } = recorded({ total: 100, smoothing: 1, maxinterval });
      const bar = progress(undefined, options);
      bar.update(10);
      for (let i = 0; i < 4; i++) {
        bar.update(5);
        clock.sleep(1e-5);
      }
      bar.close();
      return percentages(all());
    };
    expect(below(1e-2)).not.toContain(25);
    expect(below(0)).not.toContain(25);

    const stalling = recorded({ total: 100, smoothing: 1, maxinterval: 1e-4 });
    const bar = progress(undefined, stalling.options);
    bar.update(10);
    for (let i = 0; i < 4; i++) {
      bar.update(5);
      stalling.clock.sleep(1e-2);
    }
    expect(percentages(stalling.all())).toContain(25);
    bar.close();

    const looping = recorded({ mininterval: 1e-5, smoothing: 1, maxinterval: 1e-4 });
    for (const i of range(100, looping.options)) {
      if (i >= 9 && (i - 9) % 5 === 0) looping.clock.sleep(1e-2);
      if (i >= 30) break;
    }
    expect(percentages(looping.all())).toContain(15);

    const byHand = (mininterval: number) => {
      const { clock, options } = recorded({ total: 1000, smoothing: 1, maxinterval: 10, mininterval });
      const stepping = progress(undefined, options);
      clock.sleep(0.1);
      stepping.update(500);
      expect(Math.trunc(stepping.miniters)).toBe(500);
      clock.sleep(20);
      stepping.update(500);
      return stepping.miniters;
    };
    expect([byHand(0.1), byHand(0)]).toEqual([(500 * 0.1) / 20, (500 * 10) / 20]);

    const byLoop = (mininterval: number) => {
      const { clock, options } = recorded({ smoothing: 1, maxinterval: 10, mininterval });
      const loop = range(100, options);
      for (const i of loop) {
        if (i === 48) clock.sleep(0.1);
        if (i === 99) clock.sleep(20);
      }
      return loop.miniters;
    };
    expect([byLoop(0.1), byLoop(0)]).toEqual([0.255, 0.5]);
  });

  test('52 smoothed dynamic miniters: 20 %, 25 %, not 23, 26', () => {
    const { all, clock, options } = recorded({ total: 100, mininterval: 1, smoothing: 0.5, maxinterval: 0 });
    const bar = progress(undefined, options);
    clock.sleep(1);
    bar.update(10);
    for (let i = 0; i < 2; i++) {
      clock.sleep(1);
      bar.update(4);
    }
    for (let i = 0; i < 20; i++) {
      clock.sleep(1);
      bar.update();
    }
    bar.close();
    // What tqdm 4.64.1 draws.
    expect(percentages(all())).toEqual([0, 10, 20, 25, 28, 30, 32, 34, 36, 38, 38]);
  });

  test('52 … with mininterval: 11 %, 13 %, 14 %, by hand and by loop', () => {
    const byHand = recorded({ total: 100, mininterval: 1e-3, smoothing: 1, maxinterval: 0 });
    const bar = progress(undefined, byHand.options);
    bar.update(10);
    byHand.clock.sleep(1e-2);
    for (let i = 0; i < 4; i++) {
      bar.update();
      byHand.clock.sleep(1e-2);
    }
    expect(percentages(byHand.all())).toEqual(expect.arrayContaining([0, 11, 13, 14]));
    const byLoop = recorded({ mininterval: 0.01, smoothing: 1, maxinterval: 0 });
    for (const i of range(100, byLoop.options)) {
      if (i >= 10) byLoop.clock.sleep(0.1);
      if (i >= 14) break;
    }
    expect(percentages(byLoop.all())).toEqual(expect.arrayContaining([0, 11, 13, 14]));
  });

  test('53 `delay: 3`: nothing at 2 s, something at 4 s; closed before: nothing at all', () => {
    const { all, clock, options } = recorded({ total: 2, delay: 3 });
    const bar = progress(undefined, options);
    clock.sleep(2);
    bar.update();
    expect(all()).toBe('');
    clock.sleep(2);
    bar.update();
    expect(all()).toContain('2/2');
    bar.close();
    const short = recorded({ delay: 3 });
    for (const _ of range(3, short.options));
    expect(short.all()).toBe('');
  });

  test('54 a watchdog redraws a stalled bar after `maxinterval` and goes away with the last bar', () => {
    vi.useFakeTimers();
    const clock = () => Date.now() / 1000;
    const { display, options } = recorded({ total: 1000, miniters: 500, mininterval: 0.1 });
    const [bar, patient] = [10, 1e5].map((maxinterval) => progress(undefined, { ...options, clock, maxinterval }));
    vi.advanceTimersByTime(1000);
    for (const each of [bar!, patient!]) each.update(500);
    expect([bar!.miniters, patient!.miniters]).toEqual([500, 500]);
    vi.advanceTimersByTime(9500);
    for (const each of [bar!, patient!]) each.update(1);
    vi.advanceTimersByTime(10_000);
    expect([bar!.miniters, patient!.miniters]).toEqual([1, 500]);
    expect(display.drawn.at(-1)).toContain('501/1000');
    const drawn = display.drawn.length;
    bar!.update();
    expect(display.drawn).toHaveLength(drawn + 1);
    vi.advanceTimersByTime(10_000);
    expect(bar!.miniters).toBe(1);
    for (const each of [bar!, patient!]) each.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('55 EMA: 10, 5.48, 5.48, 3.97, 3.22', () => {
    const average = new MovingAverage(0.01);
    const values = [average.add(10), average.add(1), average.value, average.add(1), average.add(1)];
    expect(values.map((value) => Number(value.toFixed(2)))).toEqual([10, 5.48, 5.48, 3.97, 3.22]);
  });

  test('56 `smoothing` null ≤ 0.5 ≤ 1 order the rates, by loop and by hand', () => {
    const rates = [null, 0.5, 1].map((smoothing) => {
      const { clock, options } = recorded({ miniters: 1, smoothing });
      const byHand = progress(undefined, { ...options, total: 3 });
      const loop = range(3, options);
      for (const i of loop) {
        clock.sleep(i === 0 ? 0.01 : 0.001);
        byHand.update();
      }
      const rateOf = (bar: unknown) => Number(/([\d.]+)it\/s/.exec(String(bar))?.[1]);
      byHand.close();
      return [rateOf(loop), rateOf(byHand)] as const;
    });
    for (const way of [0, 1] as const) {
      expect(rates[0]![way]).toBeLessThan(rates[1]![way]);
      expect(rates[1]![way]).toBeLessThan(rates[2]![way]);
      expect(rates[0]![way]).toBeCloseTo(250, 0);
      expect(rates[2]![way]).toBeCloseTo(1000, 0);
    }
  });
});
