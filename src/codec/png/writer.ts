import { constants, deflateRawSync } from 'node:zlib';
import type { ImageShape, Raster, Samples } from '../../pixels/raster.js';
import { greyBits } from '../encoding.js';
import { chunk, chunkParts, type PngSamples, pngSignature } from './chunks.js';
import { type RunCode, runCode, type ZlibWriter, zlibWriter } from './deflate-runs.js';
import { filterKernels } from './kernels.js';

/**
 * Encodes a raster as PNG, here and not by libvips: faster, smaller, and with the chunks of the source byte for byte. Never interlaced,
 * even if the source is.
 *
 * @param effort 1 (fastest) to 9 (smallest); `pngEfforts` says how it is spent
 */
export function encodePng(raster: Raster, samples: PngSamples, before: readonly Buffer[], after: readonly Buffer[], effort = 1): Buffer {
  return Buffer.concat(encodePngInParts(raster, samples, before, after, effort));
}

/** The same in parts, so that they need not be copied. */
export function encodePngInParts(
  raster: Raster,
  samples: PngSamples,
  before: readonly Buffer[],
  after: readonly Buffer[],
  effort: number,
): Uint8Array[] {
  const { add, end } = pngWriter(raster, samples, before, after, effort);
  return [...add(raster), ...end()];
}

/** A file that is written from the top, some rows at a time. */
interface PngWriter {
  /**
   * Adds the next rows: a raster as wide as the image. Any number of rows will do; multiples of `rowsAtOnce` compress best, and give the
   * same file whatever the bands.
   *
   * @returns the parts of the file that are complete so far
   */
  add(rows: Raster): Uint8Array[];
  /** The rest of the file. All rows must have been added. */
  end(): Uint8Array[];
  readonly rowsAtOnce: number;
}

/** Like `encodePng`, for images that are never in memory whole. */
export function pngWriter(
  shape: ImageShape,
  samples: PngSamples,
  before: readonly Buffer[],
  after: readonly Buffer[],
  effort = 1,
): PngWriter {
  const rows = rowCoder(shape, samples, effort);
  const data = dataChunks();
  let opening: Uint8Array[] = [pngSignature, header(shape, samples), ...before];
  return {
    add(strip) {
      const parts = [...opening, ...data.add(rows.add(strip))];
      opening = [];
      return parts;
    },
    end: () => [...opening, ...data.add(rows.end()), ...data.end(), ...after, ending],
    rowsAtOnce: rowsAtOnce(shape),
  };
}

const ending = chunk('IEND', new Uint8Array(0));

/** A chunk of image data is complete once it holds this many bytes, so its end does not depend on how the rows came. */
const dataChunkBytes = 1 << 20;

function dataChunks(): { add(parts: readonly Uint8Array[]): Uint8Array[]; end(): Uint8Array[] } {
  let [waiting, bytes]: [Uint8Array[], number] = [[], 0];
  const taken = () => {
    const chunks = bytes > 0 ? chunkParts('IDAT', waiting) : [];
    [waiting, bytes] = [[], 0];
    return chunks;
  };
  return {
    add: (parts) =>
      parts.flatMap((part) => {
        waiting.push(part);
        bytes += part.length;
        return bytes >= dataChunkBytes ? taken() : [];
      }),
    end: taken,
  };
}

// ---- compressed rows ----

/**
 * The options tried for each piece of rows, of which the smallest is written: Paeth's filter alone or also the best one for each row, and
 * levels of zlib besides runs.
 */
interface PngEffort {
  readonly filters: readonly Filter[];
  readonly levels: readonly number[];
}

type Filter = 'paeth' | 'best';

/**
 * By effort; 0 does not exist. CPU ms per megapixel and size for efforts 1 to 9: two RGB photographs 9, 16, 64, 120, 150, 210, 270, 540,
 * 840 for 4.462, 4.457, 4.457, 4.430, 4.381, 4.322, 4.288, 4.234, 4.216 MB; one of 16-bit grey 6, 12, 50, then 90 for 6.005, 6.004, then
 * 5.994 MB. From 3 on, repetitive images become smaller: a small screenshot by a tenth, drawings by half.
 */
const pngEfforts: ReadonlyArray<PngEffort | undefined> = [
  undefined,
  { filters: ['paeth'], levels: [] },
  { filters: ['paeth', 'best'], levels: [] },
  { filters: ['paeth', 'best'], levels: [3] },
  ...[4, 5, 6, 7, 8, 9].map((level) => ({ filters: ['paeth', 'best'], levels: [3, level] }) as const),
];

/** The rows of an image as a zlib stream, in parts. */
interface RowCoder {
  add(rows: Raster): Uint8Array[];
  end(): Uint8Array[];
}

