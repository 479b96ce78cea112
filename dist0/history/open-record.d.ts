import type { CheckedOptions } from '../options/run-options.js';
import type { Plan } from '../plan/plan.js';
import type { RunRecord } from './run-record.js';
/**
 * Reads the manifest of a plan's destination, if it is to have one.
 *
 * @param token names the run that is to add to it; without, nothing can be added
 * @throws {ImgparError} `usage`, if the file is no manifest, or cannot be read or written, or another run is in charge
 */
export declare function openRecord(planned: Plan, options: CheckedOptions, token?: string): Promise<RunRecord>;
