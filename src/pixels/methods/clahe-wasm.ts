import { discard, memoryUpTo, type WasmMemory } from '../../wasm/memory.js';
import type { Kernels } from '../kernels/contract.js';
import { roomForPlane } from '../plane-memory.js';
import type { ImageShape, MaxSample, Plane, Samples } from '../raster.js';
import { mirrored, type TileAxis, type TileGrid, type Tiles, tileGrid, tilesOfCell } from './clahe-grid.js';
import { type ClaheOptions, claheReference } from './clahe-reference.js';

/**
 * CLAHE on WASM SIMD, equal to the plain version sample for sample. Rows pass through the instance's memory in chunks; it also holds the
 * tables of two rows of tiles and of one row of cells. The instance is made on first use.
 */
export function wasmClahe(instantiate: () => ClaheExports): Kernels['clahe'] {
  let wasm: ClaheExports | undefined;
  return (plane, options, mask, to) => {
    const grid = tileGrid(plane, options.tiles);
    wasm ??= instantiate();
    const layout = layoutOf(grid, plane.maxSample, wasm.freeFrom.value);
    if (layout.end > mostBytes || samplesOfTile(grid) > mostSamples) return claheReference(plane, options, mask);

    const samples = to !== undefined && (to.buffer !== plane.samples.buffer || looksOnlyBelow(grid)) ? to : roomForPlane(plane);
    blendRows(jobOn(wasm, layout, grid, plane, options, mask), samples);
    if (wasm.memory.buffer.byteLength > keptBytes) {
      discard(wasm);
      wasm = undefined;
    }
    return { ...plane, samples };
  };
}

/**
 * Whether every row of tiles only uses rows below those already blended when it is counted, so that the result may overwrite the plane. The
 * padding repeats the last rows, which in small planes may be among the first.
 */
function looksOnlyBelow({ y: { size, tiles, tileSize, cellStarts } }: TileGrid): boolean {
  for (let row = size; row < tiles * tileSize; row++) {
    if (mirrored(row, size) < cellStarts[Math.floor(row / tileSize)]!) return false;
  }
  return true;
}

/** The memory CLAHE needs besides the plane and its result. */
export function claheScratchBytes(shape: Omit<ImageShape, 'channels'>, tiles: Tiles): number {
  return layoutOf(tileGrid(shape, tiles), shape.maxSample, 0).end;
}

/** WASM addresses 4 GiB. A row of thousands of 16-bit tiles needs more and takes the plain version. */
const mostBytes = 2 ** 32 - 2 ** 24;
/** Counts are signed where they become floats. */
const mostSamples = 2 ** 31 - 1;
/** An instance whose memory has grown beyond this is not kept, because memory never shrinks. */
const keptBytes = 64 * 1024 * 1024;

/** Bytes of samples to copy at a time, at least one row. From 16 to 512 KiB the time is the same. */
const chunkBytes = 65536;

/** The layout of the instance's memory. */
interface Layout {
  readonly rowsOfChunk: number;
  readonly chunk: number;
  readonly changed: number;
  readonly maskChunk: number;
  readonly counts: number;
  readonly countBytes: number;
  readonly tileTables: number;
  /** Size for one row of tiles; there are two. */
  readonly tileTableBytes: number;
  /** The tables for one row of cells; undefined where they do not pay and are not made. */
  readonly cellTables: number | undefined;
  readonly cellStarts: number;
  readonly columnShares: number;
  readonly rowShares: number;
  readonly paddingSources: number;
  readonly end: number;
}

function layoutOf({ x, y }: TileGrid, maxSample: MaxSample, start: number): Layout {
  const { sampleBytes, countsOfTile, cellEntryBytes } = depths[maxSample];
  const levels = maxSample + 1;
  const cells = x.cellStarts.length - 1;
  const rowsOfChunk = Math.max(Math.min(Math.floor(chunkBytes / (x.size * sampleBytes)), y.tileSize), 1);
  const chunkSamples = rowsOfChunk * x.size + slackSamples;
  const tileTableBytes = x.tiles * levels * sampleBytes;
  // Half as many samples as entries: see the figures at blendByCells8.
  const cellTablesPay = x.size * y.tileSize * 2 > cells * levels;

  let end = start;
  const take = (bytes: number) => {
    const at = Math.ceil(end / 64) * 64;
    end = at + bytes;
    return at;
  };
  return {
    rowsOfChunk,
    chunk: take(chunkSamples * sampleBytes),
    changed: take(chunkSamples * sampleBytes),
    maskChunk: take(chunkSamples),
    countBytes: x.tiles * countsOfTile * 4,
    counts: take(x.tiles * countsOfTile * 4),
    tileTableBytes,
    tileTables: take(2 * tileTableBytes),
    cellTables: cellTablesPay ? take(cells * levels * cellEntryBytes) : undefined,
    cellStarts: take(x.cellStarts.byteLength),
    columnShares: take(x.shares.byteLength + slackSamples * 4),
    rowShares: take(y.shares.byteLength),
    paddingSources: take(paddingOf(x) * 4),
    end,
  };
}

