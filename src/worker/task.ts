import type { CodecName } from '../codec/encoding.js';
import type { ImageFormat } from '../codec/formats.js';
import { isNamedLikeImage } from '../codec/sniff.js';
import type { Failure } from '../errors.js';
import type { SkipReason, StageTimings } from '../events.js';
import type { LimitOptions, OperationOptions, OutputOptions } from '../options/run-options.js';
import type { FigureChange, Inspection } from '../pixels/figures.js';
import type { ContentStamp } from '../record/image-record.js';
import type { Look, SpooledText } from './looks/shown.js';
import type { FoundMask } from './masks.js';
import type { SparseHistogram } from './statistics.js';

/** One image to process. */
export interface Task {
  /** Its number in the list. */
  readonly id: number;
  /** Where its line is in the whole of which the list is a part. */
  readonly line?: number;
  readonly source: string;
  readonly destination: string;
  /** Whether the user means it to be an image, for example by naming it; otherwise it is skipped if it is not one. */
  readonly named: boolean;
  /** Where its mask would be if it had the name of the image. */
  readonly mask?: string;
  /** The file of statistics that it shares with other images. */
  readonly statistics?: string;
  /** Identifies the content of that file. */
  readonly statisticsHash?: string;
  /** Where to keep the original, if the result replaces it. */
  readonly backup?: string;
  /** In place: the known original of an image that holds a result. */
  readonly original?: Original;
  /** Where to copy it if it is not an image; and whether that was done before. */
  readonly copyTo?: string;
  readonly isCopied?: boolean;
  /** Whether to look at it for a report while it is equalised. */
  readonly isShown?: boolean;
  /** For the purpose `look`: whether the operation gives the result once more; otherwise the result is read. */
  readonly isRepeatable?: boolean;
  /** The SHA-256 of source and result with which there is nothing to do. */
  readonly upToDateIf?: { readonly source: string; readonly result: string };
}

/** The original of an image that was equalised in place before. */
interface Original {
  readonly sha256: string;
  /** The file that keeps it, to be read instead of the source. Default: the source itself, whose result equals its original. */
  readonly path?: string;
  /** Size and time of the result to be replaced, as found. */
  readonly place?: { readonly size: number; readonly mtimeMs: number };
}

/** The content of a result, found by a worker where it expected a source. */
export interface FoundResult {
  readonly sha256: string;
  readonly size: number;
  readonly mtimeMs: number;
}

/** What a worker needs for replacing sources with results. */
export interface InPlaceWork {
  /** The manifest, to which the worker appends each replacement before it happens. */
  readonly manifest: string;
  /** Absolute folder that paths in records are relative to. */
  readonly root: string;
  /** By format. */
  readonly fingerprints: Readonly<Record<string, string>>;
  /** Absolute folders that contain all images. */
  readonly roots: readonly string[];
  /** Absolute folder that keeps originals. */
  readonly backupRoot?: string;
  /** Whether to replace a file that has other names, which keep the original. */
  readonly breakHardLinks: boolean;
  /** A file that lists the contents of results, and their number; absent before the first result. */
  readonly knownResults?: { readonly path: string; readonly count: number } | undefined;
}

/** What is done to every image of a run. */
export interface Work {
  /**
   * `measure` counts the levels for statistics that images share, `inspect` takes the figures of each, `look` shows them for a report; none
   * of these writes anything.
   */
  readonly purpose: 'equalize' | 'measure' | 'inspect' | 'look';
  readonly operation: OperationOptions;
  readonly output: OutputOptions;
  /** Whether `done` includes the stamps of source and result. */
  readonly stamped: boolean;
  /** Whether `done` includes the figures. Default: false. */
  readonly figures?: boolean;
  /** Where what a report shows of images goes. */
  readonly looksFolder?: string | undefined;
  /** Given if results replace their sources. */
  readonly inPlace?: InPlaceWork | undefined;
  readonly limits: Pick<LimitOptions, 'maxPixels' | 'retries'>;
  /** Absolute folder that contains everything that is written. */
  readonly destinationRoot: string;
  /** Identifies the run in the names of its drafts. */
  readonly token: string;
}

/** Identifies the files of an image that was done. */
export interface Stamps {
  /** The format of the result; `other` for a copy of a file that is not an image. */
  readonly format: ImageFormat | 'other';
  /** The library that decoded and encoded it. */
  readonly codec?: CodecName;
  readonly input: ContentStamp;
  readonly output: ContentStamp;
  readonly mask?: FoundMask['file'];
  /** What the user should know about the image, one sentence each. */
  readonly warnings?: readonly string[];
  /** Whether pixels are missing or broken, and were made up. */
  readonly damaged?: boolean;
  readonly figures?: FigureChange;
}

/** The outcome of one image. */
export type Outcome =
  | {
      readonly status: 'done';
      readonly width: number;
      readonly height: number;
      readonly inputBytes: number;
      readonly outputBytes: number;
      readonly timings: StageTimings;
      /** How its first picture uses its levels, before and after; given if asked for. */
      readonly figures?: FigureChange;
      /** What the user should know about it, one sentence each. */
      readonly warnings?: readonly string[];
      /** Whether it may not survive a power failure, though it should. */
      readonly notDurable?: boolean;
      /** For the manifest. */
      readonly stamps?: Stamps;
      /** If the task asks for it, and the image was whole in memory. */
      readonly shown?: SpooledText;
      /** Milliseconds that this took, besides the stages of the image. */
      readonly lookMs?: number;
    }
  /** For each image in the file, the histogram of each plane. */
  | { readonly status: 'measured'; readonly pictures: ReadonlyArray<readonly SparseHistogram[]> }
  | ({ readonly status: 'inspected' } & Inspection)
  | { readonly status: 'looked-at'; readonly look: Look }
  | {
      readonly status: 'skipped';
      readonly reason: SkipReason;
      readonly looksLike?: string;
      /** For the manifest, if it was copied. */
      readonly stamps?: Stamps;
    }
  /** In place: nothing was done, as it is a result already. */
  | ({ readonly status: 'holds-result' } & FoundResult)
  /** It was not begun, as its peak memory exceeds the grant: this much, or with `isLeast` at least this much. */
  | { readonly status: 'needs-memory'; readonly peakBytes: number; readonly isLeast?: boolean }
  | { readonly status: 'failed'; readonly failure: Failure };

/** The final outcome of an image. */
export type Settled = Exclude<Outcome, { readonly status: 'needs-memory' } | { readonly status: 'holds-result' }>;

/** The outcome of a task, and the number of attempts. */
export interface TaskResult {
  readonly task: Task;
  readonly outcome: Settled;
  readonly attempts: number;
}

/** A task to be done, or its outcome if known already. */
export type Reviewed = { readonly task: Task } | { readonly outcome: Settled };

/** The outcome of a file that was found and is not an image. */
export function noImage(source: string, looksLike: string) {
  return { status: 'skipped', reason: isNamedLikeImage(source) ? 'misnamed' : 'not-an-image', looksLike } as const;
}
