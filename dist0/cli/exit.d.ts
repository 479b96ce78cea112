import type { RunSummary } from '../events.js';
/** What the process ends with. A signal ends it with 128 and the number of the signal, as shells have it. */
export declare const EXIT: {
    readonly ok: 0;
    readonly imagesFailed: 1;
    readonly usage: 2;
    readonly stale: 3;
};
/** How a run ended besides what its summary says. */
interface Ending {
    /** The signal that ended it. */
    readonly signal?: NodeJS.Signals | undefined;
}
export declare function exitCode(summary: RunSummary, { signal }?: Ending): number;
export {};
