import type { RunEvent } from '../events.js';
/** A reporter that shows a run while it goes on, for as long as it is not closed. */
export interface LiveReporter {
    (event: RunEvent): void;
    /** Shows a sentence that stays: above the bars, or as a line of its own. */
    note(sentence: string): void;
    /** Takes back what is only for the time of the run. `run-finished` does so too; call it anyway, as a run may end by an error. */
    close(): void;
}
