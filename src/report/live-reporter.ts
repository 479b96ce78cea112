import type { RunEvent } from '../events.js';

/** A reporter that shows a run in progress, until it is closed. */
export interface LiveReporter {
  (event: RunEvent): void;
  /** Shows a sentence that stays: above the bars, or as a separate line. */
  note(sentence: string): void;
  /** Removes what is only shown during the run. `run-finished` does so too; call it anyway, as a run may end with an error. */
  close(): void;
}
