import { discard, freeAddress, memoryUpTo, type WasmMemory } from '../../wasm/memory.js';
import type { ImageShape, MaxSample, Plane, Samples } from '../raster.js';
import { mirrored } from './clahe-grid.js';
import { type Axis, binCount, highestGrey, neighbours, type SkimageLoops } from './clahe-skimage-loops.js';
import { referenceSkimage } from './clahe-skimage-reference.js';

/**
 * The loops on WASM SIMD, equal to the plain ones. Samples pass through the instance's memory in chunks; it also holds what the tiles around
 * a row of cells make of each bin, and the greys. With a mask, ranges and counts are left to the plain loops. The instance is made on first
 * use.
 *
 * Gain, CPU time of CLAHE on R, G and B of 2 megapixels, counted and put back: 48 ms instead of 152.
 */
export function wasmSkimage(instantiate: () => SkimageExports): SkimageLoops {
  let instance: SkimageExports | undefined;

  /** Has something done with an instance that has so much memory to divide. */
  function withMemory<Made>(bytes: number, work: (wasm: SkimageExports, buffer: ArrayBuffer) => Made): Made {
    const wasm = instance ?? instantiate();
    const made = work(wasm, memoryUpTo(freeAddress(wasm) + bytes, wasm));
    const isKept = wasm.memory.buffer.byteLength <= keptBytes;
    instance = isKept ? wasm : undefined;
    if (!isKept) discard(wasm);
    return made;
  }

  return {
    range(samples, mask) {
      if (mask) return referenceSkimage.range(samples, mask);
      return withMemory(fixedBytes, (wasm, buffer) => {
        const range = freeAddress(wasm);
        const is8Bits = samples.BYTES_PER_ELEMENT === 1;
        const found = new Uint32Array(buffer, range, 2);
        found.set([is8Bits ? 255 : 65535, 0]);
        const rangeOf = is8Bits ? wasm.range8 : wasm.range16;
        forEachChunk(buffer, samples, range + chunkAt, (at, length) => rangeOf(at, length, range));
        return { lowest: found[0]!, highest: found[1]! };
      });
    },

    count(plane, bins, x, y, mask) {
      const layout = layoutOf(x, y, plane.maxSample);
      if (mask || layout.bytes > mostBytes) return referenceSkimage.count(plane, bins, x, y, mask);
      return withMemory(layout.bytes, (wasm, buffer) => countTiles(placed(wasm, buffer, layout), plane, bins, x, y));
    },

    blend(samples, bins, x, y, maps) {
      const layout = layoutOf(x, y, samples.BYTES_PER_ELEMENT === 1 ? 255 : 65535);
      // Otherwise, tables of cells are larger than what is looked up there.
      const pays = x.size * y.tileSize > cellsOf(x) * binCount;
      if (!pays || layout.bytes > mostBytes) return referenceSkimage.blend(samples, bins, x, y, maps);
      return withMemory(layout.bytes, (wasm, buffer) => blendTiles(placed(wasm, buffer, layout), samples, bins, x, y, maps));
    },

    spread(blended, levels, to) {
      withMemory(fixedBytes, (wasm, buffer) => {
        const [table, spread] = [freeAddress(wasm) + tableAt, freeAddress(wasm) + spreadAt];
        viewLike(levels, buffer, table).set(levels);
        const view = viewLike(levels, buffer, spread);
        const spreadChunk = levels.BYTES_PER_ELEMENT === 1 ? wasm.spread8 : wasm.spread16;
        forEachChunk(buffer, blended, freeAddress(wasm) + chunkAt, (at, length, first) => {
          spreadChunk(at, spread, length, table);
          to.set(view.subarray(0, length), first);
        });
      });
    },
  };
}

/** The memory needed besides the plane and its result. */
export function skimageScratchBytes({ width, height, maxSample }: Omit<ImageShape, 'channels'>, x: Axis, y: Axis): number {
  const { bytes } = layoutOf(x, y, maxSample);
  return x.tiles * y.tiles * binCount * 6 + (bytes > mostBytes ? width * height * 2 : bytes);
}

/** Addresses are signed. If more is needed, the plain loops work. */
const mostBytes = 2 ** 31 - 1;
/** An instance whose memory has grown beyond this is not kept, because memory never shrinks. */
const keptBytes = 128 * 1024 * 1024;

/** Bytes of samples to copy at a time, at least one row. */
const chunkBytes = 65536;

/** Blocks of four samples may read and write beyond the end. */
const slackBytes = 64;

/** What lies in front of everything else: a range, a table of levels, and chunks of what is looked up there and what is found. */
const tableAt = 64;
const chunkAt = tableAt + (highestGrey + 1) * 2;
const spreadAt = chunkAt + chunkBytes;
const fixedBytes = spreadAt + chunkBytes;

