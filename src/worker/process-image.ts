import { limitPool } from '../codec/buffer-pool.js';
import type { MemoryNeed } from '../codec/memory.js';
import { type OpenedImage, openImage } from '../codec/open.js';
import type { EncodedImage } from '../codec/output.js';
import { headBytes, leastSampleBytes, notAnImage, sniff } from '../codec/sniff.js';
import { failureOf, ImgparError } from '../errors.js';
import { measure } from '../pixels/equalize.js';
import type { Mask } from '../pixels/raster.js';
import { sha256, sha256In, sha256OfParts } from '../storage/hash.js';
import { withRetries } from '../storage/retry.js';
import type { StoredFile } from '../storage/store.js';
import { isLocal, storeOf, traitsOf } from '../storage/stores.js';
import { unwritable } from '../storage/write-atomic.js';
import { copyOther } from './copy-other.js';
import { equalizePictures } from './equalize-pictures.js';
import { fileRoom } from './file-room.js';
import { type FoundMask, readMask } from './masks.js';
import { NeedsMemory, peakBytesOf, requireGrant } from './memory.js';
import { type Prepared, prepare } from './prepare.js';
import { replaceSource, whyNotOriginal, whyNotReplaced } from './replace-source.js';
import { sparse, statisticsIn } from './statistics.js';
import { stopwatch } from './stopwatch.js';
import { processInStrips } from './strips.js';
import { noImage, type Outcome, type Stamps, type Task, type Work } from './task.js';

/**
 * Equalises one image from file to file: whole, or in bands if that takes too much memory. Never throws: any error is the outcome.
 *
 * @param grantedBytes memory it may take at its peak
 */
export async function processImage(task: Task, work: Work, grantedBytes = Number.POSITIVE_INFINITY): Promise<Outcome> {
  limitPool(grantedBytes / spareShare);
  try {
    return await processWhole(task, work, grantedBytes);
  } catch (error) {
    if (!(error instanceof NeedsMemory)) return { status: 'failed', failure: failureOf(error) };
    return processWithLess(task, work, grantedBytes, error);
  }
}

/** The fraction of the granted memory that may wait for the next image, while another worker may get all the rest. */
const spareShare = 16;

