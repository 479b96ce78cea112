import { limitPool } from '../codec/buffer-pool.js';
import type { MemoryNeed } from '../codec/memory.js';
import { type OpenedImage, openImage } from '../codec/open.js';
import type { EncodedImage } from '../codec/output.js';
import { failureOf } from '../errors.js';
import { measure } from '../pixels/equalize.js';
import { type FigureChange, figuresOf, inspectionOf, lumaHistogram } from '../pixels/figures.js';
import { isLowContrast } from '../pixels/low-contrast.js';
import type { ResolvedOperation } from '../pixels/operation.js';
import type { Picture } from '../pixels/pictures/picture.js';
import type { Mask } from '../pixels/raster.js';
import { sha256, sha256OfParts } from '../storage/hash.js';
import { processInBands } from './bands.js';
import { type Equalized, equalizePictures, requireSharable } from './equalize-pictures.js';
import { giant, judge, type SourceImage } from './judge.js';
import { type CountedLuma, smallSize } from './looks/shown.js';
import { type FoundMask, readMask } from './masks.js';
import { NeedsMemory, peakBytesOf, requireGrant } from './memory.js';
import { prepare } from './prepare.js';
import { replaceSource } from './replace-source.js';
import { sparse } from './statistics.js';
import { stopwatch } from './stopwatch.js';
import type { InPlaceWork, Outcome, Stamps, Task, Work } from './task.js';
import { writeResult } from './write-result.js';

/**
 * Equalises one image from file to file: whole, or in bands if that takes too much memory or is better. Never throws: any error is the outcome.
 *
 * @param grantedBytes memory it may take at its peak
 */
export async function processImage(task: Task, work: Work, grantedBytes = Number.POSITIVE_INFINITY): Promise<Outcome> {
  limitPool(grantedBytes / spareShare);
  try {
    const outcome = await processWhole(task, work, grantedBytes, work.purpose !== 'look');
    if (outcome !== giant) return outcome;
    // Those that bands do not suit are done whole.
    return (await processInBands(task, work, grantedBytes)) ?? ((await processWhole(task, work, grantedBytes, false)) as Outcome);
  } catch (error) {
    if (!(error instanceof NeedsMemory)) return { status: 'failed', failure: failureOf(error) };
    if (work.purpose === 'look') return needing(error);
    return processWithLess(task, work, grantedBytes, error);
  }
}

/** The fraction of the granted memory that may wait for the next image, while another worker may get all the rest. */
const spareShare = 16;

async function processWithLess(task: Task, work: Work, grantedBytes: number, whole: NeedsMemory): Promise<Outcome> {
  try {
    return (await processInBands(task, work, grantedBytes)) ?? needing(whole);
  } catch (error) {
    if (error instanceof NeedsMemory) return needing(error.peakBytes < whole.peakBytes ? error : whole);
    return { status: 'failed', failure: failureOf(error) };
  }
}

function needing({ peakBytes, isLeast }: NeedsMemory): Outcome {
  return { status: 'needs-memory', peakBytes, ...(isLeast && { isLeast }) };
}

/** @throws {NeedsMemory} */
async function processWhole(task: Task, work: Work, grantedBytes: number, leavesGiants: boolean): Promise<Outcome | typeof giant> {
  const stage = stopwatch();
  const source = await judge(task, work, grantedBytes, leavesGiants);
  if (source === giant || 'status' in source) return source;
  const readMs = stage();
  const { output, limits } = work;
  const prepared = await prepare(work.operation);
  const { operation } = prepared;
  const grant = grantOf(grantedBytes, source.bytes.byteLength, operation, task.mask !== undefined);
  const folder = work.purpose === 'look' || task.isShown ? work.looksFolder : undefined;
  const small = folder === undefined ? undefined : { smallSize };
  const image = await openImage(source.bytes, { operation, output, maxPixels: limits.maxPixels, admit: grant.admit, ...small });
  try {
    const decodeMs = stage();
    const masked = task.mask === undefined ? undefined : await readMask(task.mask, grant.admitMore);
    if (work.purpose === 'measure') return measured(image, operation, masked?.mask);
    if (work.purpose === 'inspect') return inspected(image.pictures[0]!, operation);
    if (work.purpose === 'look') {
      const { lookAt } = await import('./looks/look.js');
      return { status: 'looked-at', look: await lookAt(image, source.bytes, task, prepared, isToBeLeft(image, operation), folder) };
    }
    const before = work.figures ? countedFirst(image, operation) : undefined;
    const smallBefore = image.small?.();
    const isLeft = isToBeLeft(image, operation);
    const { redo, tables } = isLeft ? unchanged : equalizePictures(image.pictures, prepared, task.statistics, masked?.mask);
    const after = before && countedFirst(image, operation);
    const smallEarly = image.isDrawnEncoding ? undefined : image.small?.();
    const figures = before &&
      after && { before: figuresOf(before.histogram, before.levels), after: figuresOf(after.histogram, after.levels) };
    const equalizeMs = stage();
    const encoded = (isLeft && sameFile(source, image, work)) || (await image.encode(redo));
    const encodeMs = stage();
    const smallAfter = image.isDrawnEncoding ? image.small?.() : smallEarly;
    const shown =
      folder !== undefined && before && after
        ? await (await import('./looks/look.js')).lookInRun({
            folder,
            before,
            after,
            tables,
            smallBefore,
            smallAfter,
            redo: isPlainColour(image) ? redo : undefined,
            source: source.bytes,
            result: encoded.parts,
          })
        : undefined;
    // What a report takes is no stage of the image.
    const lookMs = stage();
    const { outputBytes, ...written } = await place(task, work, {
      source,
      image: withAllWarnings(image, encoded),
      masked,
      encoded,
      figures,
    });
    const { width, height } = image.pictures[0]!.shape;
    const timings = { readMs, decodeMs, equalizeMs, encodeMs, writeMs: stage() };
    const inputBytes = source.bytes.byteLength;
    return {
      status: 'done',
      width,
      height,
      inputBytes,
      outputBytes,
      timings,
      ...(figures && { figures }),
      ...(shown && { shown, lookMs }),
      ...written,
    };
  } finally {
    image.release();
  }
}

