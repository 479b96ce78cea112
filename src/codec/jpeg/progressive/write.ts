import type { Frame } from '../coder/frame.js';
import { rowByRow } from '../quality.js';
import { FileWriter } from './file-writer.js';
import { lumaRow, mcuBlocksOf, type ReadImage } from './read.js';
import { codesLuma, type ScanScript } from './script.js';
import type { Wanted, WrittenScan } from './wanted.js';
import { type Grid, setWords, takeGrid, valueBytes, type Workspace } from './workspace.js';

/**
 * Writes an image again with other luma. Undefined if there are values that no JPEG may have.
 *
 * @returns the file without APPn and COM segments, valid until the workspace is used again
 */
export function writeImage(space: Workspace, file: Uint8Array, frame: Frame, image: ReadImage, wanted: Wanted): Buffer | undefined {
  const mark = space.free;
  try {
    const scans = withSymbols(space, wanted);
    return new SymbolMaker(space, frame, image, wanted).make(scans) ? new FileWriter(space, file, frame, wanted).write(scans) : undefined;
  } finally {
    space.giveBack(mark);
  }
}

/** Luma's scans of AC come first, then those of each other component, then all others. */
function withSymbols(space: Workspace, { scans, blocks, isProgressive }: Wanted): WrittenScan[] {
  const coded = scans.filter((scan) => codesLuma(scan) || blocks !== undefined);
  const rank = ({ first, components }: ScanScript) => (first > 0 ? components[0]!.index : components.length + 256);
  const order = [...coded].sort((a, b) => rank(a) - rank(b));
  // Symbols of sequential scans are those of four codes.
  const room = isProgressive ? 1 : 4;
  const [countRoom, codeRoom] = [room * countBytes, room * codeBytes];
  const counts = space.take(order.length * countRoom);
  const codes = space.take(order.length * codeRoom);
  // The code of no symbol is empty.
  space.bytes.fill(0, counts, codes + order.length * codeRoom);
  return scans.map((script) => {
    const index = order.indexOf(script);
    const symbols = { index, counts: counts + index * countRoom, codes: codes + index * codeRoom };
    return { script, symbols: index < 0 ? undefined : symbols };
  });
}

const countBytes = 1024;
/** With the code of no symbol. */
const codeBytes = 1088;

class SymbolMaker {
  readonly #space: Workspace;
  readonly #frame: Frame;
  readonly #image: ReadImage;
  readonly #wanted: Wanted;
  #roomStart = 0;

  constructor(space: Workspace, frame: Frame, image: ReadImage, wanted: Wanted) {
    this.#space = space;
    this.#frame = frame;
    this.#image = image;
    this.#wanted = wanted;
  }

