import { type Outcome, type Task, type Work } from './task.js';
/**
 * Equalises one image from file to file: whole, or in strips where that takes too much memory. Never throws: whatever goes wrong is
 * the outcome.
 *
 * @param grantedBytes memory it may take at its peak
 */
export declare function processImage(task: Task, work: Work, grantedBytes?: number): Promise<Outcome>;