async function processWithLess(task: Task, work: Work, grantedBytes: number, whole: NeedsMemory): Promise<Outcome> {
  try {
    return (isLocal(task.source) ? await processInStrips(task, work, grantedBytes) : undefined) ?? needing(whole);
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
  const { operation, output, limits } = work;
  if (!output.overwrite && work.purpose === 'equalize' && (await storeOf(task.destination).exists(task.destination)))
    return { status: 'skipped', reason: 'exists' };
  const stage = stopwatch();
  const { inPlace } = work;
  const notReplaced = inPlace && (await withRetries(limits.retries, () => whyNotReplaced(task, inPlace)));
  if (notReplaced) return notReplaced;
  const source = await withRetries(limits.retries, () => readImage(task, limits.maxPixels, grantedBytes));
  if ('looksLike' in source) {
    const isCopied = task.copyTo !== undefined && work.purpose === 'equalize';
    return isCopied ? copyOther(task, task.copyTo!, work) : noImage(task.source, source.looksLike);
  }
  const originalHash = inPlace && sha256(source.bytes);
  const notOriginal = inPlace && whyNotOriginal(task, inPlace, { ...source, sha256: originalHash! });
  if (notOriginal) return notOriginal;
  if (task.upToDateIf && (await isUnchanged(source.bytes, task))) return { status: 'skipped', reason: 'up-to-date' };
  const readMs = stage();
  const prepared = await prepare(operation);
  const grant = grantOf(grantedBytes, source.bytes.byteLength, prepared, task.mask !== undefined);
  const image = await openImage(source.bytes, {
    operation: prepared.operation,
    output,
    maxPixels: limits.maxPixels,
    admit: grant.admit,
  });
  try {
    const decodeMs = stage();
    const masked = task.mask === undefined ? undefined : await readMask(task.mask, grant.admitMore);
    if (work.purpose === 'measure') return measured(image, prepared, masked?.mask);
    const shared = task.statistics === undefined ? undefined : statisticsIn(task.statistics);
    equalizePictures(image.pictures, prepared, shared, masked?.mask);
    const equalizeMs = stage();
    const encoded = await image.encode();
    const encodeMs = stage();
    const { outputBytes, ...written } = await writeResult(task, work, { source, originalHash, image, masked, encoded });
    const { width, height } = image.pictures[0]!.shape;
    const timings = { readMs, decodeMs, equalizeMs, encodeMs, writeMs: stage() };
    const inputBytes = source.bytes.byteLength;
    return { status: 'done', width, height, inputBytes, outputBytes, timings, ...written };
  } finally {
    image.release();
  }
}

/** Tracks what may be held at the peak, as it becomes known step by step how much that is. */
function grantOf(grantedBytes: number, fileBytes: number, { operation }: Prepared, hasMask: boolean): Grant {
  let heldBytes = fileBytes;
  return {
    admit(need) {
      requireGrant(peakBytesOf(fileBytes, need, operation, hasMask), grantedBytes);
      heldBytes = fileBytes + need.rasterBytes;
    },
    admitMore: (bytes) => requireGrant(heldBytes + bytes, grantedBytes, true),
  };
}

interface Grant {
  /** For the image. @throws {NeedsMemory} */
  admit(need: MemoryNeed): void;
  /** For anything held besides it. @throws {NeedsMemory} */
  admitMore(bytes: number): void;
}

/** An equalised image on its way to its file. */
interface Result {
  readonly source: OpenedSource;
  /** The hash of the source, if known already. */
  readonly originalHash: string | undefined;
  readonly image: OpenedImage;
  readonly masked: FoundMask | undefined;
  readonly encoded: EncodedImage;
}

type Done = Extract<Outcome, { status: 'done' }>;

async function writeResult(
  task: Task,
  work: Work,
  result: Result,
): Promise<Pick<Done, 'outputBytes' | 'stamps' | 'warnings' | 'notDurable'>> {
  const { encoded } = result;
  const { inPlace, stamped } = work;
  const outputBytes = encoded.parts.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const stamps = stamped ? stampsOf(result, outputBytes) : undefined;
  if (!inPlace || !stamps) {
    const mtimeMs = await write(task, work, result);
    return {
      outputBytes,
      ...(stamps && { stamps: { ...stamps, output: { ...stamps.output, mtimeMs } } }),
      ...(result.image.warnings && { warnings: result.image.warnings }),
    };
  }
  const { width, height } = result.image.pictures[0]!.shape;
  const replacement = { bytes: result.source.bytes, file: result.source.file, content: encoded.parts, width, height, stamps };
  const { mtimeMs, warnings: replacing, notDurable } = await replaceSource(task, work, inPlace, replacement);
  const warnings = [...(result.image.warnings ?? []), ...replacing];
  return {
    outputBytes,
    stamps: { ...stamps, output: { ...stamps.output, mtimeMs } },
    ...(warnings.length > 0 && { warnings }),
    ...(notDurable && { notDurable }),
  };
}

/** @returns when the content of the result last changed */
function write(task: Task, { output, token, destinationRoot, limits }: Work, { source, encoded }: Result): Promise<number> {
  return withRetries(limits.retries, async () => {
    const written = await storeOf(task.destination).write(task.destination, encoded.parts, {
      owner: { token, id: task.id },
      root: destinationRoot,
      durable: output.durable,
      ...(output.preserve && { traits: traitsOf(source.file) }),
    });
    // It is written again, now and in the next run.
    if (written.notDurable !== undefined) throw unwritable(task.destination, written.notDurable);
    return written.mtimeMs;
  });
}

/** Identifies the files; the time of the result is not known yet. */
function stampsOf({ source, originalHash, image, masked, encoded }: Result, outputBytes: number): Stamps {
  return {
    format: encoded.format,
    codec: encoded.codec,
    input: { size: source.bytes.byteLength, mtimeMs: source.file.mtimeMs, sha256: originalHash ?? sha256(source.bytes) },
    output: { size: outputBytes, mtimeMs: 0, sha256: sha256OfParts(encoded.parts) },
    ...(masked && { mask: masked.file }),
    ...(image.warnings && { warnings: image.warnings }),
    ...(image.damaged && { damaged: true }),
  };
}

/** Whether source and result are as they were when the image was done. */
async function isUnchanged(source: Uint8Array, { destination, upToDateIf }: Task): Promise<boolean> {
  return sha256(source) === upToDateIf?.source && (await sha256In(destination)) === upToDateIf.result;
}

interface OpenedSource {
  readonly bytes: Uint8Array;
  /** What is known of the file, which is closed. */
  readonly file: Omit<StoredFile, 'head' | 'piece' | 'readAll' | 'close'>;
}

/** Reading this many bytes takes as long as reading only the first ones. */
const smallBytes = 16_384;

/**
 * The content of a source; or what it is, if it was merely found and is not an image: then only the first bytes of a large file are read.
 */
async function readImage(
  { source, original, named }: Task,
  maxPixels: number,
  grantedBytes: number,
): Promise<OpenedSource | { readonly looksLike: string }> {
  const location = original?.path ?? source;
  const file = await storeOf(location).open(location);
  try {
    const { size } = file;
    const small = size <= smallBytes ? await file.readAll(fileRoom) : undefined;
    const head = small ?? (await file.head(headBytes));
    const sniffed = sniff(head);
    if (sniffed.kind !== 'not-an-image') {
      requireGrant(size + leastSampleBytes(head, maxPixels), grantedBytes, true);
      return { bytes: small ?? (await file.readAll(fileRoom)), file };
    }
    if (!named) return { looksLike: sniffed.name };
    throw new ImgparError('not-an-image', notAnImage(sniffed.name));
  } finally {
    await file.close();
  }
}

function measured({ pictures }: OpenedImage, { operation }: Prepared, mask: Mask | undefined): Outcome {
  return { status: 'measured', pictures: pictures.map((picture) => measure(picture, operation, mask).map(sparse)) };
}
