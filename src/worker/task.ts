import type { ImageFormat } from '../codec/formats.js';
import type { CodecName } from '../codec/output.js';
import { isNamedLikeImage } from '../codec/sniff.js';
import type { Failure } from '../errors.js';
import type { SkipReason, StageTimings } from '../events.js';
import type { LimitOptions, OperationOptions, OutputOptions } from '../options/run-options.js';
import type { ContentStamp } from '../record/image-record.js';
import type { FoundMask } from './masks.js';
import type { SparseHistogram } from './statistics.js';

/** One image to do. */
export interface Task {
  /** Its place in the list. */
  readonly id: number;
  readonly source: string;
  readonly destination: string;
  /** Whether it is meant to be an image, as one is that the user named: else it is skipped if it is none. */
  readonly named: boolean;
  /** Where its mask would be if it had the name of the image. */
  readonly mask?: string;
  /** The file of statistics that it shares with other images. */
  readonly statistics?: string;
  /** Names the content of that file. */
  readonly statisticsHash?: string;
  /** Where the original is to be kept, if the result takes its place. */
  readonly backup?: string;
  /** In place: what is known to be the original, of an image that holds a result. */
  readonly original?: Original;
  /** Where it is copied to if it is no image; and whether that was done before. */
  readonly copyTo?: string;
  readonly isCopied?: boolean;
  /** With these contents of source and result, in SHA-256, there is nothing to do. */
  readonly upToDateIf?: { readonly source: string; readonly result: string };
}

/** The original of an image that was equalised in place before. */
interface Original {
  readonly sha256: string;
  /** The file that keeps it, to be read instead of the source. Default: the source itself, whose result equals its original. */
  readonly path?: string;
  /** What the result that is to be replaced was found to be. */
  readonly place?: { readonly size: number; readonly mtimeMs: number };
}

/** What a worker found in the place of an image: the content of a result. */
export interface FoundResult {
  readonly sha256: string;
  readonly size: number;
  readonly mtimeMs: number;
}

/** What a worker needs to put results in the place of their sources. */
export interface InPlaceWork {
  /** The manifest, to which the worker appends what it is about to do. */
  readonly manifest: string;
  /** Absolute folder that the paths of records start from. */
  readonly root: string;
  /** By format. */
  readonly fingerprints: Readonly<Record<string, string>>;
  /** Absolute folders below which all images lie. */
  readonly roots: readonly string[];
  /** Absolute folder below which originals are kept. */
  readonly backupRoot?: string;
  /** Whether a file that has other names is replaced; they keep the original. */
  readonly breakHardLinks: boolean;
  /** A file that tells the contents of results, and how many it names; not there before the first result. */
  readonly knownResults?: { readonly path: string; readonly count: number } | undefined;
}

/** What is done to every image of a run. */
export interface Work {
  /** `measure` counts the levels for statistics that images share, and writes nothing. */
  readonly purpose: 'equalize' | 'measure';
  readonly operation: OperationOptions;
  readonly output: OutputOptions;
  /** Whether `done` tells what identifies source and result. */
  readonly stamped: boolean;
  /** Given if results take the place of their sources. */
  readonly inPlace?: InPlaceWork | undefined;
  readonly limits: Pick<LimitOptions, 'maxPixels' | 'retries'>;
  /** Absolute folder below which all is written. */
  readonly destinationRoot: string;
  /** Names the run in the names of its drafts. */
  readonly token: string;
}

/** What identifies the files of an image that was done. */
export interface Stamps {
  /** Of the result; `other` of a copy of what is no image. */
  readonly format: ImageFormat | 'other';
  /** Who decoded and encoded it. */
  readonly codec?: CodecName;
  readonly input: ContentStamp;
  readonly output: ContentStamp;
  readonly mask?: FoundMask['file'];
  /** What the user should know of the image, a sentence each. */
  readonly warnings?: readonly string[];
  /** Whether pixels of it are missing or broken, and were made up. */
  readonly damaged?: boolean;
}

/** What became of one image. */
export type Outcome =
  | {
      readonly status: 'done';
      readonly width: number;
      readonly height: number;
      readonly inputBytes: number;
      readonly outputBytes: number;
      readonly timings: StageTimings;
      /** What the user should know of it, a sentence each. */
      readonly warnings?: readonly string[];
      /** Whether it may not survive a failure of power, though it was to. */
      readonly notDurable?: boolean;
      /** For the manifest. */
      readonly stamps?: Stamps;
    }
  /** For each picture of the file, the histogram of each plane. */
  | { readonly status: 'measured'; readonly pictures: ReadonlyArray<readonly SparseHistogram[]> }
  | {
      readonly status: 'skipped';
      readonly reason: SkipReason;
      readonly looksLike?: string;
      /** For the manifest, of what was copied. */
      readonly stamps?: Stamps;
    }
  /** In place: nothing was done, as it is a result already. */
  | ({ readonly status: 'holds-result' } & FoundResult)
  /** It was not begun: at its peak it takes more memory than was granted, so much, or `isLeast` so much at least. */
  | { readonly status: 'needs-memory'; readonly peakBytes: number; readonly isLeast?: boolean }
  | { readonly status: 'failed'; readonly failure: Failure };

/** What became of an image in the end. */
export type Settled = Exclude<Outcome, { readonly status: 'needs-memory' } | { readonly status: 'holds-result' }>;

/** What became of a task, and how often it was tried. */
export interface TaskResult {
  readonly task: Task;
  readonly outcome: Settled;
  readonly attempts: number;
}

/** A task to be done, or what became of it already. */
export type Reviewed = { readonly task: Task } | { readonly outcome: Settled };

/** What becomes of a file that was found and is no image. */
export function noImage(source: string, looksLike: string) {
  return { status: 'skipped', reason: isNamedLikeImage(source) ? 'misnamed' : 'not-an-image', looksLike } as const;
}
