import { needsOnlyLuma, type ResolvedOperation } from '../../pixels/operation.js';
import { becomesProgressive } from '../encoding.js';
import type { ResolvedOutput } from '../output.js';
import { hasSequentialCoder } from './coder/kernels.js';
import type { LumaCoding } from './coder/luma-scan.js';
import { frameOf } from './coder/read-frame.js';
import { readSequential, type SequentialImage } from './coder/sequential.js';
import { effortOfCodes, effortOfSharp } from './components.js';
import { app0, app2, app13, comment, iccName } from './markers.js';

/** How a plain JPEG is coded anew. */
export interface PlainCoding extends LumaCoding {
  readonly maxPixels: number;
}

/**
 * How plain JPEGs are coded anew for this operation and output; undefined if these ask for anything but new luma, or for a look at what
 * the file says.
 */
export function plainCoding(operation: ResolvedOperation, output: ResolvedOutput, maxPixels: number): PlainCoding | undefined {
  const { format, quality, effort, chroma, strip, codec } = output;
  const isLumaOnly = needsOnlyLuma(operation) && !operation.autoOrient;
  const isOurs = effort < effortOfSharp && chroma === 'keep' && !becomesProgressive(output, false) && codec === 'auto';
  if (!isLumaOnly || !isOurs || strip || quality === 'auto' || (format !== 'keep' && format !== 'jpeg')) return undefined;
  return hasSequentialCoder() ? { quality, optimised: effort >= effortOfCodes, maxPixels } : undefined;
}

/** A baseline JPEG with nothing in it but a picture, and segments that are kept as they are. */
export interface PlainJpeg {
  readonly image: SequentialImage;
  /** Its APPn and COM segments, one after the other. */
  readonly segments: Uint8Array;
}

/**
 * Decodes the luma of a plain JPEG. Undefined for any other: what is broken, unusual, too large, or has segments that change with the
 * picture, such as EXIF with its thumbnail. `openImage` reads it all, and gives the same file for a plain one (small-jpeg.test.ts).
 *
 * @param file valid as long as the image
 */
export function readPlain(file: Uint8Array, { maxPixels }: PlainCoding): PlainJpeg | undefined {
  const end = endOfPlainSegments(file);
  if (end === undefined) return undefined;
  const frame = frameOf(file);
  if (frame?.segmentsEnd !== end || frame.width * frame.height > maxPixels) return undefined;
  const image = readSequential(file, frame);
  return image && { image, segments: file.subarray(2, end) };
}

/** Where the segments after the first marker end, if they are among those that no change of the picture concerns. */
function endOfPlainSegments(file: Uint8Array): number | undefined {
  let at = 2;
  while (at + 4 < file.length && file[at] === 0xff && file[at + 1]! >= app0) {
    const marker = file[at + 1]!;
    const isPlain = marker === app0 || marker === app13 || marker === comment || (marker === app2 && hasName(file, at + 4, iccName));
    if (!isPlain) return undefined;
    at += 2 + file[at + 2]! * 256 + file[at + 3]!;
  }
  return at;
}

function hasName(file: Uint8Array, at: number, name: string): boolean {
  for (let i = 0; i < name.length; i++) if (file[at + i] !== name.charCodeAt(i)) return false;
  return true;
}
