import type { DecodedImage } from '../codec/codec.js';
import { headBytes, type ImageFormat, sniff } from '../codec/formats.js';
import { memoryNeed, openImage } from '../codec/open.js';
import { type Failure, failureOf, ImgparError } from '../errors.js';
import type { SkipReason, StageTimings } from '../events.js';
import { measure } from '../pixels/equalize.js';
import type { ContentStamp } from '../record/image-record.js';
import { appendRecord } from '../record/manifest.js';
import { draftOf, exists, type FileTraits, keepOriginal, openSource, writeAtomic } from '../storage/file.js';
import { sha256, sha256OfFile } from '../storage/hash.js';
import { requireInside } from '../storage/inside.js';
import { withRetries } from '../storage/retry.js';
import { doneRecord, type WriteAhead } from './done-record.js';
import { equalizePictures } from './equalize-pictures.js';
import type { LimitOptions } from './limits.js';
import { type FoundMask, readMask } from './masks.js';
import { peakBytesOf } from './memory.js';
import { openOptions } from './open-options.js';
import type { OperationOptions, OutputOptions } from './options.js';
import { prepare } from './prepare.js';
import { type SparseHistogram, Statistics, sparse } from './statistics.js';

/** One image to do. */
export interface Task {
  /** Its place in the list. */
  readonly id: number;
  readonly source: string;
  readonly destination: string;
  /** Whether the user named this very file; one that was merely found is skipped if it is no image. */
  readonly named: boolean;
  /** Where its mask would be if it had the name of the image. */
  readonly mask?: string;
  /** The file of statistics that it shares with other images. */
  readonly statistics?: string;
  /** Names the content of that file. */
  readonly statisticsHash?: string;
  /** Where the original is to be kept, if the result takes its place. */
  readonly backup?: string;
  /** The file to read instead of the source: the original of one that was equalised in place. */
  readonly original?: string;
  /** With these contents of source and result, in SHA-256, there is nothing to do. */
  readonly upToDateIf?: { readonly source: string; readonly result: string };
}

/** What is done to every image of a run. */
export interface Work {
  /** `measure` counts the levels for statistics that images share, and writes nothing. */
  readonly purpose: 'equalize' | 'measure';
  readonly operation: OperationOptions;
  readonly output: OutputOptions;
  /** Whether `done` tells what identifies source and result. */
  readonly stamped: boolean;
  /**
   * Given if results take the place of their sources: then the worker records each just before it appears, as nothing else would tell
   * it from an original, should the run be killed at that moment.
   */
  readonly writeAhead?: WriteAhead | undefined;
  readonly limits: Pick<LimitOptions, 'maxPixels' | 'retries'>;
  /** Absolute folder below which all is written. */
  readonly destinationRoot: string;
  /** Names the run in the names of its drafts. */
  readonly token: string;
}

/** What identifies the files of an image that was done. */
export interface Stamps {
  /** Of the result. */
  readonly format: ImageFormat;
  /** Who decoded and encoded it. */
  readonly codec: DecodedImage['codec'];
  readonly input: ContentStamp;
  readonly output: ContentStamp;
  readonly mask?: FoundMask['file'];
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
      /** For the manifest. */
      readonly stamps?: Stamps;
    }
  /** For each picture of the file, the histogram of each plane. */
  | { readonly status: 'measured'; readonly pictures: ReadonlyArray<readonly SparseHistogram[]> }
  | { readonly status: 'skipped'; readonly reason: SkipReason }
  /** It was not begun: at its peak it takes more memory than was granted. */
  | { readonly status: 'needs-memory'; readonly peakBytes: number }
  | { readonly status: 'failed'; readonly failure: Failure };

/**
 * Equalises one image from file to file. Never throws: whatever goes wrong is the outcome.
 *
 * @param grantedBytes memory it may take at its peak
 */