function rowCoder(shape: ImageShape, { bitDepth }: PngSamples, effort: number): RowCoder {
  const stream = zlibWriter();
  const { filters, levels } = pngEfforts[effort] ?? pngEfforts[1]!;
  const matches = matcher(levels);
  let above: Samples | undefined;
  return {
    add(strip) {
      const parts: Uint8Array[] = [];
      for (const rows of bitDepth < 8 ? packedPieces(strip, bitDepth) : filteredPieces(strip, rowsAtOnce(shape), filters, above))
        for (const piece of cut(rows)) parts.push(...addShortest(stream, piece, runCode(piece), matches));
      above = strip.samples.slice(-shape.width * shape.channels);
      return parts;
    },
    end: () => stream.end(),
  };
}

/**
 * Filtered bytes that get their own code, which takes 30 µs to make. 16-bit grey with 64, 128 and 256 KiB: 7.3, 5.0 and 4.2 ms per
 * megapixel; files differ by less than 1 in 500.
 */
const pieceBytes = 262144;

/** Rows that are filtered and compressed together. */
function rowsAtOnce({ width, channels, maxSample }: ImageShape): number {
  const rowBytes = width * channels * (maxSample === 255 ? 1 : 2) + 1;
  return Math.max(Math.floor(pieceBytes / rowBytes), 1);
}

/** The filtered rows, a piece at a time. Each is valid until the next one is requested. */
function* filteredPieces(strip: Raster, rowsOfPiece: number, filters: readonly Filter[], above?: Samples): Generator<Uint8Array> {
  for (let y = 0; y < strip.height; y += rowsOfPiece) {
    const filtered = (filter: Filter) =>
      filterKernels().filterRows(strip, y, Math.min(rowsOfPiece, strip.height - y), filter === 'best', above);
    if (filters.length === 1) yield filtered(filters[0]!);
    else {
      const bits = filters.map((filter) => [...cut(filtered(filter))].reduce((sum, piece) => sum + runCode(piece).bits, 0));
      yield filtered(filters[bits.indexOf(Math.min(...bits))]!);
    }
  }
}

function* cut(bytes: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += pieceBytes) yield bytes.subarray(start, start + pieceBytes);
}

function addShortest(stream: ZlibWriter, piece: Uint8Array, code: RunCode, matches: Matcher): Uint8Array[] {
  const deflated = matches(piece);
  if (deflated && deflated.length * 8 < code.bits) return stream.addDeflated(piece, deflated);
  return stream.addRuns(piece, code);
}

/** zlib's shortest result for a piece, with matches to earlier data; undefined without levels. */
type Matcher = (piece: Uint8Array) => Uint8Array | undefined;

const windowBytes = 32768;

function matcher(levels: readonly number[]): Matcher {
  if (levels.length === 0) return () => undefined;
  const options = { memLevel: 9, strategy: constants.Z_FILTERED, finishFlush: constants.Z_SYNC_FLUSH, chunkSize: 1 << 17 };
  let dictionary: Buffer | undefined;
  return (piece) => {
    const known = dictionary ? { dictionary } : {};
    const found = levels.map((level) => deflateRawSync(piece, { ...options, ...known, level }));
    dictionary = Buffer.concat([dictionary ?? Buffer.alloc(0), piece]).subarray(-windowBytes);
    return found.reduce((best, candidate) => (candidate.length < best.length ? candidate : best));
  };
}

// ---- samples ----

/** The PNG colour type by number of channels. */
export const colourTypes = { 1: 0, 2: 4, 3: 2, 4: 6 } as const;

/**
 * How the samples of a raster are written. Colour is always full: a palette becomes RGB, or RGBA if it was transparent. Grey that was read
 * with 1, 2 or 4 bits is written with as many if every sample is one of their levels, otherwise with 8 bits.
 */
export function pngSamplesFor(raster: Raster, bitsRead: number): PngSamples {
  const colourType = colourTypes[raster.channels];
  if (raster.maxSample === 65535) return { colourType, bitDepth: 16 };
  return { colourType, bitDepth: greyBits(raster, bitsRead) };
}

function header({ width, height }: ImageShape, { colourType, bitDepth }: PngSamples): Buffer {
  const fields = Buffer.alloc(13);
  fields.writeUInt32BE(width, 0);
  fields.writeUInt32BE(height, 4);
  fields[8] = bitDepth;
  fields[9] = colourType;
  return chunk('IHDR', fields);
}

/** Rows of 1, 2 or 4 bits per sample, first pixel in the highest bits, each after a 0: unfiltered, which is best for few bits. */
function packedPieces({ width, height, samples }: Raster, bits: number): [Uint8Array] {
  const rowBytes = Math.ceil((width * bits) / 8) + 1;
  const rows = new Uint8Array(rowBytes * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const bit = x * bits;
      const at = y * rowBytes + 1 + (bit >> 3);
      rows[at] = rows[at]! | ((samples[y * width + x]! >> (8 - bits)) << (8 - bits - (bit & 7)));
    }
  }
  return [rows];
}
