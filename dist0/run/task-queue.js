import { Queue } from '../parallel/queue.js';
/**
 * The tasks of a list on their way to the lanes. Each lane may have its next batch made ready while the one before is done; what a
 * worker was sent and did not begin comes back. Neither is bound to a lane: one that finds nothing else takes it.
 */
export class TaskQueue {
    #list;
    #ranges;
    #select;
    #ready = new Map();
    #left = new Queue();
    #underWay = new Set();
    #lookAt;
    constructor(list, ranges, select) {
        this.#list = list;
        this.#ranges = ranges;
        this.#select = select;
        this.#lookAt = Array.from({ length: ranges.lanes }, () => 1);
    }
    /** The next batch of a lane; empty if what it looked at needs nothing done, undefined if there is nothing at this moment. */
    async next(lane, batchSize) {
        return (this.#takeLeft(lane, this.#sizeOf(batchSize)) ??
            this.#takeReady(lane) ??
            (await this.during(this.#fromList(lane, batchSize))) ??
            this.#steal(lane));
    }
    /** Looks at the next stretch of the list, so that a batch of it is at hand when the lane asks. */
    async makeReady(lane, batchSize) {
        if (this.#ready.has(lane))
            return;
        const tasks = await this.during(this.#fromList(lane, batchSize));
        if (tasks && tasks.length > 0)
            this.#ready.set(lane, tasks);
    }
    /** Takes back what was not begun. */
    putBack(lane, tasks) {
        for (const task of tasks)
            this.#left.push(task);
        this.#ranges.putBack(lane, tasks.length);
    }
    /** Keeps in mind that this work may bring something back. */
    async during(work) {
        this.#underWay.add(work);
        return work.finally(() => this.#underWay.delete(work));
    }
    /** Waits for the end of any work that is under way; false when there is none, and so nothing to come. */
    async mayGrow() {
        if (this.#underWay.size === 0)
            return false;
        // Should it fail, the lane whose work it is says so.
        await Promise.race(this.#underWay).catch(() => { });
        return true;
    }
    #sizeOf(batchSize) {
        return batchSize.next(this.#ranges.remaining, this.#ranges.lanes);
    }
    #takeLeft(lane, atMost) {
        const tasks = [];
        for (let task = this.#left.peek(); task && tasks.length < atMost; task = this.#left.peek())
            tasks.push(this.#left.shift());
        if (tasks.length === 0)
            return undefined;
        this.#ranges.takeBack(lane, tasks.length);
        return tasks;
    }
    #takeReady(lane) {
        const tasks = this.#ready.get(lane);
        this.#ready.delete(lane);
        return tasks;
    }
    async #fromList(lane, batchSize) {
        const range = await this.#ranges.take(lane, Math.max(this.#sizeOf(batchSize), this.#lookAt[lane]));
        if (!range)
            return undefined;
        const tasks = await this.#select(lane, range.start, await this.#list.read(range));
        // Where nothing needs to be done, much is looked at together.
        this.#lookAt[lane] = tasks.length > 0 ? 1 : Math.min(maxLookedAt, this.#lookAt[lane] * 2);
        return tasks;
    }
    /** From the lane that comes first; it is at work, or it would have taken the batch itself. */
    #steal(thief) {
        const [found] = this.#ready;
        if (!found)
            return undefined;
        const [victim, tasks] = found;
        this.#ready.delete(victim);
        this.#ranges.putBack(victim, tasks.length);
        this.#ranges.takeBack(thief, tasks.length);
        return tasks;
    }
}
/** Entries looked at together. Should they need something done after all, they are one batch. */
const maxLookedAt = 64;
