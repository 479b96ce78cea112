import type { Outcome, Task, Work } from './task.js';
import { type Trial, type TrialResult } from './try-out.js';
/** What a worker is sent: some images, and what to do to each. */
export interface Batch {
    readonly tasks: readonly Task[];
    readonly work: Work;
    /** Memory that one image may take at its peak; one that needs more is not begun. */
    readonly grantedBytes: number;
}
/** The entry of a worker thread: one job after the other. */
export default function work(job: Batch): Promise<Outcome[]>;
export default function work(job: Trial): Promise<TrialResult>;
