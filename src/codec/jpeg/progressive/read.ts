import { restartsOf } from '../coder/coded-data.js';
import type { Frame, HuffmanCode, Scan } from '../coder/frame.js';
import { rowByRow } from '../quality.js';
import { acScansOf, codesLuma } from './script.js';
import { blockBytes, type Grid, setWords, takeGrid, valueBytes, type Workspace, withinRoom } from './workspace.js';

/** Luma of an image in memory, and what is known of the other components. */
export interface ReadImage {
  /** Tiles of 64 samples, each column by column, row by row of tiles. */
  readonly tiles: number;
  readonly columns: number;
  readonly rows: number;
  /** Of each component but luma, the values of DC of a progressive image of which no blocks are kept, or else the blocks. */
  readonly others: readonly Grid[];
}

/** Kinds of code tables. */
export const ofDc = 0;
export const ofAc = 1;
export const ofRefinement = 2;
const ofSequentialAc = 3;

/**
 * Decodes luma, and checks the other components, so that every fault in the file shows. Undefined if there is any, however small, or if the
 * image takes more memory than kernels can have.
 *
 * @param keepsBlocks of the other components
 */
export function readImage(space: Workspace, file: Uint8Array, frame: Frame, keepsBlocks: boolean): ReadImage | undefined {
  return withinRoom(() => readInRoom(space, file, frame, keepsBlocks));
}

function readInRoom(space: Workspace, file: Uint8Array, frame: Frame, keepsBlocks: boolean): ReadImage | undefined {
  const isProgressive = frame.kind === 'progressive';
  // First, as entries of tables have 24 bits for an address.
  const tables = space.take(tablesOf(frame) * space.tableBytes);
  const step = isProgressive && !keepsBlocks ? valueBytes : blockBytes;
  const others = frame.components.slice(1).map((_, i) => takeGrid(space, frame, i + 1, step));
  const { columns, rows, steps } = frame.components[0]!;
  const tiles = space.take(64 * columns * rows);
  setWords(space.bytes, space.steps, rowByRow(steps));
  space.bytes.fill(0, space.histograms, space.histograms + 8 * 1024);
  const mark = space.free;
  const reader = new ScanReader(space, file, frame, tables);
  const isSound = isProgressive ? reader.readProgressive(tiles, others) : reader.readSequential(tiles, others);
  space.giveBack(mark);
  return isSound ? { tiles, columns, rows, others } : undefined;
}

/** How many tables of codes are needed at once. */
function tablesOf(frame: Frame): number {
  return Math.max(mostTablesOfScan, ...frame.components.map((_, component) => acScansOf(frame, component).length));
}

/** The most that a scan of DC, or of whole blocks, has. */
const mostTablesOfScan = 8;

/** A copy of the blocks of all components but luma. */
export function copiedBlocks(space: Workspace, frame: Frame, { others }: ReadImage): Grid[] {
  return others.map(({ at, step, stride, rows }, i) => {
    const copy = takeGrid(space, frame, i + 1, step);
    space.bytes.copyWithin(copy.at, at, at + step * stride * rows);
    return copy;
  });
}

export function clear(space: Workspace, { at, step, stride, rows }: Grid): void {
  space.bytes.fill(0, at, at + step * stride * rows);
}

/** Makes the table of a code. @returns whether it is one that samples of 8 bits can lead to */
export function makeTable(space: Workspace, table: number, kind: number, { bytes }: HuffmanCode, shift = 0): boolean {
  space.bytes.set(bytes, space.segment);
  return space.wasm.makeCodeTable(table, kind, space.segment, shift) !== 0;
}

/** The coded data of a scan, back to front. */
interface ScanData {
  /** Where it begins, downwards. */
  readonly top: number;
  /** Where the ends of its intervals between restart markers are. */
  readonly ends: number;
}

class ScanReader {
  readonly #space: Workspace;
  readonly #file: Uint8Array;
  readonly #frame: Frame;
  /** Room for as many tables of codes as are needed at once. */
  readonly #tables: number;

  constructor(space: Workspace, file: Uint8Array, frame: Frame, tables: number) {
    this.#space = space;
    this.#file = file;
    this.#frame = frame;
    this.#tables = tables;
  }

