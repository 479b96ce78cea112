import type { Reporter } from '../events.js';
/** Who listens to a run, and who may end it. */
export interface RunContext {
    /** Receives every event, in order, one at a time. */
    readonly report?: Reporter;
    /** Ends the run gently: no further image is taken, those in flight are finished. */
    readonly signal?: AbortSignal;
    /** Ends the run at once: images in flight are given up, their drafts removed. */
    readonly killSignal?: AbortSignal;
}
