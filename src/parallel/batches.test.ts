import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BatchSize, defaultBatchMs as batchMs, defaultMaxJobs as maxBatch } from './batches.js';

const plenty = 1_000_000;

/** The sizes of the batches if every job takes this long. */
function sizes(batchSize: BatchSize, jobMs: number, batches: number): number[] {
  return Array.from({ length: batches }, () => {
    const jobs = batchSize.next(plenty, 2);
    batchSize.observe(jobs, jobs * jobMs);
    return jobs;
  });
}

test('the first batch is one job, and later ones grow up to fourfold until they take long enough', () => {
  expect(sizes(new BatchSize(), batchMs / 50, 5)).toEqual([1, 4, 16, 50, 50]);
});

test('a batch never exceeds the maximum number of jobs, however short they are', () => {
  expect(sizes(new BatchSize(), 0, 6)).toEqual([1, 4, 16, 64, maxBatch, maxBatch]);
});

test('a batch keeps to the given time and number of jobs', () => {
  expect(sizes(new BatchSize({ batchMs: 5 }), 0.5, 4)).toEqual([1, 4, 10, 10]);
  expect(sizes(new BatchSize({ maxJobs: 3 }), 0.5, 3)).toEqual([1, 3, 3]);
});

test('long jobs are sent one by one', () => {
  expect(sizes(new BatchSize(), 3_000, 3)).toEqual([1, 1, 1]);
});

test('batches shrink at once when jobs become longer', () => {
  const batchSize = new BatchSize();
  sizes(batchSize, 0.5, 6);
  batchSize.observe(100, 50 * batchMs);
  expect(batchSize.next(plenty, 2)).toBe(2);
});

test('one quick batch among slow ones has only half the effect', () => {
  const batchSize = new BatchSize();
  sizes(batchSize, batchMs / 5, 5);
  batchSize.observe(5, 0);
  expect(batchSize.next(plenty, 2)).toBe(10);
});

test('batches become smaller towards the end of the list, so that the lanes end together', () => {
  const batchSize = new BatchSize();
  sizes(batchSize, 1, 6);
  expect([400, 160, 40, 8, 1, 0].map((remaining) => batchSize.next(remaining, 2))).toEqual([50, 20, 5, 1, 1, 1]);
});

test('towards the end, too, a batch takes a given time, as far as every lane has something to do', () => {
  const batchSize = new BatchSize({ leastMs: 25 });
  sizes(batchSize, 5, 6);
  expect([400, 160, 40, 8, 3, 1, 0].map((remaining) => batchSize.next(remaining, 2))).toEqual([30, 20, 5, 4, 2, 1, 1]);
});

test('chunks of many short jobs go together, in the time of a batch and eight at most', () => {
  const batchSize = new BatchSize({ batchMs: 5 });
  expect(batchSize.chunks(1_000, plenty, 2)).toBe(1);
  batchSize.observe(1_000, 1);
  expect(batchSize.chunks(1_000, plenty, 2)).toBe(5);
  expect(batchSize.chunks(100, plenty, 2)).toBe(8);
  expect(batchSize.chunks(99, plenty, 2)).toBe(1);
  expect(batchSize.chunks(10_000, plenty, 2)).toBe(1);
  expect([64_000, 24_000, 8_000, 0].map((remaining) => batchSize.chunks(1_000, remaining, 2))).toEqual([5, 3, 1, 1]);
});

test('a batch without jobs teaches nothing', () => {
  const batchSize = new BatchSize();
  batchSize.observe(0, 500);
  expect(sizes(batchSize, 1, 2)).toEqual([1, 4]);
});

test('a batch is always a whole number of jobs within its limits, whatever was measured', () => {
  const observation = fc.tuple(fc.integer({ min: 0, max: 500 }), fc.double({ min: 0, max: 1e9, noNaN: true }));
  fc.assert(
    fc.property(fc.array(observation), fc.nat(), fc.integer({ min: 1, max: 64 }), (observations, remaining, lanes) => {
      const batchSize = new BatchSize();
      for (const [jobs, elapsedMs] of observations) batchSize.observe(jobs, elapsedMs);
      const jobs = batchSize.next(remaining, lanes);
      expect(Number.isInteger(jobs)).toBe(true);
      expect(jobs).toBeGreaterThanOrEqual(1);
      expect(jobs).toBeLessThanOrEqual(Math.max(1, Math.min(maxBatch, Math.floor(remaining / (4 * lanes)))));
    }),
  );
});
