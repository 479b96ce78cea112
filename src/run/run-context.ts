import type { Reporter } from '../events.js';
import { abortSignal, callback, group } from '../values/arguments.js';

/** Who listens to a run, and who may end it. */
export interface RunContext {
  /** Receives every event, in order, one at a time. */
  readonly report?: Reporter;
  /** Ends the run gently: takes no further image, finishes those in flight. */
  readonly signal?: AbortSignal;
  /** Ends the run at once: drops images in flight and removes their drafts. */
  readonly killSignal?: AbortSignal;
}

/** @throws {ImgparError} `usage` */
export const readRunContext = group<RunContext>({ report: callback<Reporter>(), signal: abortSignal, killSignal: abortSignal });

/** @throws {ImgparError} `usage` */
export const readReportContext = group<Pick<RunContext, 'report'>>({ report: callback<Reporter>() });
