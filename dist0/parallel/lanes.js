/**
 * A list, or a part of it, shared out to `lanes` loops of this process.
 *
 * Each lane begins with an even, unbroken range. A lane whose range is empty takes the second half of the largest rest of
 * another lane, so that all are busy until the list is empty. Every entry is taken exactly once, whatever the order of calls.
 */
export class LaneRanges {
    #lanes;
    #onAssign;
    #remaining;
    /**
     * @param whole a list by its length, or the part of one that is to be done here
     * @param lanes loops that will take from it, 1 or more; those beyond the number of entries begin with nothing
     * @param onAssign is called for every lane now, and for thief and victim at every theft
     */
    constructor(whole, lanes, onAssign = () => { }) {
        const { start, end } = typeof whole === 'number' ? { start: 0, end: whole } : whole;
        const count = end - start;
        this.#remaining = count;
        this.#onAssign = onAssign;
        this.#lanes = Array.from({ length: lanes }, (_, lane) => ({
            taken: 0,
            start: start + Math.floor((count * lane) / lanes),
            end: start + Math.floor((count * (lane + 1)) / lanes),
        }));
        for (const lane of this.#lanes.keys())
            this.#tell(lane);
    }
    get lanes() {
        return this.#lanes.length;
    }
    get remaining() {
        return this.#remaining;
    }
    take(lane, atMost) {
        const own = this.#lane(lane);
        if (rest(own) === 0)
            this.#steal(lane);
        if (rest(own) === 0)
            return undefined;
        const start = own.start;
        const end = Math.min(own.end, start + Math.max(1, Math.floor(atMost)));
        own.start = end;
        own.taken += end - start;
        this.#remaining -= end - start;
        return { start, end };
    }
    putBack(lane, entries) {
        this.#lane(lane).taken -= entries;
        this.#remaining += entries;
        this.#tell(lane);
    }
    takeBack(lane, entries) {
        this.#lane(lane).taken += entries;
        this.#remaining -= entries;
        this.#tell(lane);
    }
    /** The victim is at work and the thief is not, so of an odd rest the thief gets the larger part, and of one entry all. */
    #steal(thief) {
        const victim = this.#largestRest();
        const robbed = this.#lane(victim);
        if (rest(robbed) === 0)
            return;
        const middle = robbed.start + Math.floor(rest(robbed) / 2);
        Object.assign(this.#lane(thief), { start: middle, end: robbed.end });
        robbed.end = middle;
        this.#tell(victim);
        this.#tell(thief);
    }
    #largestRest() {
        const rests = this.#lanes.map(rest);
        return rests.indexOf(Math.max(...rests));
    }
    #tell(lane) {
        const { taken, ...range } = this.#lane(lane);
        this.#onAssign(lane, taken + rest(range));
    }
    #lane(lane) {
        const found = this.#lanes[lane];
        if (!found)
            throw new RangeError(`no lane ${lane}, there are ${this.#lanes.length}`);
        return found;
    }
}
function rest({ start, end }) {
    return end - start;
}
/**
 * Runs `body` once a lane, all at the same time, and resolves when every lane has ended.
 * When lanes throw, the first error in order of lanes is thrown, after all have ended: nothing runs on behind the caller's back.
 */
export async function runLanes(lanes, body) {
    const ends = await Promise.allSettled(Array.from({ length: lanes }, async (_, lane) => body(lane)));
    for (const end of ends)
        if (end.status === 'rejected')
            throw end.reason;
}
