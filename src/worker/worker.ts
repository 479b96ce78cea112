import { isOutOfRoom } from '../errors.js';
import { Garbage } from './garbage.js';
import { textOf } from './messages/outcome-text.js';
import { type Trial, type TrialResult, tryOut } from './prepare.js';
import { processImage } from './process-image.js';
import { smallJpegs } from './shortcut/small-jpeg.js';
import type { Outcome, Task, Work } from './task.js';

/** A job for a worker: several images, and what to do to each. */
export interface Batch {
  readonly tasks: readonly Task[];
  readonly work: Work;
  /** Memory that one image may take at its peak; one that needs more is not begun. */
  readonly grantedBytes: number;
}

const garbage = new Garbage();

/** How long a worker goes on taking images of a batch, in milliseconds. A huge image after thumbnails ends the batch. */
const patienceMs = 250;

/** The entry point of a worker thread: one job after the other. @returns for a batch, its outcomes as `textOf` writes them */
export default function work(job: Batch): Promise<string>;
export default function work(job: Trial): Promise<TrialResult>;
export default async function work(job: Batch | Trial): Promise<string | TrialResult> {
  return 'tasks' in job ? textOf(await processBatch(job)) : tryOut(job);
}

/** One image after the other. Fewer outcomes than tasks mean that the batch took longer than expected, and the rest was not begun. */
export async function processBatch({ tasks, work, grantedBytes }: Batch): Promise<Outcome[]> {
  const startedAt = performance.now();
  const small = tasks.length > 0 ? await smallJpegs(work, grantedBytes) : undefined;
  const outcomes: Outcome[] = [];
  let outOfRoom = 0;
  for (const task of tasks) {
    // The run decides whether to go on without room to write.
    if (outOfRoom >= 2 || (outcomes.length > 0 && performance.now() - startedAt > patienceMs)) break;
    const outcome = small?.(task) ?? (await processImage(task, work, grantedBytes));
    outcomes.push(outcome);
    outOfRoom = outcome.status === 'failed' && isOutOfRoom(outcome.failure) ? outOfRoom + 1 : 0;
    if (garbage.expect(outcome)) await garbage.collect(grantedBytes);
  }
  return outcomes;
}
