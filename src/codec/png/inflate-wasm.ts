import { bytesOf, type Samples } from '../../pixels/raster.js';
import { discard, freeAddress, memoryUpTo, type WasmMemory } from '../../wasm/memory.js';
import type { InflateKernels } from './inflate.js';
import { referenceInflate } from './inflate-reference.js';

/**
 * The same on WASM SIMD. Both the stream and the rows pass through the memory of an instance created on first use, in pieces that stay in
 * the L2 cache.
 *
 * CPU ms per megapixel, 12 photographs, the first ones before the loops are optimised: RGB, mostly with Paeth's filter, 7.4, by libvips
 * 13.1; unfiltered 7.9 and 8.9; 16-bit grey with Sub 6.4 and 8.6.
 */
export function wasmInflate(instantiate: () => InflateExports): InflateKernels {
  let places: Places | undefined;

  function placesFor(rowBytes: number): Places {
    if (places && places.memory.length > keptBytes && rowBytes < places.longestRow / 8) {
      discard(places.wasm);
      places = undefined;
    }
    if (!places) places = placesIn(instantiate(), rowBytes);
    else if (places.longestRow < rowBytes) places = placesIn(places.wasm, rowBytes);
    return places;
  }

  return {
    readRows(parts, { width, height, channels }, samples) {
      const size = channels * samples.BYTES_PER_ELEMENT;
      const rowBytes = width * size;
      const bytes = parts.reduce((sum, { length }) => sum + length, 0);
      if (rowBytes > longestRow || bytes < 6) return false;
      return new Inflating(placesFor(rowBytes), feeder(parts), rowBytes, size, samples).all(height);
    },

    unfilterRows(filtered, rowBytes, bytesPerPixel, above, to) {
      if (rowBytes > longestRow) return referenceInflate.unfilterRows(filtered, rowBytes, bytesPerPixel, above, to);
      const places = placesFor(rowBytes);
      places.memory.set(above, places.above);
      const rowsAtOnce = Math.max(Math.floor(pieceBytes / (rowBytes + 1) / together), 1) * together;
      const rows = filtered.length / (rowBytes + 1);
      for (let row = 0; row < rows; row += rowsAtOnce) {
        const piece = filtered.subarray(row * (rowBytes + 1), (row + rowsAtOnce) * (rowBytes + 1));
        places.memory.set(piece, places.packed);
        const found = unfiltered(places, places.packed, rowBytes, piece.length / (rowBytes + 1), bytesPerPixel);
        if (!found) return false;
        to.set(found, row * rowBytes);
      }
      return true;
    },
  };
}

/** Longer rows are too rare to be worth the memory. */
const longestRow = 1 << 22;

/** An instance whose memory has grown beyond this is dropped for much shorter rows, as memory never shrinks. */
const keptBytes = 16 * 1024 * 1024;

// ---- places ----

/** The memory of an instance, and its layout. */
interface Places {
  readonly wasm: InflateExports;
  readonly memory: Uint8Array<ArrayBuffer>;
  readonly longestRow: number;
  readonly input: number;
  /** Rows as inflated, and the inflated data before them, as far back as copies can reach. */
  readonly packed: number;
  readonly packedEnd: number;
  /** Unfiltered rows, after the row above them. */
  readonly above: number;
}

/** Bytes of the stream that are at hand; must exceed the header of a block. */
const inputBytes = 65536;

/** Bytes that are inflated at a time. 64 KiB: 4 per cent slower; 512 KiB: the same. */
const pieceBytes = 196608;

/** How far back copies may begin. */
const windowBytes = 32768;

/** Bytes that the kernels may read and write before and after. */
const slackBytes = 512;

/** Rows are unfiltered in fours. */
const together = 4;

function placesIn(wasm: InflateExports, rowBytes: number): Places {
  const longestRow = Math.max(rowBytes, 16384);
  const fourRows = together * (longestRow + 1);
  const input = freeAddress(wasm);
  const packed = input + inputBytes + slackBytes;
  const room = Math.max(windowBytes, fourRows) + Math.max(pieceBytes, fourRows);
  const packedEnd = packed + room;
  const above = packedEnd + fourRows + slackBytes;
  const memory = new Uint8Array(memoryUpTo(above + room + longestRow + fourRows + slackBytes, wasm));
  return { wasm, memory, longestRow, input, packed, packedEnd, above };
}

/** Unfilters rows; the last one is then above those to come. Undefined if there is no such filter. */
function unfiltered(places: Places, from: number, rowBytes: number, rows: number, bytesPerPixel: number): Uint8Array | undefined {
  const { wasm, memory, above } = places;
  const start = above + rowBytes;
  const end = start + rows * rowBytes;
  if (!wasm.unfilterRows(from, rowBytes, rows, bytesPerPixel, start)) return undefined;
  memory.copyWithin(above, end - rowBytes, end);
  return memory.subarray(start, end);
}

// ---- unpacking ----

/** Return values of `inflate`; all others are refusals. */
const isFull = 0;
const needsInput = 1;
const isDone = 2;

/** An image being inflated. */
class Inflating {
  readonly #places: Places;
  readonly #feed: Feeder;
  readonly #rowBytes: number;
  readonly #size: number;
  /** The samples as bytes. */
  readonly #bytes: Uint8Array;
  readonly #isDeep: boolean;
  /** Where the input at hand ends, where inflated bytes end, and where rows begin that are not unfiltered yet. */
  #inputEnd: number;
  #to: number;
  #rowsFrom: number;
  #rowsDone = 0;
  #checksum = 1;

