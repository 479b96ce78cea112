/** Entries `start` to `end - 1` of a list. */
export interface IndexRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Tells loops which entries of a list to do. The lanes of a process share out a list, or the part of it that is a shard; a queue hands out
 * ranges to processes anywhere. Every entry is taken once, whatever the order of calls; `range-source.test.ts` checks all that must hold.
 */
export interface RangeSource {
  /** The number of loops that take from it, numbered from 0. */
  readonly lanes: number;
  /** Entries that nobody has taken yet, as far as known here. */
  readonly remaining: number;
  /** The next entries for a lane, at least one and at most `atMost`; undefined once none are left for it. */
  take(lane: number, atMost: number): IndexRange | undefined | Promise<IndexRange | undefined>;
  /** Returns entries that a lane took but did not do: they no longer count for the lane, until another takes them. */
  putBack(lane: number, entries: number): void;
  /** Takes entries that were put back, for this lane to do. `from`: the lane they were ready for, if they are stolen. */
  takeBack(lane: number, entries: number, from?: number): void;
}
