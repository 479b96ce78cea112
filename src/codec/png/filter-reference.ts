import { types } from 'node:util';
import type { Raster, Samples } from '../../pixels/raster.js';
import { type Bits, codeCount, type FilterKernels, firstRun, longestRun, shortestRun } from './filter.js';

/** The plain version, which defines what the fast one must do. */
export const referenceFilter: FilterKernels = {
  filterRows(raster, firstRow, rows, best, above) {
    const rowBytes = raster.width * bytesPerPixelOf(raster);
    const filtered = new Uint8Array((rowBytes + 1) * rows);
    let over = firstRow > 0 ? bytesOfRow(raster, firstRow - 1) : above ? bigEndianBytes(above) : new Uint8Array(rowBytes);
    for (let y = 0; y < rows; y++) {
      const row = bytesOfRow(raster, firstRow + y);
      filtered.set(best ? filteredBest(row, over, raster) : filteredBy(4, row, over, raster), y * (rowBytes + 1));
      over = row;
    }
    return filtered;
  },

  countRuns(bytes) {
    const counts = new Uint32Array(codeCount);
    for (const index of bytesAndRuns(bytes)) counts[index]!++;
    return counts;
  },

  writeRuns(bytes, codes, carried) {
    const written: number[] = [];
    let { bits, count }: Bits = carried;
    for (const index of bytesAndRuns(bytes)) {
      const code = codes[index]!;
      bits |= (code & 0xffffff) << count;
      count += code >>> 24;
      for (; count >= 8; count -= 8, bits >>>= 8) written.push(bits & 255);
    }
    return { bytes: Uint8Array.from(written), rest: { bits, count } };
  },

  adler32(bytes, before) {
    let [low, high] = [before & 0xffff, before >>> 16];
    for (const byte of bytes) {
      low = (low + byte) % 65521;
      high = (high + low) % 65521;
    }
    return high * 65536 + low;
  },
};

// ---- filters ----

function bytesPerPixelOf({ channels, samples }: Raster): number {
  return channels * samples.BYTES_PER_ELEMENT;
}

function bytesOfRow({ width, channels, samples }: Raster, y: number): Uint8Array {
  return bigEndianBytes(samples.subarray(y * width * channels, (y + 1) * width * channels));
}

function bigEndianBytes(row: Samples): Uint8Array {
  return types.isUint8Array(row)
    ? row
    : Uint8Array.from({ length: row.length * 2 }, (_, i) => (i % 2 ? row[i >> 1]! & 255 : row[i >> 1]! >> 8));
}

/** The prediction of each filter from the bytes to the left, above, and above left, by filter number. */
export const predictors: ReadonlyArray<(left: number, up: number, upLeft: number) => number> = [
  () => 0,
  (left) => left,
  (_left, up) => up,
  (left, up) => (left + up) >> 1,
  paeth,
];

/** Whichever of the three is closest to left + up − upLeft. */
function paeth(left: number, up: number, upLeft: number): number {
  const toLeft = Math.abs(up - upLeft);
  const toUp = Math.abs(left - upLeft);
  const toUpLeft = Math.abs(left + up - upLeft - upLeft);
  if (toLeft <= toUp && toLeft <= toUpLeft) return left;
  return toUp <= toUpLeft ? up : upLeft;
}

/** The number of the filter, and each byte minus its prediction. */
function filteredBy(filter: number, row: Uint8Array, above: Uint8Array, raster: Raster): Uint8Array {
  const predict = predictors[filter]!;
  const back = bytesPerPixelOf(raster);
  const filtered = new Uint8Array(row.length + 1);
  filtered[0] = filter;
  for (let i = 0; i < row.length; i++) {
    const hasLeft = i >= back;
    filtered[i + 1] = row[i]! - predict(hasLeft ? row[i - back]! : 0, above[i]!, hasLeft ? above[i - back]! : 0);
  }
  return filtered;
}

/** Of equally good filters, the first. */
function filteredBest(row: Uint8Array, above: Uint8Array, raster: Raster): Uint8Array {
  const candidates = predictors.map((_, filter) => filteredBy(filter, row, above, raster));
  const sums = candidates.map((candidate) => sumOfDifferences(candidate.subarray(1)));
  return candidates[sums.indexOf(Math.min(...sums))]!;
}

/** Bytes count as signed: 255 is a difference of 1. */
function sumOfDifferences(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => sum + (byte < 128 ? byte : 256 - byte), 0);
}

// ---- runs ----

/** Single bytes, and runs as `firstRun` + length, in order. */
function* bytesAndRuns(bytes: Uint8Array): Generator<number> {
  for (let at = 0; at < bytes.length; ) {
    const length = at === 0 ? 0 : runAt(bytes, at);
    yield length >= shortestRun ? firstRun + length : bytes[at]!;
    at += length >= shortestRun ? length : 1;
  }
}

function runAt(bytes: Uint8Array, at: number): number {
  let length = 0;
  while (length < longestRun && bytes[at + length] === bytes[at - 1]) length++;
  return length;
}
