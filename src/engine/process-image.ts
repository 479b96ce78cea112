import type { DecodedImage } from '../codec/codec.js';
import { headBytes, type ImageFormat, sniff } from '../codec/formats.js';
import { openImage } from '../codec/open.js';
import { keepAtMost } from '../codec/spare-memory.js';
import { leastSampleBytes } from '../codec/strips.js';
import { type Failure, failureOf, ImgparError } from '../errors.js';
import type { SkipReason, StageTimings } from '../events.js';
import { measure } from '../pixels/equalize.js';
import type { Mask } from '../pixels/masks.js';
import type { ContentStamp } from '../record/image-record.js';
import { appendRecord } from '../record/manifest.js';
import { draftOf, exists, type FileTraits, keepOriginal, openSource, writeAtomic } from '../storage/file.js';
import { sha256, sha256OfFile, sha256OfParts } from '../storage/hash.js';
import { requireInside } from '../storage/inside.js';
import { withRetries } from '../storage/retry.js';
import { doneRecord, type WriteAhead } from './done-record.js';
import { equalizePictures } from './equalize-pictures.js';
import type { LimitOptions } from './limits.js';
import { type FoundMask, readMask } from './masks.js';
import { NeedsMemory, peakBytesOf, requireGrant } from './memory.js';
import { openOptions } from './open-options.js';
import type { OperationOptions, OutputOptions } from './options.js';
import { type Prepared, prepare } from './prepare.js';
import { type SparseHistogram, sparse, statisticsIn } from './statistics.js';
import { stopwatch } from './stopwatch.js';
import { processInStrips } from './strips.js';

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
  /** It was not begun: at its peak it takes more memory than was granted, so much, or `isLeast` so much at least. */
  | { readonly status: 'needs-memory'; readonly peakBytes: number; readonly isLeast?: boolean }
  | { readonly status: 'failed'; readonly failure: Failure };

/**
 * Equalises one image from file to file: whole, or in strips where that takes too much memory. Never throws: whatever goes wrong is
 * the outcome.
 *
 * @param grantedBytes memory it may take at its peak
 */
export async function processImage(task: Task, work: Work, grantedBytes = Number.POSITIVE_INFINITY): Promise<Outcome> {
  keepAtMost(grantedBytes / spareShare);
  try {
    return await processWhole(task, work, grantedBytes);
  } catch (error) {
    if (!(error instanceof NeedsMemory)) return { status: 'failed', failure: failureOf(error) };
    return processWithLess(task, work, grantedBytes, error);
  }
}

/** One of so many parts of what is granted may wait for the next image, while another worker may be granted all there is. */
const spareShare = 16;

async function processWithLess(task: Task, work: Work, grantedBytes: number, whole: NeedsMemory): Promise<Outcome> {
  try {
    return (await processInStrips(task, work, grantedBytes)) ?? needing(whole);
  } catch (error) {
    if (error instanceof NeedsMemory) return needing(error.peakBytes < whole.peakBytes ? error : whole);
    return { status: 'failed', failure: failureOf(error) };
  }
}

function needing({ peakBytes, isLeast }: NeedsMemory): Outcome {
  return { status: 'needs-memory', peakBytes, ...(isLeast && { isLeast }) };
}

/** @throws {NeedsMemory} */
async function processWhole(task: Task, work: Work, grantedBytes: number): Promise<Outcome> {
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
    const extras = { autoOrient: operation.autoOrient, masked: task.mask !== undefined };
    let heldBytes = source.bytes.byteLength;
    const image = await openImage(source.bytes, {
      maxPixels,
      admit: (need) => {
        requireGrant(peakBytesOf(source.bytes.byteLength, need, prepared.operation, extras), grantedBytes);
        heldBytes = source.bytes.byteLength + need.rasterBytes;
      },
      ...openOptions(prepared.operation, operation.autoOrient, work.output),
    });
    opened = image;
    const decodeMs = stage();
    const masked =
      task.mask === undefined ? undefined : await readMask(task.mask, (bytes) => requireGrant(heldBytes + bytes, grantedBytes, true));
    if (work.purpose === 'measure') return measured(image, prepared, masked?.mask);
    const shared = task.statistics === undefined ? undefined : statisticsIn(task.statistics);
    equalizePictures(image.pictures, prepared, operation.frames, shared, masked?.mask);
    const equalizeMs = stage();
    const encoded = await image.encodeInParts(work.output);
    const outputBytes = encoded.reduce((sum, { byteLength }) => sum + byteLength, 0);
    const encodeMs = stage();
    // In place, the source itself is what was named.
    if (!work.writeAhead) requireInside(work.destinationRoot, task.destination);
    if (task.backup !== undefined && task.original === undefined)
      keepOriginal(task.destination, task.backup, draftOf(task.backup, work.token, task.id), source.bytes, source.traits);
    const stampsFor = (mtimeMs: number): Stamps => ({
      format: work.output.format === 'keep' ? image.format : work.output.format,
      codec: image.codec,
      input: { size: source.bytes.byteLength, mtimeMs: source.traits.mtimeMs, sha256: sha256(source.bytes) },
      output: { size: outputBytes, mtimeMs, sha256: sha256OfParts(encoded) },
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
      outputBytes,
      timings,
      ...(work.stamped && { stamps: stampsFor(mtimeMs) }),
    };
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

/** Reading so much at once takes as long as reading only the first bytes. */
const smallBytes = 16_384;

/** The content of a source; nothing if it was merely found and is no image: of large files only the first bytes are read then. */
function readImage({ source, original, named }: Task, grantedBytes: number): { bytes: Uint8Array; traits: FileTraits } | undefined {
  const file = openSource(original ?? source);
  try {
    const { mode, mtimeMs, size } = file;
    const small = size <= smallBytes ? file.readAll() : undefined;
    const head = small ?? file.head(headBytes);
    if (sniff(head).kind !== 'not-an-image') {
      requireGrant(size + leastSampleBytes(head), grantedBytes, true);
      return { bytes: small ?? file.readAll(), traits: { mode, mtimeMs } };
    }
    if (!named) return undefined;
    throw new ImgparError('not-an-image', 'its content is no raster image; expected JPEG, PNG, WebP, TIFF, AVIF or GIF');
  } finally {
    file.close();
  }
}

function measured({ pictures }: DecodedImage, { operation }: Prepared, mask: Mask | undefined): Outcome {
  return { status: 'measured', pictures: pictures.map((picture) => measure(picture, operation, mask).map(sparse)) };
}
