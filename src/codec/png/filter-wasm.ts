import { bytesOf, type Raster, type Samples } from '../../pixels/raster.js';
import { type Divided, dividedMemory, freeAddress, memoryUpTo, type WasmMemory } from '../../wasm/memory.js';
import { codeCount, type FilterKernels } from './filter.js';
import { referenceFilter } from './filter-reference.js';

/** The same on WASM SIMD, byte for byte. Rows pass through the memory of an instance created on first use. */
export function wasmFilter(instantiate: () => FilterExports): FilterKernels {
  const divided = dividedMemory(instantiate, placesIn);

  /** Puts bytes where they can be coded, unless filtering has left them there. */
  function placed(bytes: Uint8Array): Places {
    const here = divided.holding(bytes);
    if (here) return { ...here, filtered: bytes.byteOffset };
    const places = divided.withRoom(bytes.length);
    places.memory.set(bytes, places.filtered);
    return places;
  }

  return {
    filterRows(raster, firstRow, rows, best, above) {
      const bytesPerPixel = raster.channels * raster.samples.BYTES_PER_ELEMENT;
      const rowBytes = raster.width * bytesPerPixel;
      const filteredBytes = (rowBytes + 1) * rows;
      if (filteredBytes > mostBytes) return referenceFilter.filterRows(raster, firstRow, rows, best, above);
      const places = divided.withRoom(filteredBytes + rowBytes);
      loadRows(places, raster, firstRow, rows, above);
      places.wasm.filterRows(places.above, rowBytes, rows, bytesPerPixel, places.filtered, best ? 1 : 0);
      return places.memory.subarray(places.filtered, places.filtered + filteredBytes);
    },

    countRuns(bytes) {
      const { wasm, memory, filtered } = placed(bytes);
      const partial = new Uint32Array(memory.buffer, wasm.runCounts.value, codeCount + 3 * 256).fill(0);
      wasm.countRuns(filtered, bytes.length);
      const sum = partial.slice(0, codeCount);
      for (let i = 0; i < 3 * 256; i++) sum[i & 255]! += partial[codeCount + i]!;
      return sum;
    },

    writeRuns(bytes, codes, carried) {
      const { wasm, memory, filtered, coded } = placed(bytes);
      new Uint32Array(memory.buffer, wasm.runCodes.value, codeCount).set(codes);
      const written = Number(wasm.writeRuns(filtered, bytes.length, coded, carried.bits, carried.count));
      const end = coded + Math.floor(written / 8);
      return { bytes: memory.subarray(coded, end), rest: { bits: memory[end]!, count: written % 8 } };
    },

    adler32(bytes, before) {
      const { wasm, filtered } = placed(bytes);
      return wasm.adler32(filtered, bytes.length, before) >>> 0;
    },
  };
}

/** Longer rows would not fit into 4 GiB together with their filtered and coded forms. */
const mostBytes = 2 ** 29;

/** The memory of an instance, and its layout. */
interface Places extends Divided<FilterExports> {
  /** The row above the first one, which follows it. */
  readonly above: number;
  readonly filtered: number;
  readonly coded: number;
}

/** Bytes that the kernels may read before and after, and write after. */
const slackBytes = 64;

function placesIn(wasm: FilterExports, room: number): Places {
  const size = room + slackBytes;
  const above = freeAddress(wasm) + slackBytes;
  const filtered = above + size;
  const coded = filtered + size;
  // Every byte becomes at most 12 bits.
  const memory = new Uint8Array(memoryUpTo(coded + size * 1.5, wasm));
  return { wasm, memory, room, above, filtered, coded };
}

/** Copies rows and the one above them as big-endian bytes. */
function loadRows({ wasm, memory, above: to }: Places, raster: Raster, firstRow: number, rows: number, above?: Samples): void {
  const { samples, width, channels } = raster;
  const rowSamples = width * channels;
  const rowBytes = rowSamples * samples.BYTES_PER_ELEMENT;
  const over = firstRow > 0 ? samples.subarray((firstRow - 1) * rowSamples, firstRow * rowSamples) : above;
  if (over) memory.set(bytesOf(over), to);
  else memory.fill(0, to, to + rowBytes);
  memory.set(bytesOf(samples.subarray(firstRow * rowSamples, (firstRow + rows) * rowSamples)), to + rowBytes);
  if (samples.BYTES_PER_ELEMENT === 2) wasm.swapBytes(to, rowBytes * (rows + 1));
}

/** The exports of `kernels/rows.ts` and `kernels/runs.ts`. Addresses are in bytes. */
export interface FilterExports extends WasmMemory {
  swapBytes(at: number, bytes: number): void;
  filterRows(above: number, rowBytes: number, rows: number, bytesPerPixel: number, to: number, best: number): void;
  /** Counts of bytes and runs, and three more tables of counts of bytes. */
  readonly runCounts: { readonly value: number };
  /** Codes of bytes and runs. */
  readonly runCodes: { readonly value: number };
  countRuns(from: number, bytes: number): void;
  writeRuns(from: number, bytes: number, to: number, carried: number, carriedBits: number): bigint;
  adler32(from: number, bytes: number, before: number): number;
}
