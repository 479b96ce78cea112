import type { IndexRange, RangeSource } from './range-source.js';

/** Told how many entries a lane has had and still has, in total. */
export type OnAssign = (lane: number, total: number) => void;

/**
 * A list, or a part of it, shared out to `lanes` loops of this process.
 *
 * Each lane starts with an even, unbroken range. A lane whose range is empty takes the second half of the largest rest of another lane, so
 * that all are busy until the list is empty. Every entry is taken exactly once, whatever the order of calls.
 */
export class LaneRanges implements RangeSource {
  readonly #lanes: Lane[];
  readonly #onAssign: OnAssign;
  #remaining: number;

  /**
   * @param whole the length of a list, or the part of it to do here
   * @param lanes number of loops that will take from it, 1 or more; those beyond the number of entries start with nothing
   * @param onAssign called now for every lane, and for thief and victim at every theft
   */
  constructor(whole: number | IndexRange, lanes: number, onAssign: OnAssign = () => {}) {
    const { start, end } = typeof whole === 'number' ? { start: 0, end: whole } : whole;
    const count = end - start;
    this.#remaining = count;
    this.#onAssign = onAssign;
    this.#lanes = Array.from({ length: lanes }, (_, lane) => ({
      taken: 0,
      start: start + Math.floor((count * lane) / lanes),
      end: start + Math.floor((count * (lane + 1)) / lanes),
    }));
    for (const lane of this.#lanes.keys()) this.#tell(lane);
  }

  get lanes(): number {
    return this.#lanes.length;
  }

  get remaining(): number {
    return this.#remaining;
  }

  take(lane: number, atMost: number): IndexRange | undefined {
    const own = this.#lane(lane);
    if (rest(own) === 0) this.#steal(lane);
    if (rest(own) === 0) return undefined;
    const start = own.start;
    const end = Math.min(own.end, start + Math.max(1, Math.floor(atMost)));
    own.start = end;
    own.taken += end - start;
    this.#remaining -= end - start;
    return { start, end };
  }

  putBack(lane: number, entries: number): void {
    this.#lane(lane).taken -= entries;
    this.#remaining += entries;
    this.#tell(lane);
  }

  takeBack(lane: number, entries: number): void {
    this.#lane(lane).taken += entries;
    this.#remaining -= entries;
    this.#tell(lane);
  }

  /** The victim is at work and the thief is not, so the thief gets the larger part of an odd rest, and a single entry. */
  #steal(thief: number): void {
    const victim = this.#largestRest();
    const robbed = this.#lane(victim);
    if (rest(robbed) === 0) return;
    const middle = robbed.start + Math.floor(rest(robbed) / 2);
    Object.assign(this.#lane(thief), { start: middle, end: robbed.end });
    robbed.end = middle;
    this.#tell(victim);
    this.#tell(thief);
  }

  #largestRest(): number {
    const rests = this.#lanes.map(rest);
    return rests.indexOf(Math.max(...rests));
  }

  #tell(lane: number): void {
    const { taken, ...range } = this.#lane(lane);
    this.#onAssign(lane, taken + rest(range));
  }

  #lane(lane: number): Lane {
    const found = this.#lanes[lane];
    if (!found) throw new RangeError(`no lane ${lane}, there are ${this.#lanes.length}`);
    return found;
  }
}

interface Lane {
  taken: number;
  start: number;
  end: number;
}

function rest({ start, end }: IndexRange): number {
  return end - start;
}

/**
 * Runs `body` once per lane, all at the same time, and resolves when every lane has ended. If lanes throw, the first error in order of
 * lanes is thrown after all have ended, so that nothing runs on behind the caller's back.
 */
export async function runLanes(lanes: number, body: (lane: number) => Promise<void>): Promise<void> {
  const ends = await Promise.allSettled(Array.from({ length: lanes }, async (_, lane) => body(lane)));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}
