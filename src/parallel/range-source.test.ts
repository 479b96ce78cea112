import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FrontRanges, LaneRanges } from './lanes.js';
import type { IndexRange, RangeSource } from './range-source.js';

/** A queue as on another machine: answers late, and hands out the first entries, never more than `most` at once. */
class SharedQueue implements RangeSource {
  readonly lanes: number;
  remaining: number;
  #next: number;
  readonly #end: number;

  constructor({ start, end }: IndexRange, lanes: number) {
    this.lanes = lanes;
    this.remaining = end - start;
    this.#next = start;
    this.#end = end;
  }

  async take(_lane: number, atMost: number): Promise<IndexRange | undefined> {
    await new Promise(setImmediate);
    const most = 7;
    const start = this.#next;
    const end = Math.min(this.#end, start + Math.max(1, Math.min(atMost, most)));
    if (end === start) return undefined;
    this.#next = end;
    this.remaining -= end - start;
    return { start, end };
  }

  putBack(_lane: number, entries: number): void {
    this.remaining += entries;
  }

  takeBack(_lane: number, entries: number): void {
    this.remaining -= entries;
  }
}

type Make = (part: IndexRange, lanes: number) => RangeSource;

const sources: Record<string, Make> = {
  'the lanes of a list': ({ end }, lanes) => new LaneRanges(end, lanes),
  'lanes that go from front to back': ({ end }, lanes) => new FrontRanges(end, lanes),
  'the lanes of a shard': (part, lanes) => new LaneRanges(part, lanes),
  'a queue': (part, lanes) => new SharedQueue(part, lanes),
};

/** A part of a list, with loops and what they ask for in turn. */
const anyCase = fc.record({
  start: fc.nat(50),
  count: fc.nat(100),
  lanes: fc.integer({ min: 1, max: 5 }),
  asked: fc.array(fc.tuple(fc.nat(4), fc.integer({ min: 1, max: 20 })), { maxLength: 200 }),
});

describe.each(Object.entries(sources))('%s', (name, make) => {
  const partOf = ({ start, count }: { start: number; count: number }) =>
    name === 'the lanes of a list' || name.startsWith('lanes that') ? { start: 0, end: count } : { start, end: start + count };

  test('hand out every entry once, at least one and no more than asked for, and count what is left', async () => {
    await fc.assert(
      fc.asyncProperty(anyCase, async ({ lanes, asked, ...size }) => {
        const part = partOf(size);
        const source = make(part, lanes);
        expect(source.lanes).toBe(lanes);
        const taken: number[] = [];
        const take = async (lane: number, atMost: number) => {
          const range = await source.take(lane, atMost);
          if (!range) return false;
          expect(range.end - range.start).toBeGreaterThanOrEqual(1);
          expect(range.end - range.start).toBeLessThanOrEqual(atMost);
          for (let entry = range.start; entry < range.end; entry++) taken.push(entry);
          expect(source.remaining).toBe(size.count - taken.length);
          return true;
        };
        for (const [lane, atMost] of asked) await take(lane % lanes, atMost);
        for (let lane = 0; lane < lanes; lane++) while (await take(lane, 1));
        expect(taken.sort((one, other) => one - other)).toEqual(Array.from({ length: size.count }, (_, index) => part.start + index));
      }),
      { numRuns: 50 },
    );
  });

  test('hand out every entry once to loops that ask at the same time', async () => {
    const source = make({ start: 0, end: 100 }, 4);
    const taken: number[] = [];
    const loop = async (lane: number) => {
      for (let range = await source.take(lane, 3); range; range = await source.take(lane, 3))
        for (let entry = range.start; entry < range.end; entry++) taken.push(entry);
    };
    await Promise.all([0, 1, 2, 3].map(loop));
    expect(taken.sort((one, other) => one - other)).toEqual(Array.from({ length: 100 }, (_, index) => index));
  });

  test('count entries that were put back as left, until another lane takes them', async () => {
    const source = make({ start: 0, end: 10 }, 2);
    const { start, end } = (await source.take(0, 5))!;
    source.putBack(0, 2);
    expect(source.remaining).toBe(10 - (end - start) + 2);
    source.takeBack(1, 2);
    expect(source.remaining).toBe(10 - (end - start));
  });
});