  constructor(places: Places, feed: Feeder, rowBytes: number, size: number, samples: Samples) {
    this.#places = places;
    this.#feed = feed;
    this.#rowBytes = rowBytes;
    this.#size = size;
    this.#bytes = bytesOf(samples);
    this.#isDeep = samples.BYTES_PER_ELEMENT === 2;
    this.#inputEnd = places.input;
    this.#to = places.packed;
    this.#rowsFrom = places.packed;
  }

  all(height: number): boolean {
    const { wasm, memory, input, packed, packedEnd, above } = this.#places;
    memory.fill(0, above, above + this.#rowBytes);
    this.#refill(input);
    const reach = reachOf(memory[input]!, memory[input + 1]!);
    if (reach === undefined) return false;
    wasm.beginInflate(this.#isDeep ? 12 : 11);
    wasm.continueInflate(input + 2, this.#to);
    for (;;) {
      const answer = wasm.inflate(this.#inputEnd, this.#feed.left() > 0 ? 1 : 0, packed, packedEnd, reach);
      if (answer === needsInput) {
        this.#refill(wasm.inflateFrom.value);
        wasm.continueInflate(input, wasm.inflateTo.value);
      } else if (answer === isFull || answer === isDone) {
        if (!this.#finishRows(wasm.inflateTo.value, height)) return false;
        if (answer === isDone) return this.#endsWell(height);
        wasm.continueInflate(wasm.inflateFrom.value, this.#to);
      } else return false;
    }
  }

  /** Reads more of the stream, after the unread input. */
  #refill(from: number): void {
    const { memory, input } = this.#places;
    memory.copyWithin(input, from, this.#inputEnd);
    this.#inputEnd = input + Math.max(this.#inputEnd - from, 0);
    this.#inputEnd += this.#feed.into(memory.subarray(this.#inputEnd, input + inputBytes));
    memory.fill(0, this.#inputEnd, this.#inputEnd + 64);
  }

  /** Unfilters the complete rows, in fours while more are to come, and makes room. */
  #finishRows(to: number, height: number): boolean {
    const { wasm, memory, packed } = this.#places;
    this.#checksum = wasm.adler32(this.#to, to - this.#to, this.#checksum) >>> 0;
    this.#to = to;
    const left = height - this.#rowsDone;
    const whole = Math.floor((to - this.#rowsFrom) / (this.#rowBytes + 1));
    if (whole > left) return false;
    const rows = whole === left ? whole : whole - (whole % together);
    if (rows > 0) {
      const found = unfiltered(this.#places, this.#rowsFrom, this.#rowBytes, rows, this.#size);
      if (!found) return false;
      if (this.#isDeep) wasm.swapBytes(found.byteOffset, found.length);
      this.#bytes.set(found, this.#rowsDone * this.#rowBytes);
      this.#rowsDone += rows;
      this.#rowsFrom += rows * (this.#rowBytes + 1);
    }
    const keptFrom = Math.max(Math.min(this.#rowsFrom, to - windowBytes), packed);
    memory.copyWithin(packed, keptFrom, to);
    this.#to -= keptFrom - packed;
    this.#rowsFrom -= keptFrom - packed;
    return true;
  }

  /** Whether there were all rows and nothing else, and the four bytes left are the checksum. */
  #endsWell(height: number): boolean {
    const { wasm, memory, input } = this.#places;
    if (this.#rowsDone !== height || this.#rowsFrom !== this.#to) return false;
    this.#refill(wasm.inflateFrom.value - wasm.bytesAhead());
    if (this.#feed.left() > 0 || this.#inputEnd - input !== 4) return false;
    return new DataView(memory.buffer).getUint32(input) === this.#checksum;
  }
}

/** How far back copies may begin, by the first two bytes of a stream; undefined if these are unusual. */
function reachOf(first: number, second: number): number | undefined {
  const isUsual = (first & 15) === 8 && first >> 4 <= 7 && (second & 32) === 0 && (first * 256 + second) % 31 === 0;
  return isUsual ? 256 << (first >> 4) : undefined;
}

/** Hands out parts one after the other. */
interface Feeder {
  left(): number;
  /** Copies as many bytes as fit or are left; returns their number. */
  into(place: Uint8Array): number;
}

function feeder(parts: readonly Uint8Array[]): Feeder {
  let left = parts.reduce((sum, { length }) => sum + length, 0);
  let [part, at] = [0, 0];
  return {
    left: () => left,
    into(place) {
      let filled = 0;
      while (filled < place.length && left > 0) {
        const piece = parts[part]!.subarray(at, at + place.length - filled);
        place.set(piece, filled);
        filled += piece.length;
        left -= piece.length;
        at += piece.length;
        if (at === parts[part]!.length) [part, at] = [part + 1, 0];
      }
      return filled;
    },
  };
}

/**
 * The exports of `kernels/inflate.ts` and `kernels/unfilter.ts`, and what these share with `rows.ts` and `runs.ts`. Addresses are in bytes.
 */
export interface InflateExports extends WasmMemory {
  readonly inflateFrom: { readonly value: number };
  readonly inflateTo: { readonly value: number };
  beginInflate(forLiterals: number): void;
  continueInflate(from: number, to: number): void;
  inflate(end: number, hasMore: number, start: number, stop: number, reach: number): number;
  bytesAhead(): number;
  unfilterRows(from: number, rowBytes: number, rows: number, bytesPerPixel: number, to: number): number;
  swapBytes(at: number, bytes: number): void;
  adler32(from: number, bytes: number, before: number): number;
}
