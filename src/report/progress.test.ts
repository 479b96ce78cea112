import { expect, test } from 'vitest';
import { events } from '../../test/events.js';
import type { RunEvent } from '../events.js';
import { figuresOf, noProgress, progressAfter } from './progress.js';

const after = (...told: RunEvent[]) => told.reduce(progressAfter, noProgress);

test('done, skipped and failed images advance their lane and set its file', () => {
  const { lanes } = after(
    events.planned(10),
    events.lane(0, 5),
    events.lane(1, 5),
    events.done(1, 'a'),
    events.skipped(1, 'b'),
    events.failed(1, 'c'),
    events.done(0, 'd'),
  );
  expect(lanes).toEqual([
    { total: 5, finished: 1, source: 'd' },
    { total: 5, finished: 3, source: 'c' },
  ]);
});

test('a theft changes the totals of both lanes and nothing else', () => {
  const { lanes } = after(events.lane(0, 2), events.lane(1, 8), events.done(1, 'a'), events.lane(1, 5), events.lane(0, 5));
  expect(lanes).toEqual([
    { total: 5, finished: 0, source: '' },
    { total: 5, finished: 1, source: 'a' },
  ]);
});

test('lanes may be reported in any order', () => {
  expect(after(events.lane(2, 7)).lanes.map(({ total }) => total)).toEqual([0, 0, 7]);
});

test('listing goes on until the list is complete', () => {
  expect(after(events.started(1), events.listing(5)).listing).toBe(true);
  expect(after(events.started(1), events.listing(5), events.planned(6)).listing).toBe(false);
});

test('the time for listing does not count as slow work', () => {
  const told = [events.started(1, 0), events.listing(50, 1000), events.planned(100, 100_000)];
  const work = Array.from({ length: 20 }, (_, i) => events.done(0, 'a', 100_000 + (i + 1) * 500));
  expect(figuresOf(after(...told, ...work), 110_000)).toEqual({
    finished: 20,
    total: 100,
    failed: 0,
    imagesPerSecond: 2,
    megapixelsPerSecond: 4,
    remainingMs: 40_000,
  });
});

test('no time is left when everything is finished', () => {
  const told = [events.planned(2, 0), events.done(0, 'a', 1000), events.failed(0, 'b', '', 2000)];
  expect(figuresOf(after(...told), 2000)).toMatchObject({ finished: 2, failed: 1, remainingMs: undefined });
});
