import type { RunContext } from '../engine/run-context.js';
import type { StaleReason } from '../history/up-to-date.js';
import type { RunOptions } from '../options/run-options.js';
/** A result that is not what a run with the same options would leave. */
export interface Stale {
    readonly source: string;
    readonly destination: string;
    readonly reason: StaleReason | 'source-gone';
}
/**
 * Tells what a run with these options would do, because it was not done yet or something changed since; nothing if all is up to date.
 * Writes nothing. Images are opened only where they share a table (all are decoded) or content is to be compared.
 *
 * @param context receives what is not stale, but worth a word: warnings about the sources, files that are named like images and are none,
 *   and results that `prune` would leave where they are, although their sources are not found
 * @throws {ImgparError} `usage`, as a run would, and where there is no manifest by plan
 * @throws what the reporter threw or rejected with
 */
export declare function check(options: RunOptions, context?: Pick<RunContext, 'report'>): AsyncGenerator<Stale>;
