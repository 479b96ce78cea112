import type { Frame } from '../coder/frame.js';
import { rowByRow } from '../quality.js';
import { mcuBlocksOf, type ReadImage } from './read.js';
import type { ScanScript } from './script.js';
import type { WrittenScan } from './wanted.js';
import { type Grid, setWords, valueBytes, type Workspace } from './workspace.js';

/** Makes the symbols of scans, of a whole image or of one band of it after the other. */
export class SymbolMaker {
  readonly #space: Workspace;
  readonly #roomStart: number;

  /**
   * What is taken of the workspace from here on holds symbols, so everything else must be there.
   *
   * @param steps of luma, in zigzag order
   * @param table that maps luma
   */
  constructor(space: Workspace, steps: ArrayLike<number>, table: ArrayLike<number>) {
    const { bytes, divisors } = space;
    this.#space = space;
    const divisor = rowByRow(steps).map((step) => 8 * step);
    setWords(bytes, divisors, divisor);
    setWords(
      bytes,
      divisors + 128,
      divisor.map((each) => Math.round(32768 / each)),
    );
    setWords(
      bytes,
      divisors + 256,
      divisor.map((each) => each / 2),
    );
    this.map(table);
    this.#roomStart = space.free;
    space.wasm.setPieces(this.#roomStart, this.#roomStart);
  }

  /** Maps luma through a table from here on. */
  map(table: ArrayLike<number>): void {
    this.#space.bytes.set(table, this.#space.mapping);
  }

  begin({ script, symbols }: WrittenScan): void {
    if (!symbols) return;
    const { first, last, lowBit, highBit, restartInterval } = script;
    const refines = Number(highBit > 0);
    const { index, counts } = symbols;
    this.#until(() => this.#space.wasm.beginSymbols(index, counts, restartInterval, first, last, lowBit, refines) !== 0);
  }

  /** Calls again with more room, as much as there was, until it was enough: nobody knows how many symbols there will be. */
  #until(isDone: () => boolean): void {
    const { wasm } = this.#space;
    while (!isDone()) {
      this.#space.take(Math.min(Math.max(wasm.endOfPieces() - this.#roomStart, leastRoomBytes), mostRoomBytes));
      wasm.extendPieces(this.#space.free);
    }
  }

  /** The first scans, of luma's AC, for a row of its tiles, of which DC goes into a grid. */
  addLumaRow(scans: number, { tiles, columns }: ReadImage, dc: Grid, row: number): void {
    const { wasm, mapping, divisors } = this.#space;
    const [tileRow, dcRow] = [tiles + 64 * columns * row, dc.at + valueBytes * dc.stride * row];
    let done = 0;
    this.#until(() => {
      done = wasm.writeTileRow(scans, done, columns, mapping, divisors, tileRow, dcRow);
      return done === columns;
    });
  }

  /** Scans of AC for a row of blocks. */
  addBlockRow(first: number, end: number, columns: number, at: number): void {
    let done = 0;
    this.#until(() => {
      done = this.#space.wasm.writeBlockRow(first, end, done, columns, at);
      return done === columns;
    });
  }

  /**
   * A scan of DC, from grids.
   *
   * @param rows of its MCUs that the grids hold
   * @returns whether all values have symbols
   */
  addDc(frame: Pick<Frame, 'components'>, script: ScanScript, index: number, grids: readonly Grid[], rows: number): boolean {
    const { wasm } = this.#space;
    wasm.beginDcBlocks(index);
    const blocks = mcuBlocksOf(script, frame, grids);
    for (const { order, at, step, rowStep } of blocks)
      wasm.addDcSymbolBlock(order, Number(script.components[order]!.index > 0), at, step, rowStep);
    const add = (mcus: number) =>
      script.highBit === 0
        ? wasm.addDcSymbols(index, mcus, script.lowBit) !== 0
        : wasm.addDcRefinements(index, mcus, script.lowBit) === undefined;
    for (let row = 0; row < rows; row++) {
      if (!this.eachFew(index, script.columns, blocks.length, add)) return false;
      wasm.endDcSymbolRow();
    }
    return true;
  }

  /** Calls back for MCUs of a row, a few at a time, with room for their symbols. */
  eachFew(index: number, columns: number, blocks: number, add: (mcus: number) => boolean): boolean {
    const atOnce = Math.floor(64 / blocks);
    for (let column = 0; column < columns; column += atOnce) {
      this.#until(() => this.#space.wasm.haveRoom(index, index + 1) !== 0);
      if (!add(Math.min(atOnce, columns - column))) return false;
    }
    return true;
  }
}

const leastRoomBytes = 2 ** 21;
const mostRoomBytes = 2 ** 24;

/** Fills the DC of luma's blocks that pad the last MCU with that at the edge: so they cost least. */
export function padDc({ bytes }: Workspace, { columns, rows }: ReadImage, { at, stride, rows: allRows }: Grid): void {
  const values = new Int16Array(bytes.buffer, at, stride * allRows);
  for (let row = 0; row < rows; row++) values.fill(values[row * stride + columns - 1]!, row * stride + columns, (row + 1) * stride);
  for (let row = rows; row < allRows; row++) values.copyWithin(row * stride, (rows - 1) * stride, rows * stride);
}
