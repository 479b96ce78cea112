/** Entries `start` to `end - 1` of a list. */
export interface IndexRange {
    readonly start: number;
    readonly end: number;
}
/**
 * Where loops find out which entries of a list are theirs to do: the lanes of a process share out a list, or the part of one that a shard is,
 * and a queue hands out ranges to processes anywhere. Every entry is taken once, whatever the order of calls; `range-source.test.ts`
 * tells all that is to hold.
 */
export interface RangeSource {
    /** How many loops take from it, numbered from 0. */
    readonly lanes: number;
    /** Entries that nobody has taken yet, as far as is known here. */
    readonly remaining: number;
    /** The next entries for a lane, at least one and at most `atMost`; undefined once there are none left for it. */
    take(lane: number, atMost: number): IndexRange | undefined | Promise<IndexRange | undefined>;
    /** Entries that a lane took and did not do: they count for the lane no longer, until another says that it does them. */
    putBack(lane: number, entries: number): void;
    /** Entries that were put back and which this lane does now. */
    takeBack(lane: number, entries: number): void;
}