/** Passes samples through the chunk, unless they are in the memory already. */
function forEachChunk(
  buffer: ArrayBuffer,
  samples: Samples,
  chunk: number,
  work: (address: number, length: number, first: number) => void,
): void {
  const isHere = samples.buffer === buffer;
  const memory = viewLike(samples, buffer, chunk);
  const most = chunkBytes / samples.BYTES_PER_ELEMENT;
  for (let first = 0; first < samples.length; first += most) {
    const part = samples.subarray(first, first + most);
    if (!isHere) memory.set(part);
    work(isHere ? part.byteOffset : chunk, part.length, first);
  }
}

/** The memory from an address on, as samples of the same depth. */
function viewLike(samples: Samples, buffer: ArrayBuffer, address: number): Samples {
  return samples.BYTES_PER_ELEMENT === 1 ? new Uint8Array(buffer, address) : new Uint16Array(buffer, address);
}

/** The layout of the instance's memory, from where we may divide it. */
interface Layout {
  readonly rowsOfChunk: number;
  readonly chunk: number;
  readonly bins: number;
  readonly counts: number;
  readonly paddingSources: number;
  readonly maps: number;
  readonly cellTables: number;
  readonly cellStarts: number;
  readonly columnShares: number;
  readonly rowShares: number;
  /** What becomes of all samples. */
  readonly greys: number;
  readonly bytes: number;
}

/** A tile has four histograms, and a cell four 64-bit floats for each bin. */
const countBytes = 4 * binCount * 4;
const cellTableBytes = binCount * 32;

function layoutOf(x: Axis, y: Axis, maxSample: MaxSample): Layout {
  const sampleBytes = maxSample === 255 ? 1 : 2;
  const rowsOfChunk = Math.max(Math.min(Math.floor(chunkBytes / (x.size * sampleBytes)), y.tileSize), 1);
  let bytes = fixedBytes;
  const take = (size: number) => {
    const at = Math.ceil(bytes / 64) * 64;
    bytes = at + size;
    return at;
  };
  return {
    rowsOfChunk,
    chunk: take(rowsOfChunk * x.size * sampleBytes + slackBytes),
    bins: take(maxSample + 1),
    counts: take(x.tiles * countBytes),
    paddingSources: take(paddingOf(x) * 4),
    maps: take(2 * x.tiles * binCount * 2),
    cellTables: take(cellsOf(x) * cellTableBytes),
    cellStarts: take((cellsOf(x) + 1) * 4),
    columnShares: take(x.size * 16 + slackBytes),
    rowShares: take(y.size * 16),
    greys: take(x.size * y.size * 2 + slackBytes),
    bytes,
  };
}

/** The columns of padding in the last tile. */
function paddingOf({ tiles, tileSize, size }: Axis): number {
  return tiles * tileSize - size;
}

/** All samples of a cell use the same two tiles: it reaches from the middle of one to that of the next. */
function cellsOf({ size, tileSize }: Axis): number {
  return Math.floor((size - 1 + Math.floor(tileSize / 2)) / tileSize) + 1;
}

function cellStart(cell: number, { size, tileSize }: Axis): number {
  return Math.min(Math.max(cell * tileSize - Math.floor(tileSize / 2), 0), size);
}

/** An instance, and where things lie in its memory. */
interface Places extends Layout {
  readonly wasm: SkimageExports;
  readonly buffer: ArrayBuffer;
}

function placed(wasm: SkimageExports, buffer: ArrayBuffer, layout: Layout): Places {
  const start = freeAddress(wasm);
  const { rowsOfChunk, bytes, ...addresses } = layout;
  for (const [name, address] of Object.entries(addresses)) Object.assign(addresses, { [name]: address + start });
  return { wasm, buffer, rowsOfChunk, bytes, ...addresses };
}

function countTiles(places: Places, { samples }: Plane, bins: Uint8Array, x: Axis, y: Axis): Uint32Array {
  const { wasm, buffer, chunk, counts, rowsOfChunk } = places;
  const is8Bits = samples.BYTES_PER_ELEMENT === 1;
  const memory = viewLike(samples, buffer, chunk);
  const inTiles = new Uint32Array(buffer, counts, x.tiles * 4 * binCount);
  const padding = new Uint32Array(buffer, places.paddingSources, paddingOf(x));
  for (let column = 0; column < padding.length; column++) padding[column] = mirrored(x.size + column, x.size);
  new Uint8Array(buffer, places.bins).set(bins);

  const all = new Uint32Array(x.tiles * y.tiles * binCount);
  for (let tileRow = 0; tileRow < y.tiles; tileRow++) {
    inTiles.fill(0);
    const end = (tileRow + 1) * y.tileSize;
    for (let row = tileRow * y.tileSize; row < end; row += rowsOfChunk) {
      const rows = Math.min(rowsOfChunk, end - row);
      loadRows(row, rows);
      const lastTile = counts + (x.tiles - 1) * countBytes;
      if (is8Bits) {
        wasm.countBins8(chunk, x.size, rows, x.tileSize, places.bins, counts);
        wasm.countPaddingBins8(chunk, x.size, rows, places.paddingSources, padding.length, places.bins, lastTile);
      } else {
        wasm.countBins16(chunk, x.size, rows, x.tileSize, places.bins, counts);
        wasm.countPaddingBins16(chunk, x.size, rows, places.paddingSources, padding.length, places.bins, lastTile);
      }
    }
    addPartial(inTiles, all.subarray(tileRow * x.tiles * binCount, (tileRow + 1) * x.tiles * binCount));
  }
  return all;

  /** Rows may lie in the padding below the image. */
  function loadRows(first: number, rows: number): void {
    const inside = Math.min(Math.max(y.size - first, 0), rows);
    memory.set(samples.subarray(first * x.size, (first + inside) * x.size));
    for (let row = inside; row < rows; row++) {
      const from = mirrored(first + row, y.size) * x.size;
      memory.set(samples.subarray(from, from + x.size), row * x.size);
    }
  }
}

