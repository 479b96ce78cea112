import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LaneRanges, runLanes } from './lanes.js';
import type { IndexRange } from './range-source.js';

const numbersIn = ({ start, end }: IndexRange) => Array.from({ length: end - start }, (_, index) => start + index);
const upTo = (count: number) => numbersIn({ start: 0, end: count });

describe('the ranges of lanes', () => {
  test('are even, unbroken and in order', () => {
    const totals: number[][] = [];
    const ranges = new LaneRanges(10, 3, (lane, total) => totals.push([lane, total]));
    expect(totals).toEqual([
      [0, 3],
      [1, 3],
      [2, 4],
    ]);
    expect(ranges.take(1, 100)).toEqual({ start: 3, end: 6 });
    expect(ranges.remaining).toBe(7);
    expect(ranges.lanes).toBe(3);
  });

  test('are read from the front', () => {
    const ranges = new LaneRanges(10, 1);
    expect(ranges.take(0, 4)).toEqual({ start: 0, end: 4 });
    expect(ranges.take(0, 4)).toEqual({ start: 4, end: 8 });
    expect(ranges.take(0, 4)).toEqual({ start: 8, end: 10 });
    expect(ranges.take(0, 4)).toBeUndefined();
  });

  test('are split when a lane runs out: it takes the second half of the largest rest, and both totals are reported', () => {
    const told: number[][] = [];
    const ranges = new LaneRanges(30, 3, (lane, total) => told.push([lane, total]));
    ranges.take(0, 10);
    ranges.take(1, 3);
    told.length = 0;
    expect(ranges.take(0, 1)).toEqual({ start: 25, end: 26 });
    expect(told).toEqual([
      [2, 5],
      [0, 15],
    ]);
    expect(ranges.take(2, 100)).toEqual({ start: 20, end: 25 });
  });

  test('are given up to the last entry', () => {
    const ranges = new LaneRanges(2, 2);
    expect(ranges.take(0, 1)).toEqual({ start: 0, end: 1 });
    expect(ranges.take(0, 1)).toEqual({ start: 1, end: 2 });
    expect(ranges.take(1, 1)).toBeUndefined();
  });

  test('of an empty list yield nothing', () => {
    expect(new LaneRanges(0, 4).take(2, 1)).toBeUndefined();
  });

  test('yield at least one entry, even if asked for less, or a lane would ask forever', () => {
    expect(new LaneRanges(5, 1).take(0, 0.5)).toEqual({ start: 0, end: 1 });
  });

  test('are shared out among more lanes than entries', () => {
    const ranges = new LaneRanges(3, 64);
    expect([63, 0, 31, 7].map((lane) => ranges.take(lane, 1)).filter((range) => range !== undefined)).toHaveLength(3);
  });

  test('yield every entry exactly once, with no lane idle while one is left, whatever the order of takes', () => {
    fc.assert(
      fc.property(
        fc.nat(200),
        fc.integer({ min: 1, max: 64 }),
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 20 })), { minLength: 1 }),
        (count, lanes, takes) => {
          const ranges = new LaneRanges(count, lanes);
          const seen: number[] = [];
          for (let turn = 0; ranges.remaining > 0; turn++) {
            const [lane, atMost] = takes[turn % takes.length]!;
            const range = ranges.take(lane % lanes, atMost);
            expect(range).toBeDefined();
            expect(range!.end - range!.start).toBeGreaterThan(0);
            expect(range!.end - range!.start).toBeLessThanOrEqual(atMost);
            seen.push(...numbersIn(range!));
            expect(ranges.remaining).toBe(count - seen.length);
          }
          expect(ranges.take(0, 1)).toBeUndefined();
          expect(seen.sort((a, b) => a - b)).toEqual(upTo(count));
        },
      ),
    );
  });

  test('have totals that add up to the list and end at what each lane really took', () => {
    fc.assert(
      fc.property(fc.nat(100), fc.integer({ min: 1, max: 9 }), fc.infiniteStream(fc.nat(8)), (count, lanes, choices) => {
        const totals = new Array<number>(lanes).fill(0);
        const taken = new Array<number>(lanes).fill(0);
        const ranges = new LaneRanges(count, lanes, (lane, total) => {
          totals[lane] = total;
        });
        const sum = () => totals.reduce((a, b) => a + b, 0);
        expect(sum()).toBe(count);
        while (ranges.remaining > 0) {
          const lane = choices.next().value! % lanes;
          const { start, end } = ranges.take(lane, 2)!;
          taken[lane]! += end - start;
          expect(sum()).toBe(count);
        }
        expect(totals).toEqual(taken);
      }),
    );
  });
});

describe('runLanes', () => {
  test('runs each lane once, concurrently with the others', async () => {
    const begun: number[] = [];
    let allBegun = () => {};
    const all = new Promise<void>((resolve) => {
      allBegun = resolve;
    });
    await runLanes(3, async (lane) => {
      if (begun.push(lane) === 3) allBegun();
      await all;
    });
    expect(begun).toEqual([0, 1, 2]);
  });

  test('throws an error only after all lanes have ended', async () => {
    const ended: number[] = [];
    const running = runLanes(3, async (lane) => {
      if (lane === 1) throw new Error('lane 1 broke');
      await new Promise((resolve) => setImmediate(resolve));
      ended.push(lane);
    });
    await expect(running).rejects.toThrow('lane 1 broke');
    expect(ended).toEqual([0, 2]);
  });
});
