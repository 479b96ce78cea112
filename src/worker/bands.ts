import { type ImageInBands, openInBands } from '../codec/bands.js';
import { UnfitForBands } from '../codec/format-codec.js';
import { addHistograms, apply, measure, tablesOf } from '../pixels/equalize.js';
import { FigureCount, type Figures, figuresOf, inspectionOf, lumaHistogram } from '../pixels/figures.js';
import { isLowContrast } from '../pixels/low-contrast.js';
import type { ResolvedOperation } from '../pixels/operation.js';
import type { Lut } from '../pixels/raster.js';
import { sha256In, sha256OfStored, stamped } from '../storage/hash.js';
import type { StoredFile } from '../storage/store.js';
import { storeOf } from '../storage/stores.js';
import { piecesOf } from './copy-other.js';
import { sharedStatistics, tablesFrom } from './equalize-pictures.js';
import { changeBytesOf, requireGrant } from './memory.js';
import { type Prepared, prepare } from './prepare.js';
import { sparse } from './statistics.js';
import { stopwatch } from './stopwatch.js';
import type { Outcome, Task, Work } from './task.js';
import { writeResult } from './write-result.js';

/**
 * Equalises one image that is never in memory whole: reads it band by band, once to count its levels and once to change them. The result is
 * the same, byte for byte, as for the whole image.
 *
 * @returns undefined if that is not possible, or if only the whole file shows what is wrong with it
 * @throws {NeedsMemory} if even bands take more than was granted
 */
export async function processInBands(task: Task, work: Work, grantedBytes: number): Promise<Outcome | undefined> {
  const prepared = await prepare(work.operation);
  if (!suitsBands(task, work, prepared)) return undefined;
  const file = await storeOf(task.source).open(task.source);
  try {
    const image = await openInBands(file, work.limits.maxPixels, { operation: prepared.operation, output: work.output });
    requireGrant(image.peakBytes + changeBytesOf(image.bandShape, prepared.operation, false), grantedBytes);
    if (task.upToDateIf && (await isUnchanged(file, task))) return { status: 'skipped', reason: 'up-to-date' };
    if (work.purpose === 'measure') return await measured(image, prepared);
    if (work.purpose === 'inspect') return await inspectedInBands(image, prepared);
    return await equalized(file, image, prepared, task, work);
  } catch (error) {
    if (error instanceof UnfitForBands) return undefined;
    throw error;
  } finally {
    await file.close();
  }
}

/** Whether one table applies to the whole image, and nothing depends on positions; in place, more would have to be recorded and kept. */
function suitsBands({ mask }: Task, { operation, inPlace }: Work, prepared: Prepared): boolean {
  const { method, roi } = prepared.operation;
  return method.kind === 'table' && roi === undefined && !operation.autoOrient && mask === undefined && inPlace === undefined;
}

/** Whether source and result are as they were when the image was done. */
async function isUnchanged(source: StoredFile, { destination, upToDateIf }: Task): Promise<boolean> {
  return (await sha256OfStored(source)) === upToDateIf?.source && (await sha256In(destination)) === upToDateIf.result;
}

async function measured(image: ImageInBands, prepared: Prepared): Promise<Outcome> {
  return { status: 'measured', pictures: [(await histogramsOf(image, prepared)).map(sparse)] };
}

async function inspectedInBands(image: ImageInBands, { operation: { nodata } }: Prepared): Promise<Outcome> {
  const sums: Float64Array[] = [];
  let levels: number | undefined;
  for await (const band of image.read()) {
    levels = band.levels;
    addHistograms(sums, [lumaHistogram(band, nodata)]);
  }
  return { status: 'inspected', ...inspectionOf({ shape: image.shape, levels }, sums[0]!) };
}

async function equalized(source: StoredFile, image: ImageInBands, prepared: Prepared, task: Task, work: Work): Promise<Outcome> {
  const stage = stopwatch();
  const { operation } = prepared;
  const left = await figuresIfLeft(image, operation);
  const tables = left ? undefined : await tablesFor(image, prepared, task);
  const decodeMs = stage();
  let written = { size: 0, sha256: '' };
  let counted = work.figures ? new FigureCount(operation.nodata) : undefined;
  const parts = () => {
    // Begins anew, as writing may be tried again.
    counted = counted && new FigureCount(operation.nodata);
    const changed = () =>
      image.encode((band, isWritten) => {
        if (isWritten) counted?.countBefore(band);
        if (tables) apply(band, operation, tables);
        if (isWritten) counted?.countAfter(band);
      });
    return stamped(left && !work.output.strip ? piecesOf(source) : changed(), (stamp) => {
      written = stamp;
    });
  };
  const mtimeMs = await writeResult({ location: task.destination, id: task.id, source }, parts, work);
  const figures = work.figures && left ? { before: left, after: left } : counted?.change();
  const { width, height } = image.shape;
  const input = { size: source.size, mtimeMs: source.mtimeMs };
  return {
    status: 'done',
    width,
    height,
    inputBytes: source.size,
    outputBytes: written.size,
    // Bands are read, changed and written in turn.
    timings: { readMs: 0, decodeMs, equalizeMs: 0, encodeMs: stage(), writeMs: 0 },
    ...(image.warnings && { warnings: image.warnings }),
    ...(figures && { figures }),
    ...(work.stamped && {
      stamps: {
        format: image.format,
        codec: image.codec,
        input: { ...input, sha256: await sha256OfStored(source) },
        output: { ...written, mtimeMs },
        ...(image.warnings && { warnings: image.warnings }),
        ...(figures && { figures }),
      },
    }),
  };
}

/** The figures of an image that is none of those that the operation is for; undefined if it is one. */
async function figuresIfLeft(image: ImageInBands, { onlyIf, nodata }: ResolvedOperation): Promise<Figures | undefined> {
  if (!onlyIf) return undefined;
  const sums: Float64Array[] = [];
  let levels: number | undefined;
  for await (const band of image.read()) {
    addHistograms(sums, [lumaHistogram(band, nodata)]);
    levels = band.levels;
  }
  return isLowContrast(sums[0]!, onlyIf, levels) ? undefined : figuresOf(sums[0]!, levels);
}

async function tablesFor(image: ImageInBands, prepared: Prepared, { statistics }: Task): Promise<readonly Lut[]> {
  const shared = sharedStatistics(prepared, statistics);
  if (shared) return tablesFrom(shared, image, prepared);
  return tablesOf(prepared.operation, await histogramsOf(image, prepared));
}

async function histogramsOf(image: ImageInBands, { operation }: Prepared): Promise<Float64Array[]> {
  const sums: Float64Array[] = [];
  for await (const band of image.read()) addHistograms(sums, measure(band, operation));
  return sums;
}
