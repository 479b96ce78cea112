import { type Outcome, processImage, type Task, type Work } from './process-image.js';

/** What a worker is sent: some images, and what to do to each. */
export interface Batch {
  readonly tasks: readonly Task[];
  readonly work: Work;
}

/** The entry of a worker thread: one batch after the other, one image after the other. */
export default async function processBatch({ tasks, work }: Batch): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const task of tasks) outcomes.push(await processImage(task, work));
  return outcomes;
}
