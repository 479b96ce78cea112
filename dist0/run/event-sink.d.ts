import { type Reporter, type RunEvent, type RunSummary } from '../events.js';
import type { LimitOptions } from '../options/run-options.js';
/**
 * The one way from a run to its reporter. Hands events over in the order they were told, one at a time: the next one goes out once the
 * reporter has settled for the one before. Keeps the totals.
 *
 * A reporter that throws or rejects is told nothing more, and `signal` ends the run. Telling never throws, so the run comes to the same
 * orderly end as any other; `throwIfFailed` then throws what the reporter threw.
 */
export declare class EventSink {
    #private;
    summary: RunSummary;
    /** @param killSignal ends the wait for a reporter that never settles */
    constructor(report: Reporter | undefined, limits: LimitOptions, killSignal?: AbortSignal);
    /** Aborted when the reporter fails. */
    get signal(): AbortSignal;
    /** Why the run is to take no further image, by what became of those before; undefined while it may go on. */
    get whyGiveUp(): RunSummary['gaveUpWhy'];
    /**
     * Hands an event over. Wait for what is returned if you can: that is how a slow reporter slows the run. It never rejects.
     *
     * @returns undefined if the reporter has taken the event already, as one that returns no promise has
     */
    tell(event: RunEvent): Promise<void> | undefined;
    /** Throws what the reporter threw, whatever that is. */
    throwIfFailed(): void;
    /** Lets go of the signal. */
    close(): void;
}
