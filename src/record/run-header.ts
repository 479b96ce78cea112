import { ImgparError } from '../errors.js';
import { beforeVersion } from './lines.js';

/** What a run writes above its lines. */
export interface RunHeader {
  /** The version of imgpar. */
  readonly imgpar: string;
  readonly manifest: typeof manifestVersion;
  /** The token of the run. */
  readonly run: string;
  readonly at: number;
  readonly fingerprint: string;
  /** Everything the fingerprint covers, in plain text, and the versions in use. */
  readonly decides: object;
  /** Identifies the manifest, for the marks in the folders it is in charge of: only in place, and the same in every header. */
  readonly id?: string;
  /** Which part of a job it is the record of. */
  readonly part?: object;
  /** Whether figures are recorded; then the header is written again when the run has ended, with how it did. */
  readonly figures?: true;
  readonly ended?: RunEnding;
}

/** How a run ended. */
export interface RunEnding {
  readonly at: number;
  readonly interrupted: boolean;
  readonly gaveUp: boolean;
}

/** The version of the lines: raised when a field goes or changes its meaning, not when one is added. */
export const manifestVersion = 1;

/** The parts of a header that matter to later runs. */
export interface RecordedHeader {
  readonly run: string;
  readonly fingerprint: string;
  readonly id: string | undefined;
  /** The versions that made the results below it, if it says so. */
  readonly versions: Versions | undefined;
  /** What decides the bytes of results, as it was written; unchecked. */
  readonly decides: unknown;
  /** When the run began, or ended. */
  readonly at: number;
  /** Whether the run records how it ends; and how it did. */
  readonly figures: boolean;
  readonly ended: RunEnding | undefined;
}

export type Versions = Readonly<Record<string, string>>;

/**
 * The content of a header; undefined if it is broken. @throws {ImgparError} `usage`, if a later version may have given the lines another
 * meaning
 */
export function headerIn(line: Uint8Array, path: string): RecordedHeader | undefined {
  const bytes = Buffer.from(line.buffer, line.byteOffset, line.byteLength);
  if (bytes.toString('latin1', 0, beforeVersion.length) !== beforeVersion) return undefined;
  const value = parsed(bytes.toString('utf8'));
  if (typeof value.manifest === 'number' && value.manifest > manifestVersion) {
    throw new ImgparError(
      'usage',
      `${path} was written by imgpar ${String(value.imgpar).slice(0, 40)} in a format that this version does not know; use that version, ` +
        'or choose another manifest file',
    );
  }
  const { fingerprint, run, id, decides, at, figures } = value;
  if (typeof fingerprint !== 'string' || typeof run !== 'string') return undefined;
  return {
    fingerprint,
    run,
    id: typeof id === 'string' ? id : undefined,
    versions: versionsIn(decides),
    decides,
    at: isTime(at) ? at : 0,
    figures: figures === true,
    ended: endingIn(value.ended),
  };
}

function endingIn(value: unknown): RunEnding | undefined {
  const { at, interrupted, gaveUp } = (value ?? {}) as Partial<RunEnding>; // every field is checked
  return isTime(at) ? { at, interrupted: interrupted === true, gaveUp: gaveUp === true } : undefined;
}

/** Whether it is a moment that `Date` knows. */
function isTime(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= 8.64e15;
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

function versionsIn(decides: unknown): Versions | undefined {
  if (typeof decides !== 'object' || decides === null || !('versions' in decides)) return undefined;
  const { versions } = decides;
  const isGiven = typeof versions === 'object' && versions !== null && Object.values(versions).every((value) => typeof value === 'string');
  return isGiven ? (versions as Versions) : undefined; // every value was checked
}
