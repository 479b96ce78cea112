import type { DoneRecord, ImageRecord } from '../record/image-record.js';
import { pathFrom, recordedPath } from '../record/recorded-path.js';
import { look } from '../storage/file.js';
import { sha256OfFile } from '../storage/hash.js';
import type { Task } from '../worker/task.js';
import type { Fingerprints } from './fingerprint.js';

/** Why an image needs doing. */
export type StaleReason =
  | 'no-result'
  | 'failed'
  | 'options-changed'
  | 'source-changed'
  | 'mask-changed'
  | 'result-missing'
  | 'result-changed';

export interface Comparison {
  /** Absolute folder that the paths of records start from. */
  readonly root: string;
  readonly fingerprints: Fingerprints;
  /** Whether the caller compares the content of source and result, so that time and place of the source do not matter. */
  readonly checksum: boolean;
}

/**
 * What has changed since an image was done; undefined if nothing has. Checks sizes and times without opening the image: a source counts as
 * unchanged while its path, size and modification time are the same, a result while its size is. `touched` means that only the time of the
 * source differs, as after a fresh checkout, so that its content decides.
 */
export function whyStale(record: ImageRecord | undefined, task: Task, comparison: Comparison): StaleReason | 'touched' | undefined {
  if (!record || record.status === 'removed' || record.status === 'skipped') return 'no-result';
  if (record.status === 'failed') return 'failed';
  if (!comparison.fingerprints.isCurrent(record.fingerprint, record.format, task.statisticsHash)) return 'options-changed';
  const source = comparison.checksum ? 'same' : comparedWith(record.source, record.input, task.source, comparison.root);
  if (source === 'changed') return 'source-changed';
  if (isMaskChanged(record.mask, task, comparison.root)) return 'mask-changed';
  const result = look(task.destination);
  if (!result?.isFile) return 'result-missing';
  if (result.size !== record.output.size) return 'result-changed';
  return source === 'touched' ? 'touched' : undefined;
}

/** The same for results in place. */
export function whyStaleInPlace(record: ImageRecord | undefined, task: Task, comparison: Comparison): StaleReason | undefined {
  if (!record || record.status === 'removed' || record.status === 'skipped') return 'no-result';
  if (record.status === 'failed') return 'failed';
  if (!isStillResult(record, task.destination)) return 'source-changed';
  return whyOutdated(record, task, comparison);
}

/** What has changed since a result in place was made, apart from its original. */
export function whyOutdated(record: DoneRecord, task: Task, { root, fingerprints }: Comparison): StaleReason | undefined {
  if (isMaskChanged(record.mask, task, root)) return 'mask-changed';
  return fingerprints.isCurrent(record.fingerprint, record.format) ? undefined : 'options-changed';
}

/** Whether a file is still what was written there. Its content decides if size and time do not distinguish it from the original. */
export function isStillResult(record: DoneRecord, path: string): boolean {
  const found = look(path);
  if (!found?.isFile || found.size !== record.output.size) return false;
  return isProvenByTime(record, found.mtimeMs) || contentIs(path, record.output.sha256);
}

/** Whether the time of a file of the right size proves that it is the result, and could not be that of the original. */
export function isProvenByTime({ input, output }: DoneRecord, mtimeMs: number): boolean {
  // A time copied from the original loses everything below a microsecond.
  return Math.abs(output.mtimeMs - input.mtimeMs) > 1 && mtimeMs === output.mtimeMs;
}

/** Whether a file can be read and has this content. */
export function contentIs(path: string, sha256: string): boolean {
  try {
    return sha256OfFile(path) === sha256;
  } catch {
    return false;
  }
}

type Compared = 'same' | 'touched' | 'changed';

function comparedWith(recorded: string, { size, mtimeMs }: { size: number; mtimeMs: number }, path: string, root: string): Compared {
  if (recordedPath(root, path) !== recorded) return 'changed';
  // A link that was named as source is followed.
  const found = look(path, { throughLinks: true });
  if (found?.isFile !== true || found.size !== size) return 'changed';
  return found.mtimeMs === mtimeMs ? 'same' : 'touched';
}

function isMaskChanged(mask: DoneRecord['mask'], task: Task, root: string): boolean {
  if (task.mask === undefined || mask === undefined) return (task.mask === undefined) !== (mask === undefined);
  const used = pathFrom(root, mask.path);
  const compared = comparedWith(mask.path, mask, used, root);
  if (compared === 'changed' || !isNamedLike(used, task.mask)) return true;
  // Masks are small, and few are touched.
  if (compared === 'touched' && (mask.sha256 === undefined || !contentIs(used, mask.sha256))) return true;
  // A mask with the exact name of the image takes precedence over one with another extension.
  return used !== task.mask && look(task.mask) !== undefined;
}

function isNamedLike(used: string, expected: string): boolean {
  const stem = (path: string) => path.replace(/\.[^.\\/]*$/, '');
  return used === expected || stem(used) === stem(expected);
}