/** Blocks of four samples may read beyond the end. */
const slackSamples = 16;

/** The columns of padding in tiles that any sample uses. */
function paddingOf({ tiles, tileSize, size }: TileAxis): number {
  return Math.max(tiles * tileSize - size, 0);
}

function samplesOfTile({ x, y }: TileGrid): number {
  return x.tileSize * y.tileSize;
}

/** One plane in progress, with the kernels for its depth. */
interface Job {
  readonly grid: TileGrid;
  readonly plane: Plane;
  readonly mask: Plane | undefined;
  readonly clipLimit: number;
  readonly layout: Layout;
  readonly kernels: DepthKernels;
  /** The memory as samples, and as bytes. */
  readonly memory: Samples;
  readonly memoryBytes: Uint8Array;
}

function jobOn(wasm: ClaheExports, layout: Layout, grid: TileGrid, plane: Plane, { clipLimit }: ClaheOptions, mask?: Plane): Job {
  const buffer = memoryUpTo(layout.end, wasm);
  const { x, y } = grid;

  new Uint8Array(buffer, layout.counts, layout.countBytes).fill(0);
  new Uint32Array(buffer, layout.cellStarts).set(x.cellStarts);
  new Float32Array(buffer, layout.columnShares).set(x.shares);
  new Float32Array(buffer, layout.rowShares).set(y.shares);
  const sources = new Uint32Array(buffer, layout.paddingSources);
  for (let i = 0; i < paddingOf(x); i++) sources[i] = mirrored(x.size + i, x.size);

  const memoryBytes = new Uint8Array(buffer);
  const memory = plane.maxSample === 255 ? memoryBytes : new Uint16Array(buffer);
  return { grid, plane, mask, clipLimit, layout, kernels: depths[plane.maxSample].kernels(wasm), memory, memoryBytes };
}

function blendRows(job: Job, samples: Samples): void {
  const { grid } = job;
  makeTables(job, 0);
  for (let cellRow = 0; cellRow + 1 < grid.y.cellStarts.length; cellRow++) {
    const { near, far } = tilesOfCell(grid.y, cellRow);
    if (far !== near) makeTables(job, far);
    blendCellRow(job, cellRow, samples);
  }
}

/** Counts a row of tiles and makes their tables. */
function makeTables(job: Job, tileRow: number): void {
  const { grid, mask, clipLimit, layout, kernels } = job;
  const { x, y } = grid;
  const maskChunk = mask ? layout.maskChunk : 0;
  const end = (tileRow + 1) * y.tileSize;
  for (let row = tileRow * y.tileSize; row < end; row += layout.rowsOfChunk) {
    const rows = Math.min(layout.rowsOfChunk, end - row);
    loadRows(job, row, rows);
    kernels.countTiles(layout.chunk, maskChunk, x.size, rows, x.tileSize, layout.counts);
    kernels.countPadding(layout.chunk, maskChunk, x.size, rows, x.tileSize, layout.counts, layout.paddingSources, paddingOf(x));
  }
  kernels.tileTables(layout.counts, x.tiles, mask ? 0 : samplesOfTile(grid), clipLimit, tablesOf(layout, tileRow));
}

/** Copies rows of the plane and of the mask into their chunks. Rows may lie in the padding below the image. */
function loadRows({ plane, mask, layout, memory, memoryBytes }: Job, firstRow: number, rows: number): void {
  const { width, height } = plane;
  const inside = Math.min(Math.max(height - firstRow, 0), rows);
  load(firstRow, inside, 0);
  for (let row = inside; row < rows; row++) load(mirrored(firstRow + row, height), 1, row);

  function load(row: number, count: number, to: number): void {
    const [start, end] = [row * width, (row + count) * width];
    memory.set(plane.samples.subarray(start, end), layout.chunk / memory.BYTES_PER_ELEMENT + to * width);
    if (mask) loadMask(mask.samples.subarray(start, end), memoryBytes.subarray(layout.maskChunk + to * width));
  }
}

