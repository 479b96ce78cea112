import type { Frame } from '../coder/frame.js';
import { FileWriter } from './file-writer.js';
import { lumaRow, mcuBlocksOf, type ReadImage } from './read.js';
import { codesLuma, type ScanScript } from './script.js';
import { padDc, SymbolMaker } from './symbol-maker.js';
import type { Wanted, WrittenScan } from './wanted.js';
import { type Grid, takeGrid, valueBytes, type Workspace, withinRoom } from './workspace.js';

/**
 * Writes an image again with other luma. Undefined if there are values that no JPEG may have, or if it takes more memory than kernels can
 * have.
 *
 * @returns the file without APPn and COM segments, valid until the workspace is used again
 */
export function writeImage(space: Workspace, file: Uint8Array, frame: Frame, image: ReadImage, wanted: Wanted): Buffer | undefined {
  const mark = space.free;
  const written = withinRoom(() => {
    const scans = withSymbols(space, wanted);
    return new ImageSymbols(space, frame, image, wanted).make(scans) ? new FileWriter(space, file, frame, wanted).write(scans) : undefined;
  });
  space.giveBack(mark);
  return written;
}

/** Luma's scans of AC come first, then those of each other component, then all others. */
export function withSymbols(space: Workspace, { scans, blocks, isProgressive }: Wanted): WrittenScan[] {
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

/** The symbols of all scans of an image. */
class ImageSymbols {
  readonly #space: Workspace;
  readonly #frame: Frame;
  readonly #image: ReadImage;
  readonly #wanted: Wanted;

  constructor(space: Workspace, frame: Frame, image: ReadImage, wanted: Wanted) {
    this.#space = space;
    this.#frame = frame;
    this.#image = image;
    this.#wanted = wanted;
  }

  /** Makes the symbols of all scans that are not copied. @returns whether all values have any */
  make(scans: readonly WrittenScan[]): boolean {
    const { isProgressive, steps, table } = this.#wanted;
    const space = this.#space;
    const luma = takeGrid(space, this.#frame, 0, valueBytes);
    const rows = isProgressive ? [] : scans.map(({ script }) => lumaRow(space, script, this.#frame));
    const maker = new SymbolMaker(space, steps[0]!, table);
    for (const scan of scans) maker.begin(scan);
    const isSound = isProgressive
      ? this.#makeProgressive(maker, scans, luma)
      : scans.every(({ script, symbols }, i) => this.#makeSequential(maker, script, symbols!.index, rows[i]!));
    for (const { symbols } of scans) if (symbols) space.wasm.endSymbols(symbols.index);
    return isSound;
  }

  // ---- progressive ----

  #makeProgressive(maker: SymbolMaker, scans: readonly WrittenScan[], dc: Grid): boolean {
    const acOf = (component: number) =>
      scans.filter(({ script, symbols }) => symbols && script.first > 0 && script.components[0]!.index === component);
    for (let row = 0; row < this.#image.rows; row++) maker.addLumaRow(acOf(0).length, this.#image, dc, row);
    padDc(this.#space, this.#image, dc);
    let from = acOf(0).length;
    for (const [i, { at, step, stride }] of (this.#wanted.blocks ?? []).entries()) {
      const { columns, rows } = this.#frame.components[i + 1]!;
      const end = from + acOf(i + 1).length;
      for (let row = 0; row < rows; row++) maker.addBlockRow(from, end, columns, at + step * stride * row);
      from = end;
    }
    const grids = [dc, ...(this.#wanted.blocks ?? this.#image.others)];
    const makesDc = ({ script, symbols }: WrittenScan) => symbols !== undefined && script.first === 0;
    return scans.filter(makesDc).every(({ script, symbols }) => maker.addDc(this.#frame, script, symbols!.index, grids, script.rows));
  }

  // ---- sequential ----

  #makeSequential(maker: SymbolMaker, script: ScanScript, index: number, row: Grid): boolean {
    const { wasm } = this.#space;
    wasm.beginMcuSymbols();
    const blocks = mcuBlocksOf(script, this.#frame, [row, ...this.#wanted.blocks!]);
    for (const { order, at, step, rowStep } of blocks)
      wasm.addMcuBlock(0, 0, order, Number(script.components[order]!.index > 0), at, step, rowStep);
    for (let y = 0; y < script.rows; y++) {
      if (codesLuma(script)) this.#fillRow(row, y);
      if (!maker.eachFew(index, script.columns, blocks.length, (mcus) => wasm.addSequential(index, mcus) !== 0)) return false;
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
}
