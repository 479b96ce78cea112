import { type ListRange } from './list.js';
import type { Plan } from './plan.js';
/**
 * Writes a plan down, to be run elsewhere or later.
 *
 * @param range the entries to be written, for one who is to do a part. Default: all
 * @throws {ImgparError} `unwritable`
 */
export declare function writePlan(path: string, plan: Plan, range?: ListRange): Promise<void>;
/**
 * Reads a plan that was written down. Nothing is listed or checked again: that was done when it was made.
 *
 * @returns to be closed by whoever asked for it, by closing its list
 * @throws {ImgparError} `usage`, if the file is no plan, of another version, or not whole
 */
export declare function readPlan(path: string): Promise<Plan>;
