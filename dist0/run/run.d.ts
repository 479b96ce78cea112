import type { RunContext } from '../engine/run-context.js';
import type { RunSummary } from '../events.js';
import type { RunOptions } from '../options/run-options.js';
/**
 * Equalises every image of the sources into the destination, on every core. Images that fail are told of, and never stop the
 * run. Prints nothing; nothing is written before the whole list is known to be free of collisions.
 *
 * @returns the totals; `interrupted` if one of the signals ended the run
 * @throws {ImgparError} `usage`, if an option, a source or the destination is wrong: then nothing was written
 * @throws what the reporter threw or rejected with, if it did: that ends the run as `signal` does
 */
export declare function run(options: RunOptions, context?: RunContext): Promise<RunSummary>;
