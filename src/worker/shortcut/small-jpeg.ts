import { limitPool } from '../../codec/buffer-pool.js';
import { type PlainCoding, type PlainJpeg, plainCoding, readPlain } from '../../codec/jpeg/plain.js';
import { isModulePath } from '../../options/method-path.js';
import { tablesOf } from '../../pixels/equalize.js';
import type { ResolvedOperation } from '../../pixels/operation.js';
import { openSource, type SourceFile } from '../../storage/file.js';
import { sha256 } from '../../storage/hash.js';
import { fileStore, storeOf, traitsOf } from '../../storage/stores.js';
import { writeAtomic } from '../../storage/write-atomic.js';
import { fileBuffer } from '../file-buffer.js';
import { prepare } from '../prepare.js';
import { spareShare } from '../process-image.js';
import { stopwatch } from '../stopwatch.js';
import type { Outcome, Task, Work } from '../task.js';

/** Does an image, or leaves it as it is. */
export type Shortcut = (task: Task) => Outcome | undefined;

/**
 * The short way for small plain JPEGs: from file to file without a promise, and without an object for each thing that other images have.
 * It only ever succeeds. Undefined for any image that is not of this kind, is damaged, or meets an error: nothing has appeared then, and
 * `processImage` does it from the start, and reports. Both ways give the same bytes and outcomes (small-jpeg.test.ts).
 *
 * Gain, CPU time of a worker once it is warm, thumbnails of 64×64 on a busy machine: 200 µs an image instead of 240.
 *
 * @returns undefined if the work asks for more than any small plain JPEG can have
 */
export async function smallJpegs(work: Work, grantedBytes: number): Promise<Shortcut | undefined> {
  const { purpose, operation: options, output, inPlace, figures, limits } = work;
  const isPlain = purpose === 'equalize' && !inPlace && !figures && output.overwrite && !output.durable;
  // A user's method is called once for each image, whatever comes of it.
  if (!isPlain || grantedBytes < plentyBytes || isModulePath(options.method)) return undefined;
  const prepared = await prepare(options).catch(() => undefined);
  if (!prepared || prepared.statistics || !isTableOfImage(prepared.operation)) return undefined;
  const { operation } = prepared;
  const coding = plainCoding(operation, output, Math.min(limits.maxPixels, fewPixels));
  if (!coding) return undefined;
  limitPool(grantedBytes / spareShare);
  return (task) => {
    try {
      return isPlainTask(task) ? fromFileToFile(task, work, operation, coding) : undefined;
    } catch {
      return undefined;
    }
  };
}

/** Images of this size fit into the smallest grant together with all that they need, which is 4 MiB and a few bytes a pixel. */
const fewPixels = 1 << 18;
const fewBytes = 1 << 17;
const plentyBytes = 16 << 20;

/** Whether one table, drawn from luma, does all that the operation does. */
function isTableOfImage({ method, strength, roi, onlyIf, reading }: ResolvedOperation): boolean {
  const isPlain = strength !== 0 && roi === undefined && onlyIf === undefined && Object.keys(reading).length === 0;
  return isPlain && method.kind === 'table';
}

function isPlainTask({ source, destination, mask, statistics, backup, original, upToDateIf }: Task): boolean {
  const isAlone = mask === undefined && statistics === undefined && backup === undefined && original === undefined;
  return isAlone && upToDateIf === undefined && storeOf(source) === fileStore && storeOf(destination) === fileStore;
}

function fromFileToFile(task: Task, work: Work, operation: ResolvedOperation, coding: PlainCoding): Outcome | undefined {
  const stage = stopwatch();
  const source = openSource(task.source);
  let bytes: Uint8Array;
  try {
    if (source.size > fewBytes) return undefined;
    bytes = source.readAll(fileBuffer);
  } finally {
    source.close();
  }
  const readMs = stage();
  const plain = readPlain(bytes, coding);
  if (!plain) return undefined;
  try {
    return written(task, work, operation, coding, { source, bytes, plain, readMs, stage });
  } finally {
    plain.image.release();
  }
}

/** An image that was read. */
interface Read {
  readonly source: SourceFile;
  readonly bytes: Uint8Array;
  readonly plain: PlainJpeg;
  readonly readMs: number;
  readonly stage: () => number;
}

function written(
  { id, destination }: Task,
  { output, token, destinationRoot, stamped }: Work,
  operation: ResolvedOperation,
  coding: PlainCoding,
  { source, bytes, plain: { image, segments }, readMs, stage }: Read,
): Outcome | undefined {
  const { width, height } = image;
  const decodeMs = stage();
  const [table] = tablesOf(operation, [image.levels]);
  const equalizeMs = stage();
  const result = image.encode(table!, coding, segments);
  if (!result) return undefined;
  const encodeMs = stage();
  const { mtimeMs } = writeAtomic(destination, result, {
    owner: { token, id },
    root: destinationRoot,
    traits: output.preserve ? traitsOf(source) : undefined,
  });
  const [inputBytes, outputBytes] = [bytes.length, result.length];
  const stamps = {
    format: 'jpeg',
    codec: 'imgpar',
    input: { size: inputBytes, mtimeMs: source.mtimeMs, sha256: stamped ? sha256(bytes) : '' },
    output: { size: outputBytes, mtimeMs, sha256: stamped ? sha256(result) : '' },
  } as const;
  const timings = { readMs, decodeMs, equalizeMs, encodeMs, writeMs: stage() };
  return { status: 'done', width, height, inputBytes, outputBytes, timings, ...(stamped && { stamps }) };
}