export async function processImage(task: Task, work: Work, grantedBytes = Number.POSITIVE_INFINITY): Promise<Outcome> {
  let opened: DecodedImage | undefined;
  try {
    if (!work.output.overwrite && work.purpose === 'equalize' && exists(task.destination)) return { status: 'skipped', reason: 'exists' };
    const stage = stopwatch();
    const { operation, limits } = work;
    const source = await withRetries(limits.retries, () => readImage(task, grantedBytes));
    if (!source) return { status: 'skipped', reason: 'not-an-image' };
    if (task.upToDateIf && isUnchanged(source.bytes, task)) return { status: 'skipped', reason: 'up-to-date' };
    const readMs = stage();
    const prepared = await prepare(operation);
    const { maxPixels } = limits;
    const need = memoryNeed(source.bytes, { maxPixels, format: work.output.format });
    requireGrant(peakBytesOf(source.bytes.byteLength, need, prepared.operation, operation.autoOrient), grantedBytes);
    const image = await openImage(source.bytes, {
      maxPixels,
      parsed: need.parsed,
      ...openOptions(prepared.operation, operation.autoOrient, work.output),
    });
    opened = image;
    const decodeMs = stage();
    if (work.purpose === 'measure') return await measured(image, task, work);
    const masked = task.mask === undefined ? undefined : await readMask(task.mask);
    const shared = task.statistics === undefined ? undefined : statisticsIn(task.statistics);
    equalizePictures(image.pictures, prepared, operation.frames, shared, masked?.mask);
    const equalizeMs = stage();
    const encoded = await image.encode(work.output);
    const encodeMs = stage();
    // In place, the source itself is what was named.
    if (!work.writeAhead) requireInside(work.destinationRoot, task.destination);
    if (task.backup !== undefined && task.original === undefined)
      keepOriginal(task.destination, task.backup, draftOf(task.backup, work.token, task.id), source.bytes, source.traits);
    const stampsFor = (mtimeMs: number): Stamps => ({
      format: work.output.format === 'keep' ? image.format : work.output.format,
      codec: image.codec,
      input: stampOf(source.bytes, source.traits.mtimeMs),
      output: stampOf(encoded, mtimeMs),
      ...(masked && { mask: masked.file }),
    });
    const draft = draftOf(task.destination, work.token, task.id);
    const { writeAhead } = work;
    const mtimeMs = await withRetries(limits.retries, () =>
      writeAtomic(task.destination, draft, encoded, traitsFor(source.traits, work), {
        durable: work.output.durable,
        // Tried again, it is recorded again: of two records of one result the last counts.
        ...(writeAhead && { onDraft: (mtimeMs) => recordAhead(task, writeAhead, stampsFor(mtimeMs)) }),
      }),
    );
    const { width, height } = image.pictures[0]!.shape;
    const timings = { readMs, decodeMs, equalizeMs, encodeMs, writeMs: stage() };
    return {
      status: 'done',
      width,
      height,
      inputBytes: source.bytes.byteLength,
      outputBytes: encoded.byteLength,
      timings,
      ...(work.stamped && { stamps: stampsFor(mtimeMs) }),
    };
  } catch (error) {
    if (error instanceof NeedsMemory) return { status: 'needs-memory', peakBytes: error.peakBytes };
    return { status: 'failed', failure: failureOf(error) };
  } finally {
    opened?.release();
  }
}

/** In place, permissions stay. */
function traitsFor({ mode, mtimeMs }: FileTraits, { output, writeAhead }: Work): Partial<FileTraits> | undefined {
  if (output.preserve) return { mode, mtimeMs };
  return writeAhead && { mode };
}

function recordAhead(task: Task, { manifest, root, fingerprints }: WriteAhead, stamps: Stamps): void {
  // There is a fingerprint for every format.
  const fingerprint = fingerprints[stamps.format]!;
  appendRecord(manifest, doneRecord(task, stamps, { root, fingerprint, attempts: 1, timings: {} }));
}

/** Whether source and result are what they were when the image was done. */
function isUnchanged(source: Uint8Array, { destination, upToDateIf }: Task): boolean {
  return sha256(source) === upToDateIf?.source && sha256OfFile(destination) === upToDateIf.result;
}

function stampOf(bytes: Uint8Array, mtimeMs: number): ContentStamp {
  return { size: bytes.byteLength, mtimeMs, sha256: sha256(bytes) };
}

/** Reading so much at once takes as long as reading only the first bytes. */
const smallBytes = 16_384;

/** The content of a source; nothing if it was merely found and is no image: of large files only the first bytes are read then. */
function readImage({ source, original, named }: Task, grantedBytes: number): { bytes: Uint8Array; traits: FileTraits } | undefined {
  const file = openSource(original ?? source);
  try {
    const { mode, mtimeMs, size } = file;
    const small = size <= smallBytes ? file.readAll() : undefined;
    if (sniff(small ?? file.head(headBytes)).kind !== 'not-an-image') {
      requireGrant(size, grantedBytes);
      return { bytes: small ?? file.readAll(), traits: { mode, mtimeMs } };
    }
    if (!named) return undefined;
    throw new ImgparError('not-an-image', 'its content is no raster image; expected JPEG, PNG, WebP, TIFF, AVIF or GIF');
  } finally {
    file.close();
  }
}

/** Unwinds to `processImage`. */
class NeedsMemory extends Error {
  constructor(readonly peakBytes: number) {
    super();
  }
}

function requireGrant(peakBytes: number, grantedBytes: number): void {
  if (peakBytes > grantedBytes) throw new NeedsMemory(peakBytes);
}

async function measured({ pictures }: DecodedImage, task: Task, work: Work): Promise<Outcome> {
  const mask = task.mask === undefined ? undefined : (await readMask(task.mask)).mask;
  const { operation } = await prepare(work.operation);
  return { status: 'measured', pictures: pictures.map((picture) => measure(picture, operation, mask).map(sparse)) };
}

let lastRead: { path: string; statistics: Statistics } | undefined;

/** Images that follow each other mostly share the same statistics. */
function statisticsIn(path: string): Statistics {
  if (lastRead?.path !== path) lastRead = { path, statistics: Statistics.read(path) };
  return lastRead.statistics;
}

/** Gives the milliseconds since it was last asked. */
function stopwatch(): () => number {
  let last = performance.now();
  return () => {
    const now = performance.now();
    const elapsedMs = now - last;
    last = now;
    return elapsedMs;
  };
}
