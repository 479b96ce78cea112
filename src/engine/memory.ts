import type { MemoryNeed } from '../codec/open.js';
import { type AnyOperation, treatmentOf } from '../pixels/equalize.js';
import { type Method, methodNamed, methodParams } from '../pixels/methods.js';
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

const leastShareBytes = 32 * 2 ** 20;

/** Memory that one image takes at its peak: its file, its samples, and the largest of what reading, changing and writing take. */
export function peakBytesOf(fileBytes: number, need: MemoryNeed, operation: AnyOperation, autoOrient: boolean): number {
  const { rasterBytes, decodeBytes, encodeBytes, shapes } = need;
  const largest = Math.max(...shapes.map((shape) => scratchBytesOf(shape, operation)));
  const turned = autoOrient ? rasterBytes : 0;
  return fileBytes + rasterBytes + Math.max(decodeBytes, turned, largest, encodeBytes);
}

function scratchBytesOf(shape: ImageShape, operation: AnyOperation): number {
  const { channels, width, height, maxSample } = shape;
  const planeBytes = width * height * (maxSample === 255 ? 1 : 2);
  const treatment = treatmentOf(operation);
  const colours = channels < 3 ? 1 : 3;
  const planes = treatment === 'rgb' ? colours : 1;
  const method = methodOf(operation);
  // One byte a pixel each: what is visible, counted and changed. The counted pixels are copied.
  const masked = channels % 2 === 0 || operation.nodata !== undefined || operation.roi !== undefined || operation.applyInside;
  const masks = masked ? 3 * width * height + channels * planeBytes : 0;
  if (method.kind === 'table') return masks + (treatment === 'rgb' || treatment === 'luma' ? 0 : (colours + 1) * planeBytes);
  const params = methodParams(method, { ...operation.params, ...(operation.dialect !== undefined && { dialect: operation.dialect }) });
  // Each plane before and after.
  return masks + 2 * planes * planeBytes + method.scratchBytes(shape, params);
}

function methodOf({ method }: AnyOperation): Method {
  return typeof method === 'string' ? methodNamed(method) : method;
}
