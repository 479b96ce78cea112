import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Pace, paceAfter, paceFrom, remainingMs, speed } from './pace.js';

test('a steady run is predicted exactly, at every moment and speed', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 2, max: 300 }), (msPerImage, count) => {
      const pace = run(paceFrom(0), count, msPerImage);
      fc.pre(count * msPerImage >= 1000);
      expect(remainingMs(pace, 500, pace.latest.at)).toBeCloseTo(500 * msPerImage, 3);
      expect(speed(pace)?.imagesPerSecond).toBeCloseTo(1000 / msPerImage, 3);
      expect(speed(pace)?.megapixelsPerSecond).toBeCloseTo(2000 / msPerImage, 3);
    }),
  );
});

test('nothing is predicted in the first second, nor before the first image', () => {
  const pace = run(paceFrom(5_000), 3, 300);
  expect(speed(pace)).toBeUndefined();
  expect(remainingMs(pace, 10, 6_000)).toBeUndefined();
  expect(remainingMs(paceFrom(0), 10, 60_000)).toBeUndefined();
});

test('many images skipped at once are forgotten soon', () => {
  const skipped = paceAfter(paceFrom(0), 500, 10_000, 0);
  const pace = run(skipped, 100, 1000);
  expect(remainingMs(pace, 100, pace.latest.at)).toBeCloseTo(100_000, 0);
});

test('one burst of results changes the estimate little', () => {
  const before = run(paceFrom(0), 600, 100);
  const after = paceAfter(before, before.latest.at + 100, before.latest.images + 32, before.latest.pixels);
  const [a, b] = [remainingMs(before, 1000, before.latest.at), remainingMs(after, 1000, after.latest.at)];
  expect(Math.abs((b ?? 0) / (a ?? 0) - 1)).toBeLessThan(0.1);
});

test('the estimate follows when images become larger for good', () => {
  const pace = run(run(paceFrom(0), 300, 100), 40, 1000);
  expect(remainingMs(pace, 1000, pace.latest.at)).toBeCloseTo(1_000_000, 0);
});

test('the time left counts down between two images and grows again in a long silence', () => {
  const pace = run(paceFrom(0), 10, 1000);
  const left = (afterMs: number) => remainingMs(pace, 10, pace.latest.at + afterMs);
  expect([0, 3000, 5000, 20_000].map(left)).toEqual([10_000, 7000, 5000, 20_000]);
});

test('what is kept does not grow with the run', () => {
  expect(run(paceFrom(0), 10_000, 37).recent.length).toBeLessThan(35);
});

/** The pace after `count` more images of 2 megapixels, one every `msPerImage`. */
function run(pace: Pace, count: number, msPerImage: number): Pace {
  let next = pace;
  for (let i = 0; i < count; i++) next = paceAfter(next, next.latest.at + msPerImage, next.latest.images + 1, next.latest.pixels + 2e6);
  return next;
}
