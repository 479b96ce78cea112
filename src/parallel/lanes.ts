import type { IndexRange, RangeSource } from './range-source.js';

/** Told how many entries a lane has had and still has, in total, and which lane it has just stolen some from. */
export type OnAssign = (lane: number, total: number, from?: number) => void;

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

  takeBack(lane: number, entries: number, from?: number): void {
    this.#lane(lane).taken += entries;
    this.#remaining -= entries;
    this.#tell(lane, from);
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
    this.#tell(thief, victim);
  }

  #largestRest(): number {
    const rests = this.#lanes.map(rest);
    return rests.indexOf(Math.max(...rests));
  }

  #tell(lane: number, from?: number): void {
    const { taken, ...range } = this.#lane(lane);
    this.#onAssign(lane, taken + rest(range), from);
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
 * A list whose entries are taken from the front by whichever lane is free, so that at any time all entries before some point are taken, and
 * none after it: what is left when the work is stopped is one range.
 */
export class FrontRanges implements RangeSource {
  readonly lanes: number;
  readonly #taken: number[];
  readonly #length: number;
  readonly #onAssign: OnAssign;
  #next = 0;
  #left = 0;

  /** @param onAssign called now for every lane with an even share, and again with what each had once nothing is left to take */
  constructor(length: number, lanes: number, onAssign: OnAssign = () => {}) {
    this.lanes = lanes;
    this.#length = length;
    this.#onAssign = onAssign;
    this.#taken = Array.from({ length: lanes }, () => 0);
    for (const lane of this.#taken.keys()) onAssign(lane, Math.floor((length * (lane + 1)) / lanes) - Math.floor((length * lane) / lanes));
  }

  get remaining(): number {
    return this.#length - this.#next + this.#left;
  }

  take(lane: number, atMost: number): IndexRange | undefined {
    if (this.#next === this.#length) return undefined;
    const start = this.#next;
    this.#next = Math.min(this.#length, start + Math.max(1, Math.floor(atMost)));
    this.#taken[lane]! += this.#next - start;
    if (this.#next === this.#length) this.#tellAll();
    return { start, end: this.#next };
  }

  putBack(lane: number, entries: number): void {
    this.#taken[lane]! -= entries;
    this.#left += entries;
  }

  takeBack(lane: number, entries: number): void {
    this.#taken[lane]! += entries;
    this.#left -= entries;
    if (this.#next === this.#length) this.#tellAll();
  }

  #tellAll(): void {
    for (const [lane, taken] of this.#taken.entries()) this.#onAssign(lane, taken);
  }
}

/**
 * Runs `body` once per lane, all at the same time, and resolves when every lane has ended. If lanes throw, the first error in order of
 * lanes is thrown after all have ended, so that nothing runs on behind the caller's back.
 */
export async function runLanes(lanes: number, body: (lane: number) => Promise<void>): Promise<void> {
  const ends = await Promise.allSettled(Array.from({ length: lanes }, async (_, lane) => body(lane)));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}