/** Whether the image is none of those that the operation is for. */
function isToBeLeft({ pictures }: OpenedImage, { onlyIf, nodata }: ResolvedOperation): boolean {
  const first = pictures[0]!;
  return onlyIf !== undefined && !isLowContrast(lumaHistogram(first, nodata), onlyIf, first.levels);
}

/** What does to a thumbnail what was done to an image that is left as it is. */
const unchanged: Equalized = { redo: () => {}, tables: undefined };

/** The file as it is, if it is as it should be. */
function sameFile({ bytes }: SourceImage, { format, damaged }: OpenedImage, { operation, output }: Work): EncodedImage | undefined {
  const isAsked = (output.format === 'keep' || output.format === format) && !operation.autoOrient && !output.strip && !damaged;
  return isAsked ? { format, codec: 'imgpar', parts: [bytes] } : undefined;
}

/** The image with the warnings about its result added. */
function withAllWarnings(image: OpenedImage, { warnings = [] }: EncodedImage): OpenedImage {
  return warnings.length === 0 ? image : { ...image, warnings: [...(image.warnings ?? []), ...warnings] };
}

/** Tracks what may be held at the peak, as it becomes known step by step how much that is. */
function grantOf(grantedBytes: number, fileBytes: number, operation: ResolvedOperation, hasMask: boolean): Grant {
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
  readonly source: SourceImage;
  readonly image: OpenedImage;
  readonly masked: FoundMask | undefined;
  readonly encoded: EncodedImage;
  readonly figures: FigureChange | undefined;
}

type Done = Extract<Outcome, { status: 'done' }>;
type Placed = Pick<Done, 'outputBytes' | 'stamps' | 'warnings' | 'notDurable'>;

async function place(task: Task, work: Work, result: Result): Promise<Placed> {
  if (work.inPlace && work.stamped) return replace(task, work, work.inPlace, result);
  const { source, image, encoded } = result;
  const mtimeMs = await writeResult({ location: task.destination, id: task.id, source: source.file }, () => encoded.parts, work);
  const stamps = work.stamped && stampsOf(result, mtimeMs);
  return { outputBytes: bytesIn(encoded), ...(stamps && { stamps }), ...(image.warnings && { warnings: image.warnings }) };
}

async function replace(task: Task, work: Work, inPlace: InPlaceWork, result: Result): Promise<Placed> {
  const { source, image, encoded } = result;
  const { width, height } = image.pictures[0]!.shape;
  // The time of the result is not known yet.
  const stamps = stampsOf(result, 0);
  const replacement = { bytes: source.bytes, file: source.file, content: encoded.parts, width, height, stamps };
  const { mtimeMs, warnings: replacing, notDurable } = await replaceSource(task, work, inPlace, replacement);
  const warnings = [...(image.warnings ?? []), ...replacing];
  return {
    outputBytes: stamps.output.size,
    stamps: { ...stamps, output: { ...stamps.output, mtimeMs } },
    ...(warnings.length > 0 && { warnings }),
    ...(notDurable && { notDurable }),
  };
}

/** Identifies the files. */
function stampsOf({ source: { bytes, file, hash }, image, masked, encoded, figures }: Result, mtimeMs: number): Stamps {
  return {
    format: encoded.format,
    codec: encoded.codec,
    input: { size: bytes.byteLength, mtimeMs: file.mtimeMs, sha256: hash ?? sha256(bytes) },
    output: { size: bytesIn(encoded), mtimeMs, sha256: sha256OfParts(encoded.parts) },
    ...(masked && { mask: masked.file }),
    ...(image.warnings && { warnings: image.warnings }),
    ...(image.damaged && { damaged: true }),
    ...(figures && { figures }),
  };
}

/** Whether tables for the file's first picture suit one of R, G and B in 8 bits. */
function isPlainColour({ pictures }: OpenedImage): boolean {
  const [{ shape, levels, scalars, nodata }] = pictures as readonly [Picture];
  return shape.channels === 3 && shape.maxSample === 255 && levels === undefined && !scalars && nodata === undefined;
}

/** How often each level of luma occurs in the file's first picture as it is now. */
function countedFirst({ pictures }: OpenedImage, { nodata }: ResolvedOperation): CountedLuma {
  const first = pictures[0]!;
  const histogram = lumaHistogram(first, nodata);
  return { histogram, levels: first.levels ?? histogram.length };
}

function bytesIn({ parts }: EncodedImage): number {
  return parts.reduce((sum, { byteLength }) => sum + byteLength, 0);
}

function measured({ pictures }: OpenedImage, operation: ResolvedOperation, mask: Mask | undefined): Outcome {
  const whole = pictures.filter(({ reducedOf }) => reducedOf === undefined);
  whole.forEach(requireSharable);
  return { status: 'measured', pictures: whole.map((picture) => measure(picture, operation, mask).map(sparse)) };
}

function inspected(picture: Picture, { nodata }: ResolvedOperation): Outcome {
  return { status: 'inspected', ...inspectionOf(picture, lumaHistogram(picture, nodata)) };
}
