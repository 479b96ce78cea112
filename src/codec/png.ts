import { constants, deflateSync } from 'node:zlib';
import { kernels } from '../pixels/kernels.js';
import type { Raster } from '../pixels/raster.js';
import { deflateRuns } from './deflate-runs.js';
import { chunk, chunkParts, type PngSamples, pngSignature } from './png-chunks.js';

/**
 * A PNG of the raster, written here and not by libvips: faster, smaller, and the chunks of the file that was read can be put back
 * byte for byte. Never interlaced, whatever was read.
 *
 * @param effort 1 (fastest) to 9 (smallest); how each is spent says `pngEfforts`
 */
export function encodePng(raster: Raster, samples: PngSamples, before: readonly Buffer[], behind: readonly Buffer[], effort = 1): Buffer {
  const picture = compressed((filter) => pieces(raster, samples, filter), pngEfforts[effort] ?? pngEfforts[1]!);
  return Buffer.concat([
    pngSignature,
    header(raster, samples),
    ...before,
    ...chunkParts('IDAT', picture),
    ...behind,
    chunk('IEND', new Uint8Array(0)),
  ]);
}

/** What is tried, the smallest being written: Paeth's filter alone or also the best one for each row, and levels of zlib beside runs. */
interface PngEffort {
  readonly filters: readonly ('paeth' | 'best')[];
  readonly levels: readonly number[];
}

/**
 * No effort is 0. CPU ms a megapixel and size for efforts 1 to 9, three photographs of 8 megapixels in all: RGB 8, 16, 70, 130, 160, 230,
 * 300, 590, 810 for 7.26, 7.07 up to effort 6, 7.06, 7.02, 7.00 MB; 16-bit grey 5, 12, 44, then 80 for 11.64, 11.62, then 11.60 MB. What
 * repeats, such as drawings and screenshots, becomes half as large or less by 3 and more.
 */
const pngEfforts: ReadonlyArray<PngEffort | undefined> = [
  undefined,
  { filters: ['paeth'], levels: [] },
  { filters: ['paeth', 'best'], levels: [] },
  { filters: ['paeth', 'best'], levels: [3] },
  ...[4, 5, 6, 7, 8, 9].map((level) => ({ filters: ['paeth', 'best'], levels: [3, level] }) as const),
];

function compressed(piecesOf: (filter: 'paeth' | 'best') => Iterable<Uint8Array>, { filters, levels }: PngEffort): Uint8Array[] {
  const runs = filters.map((filter) => deflateRuns(piecesOf(filter)));
  if (levels.length === 0) return shortest(runs);
  const filter = filters[runs.indexOf(shortest(runs))]!;
  const rows = Buffer.concat(Array.from(piecesOf(filter), (piece) => piece.slice()));
  const matches = levels.map((level) => [deflateSync(rows, { level, memLevel: 9, strategy: constants.Z_FILTERED, chunkSize: 1 << 20 })]);
  return shortest([...runs, ...matches]);
}

function shortest(candidates: readonly Uint8Array[][]): Uint8Array[] {
  const lengthOf = (parts: readonly Uint8Array[]) => parts.reduce((sum, { length }) => sum + length, 0);
  return candidates.reduce((best, candidate) => (lengthOf(candidate) < lengthOf(best) ? candidate : best));
}

const colourTypes = { 1: 0, 2: 4, 3: 2, 4: 6 } as const;

/**
 * How the raster's samples are written. Colour is always full: what was a palette is RGB, or RGBA where it was transparent.
 * Grey that was read with 1, 2 or 4 bits goes back into as many when every sample is one of the levels that these have,
 * and into 8 bits otherwise.
 */
export function pngSamplesFor(raster: Raster, bitsRead: number): PngSamples {
  const colourType = colourTypes[raster.channels];
  if (raster.maxSample === 65535) return { colourType, bitDepth: 16 };
  const fits = colourType === 0 && (bitsRead === 1 || bitsRead === 2 || bitsRead === 4) && fitsInBits(raster, bitsRead);
  return { colourType, bitDepth: fits ? bitsRead : 8 };
}

/** Whether every sample is one of the levels that `bits` bits have when spread evenly over 0..255. */
export function fitsInBits({ samples }: Raster, bits: 1 | 2 | 4): boolean {
  const step = 255 / (2 ** bits - 1);
  return samples.every((sample) => sample % step === 0);
}

function header({ width, height }: Raster, { colourType, bitDepth }: PngSamples): Buffer {
  const fields = Buffer.alloc(13);
  fields.writeUInt32BE(width, 0);
  fields.writeUInt32BE(height, 4);
  fields[8] = bitDepth;
  fields[9] = colourType;
  return chunk('IHDR', fields);
}

/** Rows of 1, 2 or 4 bits a sample, first pixel in the highest bits, each row after a 0: not filtered, which is best for few bits. */
function packedRows({ width, height, samples }: Raster, bits: number): Uint8Array {
  const rowBytes = Math.ceil((width * bits) / 8) + 1;
  const rows = new Uint8Array(rowBytes * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const bit = x * bits;
      const at = y * rowBytes + 1 + (bit >> 3);
      rows[at] = rows[at]! | ((samples[y * width + x]! >> (8 - bits)) << (8 - bits - (bit & 7)));
    }
  }
  return rows;
}

/**
 * Filtered bytes that get a code of their own, which takes 30 µs to make. 16-bit grey with 64, 128 and 256 KiB: 7.3, 5.0 and 4.2 ms a
 * megapixel; files differ by less than 1 in 500.
 */
const pieceBytes = 262144;

/** The rows as they are to be compressed, a piece at a time. Each is gone when the next is asked for. */
function* pieces(raster: Raster, { bitDepth }: PngSamples, filter: 'paeth' | 'best'): Generator<Uint8Array> {
  if (bitDepth < 8) yield* cut(packedRows(raster, bitDepth));
  else {
    const rowBytes = raster.width * raster.channels * raster.samples.BYTES_PER_ELEMENT + 1;
    const rowsOfPiece = Math.max(Math.floor(pieceBytes / rowBytes), 1);
    for (let y = 0; y < raster.height; y += rowsOfPiece) {
      yield* cut(kernels().rows.filterRows(raster, y, Math.min(rowsOfPiece, raster.height - y), filter === 'best'));
    }
  }
}

function* cut(bytes: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += pieceBytes) yield bytes.subarray(start, start + pieceBytes);
}
