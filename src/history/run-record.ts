import type { SkipReason } from '../events.js';
import type { ImageRecord } from '../record/image-record.js';
import type { Manifest } from '../record/manifest.js';
import type { RunEnding } from '../record/run-header.js';
import type { FoundResult, InPlaceWork, Reviewed, Task, TaskResult } from '../worker/task.js';
import type { StaleReason } from './up-to-date.js';

/** Whether to do an image. */
export type Verdict = { readonly action: 'skip'; readonly reason: SkipReason } | { readonly action: 'do'; readonly task: Task };

/** Where records are looked up, and written. */
export type Ledger = Pick<Manifest, 'find' | 'append' | 'writeHeader' | 'damagedLines' | 'close'> & Partial<Pick<Manifest, 'end'>>;

/** What a run knows about earlier ones, and what later ones will know about it. */
export interface RunRecord {
  /** Whether anything is recorded, so that workers must identify the files. */
  readonly isKept: boolean;
  /** The number of broken lines in the manifest; the images they described are done again. */
  readonly damagedLines: number;
  /** What workers need to replace sources in place. */
  readonly inPlace?: InPlaceWork | undefined;
  /** Whether to do an image, from what is known about it. */
  judge(task: Task): Verdict;
  /** What to do with an image after more has become known: its worker was lost, or it turned out to be a result. */
  review(task: Task, found?: FoundResult): Reviewed;
  /** Why an image would be done; undefined if it is up to date. */
  whyStale(task: Task): StaleReason | undefined;
  recordOf(task: Task): ImageRecord | undefined;
  /** Call before the first image is done. @throws {ImgparError} `usage`, if a run with other options is at work; `unwritable` */
  begin(): void;
  /** Records what became of images. @throws {ImgparError} `unwritable` */
  note(results: readonly TaskResult[]): void;
  /** Notes an entry that is skipped without having been judged. */
  passOver?(task: Task, reason: SkipReason): void;
  /** Notes how the run ended, where that is recorded. */
  end?(ended: RunEnding): void;
  /** @throws {ImgparError} `unwritable`, if something could not be recorded */
  close(): void | Promise<void>;
}
