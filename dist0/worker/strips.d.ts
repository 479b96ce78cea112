import type { Outcome, Task, Work } from './task.js';
/**
 * Equalises one image that is never whole in memory: it is read strip by strip, once to count its levels and once to change them.
 * The result is the same, byte for byte, as of the whole. The source is a file of this machine, which hands out pieces at once.
 *
 * @returns undefined where that is not possible, or where only the whole tells what is wrong with the file
 * @throws {NeedsMemory} where even strips take more than was granted
 */
export declare function processInStrips(task: Task, work: Work, grantedBytes: number): Promise<Outcome | undefined>;