  readProgressive(tiles: number, others: readonly Grid[]): boolean {
    const dc = this.#frame.components.map((_, i) => (others[i - 1]?.step === valueBytes ? others[i - 1]! : this.#dcGrid(i)));
    // Some scans may bring bits for blocks that pad the last MCU, and others not.
    for (const grid of dc) clear(this.#space, grid);
    for (const scan of this.#frame.scans) if (scan.first === 0 && !this.#readDc(scan, dc)) return false;
    return this.#readTiles(tiles, dc[0]!) && others.every((grid, i) => this.#readOther(i + 1, grid, dc[i + 1]!));
  }

  #dcGrid(component: number): Grid {
    return takeGrid(this.#space, this.#frame, component, valueBytes);
  }

  /** Reads another component than luma: into blocks, or only through. */
  #readOther(component: number, grid: Grid, dc: Grid): boolean {
    if (grid.step === valueBytes) return this.#readAc(component);
    clear(this.#space, grid);
    if (!this.#readAc(component, grid)) return false;
    const words = new Int16Array(this.#space.bytes.buffer);
    for (let i = 0; i < grid.stride * grid.rows; i++) words[grid.at / 2 + i * (blockBytes / 2)] = words[dc.at / 2 + i]!;
    return true;
  }

  /** Reads a scan of DC into its values. */
  #readDc(scan: Scan, grids: readonly Grid[]): boolean {
    const { wasm } = this.#space;
    const mark = this.#space.free;
    const data = this.#unstuffed(scan);
    if (!data) return false;
    wasm.beginDc(0, data.top, data.ends, scan.restartInterval);
    wasm.chooseDc(0);
    for (const [order, { dc }] of scan.components.entries())
      if (dc && !makeTable(this.#space, this.#tableAt(order), ofDc, dc)) return false;
    for (const { order, at, step, rowStep } of mcuBlocksOf(scan, this.#frame, grids))
      wasm.addDcBlock(this.#tableAt(order), order, at, step, rowStep);
    const read = scan.highBit === 0 ? wasm.readDc : wasm.refineDc;
    for (let row = 0; row < scan.rows; row++) if (!read(scan.columns, 1, scan.lowBit)) return false;
    this.#space.giveBack(mark);
    return wasm.dcEndsWell() !== 0;
  }

  /** Reads all scans of luma's AC side by side. */
  #readTiles(tiles: number, { at, stride }: Grid): boolean {
    const { wasm, steps, histograms } = this.#space;
    const { columns, rows } = this.#frame.components[0]!;
    const mark = this.#space.free;
    const scans = this.#beginAc(0);
    if (scans === undefined) return false;
    for (let row = 0; row < rows; row++) {
      const dc = at + valueBytes * stride * row;
      if (!wasm.readTileRow(scans, columns, dc, steps, tiles + 64 * columns * row, histograms)) return false;
    }
    this.#space.giveBack(mark);
    return wasm.acEndsWell(scans) !== 0;
  }

  /** Reads the scans of a component's AC. @param to where its blocks go. Default: nowhere */
  #readAc(component: number, to?: Grid): boolean {
    const { wasm } = this.#space;
    const { columns, rows } = this.#frame.components[component]!;
    const mark = this.#space.free;
    const scans = this.#beginAc(component);
    if (scans === undefined) return false;
    for (let row = 0; row < rows; row++) if (!wasm.readBlockRow(scans, columns, to ? to.at + to.step * to.stride * row : 0)) return false;
    this.#space.giveBack(mark);
    return wasm.acEndsWell(scans) !== 0;
  }

  #beginAc(component: number): number | undefined {
    const { wasm } = this.#space;
    const scans = acScansOf(this.#frame, component);
    for (const [index, scan] of scans.entries()) {
      const { first, last, lowBit, restartInterval } = scan;
      const data = this.#unstuffed(scan);
      const refines = scan.highBit > 0;
      if (!data || !makeTable(this.#space, this.#tableAt(index), refines ? ofRefinement : ofAc, scan.components[0]!.ac!, lowBit))
        return undefined;
      wasm.beginAc(index, data.top, data.ends, restartInterval, this.#tableAt(index), first, last, lowBit, Number(refines));
    }
    return scans.length;
  }

  readSequential(tiles: number, others: readonly Grid[]): boolean {
    for (const grid of others) clear(this.#space, grid);
    return this.#frame.scans.every((scan) => this.#readMcus(scan, tiles, others));
  }

  /** Reads a scan of whole blocks: luma, row by row of MCUs, into tiles, and other components as they are. */
  #readMcus(scan: Scan, tiles: number, others: readonly Grid[]): boolean {
    const { wasm } = this.#space;
    const mark = this.#space.free;
    const data = this.#unstuffed(scan);
    if (!data) return false;
    for (const [order, { dc, ac }] of scan.components.entries())
      if (
        !makeTable(this.#space, this.#tableAt(2 * order), ofDc, dc!) ||
        !makeTable(this.#space, this.#tableAt(2 * order + 1), ofSequentialAc, ac!)
      )
        return false;
    const row = lumaRow(this.#space, scan, this.#frame);
    wasm.beginMcus(data.top, data.ends, scan.restartInterval);
    for (const { order, at, step, rowStep } of mcuBlocksOf(scan, this.#frame, [row, ...others]))
      wasm.addMcuBlock(this.#tableAt(2 * order), this.#tableAt(2 * order + 1), order, 0, at, step, rowStep);
    for (let y = 0; y < scan.rows; y++) {
      clear(this.#space, row);
      if (!wasm.readMcuRow(scan.columns)) return false;
      if (codesLuma(scan)) this.#keepTiles(row, y, tiles);
    }
    this.#space.giveBack(mark);
    return wasm.mcusEndWell() !== 0;
  }

  #keepTiles({ at, step, stride, rows: down }: Grid, y: number, tiles: number): void {
    const { wasm, steps, histograms } = this.#space;
    const { columns, rows } = this.#frame.components[0]!;
    for (let row = y * down; row < Math.min((y + 1) * down, rows); row++)
      wasm.blockRowToTiles(at + step * stride * (row - y * down), columns, steps, tiles + 64 * columns * row, histograms);
  }

  #tableAt(index: number): number {
    return this.#tables + index * this.#space.tableBytes;
  }

  #unstuffed({ start, end, restartInterval, columns, rows }: Scan): ScanData | undefined {
    const bytes = end - start;
    const space = this.#space;
    const restarts = restartsOf({ restartInterval, columns, rows });
    if (2 * restarts > bytes) return undefined;
    const ends = space.take(4 * (restarts + 1));
    const low = space.take(bytes + roomAround);
    const top = low + bytes + roomAround - 64;
    const copy = space.take(bytes + 64);
    space.bytes.set(this.#file.subarray(start, end), copy);
    space.giveBack(copy);
    return space.wasm.unstuffWhole(copy, copy + bytes, top, ends, restarts) ? { top, ends } : undefined;
  }
}

/** Reads and writes may go that much beyond the data of a scan. */
const roomAround = 256;

/** What a scan codes, of a file or to be written. */
type Coded = Pick<Scan, 'columns'> & { readonly components: ReadonlyArray<{ readonly index: number }> };

/** Room for the blocks of luma in a row of MCUs. */
export function lumaRow(space: Workspace, { components, columns }: Coded, frame: Frame): Grid {
  const { across, down } = components.length === 1 ? { across: 1, down: 1 } : frame.components[0]!;
  const stride = columns * across;
  return { at: space.take(blockBytes * stride * down), step: blockBytes, stride, rows: down };
}

/** A block of an MCU. */
interface McuBlock {
  /** The place of its component in the scan. */
  readonly order: number;
  /** Where the first one is, how far the one in the next MCU is, and how much farther the next row is. */
  readonly at: number;
  readonly step: number;
  readonly rowStep: number;
}

/** The blocks of an MCU of a scan. In a grid that is no higher than an MCU, all rows have the same place. */
export function mcuBlocksOf({ components, columns }: Coded, frame: Pick<Frame, 'components'>, grids: readonly Grid[]): McuBlock[] {
  return components.flatMap(({ index }, order) => {
    const { at, step, stride, rows } = grids[index]!;
    // A component by itself has no MCUs but blocks, and none that pad the last one.
    const [across, down] = components.length === 1 ? [1, 1] : [frame.components[index]!.across, frame.components[index]!.down];
    const rowStep = step * ((rows === down ? 0 : stride * down) - columns * across);
    return Array.from({ length: across * down }, (_, block) => {
      const [x, y] = [block % across, Math.floor(block / across)];
      return { order, at: at + step * (y * stride + x), step: step * across, rowStep };
    });
  });
}
