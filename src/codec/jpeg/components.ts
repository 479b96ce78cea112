import { type LumaOnDemand, lumaOnDemand } from '../../pixels/pictures/luma-on-demand.js';
import type { Lut } from '../../pixels/raster.js';
import type { Size } from '../../pixels/small/area-average.js';
import { becomesProgressive, type Coding } from '../encoding.js';
import type { ComponentCodec, Components } from '../format-codec.js';
import type { MemoryNeed } from '../memory.js';
import type { SmallPlanes } from '../small/small-picture.js';
import type { Frame } from './coder/frame.js';
import { hasSequentialCoder } from './coder/kernels.js';
import { frameOf } from './coder/read-frame.js';
import { readSequential } from './coder/sequential.js';
import { hasOwnCoder, readOwn } from './progressive/image.js';
import { type JpegFile, withJpegSegments } from './segments.js';
import { areMeansEnough, type DecodedMeans, smallChroma, smallLuma } from './small-planes.js';

/** From this effort on, sharp's encoder makes smaller files than ours can. */
export const effortOfSharp = 8;

/** From this effort on, codes are optimised. Those of progressive files always are. */
export const effortOfCodes = 4;

/** A JPEG in which only luma changes, and which is written as JPEG again. */
export const jpegComponents: ComponentCodec<JpegFile> = {
  suits: (file, { lumaOnly, coding }) => isByLuma(coding, lumaOnly) && isOurs(file, coding),
  need: (file, coding) => (isSequential(file, coding) ? sequentialNeed(file) : componentsNeed(file, coding)),
  decode: (bytes, file, coding, forSmall) => bySequential(bytes, file, coding, forSmall) ?? byCoefficients(bytes, file, coding),
};

/** Whether luma is all that changes, and our own encoder will do. */
function isByLuma({ effort }: Coding, lumaOnly: boolean): boolean {
  return lumaOnly && effort < effortOfSharp;
}

/** Whether nothing but luma of a baseline file is decoded, by our own coder. */
export function isSequentialOurs(file: JpegFile, { lumaOnly, coding }: { lumaOnly: boolean; coding: Coding }): boolean {
  return isByLuma(coding, lumaOnly) && isSequential(file, coding);
}

/** Whether luma of a progressive file is all that is decoded, and its scans stay, by our own coder. */
export function isProgressiveOurs(file: JpegFile, { lumaOnly, coding }: { lumaOnly: boolean; coding: Coding }): boolean {
  return isByLuma(coding, lumaOnly) && hasCoefficients(file, coding) && becomesProgressive(coding, true) && coding.chroma === 'keep';
}

function isOurs(file: JpegFile, coding: Coding): boolean {
  return isSequential(file, coding) || hasCoefficients(file, coding);
}

/** Baseline files, of which nothing but luma is decoded. */
function isSequential(file: JpegFile, coding: Coding): boolean {
  return file.hasLuma && !needsCoefficients(file, coding) && hasSequentialCoder();
}

/** Progressive files, and those that become progressive or baseline, or have their chroma quantised anew. */
function hasCoefficients(file: JpegFile, coding: Coding): boolean {
  return file.hasLuma && needsCoefficients(file, coding) && hasOwnCoder();
}

function needsCoefficients({ progressive }: JpegFile, coding: Coding): boolean {
  return progressive || becomesProgressive(coding, progressive) || coding.chroma === 'quality';
}

/** By our own coder of baseline and extended files. */
function bySequential(bytes: Buffer, file: JpegFile, coding: Coding, forSmall: boolean): Components<JpegFile> | undefined {
  if (!isSequential(file, coding)) return undefined;
  const content = bytes.subarray(0, file.endOfImage);
  const frame = frameOf(content);
  const image = frame && readSequential(content, frame, forSmall);
  if (!frame || !image) return undefined;
  const { width, height, channels } = file.shape;
  const luma = lumaOnDemand({ width, height, channels: channels === 1 ? 1 : 3 }, image.levels, () => image.samples());
  /** What luma was mapped through when it was written. The file that was written lies where samples would be replaced again. */
  let written: Lut | undefined;
  return {
    codec: 'imgpar',
    picture: luma.picture,
    luma: luma.raster,
    small: smallOf(frame, () => image.means(written ?? tableOf(luma, (samples) => image.replace(samples)))),
    isDrawnEncoding: true,
    encode(kept, { quality, effort }) {
      written = tableOf(luma, (samples) => image.replace(samples)) ?? unchanged;
      const encoded = image.encode(written, { quality, optimised: effort >= effortOfCodes });
      return encoded && withJpegSegments(encoded, kept);
    },
    release: () => image.release(),
  };
}

