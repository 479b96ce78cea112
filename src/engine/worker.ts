import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Outcome, processImage, type Task, type Work } from './process-image.js';

/** What a worker is sent: some images, and what to do to each. */
export interface Batch {
  readonly tasks: readonly Task[];
  readonly work: Work;
  /** Memory that one image may take at its peak; one that needs more is not begun. */
  readonly grantedBytes: number;
}

/** How long a worker goes on taking images of a batch. One that comes after thumbnails and turns out a giant ends the batch. */
const patienceMs = 250;

/**
 * The entry of a worker thread: one batch after the other, one image after the other. Fewer outcomes than tasks mean that the batch
 * took longer than expected and the rest was not begun.
 */
export default async function processBatch({ tasks, work, grantedBytes }: Batch): Promise<Outcome[]> {
  const startedAt = performance.now();
  const outcomes: Outcome[] = [];
  for (const task of tasks) {
    if (outcomes.length > 0 && performance.now() - startedAt > patienceMs) break;
    outcomes.push(await processImage(task, work, grantedBytes));
    collectGarbage();
  }
  return outcomes;
}

/** Beyond this much of it, memory of pixels and files that nobody refers to any more is given back before the next image. */
const garbageBytes = 24 * 2 ** 20;

/** What was in use after the last collection: memory that waits for the next image, and that of the kernels. */
let keptBytes = 0;

// Only the flag that a program is started with, or this, shows the collector to programs.
setFlagsFromString('--expose-gc');
const gc: () => void = runInNewContext('gc');

/**
 * Node frees the pixels of past images when its own small heap fills up, which may be hundreds of megabytes later; a budget of
 * memory counts on them being gone. A collection takes about 3 ms, and more on the threads that help it.
 */
function collectGarbage(): void {
  if (process.memoryUsage().external <= keptBytes + garbageBytes) return;
  gc();
  keptBytes = process.memoryUsage().external;
}
