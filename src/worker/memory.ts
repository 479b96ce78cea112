import type { MemoryNeed } from '../codec/memory.js';
import { ImgparError } from '../errors.js';
import type { ResolvedOperation } from '../pixels/operation.js';
import type { ImageShape } from '../pixels/raster.js';

/** Peak memory of one image in bytes: its file, its samples, and the largest of what reading, changing and writing take. */
export function peakBytesOf(fileBytes: number, need: MemoryNeed, operation: ResolvedOperation, hasMask: boolean): number {
  const { rasterBytes, decodeBytes, encodeBytes, shapes } = need;
  const largest = Math.max(...shapes.map((shape) => changeBytesOf(shape, operation, hasMask)));
  const turned = operation.autoOrient ? rasterBytes : 0;
  return fileBytes + rasterBytes + Math.max(decodeBytes, turned, largest, encodeBytes);
}

/** Memory for changing the samples, besides the samples themselves. */
export function changeBytesOf(shape: ImageShape, operation: ResolvedOperation, hasMask: boolean): number {
  const { channels, width, height, maxSample } = shape;
  const planeBytes = width * height * (maxSample === 255 ? 1 : 2);
  const { method, params, on: treatment } = operation;
  const colours = channels < 3 ? 1 : 3;
  const planes = treatment === 'rgb' ? colours : 1;
  // One byte per pixel each for visible, counted and changed pixels. The counted pixels are copied.
  const chosen = hasMask || channels % 2 === 0 || operation.nodata !== undefined || operation.roi !== undefined || operation.applyInside;
  const masks = chosen ? (hasMask ? 4 : 3) * width * height + channels * planeBytes : 0;
  if (method.kind === 'table') return masks + (treatment === 'rgb' || treatment === 'luma' ? 0 : (colours + 1) * planeBytes);
  // Each plane before and after.
  return masks + 2 * planes * planeBytes + method.scratchBytes(shape, params);
}

/** Unwinds to the code that granted the memory: at its peak, an image takes more. */
export class NeedsMemory extends Error {
  /** @param isLeast whether only a lower bound is known */
  constructor(
    readonly peakBytes: number,
    readonly isLeast: boolean,
  ) {
    super();
  }
}

/**
 * @param peakBytes a finite number: workers answer in JSON, which has no other, so that an image of unknown needs would be tried for ever
 * @throws {NeedsMemory}
 */
export function requireGrant(peakBytes: number, grantedBytes: number, isLeast = false): void {
  if (!Number.isFinite(peakBytes)) throw new ImgparError('internal', `an image was found to need ${peakBytes} bytes of memory`);
  if (peakBytes > grantedBytes) throw new NeedsMemory(peakBytes, isLeast);
}
