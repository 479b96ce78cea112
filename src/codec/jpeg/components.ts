import { lumaOnDemand } from '../../pixels/pictures/luma-on-demand.js';
import { becomesProgressive, type Coding } from '../encoding.js';
import type { ComponentCodec, Components } from '../format-codec.js';
import type { MemoryNeed } from '../memory.js';
import { frameOf } from './coder/frame.js';
import { hasSequentialCoder } from './coder/kernels.js';
import { readSequential } from './coder/sequential.js';
import { hasProgressiveCoder, readProgressive } from './progressive/image.js';
import { type JpegFile, withJpegSegments } from './segments.js';

/** From this effort on, sharp's encoder makes smaller files than ours can. */
const effortOfSharp = 8;

/** From this effort on, codes are optimised. Those of progressive files always are. */
const effortOfCodes = 4;

/** A JPEG in which only luma changes, and which is written as JPEG again. */
export const jpegComponents: ComponentCodec<JpegFile> = {
  suits: (file, { lumaOnly, effort }) => lumaOnly && effort < effortOfSharp && (isSequential(file) || isProgressive(file)),
  need: (file, coding) => (isSequential(file) && !becomesProgressive(coding, false) ? sequentialNeed(file) : componentsNeed(file, coding)),
  decode: (bytes, file, coding) => bySequential(bytes, file, coding) ?? byProgressive(bytes, file, coding),
};

function isSequential({ progressive, hasLuma }: JpegFile): boolean {
  return !progressive && hasLuma && hasSequentialCoder();
}

/** By our own coder of baseline and extended files. */
function bySequential(bytes: Buffer, file: JpegFile, { scans }: Coding): Components<JpegFile> | undefined {
  if (!isSequential(file) || becomesProgressive({ scans }, file.progressive)) return undefined;
  const content = bytes.subarray(0, file.endOfImage);
  const frame = frameOf(content);
  const image = frame && readSequential(content, frame);
  if (!image) return undefined;
  const { width, height, channels } = file.shape;
  const luma = lumaOnDemand({ width, height, channels: channels === 1 ? 1 : 3 }, image.levels, () => image.samples());
  return {
    codec: 'imgpar',
    picture: luma.picture,
    luma: luma.raster,
    encode(kept, { quality, effort }) {
      const change = luma.change();
      if ('samples' in change) image.replace(change.samples);
      const encoded = image.encode('table' in change ? change.table : unchanged, { quality, optimised: effort >= effortOfCodes });
      return encoded && withJpegSegments(encoded, kept);
    },
    release: () => image.release(),
  };
}

const unchanged = Uint8Array.from({ length: 256 }, (_, level) => level);

function isProgressive({ progressive, hasLuma }: JpegFile): boolean {
  return progressive && hasLuma && hasProgressiveCoder();
}

/** By our own coder of progressive files. */
function byProgressive(bytes: Buffer, file: JpegFile, coding: Coding): Components<JpegFile> | undefined {
  if (!isProgressive(file) || !becomesProgressive(coding, true)) return undefined;
  const content = bytes.subarray(0, file.endOfImage);
  const frame = frameOf(content);
  const image = frame && readProgressive(content, frame);
  if (!image) return undefined;
  const { width, height, channels } = file.shape;
  const luma = lumaOnDemand({ width, height, channels: channels === 1 ? 1 : 3 }, image.histogram, image.luma);
  return {
    codec: 'imgpar',
    picture: luma.picture,
    luma: luma.raster,
    encode(kept, { quality }) {
      const change = luma.change();
      if ('samples' in change) image.replaceLuma(change.samples);
      const encoded = image.encode(quality, 'table' in change ? change.table : undefined);
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
function componentsNeed({ shape, samplesOfPixel, progressive }: JpegFile, coding: Coding): MemoryNeed {
  const pixels = shape.width * shape.height;
  const rasterBytes = Math.ceil(pixels * samplesOfPixel);
  const coefficients = (holds: boolean) => (holds ? coefficientBytes * rasterBytes : 0);
  return {
    shapes: [{ ...shape, channels: 1 }],
    rasterBytes,
    decodeBytes: fixedBytes + coefficients(progressive),
    encodeBytes:
      fixedBytes + coefficients(becomesProgressive(coding, progressive)) + Math.ceil((shape.channels === 1 ? 0.85 : 0.65) * rasterBytes),
  };
}

const fixedBytes = 4 << 20;
/** Per sample, in both decoder and encoder. */
const coefficientBytes = 2.1;