/** Copies the mask as bytes. The low byte of a 16-bit level may be 0 where the level is not. */
function loadMask(mask: Samples, to: Uint8Array): void {
  if (mask.BYTES_PER_ELEMENT === 1) to.set(mask);
  else for (let i = 0; i < mask.length; i++) to[i] = mask[i] === 0 ? 0 : 1;
}

/** Rows of tiles alternate between two places, since a row of cells uses two consecutive ones. */
function tablesOf({ tileTables, tileTableBytes }: Layout, tileRow: number): number {
  return tileTables + (tileRow % 2) * tileTableBytes;
}

function blendCellRow({ grid, plane, layout, kernels, memory }: Job, cellRow: number, samples: Samples): void {
  const { x, y } = grid;
  const { near, far } = tilesOfCell(y, cellRow);
  const [upper, lower] = [tablesOf(layout, near), tablesOf(layout, far)];
  const cells = x.cellStarts.length - 1;
  const { chunk, changed, cellTables, cellStarts, columnShares } = layout;
  if (cellTables !== undefined) kernels.cellTables(upper, lower, x.tiles, cells, cellTables);

  const end = y.cellStarts[cellRow + 1]!;
  for (let row = y.cellStarts[cellRow]!; row < end; row += layout.rowsOfChunk) {
    const rows = Math.min(layout.rowsOfChunk, end - row);
    const from = row * x.size;
    const to = (row + rows) * x.size;
    memory.set(plane.samples.subarray(from, to), chunk / memory.BYTES_PER_ELEMENT);
    const shares = [columnShares, layout.rowShares + row * 4] as const;
    if (cellTables === undefined) kernels.blend(chunk, changed, x.size, rows, cellStarts, cells, ...shares, upper, lower, x.tiles);
    else kernels.blendByCells(chunk, changed, x.size, rows, cellStarts, cells, ...shares, cellTables);
    const at = changed / memory.BYTES_PER_ELEMENT;
    samples.set(memory.subarray(at, at + to - from), from);
  }
}

/** What `kernels/clahe.ts` does for one depth. Addresses are in bytes; tables, rows and columns are counts. */
interface DepthKernels {
  countTiles(chunk: number, mask: number, width: number, rows: number, tileWidth: number, counts: number): void;
  countPadding(...args: [...Parameters<DepthKernels['countTiles']>, sources: number, columns: number]): void;
  tileTables(counts: number, tiles: number, samples: number, clipLimit: number, tables: number): void;
  cellTables(upper: number, lower: number, tiles: number, cells: number, to: number): void;
  blend(...args: [...BlendArguments, upper: number, lower: number, tiles: number]): void;
  blendByCells(...args: [...BlendArguments, cellTables: number]): void;
}

type BlendArguments = [
  chunk: number,
  to: number,
  width: number,
  rows: number,
  cellStarts: number,
  cells: number,
  columnShares: number,
  rowShares: number,
];

/** What differs between the depths. A tile's counts are four histograms with 8 bits, one with 16. */
const depths = {
  255: {
    sampleBytes: 1,
    countsOfTile: 4 * 256,
    cellEntryBytes: 16,
    kernels: (wasm: ClaheExports): DepthKernels => ({
      countTiles: wasm.countTiles8,
      countPadding: wasm.countPadding8,
      tileTables: wasm.tileTables8,
      cellTables: wasm.cellTables8,
      blend: wasm.blend8,
      blendByCells: wasm.blendByCells8,
    }),
  },
  65535: {
    sampleBytes: 2,
    countsOfTile: 65536,
    cellEntryBytes: 8,
    kernels: (wasm: ClaheExports): DepthKernels => ({
      countTiles: wasm.countTiles16,
      countPadding: wasm.countPadding16,
      tileTables: wasm.tileTables16,
      cellTables: wasm.cellTables16,
      blend: wasm.blend16,
      blendByCells: wasm.blendByCells16,
    }),
  },
} as const;

/** The exports of `kernels/clahe.ts`. */
export interface ClaheExports extends WasmMemory {
  readonly countTiles8: DepthKernels['countTiles'];
  readonly countTiles16: DepthKernels['countTiles'];
  readonly countPadding8: DepthKernels['countPadding'];
  readonly countPadding16: DepthKernels['countPadding'];
  readonly tileTables8: DepthKernels['tileTables'];
  readonly tileTables16: DepthKernels['tileTables'];
  readonly cellTables8: DepthKernels['cellTables'];
  readonly cellTables16: DepthKernels['cellTables'];
  readonly blend8: DepthKernels['blend'];
  readonly blend16: DepthKernels['blend'];
  readonly blendByCells8: DepthKernels['blendByCells'];
  readonly blendByCells16: DepthKernels['blendByCells'];
}
