/**
 * What the processes of a run hold before any large image comes: the caller with its list and records 85 MiB, the workers' process
 * 90 and 40 more for each worker, where half is what the garbage collector has not come to yet. Chosen to lie above what was seen
 * with images of 256 × 192, resident sets added up, one run each, Node 20.20: 246 MiB with 2 workers (2,000 images), 190 with 1 and
 * 250 with 4 (110 images).
 */
export function baseBytes(workers) {
    return (175 + 40 * workers) * 2 ** 20;
}
/** The smallest budget that leaves something to work with beside the processes themselves. */
export function leastMemoryBytes(workers) {
    return baseBytes(workers) + workers * leastShareBytes;
}
/** Less than this is given to no batch. */
export const leastShareBytes = 32 * 2 ** 20;
/** As many of the workers as the memory is enough for, at least 1. */
export function workersWithin(maxMemoryBytes, workers) {
    let affordable = workers;
    while (affordable > 1 && leastMemoryBytes(affordable) > maxMemoryBytes)
        affordable--;
    return affordable;
}
