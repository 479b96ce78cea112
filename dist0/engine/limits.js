import { baseBytes } from '../options/base-memory.js';
import { usableMemoryBytes } from '../parallel/memory-limit.js';
// What the limits of a run leave for its parts.
/** What is left for images. */
export function imageMemoryBytes({ maxMemoryBytes }, workers) {
    return maxMemoryBytes - baseBytes(workers);
}
/**
 * What the workers' process is ended at, as an operation takes memory without end: half as much again as is allowed, but always before
 * the machine has none left.
 */
export function intolerableMemoryBytes({ maxMemoryBytes }, usableBytes = usableMemoryBytes()) {
    return Math.min(1.5 * maxMemoryBytes, Math.max(maxMemoryBytes, (maxMemoryBytes + usableBytes) / 2));
}
/** However small its share, the heap of a worker may be as large as this. */
const leastHeapBytes = 64 * 2 ** 20;
/**
 * JavaScript's heap of one worker. A user's method that takes memory without end ends its own thread when the share of its worker is used
 * up, not the machine. By default it may take 4 GB. Pixels lie outside of this heap.
 */
export function heapBytes(limits, workers) {
    return Math.max(leastHeapBytes, imageMemoryBytes(limits, workers) / workers);
}
/** A start takes 0.15 s; the longer limit is for cold disks and machines with far too much to do, the shorter one for impatient users. */
const leastStartMs = 5_000;
const longestStartMs = 30_000;
/** How long the process of the workers may take to start: as long as an image, within reason. */
export function startTimeoutMs(timeoutMs) {
    return Math.min(longestStartMs, Math.max(leastStartMs, timeoutMs));
}
/** Whether more images have failed than the run bears. @param found images in all */
export function tooManyFailures({ maxFailures }, failed, found) {
    if (maxFailures === undefined)
        return false;
    const allowed = typeof maxFailures === 'number' ? maxFailures : Math.floor((Number.parseFloat(maxFailures) / 100) * found);
    return failed > allowed;
}
