import type { RunContext } from '../engine/run-context.js';
import { type Failure } from '../errors.js';
import type { SkipReason } from '../events.js';
import type { RunOptions } from '../options/run-options.js';
/** What a run would do with one file. */
export type Intention = {
    readonly action: 'equalize';
    readonly source: string;
    readonly destination: string;
}
/** `looksLike`: what a file that is no image is by its first bytes. */
 | {
    readonly action: 'skip';
    readonly source: string;
    readonly reason: SkipReason;
    readonly looksLike?: string;
} | {
    readonly action: 'fail';
    readonly source: string;
    readonly failure: Failure;
};
/**
 * Tells what a run with these options would do, file by file, from the record of earlier runs and the first bytes of each file. Writes
 * nothing and decodes nothing: an image that is broken further in is still listed, and where images share tables, so are those whose
 * table is the same as before.
 *
 * @param context receives the warnings about the sources
 * @throws {ImgparError} `usage`, as a run would
 * @throws what the reporter threw or rejected with
 */
export declare function dryRun(options: RunOptions, context?: Pick<RunContext, 'report'>): AsyncGenerator<Intention>;
