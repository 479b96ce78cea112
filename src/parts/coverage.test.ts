import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Attempt, coverFolder, coverList } from './coverage.js';

const attempt = (start: number, end: number, others: Partial<Attempt> = {}): Attempt => ({
  start,
  end,
  until: end,
  failed: 0,
  at: 0,
  ...others,
});
const unended = (start: number, end: number): Attempt => ({ start, end, until: undefined, failed: 0, at: 0 });
const shard = (index: number, count: number, others: Partial<Attempt> = {}): Attempt =>
  attempt(0, 5, { shard: { index, count }, listed: { count: 10, hash: 'a' }, ...others });

const rangesOf = (parts: readonly Attempt[]) => parts.map(({ start, until }) => [start, until]);

test('ranges in any order cover a list', () => {
  const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 20 });
  fc.assert(
    fc.property(cuts, fc.infiniteStream(fc.nat()), (found, order) => {
      const edges = [0, ...found.toSorted((one, other) => one - other), 100];
      const parts = edges.slice(1).map((end, index) => attempt(edges[index]!, end));
      const shuffled = parts.map((part) => ({ part, key: order.next().value! })).toSorted((one, other) => one.key - other.key);
      const { chosen, missing, contradictions } = coverList(
        shuffled.map(({ part }) => part),
        100,
      );
      expect([rangesOf(chosen), missing, contradictions]).toEqual([rangesOf(parts), [], []]);
    }),
  );
});

test('of several attempts at a range, the one with the fewest failures counts, then the latest', () => {
  const attempts = [attempt(0, 9, { failed: 2, at: 9 }), attempt(0, 9, { failed: 1, at: 1 }), attempt(0, 9, { failed: 1, at: 2 })];
  expect(coverList(attempts, 9).chosen).toEqual([attempts[2]]);
});

test('a range that was given back is covered by what was done of it and by its rest', () => {
  const parts = [attempt(0, 50, { until: 20 }), attempt(20, 50), attempt(50, 80)];
  expect(rangesOf(coverList(parts, 80).chosen)).toEqual([
    [0, 20],
    [20, 50],
    [50, 80],
  ]);
});

test('attempts cut in other places do not matter if one set of them fits', () => {
  const parts = [attempt(0, 30), attempt(30, 90), attempt(0, 45), attempt(45, 90)];
  expect(coverList(parts, 90).chosen).toHaveLength(2);
});

test('gaps are missing, and so is what did not end', () => {
  const { chosen, missing } = coverList([attempt(10, 20), unended(20, 40), attempt(40, 50), attempt(5, 20)], 60);
  expect([chosen, missing]).toEqual([
    [],
    [
      { start: 0, end: 5 },
      { start: 20, end: 40 },
      { start: 50, end: 60 },
    ],
  ]);
});

test('ranges that overlap and do not fit are a contradiction', () => {
  const { missing, contradictions } = coverList([attempt(0, 60), attempt(40, 100)], 100);
  expect([missing, contradictions]).toEqual([[], [expect.stringContaining('bytes 0 to 60 and 40 to 100')]]);
});

test('an empty list is covered by nothing', () => {
  expect(coverList([], 0)).toEqual({ chosen: [], missing: [], contradictions: [] });
});

test('all shards of folders are needed, once each, by attempts that ended', () => {
  expect(coverFolder([shard(2, 3), shard(1, 3), shard(3, 3), shard(1, 3, { until: undefined })]).chosen).toHaveLength(3);
  expect(coverFolder([shard(1, 3), shard(2, 3, { until: 2 })]).missing).toEqual([
    { start: 2, end: 2 },
    { start: 3, end: 3 },
  ]);
});

test('shards that found other names, or are of another number, do not belong together', () => {
  const other = { listed: { count: 11, hash: 'b' } };
  expect(coverFolder([shard(1, 2), shard(2, 2, other)]).contradictions).toEqual([
    expect.stringMatching(/1 of 2 found 10 names.*2 of 2 found 11/),
  ]);
  expect(coverFolder([shard(1, 2), shard(2, 3)]).contradictions).toEqual([expect.stringMatching(/1 of 2 .*2 of 3/)]);
  // Once they were all done again, what was before does not matter.
  expect(coverFolder([shard(1, 2), shard(1, 2, other), shard(2, 2, other)]).contradictions).toEqual([]);
});

test('a shard that does not say of how many it is one, or what it found, is not the whole', () => {
  const torn = attempt(0, 0);
  expect(coverFolder([shard(1, 2), torn])).toMatchObject({ chosen: [], missing: [{ start: 2, end: 2 }], contradictions: [] });
  for (const parts of [[torn], [shard(1, 0)], []])
    expect(coverFolder(parts)).toMatchObject({ chosen: [], contradictions: [expect.stringMatching(/no shard says/)] });
});
