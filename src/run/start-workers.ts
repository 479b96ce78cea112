import { builtFile } from '../installed.js';
import { usableCores } from '../parallel/cores.js';
import { type HostOptions, startHost, type WorkerHost } from '../parallel/host.js';

/**
 * Starts the workers' process. This takes some 0.15 s, during which options can be read and the list of images made.
 *
 * @param options.processEach one process per worker; see docs/decisions/workers.md
 * @throws {ImgparError} `usage`, if a bundler left its files behind
 */
export function startWorkers({ processEach = false }: Pick<HostOptions, 'processEach'> = {}): WorkerHost {
  return startHost({
    processEach,
    // A process needs built modules; these paths lead to them both from src/ (in the tests) and from dist/.
    workerUrl: builtFile('../../dist/worker/worker.cjs', import.meta.url),
    preloadUrl: builtFile('../../dist/worker/worker-process.cjs', import.meta.url),
    env: environment(),
  });
}

/**
 * Limits the heaps of glibc. It gives every thread that allocates concurrently its own heap, up to 8 per core, and each keeps what images
 * have left in it; libvips adds threads of its own. As many heaps as cores, and at least two, are enough. The user's own setting wins.
 * Measured on 2 cores, 36 images of 24 megapixels in six formats with 2 workers: peak resident sets of 694 MiB instead of 987, CPU 38.4 s
 * instead of 37.5. A fixed mmap threshold of 1 MiB gives 678 MiB for 41.1 s, as the kernel zeroes pages again and again, so it is left
 * alone.
 */
function environment(): Readonly<Record<string, string>> {
  const { MALLOC_ARENA_MAX = String(Math.max(2, usableCores())) } = process.env;
  return { MALLOC_ARENA_MAX };
}

/** A start takes 0.15 s; the longer limit is for cold disks and overloaded machines, the shorter one for impatient users. */
const leastStartMs = 5_000;
const longestStartMs = 30_000;

/** How long the workers' process may take to start, in milliseconds: as long as an image, within reason. */
export function startTimeoutMs(timeoutMs: number): number {
  return Math.min(longestStartMs, Math.max(leastStartMs, timeoutMs));
}
