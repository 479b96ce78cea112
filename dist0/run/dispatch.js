import { dirname } from 'node:path';
import { failureOf, ImgparError } from '../errors.js';
import { leastShareBytes } from '../options/base-memory.js';
import { removeDrafts } from '../storage/drafts.js';
import { mebibytes } from '../values/wording.js';
/**
 * Has batches done by the workers. When the process of the workers dies, any image that was in flight may be the cause: each is
 * a suspect and is run again while nothing else runs, so that the one which loses the process again is known to be guilty.
 */
export class Dispatcher {
    #options;
    /** What keeps every image from being done. */
    #obstacle;
    constructor(options) {
        this.#options = options;
    }
    /**
     * The outcome of each task; fewer when the run was killed, or when the worker did not begin all.
     *
     * @throws {ImgparError} `environment`, if no image can be done here
     * @param onPostponed is told of those that were not begun as soon as that is known
     */
    async deliver(tasks, onPostponed = () => { }) {
        if (tasks.length === 0)
            return [];
        const { memory, lanes } = this.#options;
        // Beside a large image that leaves less than a share, small ones go on.
        const answer = await this.#attempt(tasks, Math.floor(memory.capacityBytes / lanes), leastShareBytes);
        const begun = 'outcomes' in answer ? tasks.slice(0, answer.outcomes.length) : tasks;
        if (begun.length < tasks.length)
            onPostponed(tasks.slice(begun.length));
        const results = [];
        for (const [index, task] of begun.entries()) {
            const outcome = 'outcomes' in answer ? answer.outcomes[index] : undefined;
            if (outcome && isSettled(outcome))
                results.push({ task, outcome, attempts: 1 });
            else if (this.#options.isKilled())
                break;
            else
                results.push(outcome ? await this.#goOn(task, outcome) : await this.#deliverAlone(task));
        }
        return results;
    }
    /** Does what is left to be done of an image that a worker has looked at. */
    async #goOn(task, outcome) {
        if (outcome.status === 'needs-memory')
            return this.#deliverLarge(task, outcome);
        const reviewed = this.#options.review(task, outcome);
        if ('outcome' in reviewed)
            return { task, outcome: reviewed.outcome, attempts: 1 };
        const { memory, lanes, isKilled } = this.#options;
        const answer = await this.#attempt([reviewed.task], Math.floor(memory.capacityBytes / lanes), leastShareBytes);
        if ('failure' in answer)
            return isKilled() ? { task, outcome: failed(answer.failure), attempts: 1 } : this.#deliverAlone(reviewed.task);
        const [again] = answer.outcomes;
        return isSettled(again) ? { task: reviewed.task, outcome: again, attempts: 1 } : this.#goOn(reviewed.task, again);
    }
    /** Waits until as much memory is free as the image needs. That may turn out more than its first bytes said. */
    async #deliverLarge(task, need) {
        const { memory, baseBytes, isKilled } = this.#options;
        if (need.peakBytes > memory.capacityBytes)
            return { task, outcome: failed(tooLarge(need, baseBytes, memory.capacityBytes)), attempts: 1 };
        const answer = await this.#attempt([task], need.peakBytes);
        if ('failure' in answer)
            return isKilled() ? { task, outcome: failed(answer.failure), attempts: 1 } : this.#deliverAlone(task);
        const outcome = answer.outcomes[0];
        return isSettled(outcome) ? { task, outcome, attempts: 1 } : this.#goOn(task, outcome);
    }
    /** A kill may come from outside, as by a system that runs out of memory, and says less of the image than a crash. */
    async #deliverAlone(suspect, attempts = 2) {
        const { memory, baseBytes, review, isKilled } = this.#options;
        const reviewed = review(suspect);
        if ('outcome' in reviewed)
            return { task: suspect, outcome: reviewed.outcome, attempts: attempts - 1 };
        const { task } = reviewed;
        const answer = await this.#attempt([task], memory.capacityBytes);
        if ('failure' in answer) {
            const isTriedAgain = answer.byKill && attempts < mostAttempts && !isKilled();
            return isTriedAgain ? this.#deliverAlone(task, attempts + 1) : this.#giveUp(task, answer.failure, attempts);
        }
        const outcome = answer.outcomes[0];
        if (outcome.status === 'needs-memory')
            return { task, outcome: failed(tooLarge(outcome, baseBytes, memory.capacityBytes)), attempts };
        return { ...(isSettled(outcome) ? { task, outcome } : await this.#goOn(task, outcome)), attempts };
    }
    /** Unless its worker was lost only after it had done the image. */
    #giveUp(task, failure, attempts) {
        const reviewed = this.#options.review(task);
        return { task, outcome: 'outcome' in reviewed ? reviewed.outcome : failed(failure), attempts };
    }
    #requirePossible({ code, message }) {
        if (code !== 'environment')
            return;
        this.#obstacle ??= new ImgparError(code, message);
        throw this.#obstacle;
    }
    async #attempt(tasks, bytes, leastBytes = bytes) {
        const { pool, memory, work, timeoutMs } = this.#options;
        if (this.#obstacle)
            throw this.#obstacle;
        const { grantedBytes, release } = await memory.acquire(bytes, leastBytes);
        try {
            const outcomes = await pool.run({ tasks, work, grantedBytes }, { timeoutMs });
            for (const outcome of outcomes)
                if (outcome.status === 'failed')
                    this.#requirePossible(outcome.failure);
            return { outcomes };
        }
        catch (error) {
            this.#removeDrafts(tasks);
            const failure = failureOf(error);
            this.#requirePossible(failure);
            return { failure, byKill: error instanceof ImgparError && error.cause?.cause === 'killed' };
        }
        finally {
            release();
        }
    }
    /** Of images whose worker was lost. */
    #removeDrafts(tasks) {
        const ids = new Set(tasks.map(({ id }) => String(id)));
        const folders = new Set(tasks.flatMap(({ destination, backup = destination }) => [dirname(destination), dirname(backup)]));
        for (const folder of folders)
            removeDrafts(folder, this.#options.work.token, ids);
    }
}
/** How often an image is tried whose worker is killed each time. One that crashes its worker is tried twice. */
const mostAttempts = 6;
function isSettled(outcome) {
    return outcome.status !== 'needs-memory' && outcome.status !== 'holds-result';
}
function failed(failure) {
    return { status: 'failed', failure };
}
function tooLarge({ peakBytes, isLeast = false }, baseBytes, capacityBytes) {
    const orMore = isLeast ? ' or more' : '';
    return {
        code: 'too-large',
        message: `it needs ${mebibytes(peakBytes)}${orMore} of memory, and ${mebibytes(capacityBytes)} are left for images; ` +
            `allow ${mebibytes(peakBytes + baseBytes)}${orMore} in all, the program included`,
    };
}
