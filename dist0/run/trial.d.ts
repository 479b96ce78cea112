import type { CheckedOptions } from '../options/run-options.js';
import type { TrialResult } from '../worker/try-out.js';
/** What ends a trial: either of the signals of a run, as nothing is in work yet. */
interface TrialContext {
    readonly signal?: AbortSignal;
    readonly killSignal?: AbortSignal;
}
/**
 * Loads what an operation names once before the work begins, so that a fault is told once, and nothing was written. What is of imgpar is
 * loaded here. A user's own method may do anything while it loads (wait for ever, end its process, keep it alive), so a process of its own
 * tries it, as long as an image may take; that costs 0.2 s. Returns early when it is told to stop.
 *
 * @throws {ImgparError} `usage`, if something that is named does not serve; `internal`, if the process cannot be started
 */
export declare function requireUsable(options: CheckedOptions, context?: TrialContext): Promise<void>;
/** What a user's own method says of itself. @throws {ImgparError} as `requireUsable` */
export declare function describeModule(method: string): Promise<Pick<TrialResult, 'name' | 'parameters'>>;
export {};
