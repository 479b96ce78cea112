import type { StageTimings } from '../events.js';
import type { FigureChange } from '../pixels/figures.js';
import { beforeDestination } from './lines.js';

/** Size and time of a file, which reveal a change without reading it. */
interface FileStamp {
  readonly size: number;
  /** In milliseconds since the epoch, with a fraction. */
  readonly mtimeMs: number;
}

/** The same, with the SHA-256 of the content in hexadecimal. */
export interface ContentStamp extends FileStamp {
  readonly sha256: string;
}

/** A file beside the image that also decides its result; its path is written like `ImageRecord.source`. */
interface MaskStamp extends FileStamp {
  readonly path: string;
  /** Missing in version 0.1.0. */
  readonly sha256?: string;
}

interface Recorded {
  /** Path of the result below the destination's root, with '/' between names. */
  readonly destination: string;
  /** Path of the image relative to the destination's root, with '/' between names: the same on every machine that has both side by side. */
  readonly source: string;
  /** When it was recorded, in milliseconds since the epoch. */
  readonly at: number;
  /** In a part of a job: which line it was, counted as the header of the part says. */
  readonly line?: number;
}

/** A result that was made. */
export interface DoneRecord extends Recorded {
  readonly status: 'done';
  /** Identifies all options that decide the bytes of a result of this format. */
  readonly fingerprint: string;
  readonly format: string;
  /** Which codec decoded and encoded it: JPEG results differ slightly between codecs. */
  readonly codec?: string;
  readonly input: ContentStamp;
  readonly output: ContentStamp;
  readonly mask?: MaskStamp;
  /** In place: where the original is kept, written like `source`; absent if it is not kept. */
  readonly backup?: string;
  /** In place, for a result about to replace its source: the run, and width and height of its first picture. */
  readonly run?: string;
  readonly width?: number;
  readonly height?: number;
  /** What the user should know about the image, one sentence each. */
  readonly warnings?: readonly string[];
  /** Whether pixels of it are missing or broken, and were made up. */
  readonly damaged?: boolean;
  /** How its first picture uses its levels, before and after; recorded if asked for. */
  readonly figures?: FigureChange;
  readonly attempts: number;
  readonly timings: Readonly<Partial<StageTimings>>;
}

/** An image that failed. */
interface FailedRecord extends Recorded {
  readonly status: 'failed';
  readonly code: string;
  readonly message: string;
  readonly attempts: number;
}

/** A result that no longer exists: removed because its source is gone, or replaced by its original. */
interface RemovedRecord extends Recorded {
  readonly status: 'removed';
}

/** An entry of which nothing was made, such as a file that is no image: only in parts, where every line has an outcome. */
interface SkippedRecord extends Recorded {
  readonly status: 'skipped';
  readonly reason: string;
}

/** What became of one image: one line of the manifest. */
export type ImageRecord = DoneRecord | FailedRecord | RemovedRecord | SkippedRecord;

/** Whether a record says what is there now, or why nothing is. */
export function isKept({ status }: ImageRecord): boolean {
  return status === 'done' || status === 'failed';
}

/**
 * The record as a line of JSON with its line end, in characters that are safe on a terminal. The destination comes first, so that the line
 * can be found by it without being parsed; in a part, the number of its line follows.
 */
export function recordLine({ destination, line, status, ...rest }: ImageRecord): string {
  return `${terminalSafeJson({ destination, line, status, ...rest })}\n`;
}

/** The start of the line for a destination. */
export function lineStart(destination: string): string {
  return `${beforeDestination}${terminalSafeJson(destination).slice(1)}`;
}

/** JSON that is safe on a terminal, including what `JSON.stringify` leaves unescaped: DEL, C1, separators, bidirectional controls. */
export function terminalSafeJson(value: unknown): string {
  const json = JSON.stringify(value);
  if (plainText.test(json)) return json;
  return json.replace(/[\x7f-\x9f\u2028\u2029\p{Bidi_Control}]/gu, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** True for almost all records; checking it first saves a third of the time. */
const plainText = /^[ -~]*$/;

/** The record in a line; undefined if the line is broken or of another kind. Anything may have written to a manifest. */
export function recordFrom(line: string): ImageRecord | undefined {
  const value = parsed(line);
  return isRecord(value) ? value : undefined;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Checks every field that is used. */
function isRecord(value: unknown): value is ImageRecord {
  if (!isObject(value) || !isText(value.destination) || !isText(value.source) || !isNumber(value.at)) return false;
  if (value.status === 'failed') return isText(value.code) && isText(value.message);
  return value.status === 'done' ? isDone(value) : value.status === 'removed' || value.status === 'skipped';
}

function isDone({ fingerprint, format, input, output, mask, backup, ...told }: Fields): boolean {
  const isMask = mask === undefined || (isStamp(mask) && isText(mask.path));
  const isMade = isText(fingerprint) && isText(format) && isContent(input) && isContent(output);
  return isMade && isMask && (backup === undefined || isText(backup)) && isTold(told);
}

/** Whether what only reports show is what they expect. */
function isTold({ warnings, figures, timings }: Fields): boolean {
  const isWarned = warnings === undefined || (Array.isArray(warnings) && warnings.every(isText));
  const isMeasured = figures === undefined || (isObject(figures) && isFigures(figures.before) && isFigures(figures.after));
  return isWarned && isMeasured && (timings === undefined || (isObject(timings) && Object.values(timings).every(isAmount)));
}

function isFigures(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { entropyBits, rmsContrast, mean, clippedShare } = value;
  return isAmount(entropyBits) && entropyBits <= 16 && [rmsContrast, mean, clippedShare].every((share) => isAmount(share) && share <= 1);
}

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const isText = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): value is number => Number.isFinite(value);
const isAmount = (value: unknown): value is number => isNumber(value) && value >= 0;
const isStamp = (value: unknown): value is Fields => isObject(value) && isNumber(value.size) && isNumber(value.mtimeMs);
const isContent = (value: unknown): value is Fields => isStamp(value) && isText(value.sha256);
