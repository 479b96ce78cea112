import type { IndexRange, RangeSource } from './range-source.js';
/** Told how many entries a lane has had and still has, in all. */
export type OnAssign = (lane: number, total: number) => void;
/**
 * A list, or a part of it, shared out to `lanes` loops of this process.
 *
 * Each lane begins with an even, unbroken range. A lane whose range is empty takes the second half of the largest rest of
 * another lane, so that all are busy until the list is empty. Every entry is taken exactly once, whatever the order of calls.
 */
export declare class LaneRanges implements RangeSource {
    #private;
    /**
     * @param whole a list by its length, or the part of one that is to be done here
     * @param lanes loops that will take from it, 1 or more; those beyond the number of entries begin with nothing
     * @param onAssign is called for every lane now, and for thief and victim at every theft
     */
    constructor(whole: number | IndexRange, lanes: number, onAssign?: OnAssign);
    get lanes(): number;
    get remaining(): number;
    take(lane: number, atMost: number): IndexRange | undefined;
    putBack(lane: number, entries: number): void;
    takeBack(lane: number, entries: number): void;
}
/**
 * Runs `body` once a lane, all at the same time, and resolves when every lane has ended.
 * When lanes throw, the first error in order of lanes is thrown, after all have ended: nothing runs on behind the caller's back.
 */
export declare function runLanes(lanes: number, body: (lane: number) => Promise<void>): Promise<void>;