  /** Makes the symbols of all scans that are not copied. @returns whether all values have any */
  make(scans: readonly WrittenScan[]): boolean {
    const space = this.#space;
    const luma = takeGrid(space, this.#frame, 0, valueBytes);
    const rows = this.#wanted.isProgressive ? [] : scans.map(({ script }) => lumaRow(space, script, this.#frame));
    this.#prepare();
    for (const { script, symbols } of scans)
      if (symbols) {
        const { first, last, lowBit, highBit, restartInterval } = script;
        const refines = Number(highBit > 0);
        this.#until(() => space.wasm.beginSymbols(symbols.index, symbols.counts, restartInterval, first, last, lowBit, refines) !== 0);
      }
    const isSound = this.#wanted.isProgressive
      ? this.#makeProgressive(scans, luma)
      : scans.every(({ script, symbols }, i) => this.#makeSequential(script, symbols!.index, rows[i]!));
    for (const { symbols } of scans) if (symbols) space.wasm.endSymbols(symbols.index);
    return isSound;
  }

  #prepare(): void {
    const { bytes, mapping, divisors } = this.#space;
    const { table, steps } = this.#wanted;
    bytes.set(table, mapping);
    const divisor = rowByRow(steps[0]!).map((step) => 8 * step);
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
    this.#roomStart = this.#space.free;
    this.#space.wasm.setPieces(this.#roomStart, this.#roomStart);
  }

  /** Calls again with more room, as much as there was, until it was enough: nobody knows how many symbols there will be. */
  #until(isDone: () => boolean): void {
    const { wasm } = this.#space;
    while (!isDone()) {
      this.#space.take(Math.min(Math.max(wasm.endOfPieces() - this.#roomStart, leastRoomBytes), mostRoomBytes));
      wasm.extendPieces(this.#space.free);
    }
  }

  // ---- progressive ----

  #makeProgressive(scans: readonly WrittenScan[], dc: Grid): boolean {
    const acOf = (component: number) =>
      scans.filter(({ script, symbols }) => symbols && script.first > 0 && script.components[0]!.index === component);
    this.#makeLumaAc(acOf(0).length, dc);
    let from = acOf(0).length;
    for (const [i, blocks] of (this.#wanted.blocks ?? []).entries()) {
      const { length } = acOf(i + 1);
      this.#makeAc(i + 1, from, from + length, blocks);
      from += length;
    }
    const grids = [dc, ...(this.#wanted.blocks ?? this.#image.others)];
    return scans.every(({ script, symbols }) => !symbols || script.first > 0 || this.#makeDc(script, symbols.index, grids));
  }

  #makeLumaAc(scans: number, dc: Grid): void {
    const { wasm, mapping, divisors } = this.#space;
    const { columns, rows, tiles } = this.#image;
    for (let row = 0; row < rows; row++) {
      let done = 0;
      const [tileRow, dcRow] = [tiles + 64 * columns * row, dc.at + valueBytes * dc.stride * row];
      this.#until(() => {
        done = wasm.writeTileRow(scans, done, columns, mapping, divisors, tileRow, dcRow);
        return done === columns;
      });
    }
    this.#padDc(dc);
  }

  #makeAc(component: number, first: number, end: number, { at, step, stride }: Grid): void {
    const { columns, rows } = this.#frame.components[component]!;
    for (let row = 0; row < rows; row++) {
      let done = 0;
      this.#until(() => {
        done = this.#space.wasm.writeBlockRow(first, end, done, columns, at + step * stride * row);
        return done === columns;
      });
    }
  }

  #makeDc(script: ScanScript, index: number, grids: readonly Grid[]): boolean {
    const { wasm } = this.#space;
    wasm.beginDcBlocks();
    const blocks = mcuBlocksOf(script, this.#frame, grids);
    for (const { order, at, step, rowStep } of blocks)
      wasm.addDcSymbolBlock(order, Number(script.components[order]!.index > 0), at, step, rowStep);
    const add = (mcus: number) =>
      script.highBit === 0
        ? wasm.addDcSymbols(index, mcus, script.lowBit) !== 0
        : wasm.addDcRefinements(index, mcus, script.lowBit) === undefined;
    for (let row = 0; row < script.rows; row++) {
      if (!this.#eachFew(index, script.columns, blocks.length, add)) return false;
      wasm.endDcSymbolRow();
    }
    return true;
  }

  /** Blocks that pad the last MCU are like those at the edge: they cost least. */
  #padDc({ at, stride, rows: allRows }: Grid): void {
    const { columns, rows } = this.#image;
    const values = new Int16Array(this.#space.bytes.buffer, at, stride * allRows);
    for (let row = 0; row < rows; row++) values.fill(values[row * stride + columns - 1]!, row * stride + columns, (row + 1) * stride);
    for (let row = rows; row < allRows; row++) values.copyWithin(row * stride, (rows - 1) * stride, rows * stride);
  }

  // ---- sequential ----

  #makeSequential(script: ScanScript, index: number, row: Grid): boolean {
    const { wasm } = this.#space;
    wasm.beginMcuSymbols();
    const blocks = mcuBlocksOf(script, this.#frame, [row, ...this.#wanted.blocks!]);
    for (const { order, at, step, rowStep } of blocks)
      wasm.addMcuBlock(0, 0, order, Number(script.components[order]!.index > 0), at, step, rowStep);
    for (let y = 0; y < script.rows; y++) {
      if (codesLuma(script)) this.#fillRow(row, y);
      if (!this.#eachFew(index, script.columns, blocks.length, (mcus) => wasm.addSequential(index, mcus) !== 0)) return false;
      wasm.endSequentialRow();
    }
    return true;
  }

  /** Makes the blocks of luma in a row of MCUs. Those that pad the last MCU are flat, like those at the edge. */
  #fillRow({ at, step, stride, rows: down }: Grid, y: number): void {
    const { wasm, mapping, divisors, bytes } = this.#space;
    const { columns, rows, tiles } = this.#image;
    const words = new Int16Array(bytes.buffer);
    for (let line = 0; line < down; line++) {
      const to = at + step * stride * line;
      const row = y * down + line;
      const isThere = row < rows;
      if (isThere) wasm.tileRowToBlocks(tiles + 64 * columns * row, columns, mapping, divisors, to);
      for (let column = isThere ? columns : 0; column < stride; column++) {
        const block = to + step * column;
        const beside = isThere ? to + step * (columns - 1) : block - step * stride;
        bytes.fill(0, block, block + step);
        words[block / 2] = words[beside / 2]!;
      }
    }
  }

  /** Calls back for MCUs of a row, a few at a time, with room for their symbols. */
  #eachFew(index: number, columns: number, blocks: number, add: (mcus: number) => boolean): boolean {
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
