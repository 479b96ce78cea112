import type { StageTimings } from '../events.js';
import type { DoneRecord } from '../record/image-record.js';
import { recordedPath } from '../record/recorded-path.js';
import type { Stamps, Task } from './task.js';

export interface Circumstances {
  readonly root: string;
  readonly fingerprint: string;
  readonly attempts: number;
  readonly timings: Partial<StageTimings>;
}

/** The record of an image that was done. */
export function doneRecord(task: Task, stamps: Stamps, { root, fingerprint, attempts, timings }: Circumstances): DoneRecord {
  const { format, codec, input, output, mask, warnings, damaged, figures } = stamps;
  const backup = task.original?.path ?? task.backup;
  return {
    destination: recordedPath(root, task.destination),
    status: 'done',
    source: recordedPath(root, task.source),
    at: Date.now(),
    fingerprint,
    format,
    ...(codec && { codec }),
    input,
    output,
    ...(mask && { mask: { ...mask, path: recordedPath(root, mask.path) } }),
    ...(backup !== undefined && { backup: recordedPath(root, backup) }),
    ...(warnings && { warnings }),
    ...(damaged && { damaged }),
    ...(figures && { figures }),
    attempts,
    timings,
  };
}
