import { constants, deflateSync } from 'node:zlib';
import type { Raster } from '../pixels/raster.js';
import { chunk, type PngSamples, pngSignature, withChunk } from './png-chunks.js';

/**
 * A PNG of the raster, written here and not by libvips: 21 ms a megapixel instead of 51 and smaller files (Paeth filter, then
 * zlib's run-length strategy), and the chunks of the file that was read can be put back byte for byte.
 *
 * Never interlaced, whatever was read.
 *
 * @param effort 1 (fastest) to 9 (smallest); how each is spent says `pngEfforts`
 */
export function encodePng(raster: Raster, samples: PngSamples, before: readonly Buffer[], behind: readonly Buffer[], effort = 1): Buffer {
  const { level, adaptive } = pngEfforts[effort] ?? pngEfforts[1]!;
  const rows =
    samples.bitDepth === 1 || samples.bitDepth === 2 || samples.bitDepth === 4
      ? packedRows(raster, samples.bitDepth)
      : filteredRows(raster, adaptive);
  const data = compressed(rows, level);
  return withChunk([pngSignature, header(raster, samples), ...before], 'IDAT', data, [...behind, chunk('IEND', new Uint8Array(0))]);
}

/** The level of zlib beside run-length coding, 0 for none, and whether each row gets the filter that suits it best. No effort is 0. */
const pngEfforts: ReadonlyArray<{ readonly level: number; readonly adaptive: boolean } | undefined> = [
  undefined,
  { level: 0, adaptive: false },
  { level: 2, adaptive: false },
  { level: 3, adaptive: false },
  { level: 3, adaptive: true },
  { level: 4, adaptive: true },
  { level: 5, adaptive: true },
  { level: 6, adaptive: true },
  { level: 8, adaptive: true },
  { level: 9, adaptive: true },
];

/** Run-length coding alone beats every level on many photographs and loses by a third on others, so with a level both are tried. */
function compressed(rows: Uint8Array, level: number): Buffer {
  const runs = deflateSync(rows, { level: 1, strategy: constants.Z_RLE, chunkSize: 1 << 20 });
  if (level === 0) return runs;
  const matches = deflateSync(rows, { level, strategy: constants.Z_FILTERED, chunkSize: 1 << 20 });
  return matches.length < runs.length ? matches : runs;
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
function packedRows({ width, height, samples }: Raster, bits: 1 | 2 | 4): Uint8Array {
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

const paeth = 4;

/**
 * Rows of 8- or 16-bit samples, each after the number of its filter: Paeth, which fits photographs best without trying the others,
 * or, adaptively, the filter whose differences are smallest in sum.
 */
function filteredRows(raster: Raster, adaptive: boolean): Uint8Array {
  const bytesPerPixel = raster.channels * raster.samples.BYTES_PER_ELEMENT;
  const rowBytes = raster.width * bytesPerPixel;
  const rows = new Uint8Array((rowBytes + 1) * raster.height);
  const trials = adaptive ? filters.map(() => new Uint8Array(rowBytes)) : [];
  // Two rows are looked at together.
  const swapped = [new Uint8Array(rowBytes), new Uint8Array(rowBytes)] as const;
  let above: Uint8Array = new Uint8Array(rowBytes);
  for (let y = 0; y < raster.height; y++) {
    const row = rowOf(raster, y, swapped[y % 2 === 0 ? 0 : 1]);
    const start = y * (rowBytes + 1);
    const out = rows.subarray(start + 1, start + 1 + rowBytes);
    rows[start] = adaptive ? bestFilter(row, above, bytesPerPixel, trials, out) : paeth;
    if (!adaptive) paethFilter(row, above, bytesPerPixel, out);
    above = row;
  }
  return rows;
}

/** Filters a row in every way, hands out the best one and says its number. */
function bestFilter(row: Uint8Array, above: Uint8Array, bytesPerPixel: number, trials: readonly Uint8Array[], out: Uint8Array): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  filters.forEach((filter, number) => {
    const trial = trials[number]!;
    filter(row, above, bytesPerPixel, trial);
    const sum = sumOfDifferences(trial);
    if (sum < least) [best, least] = [number, sum];
  });
  out.set(trials[best]!);
  return best;
}

/** Bytes taken as signed: 255 is a difference of 1. */
function sumOfDifferences(bytes: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    sum += byte < 128 ? byte : 256 - byte;
  }
  return sum;
}

/** The bytes of a row as PNG has them: 16-bit samples with the high byte first, for which `swapped` is the place. */
function rowOf({ width, channels, samples }: Raster, y: number, swapped: Uint8Array): Uint8Array {
  const row = samples.subarray(y * width * channels, (y + 1) * width * channels);
  if (row instanceof Uint8Array) return row;
  for (let i = 0; i < row.length; i++) {
    swapped[i * 2] = row[i]! >> 8;
    swapped[i * 2 + 1] = row[i]! & 255;
  }
  return swapped;
}

/** Each byte less whichever of its neighbours left, above and above left is closest to left + above − above left (PNG, section 9.4). */
function paethFilter(row: Uint8Array, above: Uint8Array, bytesPerPixel: number, out: Uint8Array): void {
  // The first pixel has no left neighbour; the predictor is the one above.
  for (let i = 0; i < bytesPerPixel; i++) out[i] = row[i]! - above[i]!;
  for (let i = bytesPerPixel; i < row.length; i++) {
    const left = row[i - bytesPerPixel]!;
    const up = above[i]!;
    const upLeft = above[i - bytesPerPixel]!;
    const toLeft = Math.abs(up - upLeft);
    const toUp = Math.abs(left - upLeft);
    const toUpLeft = Math.abs(left + up - upLeft - upLeft);
    const nearest = toLeft <= toUp && toLeft <= toUpLeft ? left : toUp <= toUpLeft ? up : upLeft;
    out[i] = row[i]! - nearest;
  }
}

/** The filters by their numbers (PNG, section 9.2): each byte as it is, or less its neighbour left, above, the mean of both, or Paeth's. */
const filters: ReadonlyArray<(row: Uint8Array, above: Uint8Array, bytesPerPixel: number, out: Uint8Array) => void> = [
  (row, _above, _bytesPerPixel, out) => out.set(row),
  (row, _above, bytesPerPixel, out) => {
    for (let i = 0; i < row.length; i++) out[i] = row[i]! - (i < bytesPerPixel ? 0 : row[i - bytesPerPixel]!);
  },
  (row, above, _bytesPerPixel, out) => {
    for (let i = 0; i < row.length; i++) out[i] = row[i]! - above[i]!;
  },
  (row, above, bytesPerPixel, out) => {
    for (let i = 0; i < row.length; i++) out[i] = row[i]! - (((i < bytesPerPixel ? 0 : row[i - bytesPerPixel]!) + above[i]!) >> 1);
  },
  paethFilter,
];
