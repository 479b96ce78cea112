import type { StageTimings } from '../events.js';
import type { DoneRecord } from '../record/image-record.js';
import type { Stamps, Task } from './task.js';
import { recordedPath } from './up-to-date.js';

/** What a worker needs to record a result itself. */
export interface WriteAhead {
  readonly manifest: string;
  /** Absolute folder that the paths of records start from. */
  readonly root: string;
  /** By format. */
  readonly fingerprints: Readonly<Record<string, string>>;
}

export interface Circumstances {
  readonly root: string;
  readonly fingerprint: string;
  readonly attempts: number;
  readonly timings: Partial<StageTimings>;
}

/** The record of an image that was done. */
export function doneRecord(task: Task, stamps: Stamps, { root, fingerprint, attempts, timings }: Circumstances): DoneRecord {
  const { format, codec, input, output, mask } = stamps;
  return {
    destination: recordedPath(root, task.destination),
    status: 'done',
    source: recordedPath(root, task.source),
    at: Date.now(),
    fingerprint,
    format,
    codec,
    input,
    output,
    ...(mask && { mask: { ...mask, path: recordedPath(root, mask.path) } }),
    attempts,
    timings,
  };
}
