import type { MemoryNeed } from '../codec/memory.js';
import { type AnyOperation, treatmentOf } from '../pixels/equalize.js';
import type { Method } from '../pixels/methods/method.js';
import { methodNamed, methodParams } from '../pixels/methods/methods.js';
import type { ImageShape } from '../pixels/raster.js';

/**
 * What the processes of a run hold before any large image comes: the caller with its list and records 85 MiB, the workers' process
 * 90 and 40 more for each worker, where half is what the garbage collector has not come to yet. Chosen to lie above what was seen
 * with images of 256 × 192, resident sets added up, one run each, Node 20.20: 246 MiB with 2 workers (2,000 images), 190 with 1 and
 * 250 with 4 (110 images).
 */
export function baseBytes(workers: number): number {
  return (175 + 40 * workers) * 2 ** 20;
}

/** The smallest budget that leaves something to work with beside the processes themselves. */
export function leastMemoryBytes(workers: number): number {
  return baseBytes(workers) + workers * leastShareBytes;
}

/** Less than this is given to no batch. */
export const leastShareBytes = 32 * 2 ** 20;

/** What is done to an image besides what its operation says. */
export interface Extras {
  readonly autoOrient: boolean;
  readonly masked: boolean;
}

/** Memory that one image takes at its peak: its file, its samples, and the largest of what reading, changing and writing take. */
export function peakBytesOf(fileBytes: number, need: MemoryNeed, operation: AnyOperation, { autoOrient, masked }: Extras): number {
  const { rasterBytes, decodeBytes, encodeBytes, shapes } = need;
  const largest = Math.max(...shapes.map((shape) => changeBytesOf(shape, operation, masked)));
  const turned = autoOrient ? rasterBytes : 0;
  return fileBytes + rasterBytes + Math.max(decodeBytes, turned, largest, encodeBytes);
}

/** What changing the samples takes besides them. */
export function changeBytesOf(shape: ImageShape, operation: AnyOperation, hasMask: boolean): number {
  const { channels, width, height, maxSample } = shape;
  const planeBytes = width * height * (maxSample === 255 ? 1 : 2);
  const treatment = treatmentOf(operation);
  const colours = channels < 3 ? 1 : 3;
  const planes = treatment === 'rgb' ? colours : 1;
  const method = methodOf(operation);
  // One byte a pixel each: what is visible, counted and changed. The counted pixels are copied.
  const chosen = hasMask || channels % 2 === 0 || operation.nodata !== undefined || operation.roi !== undefined || operation.applyInside;
  const masks = chosen ? (hasMask ? 4 : 3) * width * height + channels * planeBytes : 0;
  if (method.kind === 'table') return masks + (treatment === 'rgb' || treatment === 'luma' ? 0 : (colours + 1) * planeBytes);
  const params = methodParams(method, { ...operation.params, ...(operation.dialect !== undefined && { dialect: operation.dialect }) });
  // Each plane before and after.
  return masks + 2 * planes * planeBytes + method.scratchBytes(shape, params);
}

/** Unwinds to whoever was granted memory: at its peak, an image takes more. */
export class NeedsMemory extends Error {
  /** @param isLeast whether it is known only that it takes so much or more */
  constructor(
    readonly peakBytes: number,
    readonly isLeast: boolean,
  ) {
    super();
  }
}

/** @throws {NeedsMemory} */
export function requireGrant(peakBytes: number, grantedBytes: number, isLeast = false): void {
  if (peakBytes > grantedBytes) throw new NeedsMemory(peakBytes, isLeast);
}

function methodOf({ method }: AnyOperation): Method {
  return typeof method === 'string' ? methodNamed(method) : method;
}