/** Adds the four histograms of each tile. */
function addPartial(partial: Uint32Array, sums: Uint32Array): void {
  for (let at = 0; at < sums.length; at++) {
    const first = Math.floor(at / binCount) * 4 * binCount + (at % binCount);
    sums[at] = partial[first]! + partial[first + binCount]! + partial[first + 2 * binCount]! + partial[first + 3 * binCount]!;
  }
}

function blendTiles(places: Places, samples: Samples, bins: Uint8Array, x: Axis, y: Axis, maps: Uint16Array): Uint16Array {
  const { wasm, buffer, chunk, greys, rowsOfChunk } = places;
  const blendBins = samples.BYTES_PER_ELEMENT === 1 ? wasm.blendBins8 : wasm.blendBins16;
  const memory = viewLike(samples, buffer, chunk);
  const cells = cellsOf(x);
  new Uint8Array(buffer, places.bins).set(bins);
  new Uint32Array(buffer, places.cellStarts).set(Array.from({ length: cells + 1 }, (_, cell) => cellStart(cell, x)));
  new Float64Array(buffer, places.columnShares).set(sharesOf(x));
  new Float64Array(buffer, places.rowShares).set(sharesOf(y));

  const tileRowLength = x.tiles * binCount;
  const bothMaps = new Uint16Array(buffer, places.maps, 2 * tileRowLength);
  for (let cellRow = 0; cellRow < cellsOf(y); cellRow++) {
    const [above, below] = [Math.max(cellRow - 1, 0), Math.min(cellRow, y.tiles - 1)];
    bothMaps.set(maps.subarray(above * tileRowLength, (above + 1) * tileRowLength));
    bothMaps.set(maps.subarray(below * tileRowLength, (below + 1) * tileRowLength), tileRowLength);
    wasm.binTables(places.maps, places.maps + 2 * tileRowLength, x.tiles, cells, places.cellTables);
    const end = cellStart(cellRow + 1, y);
    for (let row = cellStart(cellRow, y); row < end; row += rowsOfChunk) {
      const rows = Math.min(rowsOfChunk, end - row);
      const [from, to] = [row * x.size, (row + rows) * x.size];
      memory.set(samples.subarray(from, to));
      const shares = [places.columnShares, places.rowShares + row * 16] as const;
      blendBins(chunk, greys + from * 2, x.size, rows, places.cellStarts, cells, ...shares, places.bins, places.cellTables);
    }
  }
  return new Uint16Array(buffer, greys, samples.length);
}

/** For each position the shares of the nearer and the farther tile. */
function sharesOf(along: Axis): Float64Array {
  const shares = new Float64Array(along.size * 2);
  for (let position = 0; position < along.size; position++) {
    const { farShare } = neighbours(position, along);
    shares[2 * position] = 1 - farShare;
    shares[2 * position + 1] = farShare;
  }
  return shares;
}

type CountBins = (chunk: number, width: number, rows: number, tileWidth: number, bins: number, counts: number) => void;
type CountPaddingBins = (
  chunk: number,
  width: number,
  rows: number,
  sources: number,
  columns: number,
  bins: number,
  counts: number,
) => void;
type BlendBins = (
  chunk: number,
  to: number,
  width: number,
  rows: number,
  cellStarts: number,
  cells: number,
  columnShares: number,
  rowShares: number,
  bins: number,
  cellTables: number,
) => void;

/** The exports of `kernels/clahe-skimage.ts`. */
export interface SkimageExports extends WasmMemory {
  range8(from: number, samples: number, range: number): void;
  range16(from: number, samples: number, range: number): void;
  readonly countBins8: CountBins;
  readonly countBins16: CountBins;
  readonly countPaddingBins8: CountPaddingBins;
  readonly countPaddingBins16: CountPaddingBins;
  binTables(upper: number, lower: number, tiles: number, cells: number, to: number): void;
  readonly blendBins8: BlendBins;
  readonly blendBins16: BlendBins;
  spread8(from: number, to: number, samples: number, table: number): void;
  spread16(from: number, to: number, samples: number, table: number): void;
}
