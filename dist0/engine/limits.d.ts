import type { LimitOptions } from '../options/run-options.js';
/** What is left for images. */
export declare function imageMemoryBytes({ maxMemoryBytes }: LimitOptions, workers: number): number;
/**
 * What the workers' process is ended at, as an operation takes memory without end: half as much again as is allowed, but always before
 * the machine has none left.
 */
export declare function intolerableMemoryBytes({ maxMemoryBytes }: LimitOptions, usableBytes?: number): number;
/**
 * JavaScript's heap of one worker. A user's method that takes memory without end ends its own thread when the share of its worker is used
 * up, not the machine. By default it may take 4 GB. Pixels lie outside of this heap.
 */
export declare function heapBytes(limits: LimitOptions, workers: number): number;
/** How long the process of the workers may take to start: as long as an image, within reason. */
export declare function startTimeoutMs(timeoutMs: number): number;
/** Whether more images have failed than the run bears. @param found images in all */
export declare function tooManyFailures({ maxFailures }: LimitOptions, failed: number, found: number): boolean;