/** Has samples that were changed replaced. @returns the table that luma must still be mapped through, if any */
function tableOf(luma: LumaOnDemand, replace: (samples: Uint8Array) => void): Lut | undefined {
  const change = luma.change();
  if ('table' in change) return change.table;
  replace(change.samples);
  return undefined;
}

/** Small pictures of an image, of which chroma never changes. */
function smallOf(frame: Frame, meansNow: () => DecodedMeans | undefined): (to: Size) => SmallPlanes | undefined {
  let chroma: readonly Uint8Array[] | undefined;
  return (to) => {
    const means = areMeansEnough(frame, to) ? meansNow() : undefined;
    if (!means) return undefined;
    const luma = smallLuma(frame, means, to);
    chroma ??= smallChroma(frame, means, to);
    return { ...to, planes: [luma, ...chroma] };
  };
}

const unchanged = Uint8Array.from({ length: 256 }, (_, level) => level);

/** By our own coder of progressive files, which also knows other scans. */
function byCoefficients(bytes: Buffer, file: JpegFile, coding: Coding): Components<JpegFile> | undefined {
  if (!hasCoefficients(file, coding)) return undefined;
  const content = bytes.subarray(0, file.endOfImage);
  const frame = frameOf(content);
  const own = { isProgressive: becomesProgressive(coding, file.progressive), keepsChroma: coding.chroma === 'keep' };
  const image = frame && readOwn(content, frame, own);
  if (!frame || !image) return undefined;
  const { width, height, channels } = file.shape;
  const luma = lumaOnDemand({ width, height, channels: channels === 1 ? 1 : 3 }, image.histogram, image.luma);
  return {
    codec: 'imgpar',
    picture: luma.picture,
    luma: luma.raster,
    small: smallOf(frame, () => image.means(tableOf(luma, (samples) => image.replaceLuma(samples)))),
    encode(kept, { quality }) {
      const encoded = image.encode(quality, tableOf(luma, image.replaceLuma));
      return encoded && withJpegSegments(encoded, kept);
    },
    release: image.release,
  };
}

/**
 * Memory for reading and writing luma with our own coder: its samples, the coded file, and eight bytes for each MCU; then the file to be
 * written. Methods that need a plane have it counted as theirs. Measured as in `memory.ts`, on equalised noise, at quality 90.
 */
function sequentialNeed({ shape, endOfImage }: JpegFile): MemoryNeed {
  const pixels = shape.width * shape.height;
  return {
    shapes: [{ ...shape, channels: 1 }],
    rasterBytes: Math.ceil(1.13 * pixels) + endOfImage,
    decodeBytes: fixedBytes,
    encodeBytes: fixedBytes + Math.ceil(0.85 * pixels) + endOfImage,
  };
}

/**
 * Memory for reading and writing components, of which methods see only luma. The encoded file comes on top, and for progressive files all
 * coefficients. Measured as in `memory.ts`, on equalised noise, at quality 90, relative to the bytes of the components: 0.56 for 4:2:0,
 * 0.52 for 4:4:4, 0.76 for grey, 2.6 for progressive 4:2:0.
 */
function componentsNeed(file: JpegFile, coding: Coding): MemoryNeed {
  const { shape, samplesOfPixel } = file;
  const pixels = shape.width * shape.height;
  const rasterBytes = Math.ceil(pixels * samplesOfPixel);
  const coefficients = needsCoefficients(file, coding) ? coefficientBytes * rasterBytes : 0;
  return {
    shapes: [{ ...shape, channels: 1 }],
    rasterBytes,
    decodeBytes: fixedBytes + coefficients,
    encodeBytes: fixedBytes + coefficients + Math.ceil((shape.channels === 1 ? 0.85 : 0.65) * rasterBytes),
  };
}

const fixedBytes = 4 << 20;
/** Per sample, in both decoder and encoder. */
const coefficientBytes = 2.1;
