import type { Frame, HuffmanCode, Scan } from '../coder/frame.js';
import { rowByRow } from '../quality.js';
import { dcBlocksOf, type ReadLuma } from './read.js';
import { acScansOf, codesLuma, lumaDcScansOf } from './script.js';
import { codeBytes, countBytes, type DcPlane, mostAcScans, setWords, takeDcPlane, type Workspace } from './workspace.js';

/**
 * Writes an image again with other luma, in the scans of the source. The scans of the other components are copied, but for DC that is
 * interleaved with that of luma, which is coded anew without a change. Undefined if DC has values that no JPEG may have.
 *
 * @param steps of luma's quantiser, in zigzag order
 * @returns the file without APPn and COM segments, valid until the workspace is used again
 */
export function writeLuma(
  space: Workspace,
  file: Uint8Array,
  frame: Frame,
  luma: ReadLuma,
  steps: readonly number[],
  table: ArrayLike<number>,
): Buffer | undefined {
  const mark = space.free;
  try {
    const symbols = new SymbolMaker(space, frame, luma);
    symbols.prepare(steps, table);
    symbols.makeAc();
    if (!symbols.makeDc()) return undefined;
    return new FileWriter(space, file, frame).write(steps);
  } finally {
    space.giveBack(mark);
  }
}

// ---- symbols ----

class SymbolMaker {
  readonly #space: Workspace;
  readonly #frame: Frame;
  readonly #luma: ReadLuma;
  readonly #acScans: readonly Scan[];
  readonly #dc: readonly DcPlane[];
  #roomStart = 0;

  constructor(space: Workspace, frame: Frame, luma: ReadLuma) {
    this.#space = space;
    this.#frame = frame;
    this.#luma = luma;
    this.#acScans = acScansOf(frame, 0);
    const [, ...others] = luma.dc;
    this.#dc = [takeDcPlane(space, frame, 0), ...others];
  }

  prepare(steps: readonly number[], table: ArrayLike<number>): void {
    const { bytes, mapping, divisors, counts, segment } = this.#space;
    bytes.set(table, mapping);
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
    // With the codes, which follow: that of no symbol is empty.
    bytes.fill(0, counts, segment);
    const from = this.#space.free;
    this.#roomStart = from;
    this.#space.wasm.setPieces(from, from);
    this.#extend();
  }

  /** More room for symbols, as much as there was: nobody knows how many there will be. */
  #extend(): void {
    const { wasm } = this.#space;
    this.#space.take(Math.min(Math.max(wasm.endOfPieces() - this.#roomStart, leastRoomBytes), mostRoomBytes));
    wasm.extendPieces(this.#space.free);
  }

  makeAc(): void {
    const { wasm, mapping, divisors, counts } = this.#space;
    const { columns, rows, tiles } = this.#luma;
    const { length } = this.#acScans;
    for (const [index, { first, last, lowBit, highBit }] of this.#acScans.entries())
      this.#until(() => wasm.beginSymbols(index, counts + index * countBytes, first, last, lowBit, Number(highBit > 0)) !== 0);
    const { at, stride } = this.#dc[0]!;
    for (let row = 0; row < rows; row++) {
      let done = 0;
      const [tileRow, dcRow] = [tiles + 64 * columns * row, at + 2 * stride * row];
      this.#until(() => {
        done = wasm.writeTileRow(length, done, columns, mapping, divisors, tileRow, dcRow);
        return done === columns;
      });
    }
    for (let index = 0; index < length; index++) wasm.endSymbols(index);
    this.#padDc();
  }

  /** Makes symbols of DC. @returns whether all differences have any */
  makeDc(): boolean {
    const { wasm, counts } = this.#space;
    for (const [order, scan] of lumaDcScansOf(this.#frame).entries()) {
      const index = mostAcScans + order;
      this.#until(() => wasm.beginSymbols(index, counts + index * countBytes, 0, 0, 0, 0) !== 0);
      wasm.beginDcBlocks();
      const blocks = dcBlocksOf(scan, this.#frame, this.#dc);
      for (const { order, at, step, rowStep } of blocks)
        wasm.addDcSymbolBlock(order, scan.components[order]!.index === 0 ? 0 : 1, at, step, rowStep);
      const atOnce = Math.floor(64 / blocks.length);
      for (let row = 0; row < scan.rows; row++) {
        for (let column = 0; column < scan.columns; column += atOnce) {
          this.#until(() => wasm.haveRoom(index, index + 1) !== 0);
          const mcus = Math.min(atOnce, scan.columns - column);
          if (scan.highBit > 0) wasm.addDcRefinements(index, mcus, scan.lowBit);
          else if (!wasm.addDcSymbols(index, mcus, scan.lowBit)) return false;
        }
        wasm.endDcSymbolRow();
      }
      wasm.endSymbols(index);
    }
    return true;
  }

  #until(isDone: () => boolean): void {
    while (!isDone()) this.#extend();
  }

  /** Blocks that pad the last MCU are like those at the edge: they cost least. */
  #padDc(): void {
    const { columns, rows } = this.#luma;
    const { at, stride, rows: allRows } = this.#dc[0]!;
    const values = new Int16Array(this.#space.bytes.buffer, at, stride * allRows);
    for (let row = 0; row < rows; row++) values.fill(values[row * stride + columns - 1]!, row * stride + columns, (row + 1) * stride);
    for (let row = rows; row < allRows; row++) values.copyWithin(row * stride, (rows - 1) * stride, rows * stride);
  }
}

const leastRoomBytes = 2 ** 21;
const mostRoomBytes = 2 ** 24;

// ---- the file ----

const startOfImage = 0xd8;
const endOfImage = 0xd9;
const quantiser = 0xdb;
const codes = 0xc4;
const progressiveFrame = 0xc2;
const startOfScan = 0xda;

class FileWriter {
  readonly #space: Workspace;
  readonly #file: Uint8Array;
  readonly #frame: Frame;
  readonly #start: number;
  #at: number;
  /** The codes in force, by class and number. */
  readonly #inForce = new Map<number, Uint8Array>();

  constructor(space: Workspace, file: Uint8Array, frame: Frame) {
    this.#space = space;
    this.#file = file;
    this.#frame = frame;
    this.#start = space.take(0);
    this.#at = this.#start;
  }

  write(steps: readonly number[]): Buffer {
    this.#put([0xff, startOfImage]);
    const number = this.#writeQuantisers(steps);
    const { width, height, components } = this.#frame;
    const fields = components.flatMap(({ id, across, down, quantiser }, index) => [
      id,
      across * 16 + down,
      index === 0 ? number : quantiser,
    ]);
    this.#segment(progressiveFrame, [8, height >> 8, height & 255, width >> 8, width & 255, components.length, ...fields]);
    let [ac, dc] = [0, mostAcScans];
    for (const scan of this.#frame.scans) {
      if (!codesLuma(scan)) this.#copy(scan);
      else if (scan.first > 0) this.#writeAc(scan, ac++);
      else this.#writeDc(scan, dc++);
    }
    this.#put([0xff, endOfImage]);
    return Buffer.from(this.#space.bytes.buffer, this.#start, this.#at - this.#start);
  }

  /** Writes the steps of luma, under a number that no other component uses, and those of the others. @returns that number */
  #writeQuantisers(steps: readonly number[]): number {
    const [luma, ...others] = this.#frame.components;
    const used = new Map(others.map((component) => [component.quantiser, component.steps]));
    const number = [luma!.quantiser, 0, 1, 2, 3].find((candidate) => !used.has(candidate))!; // Others are at most 3.
    this.#segment(quantiser, [number, ...steps]);
    for (const [own, theirs] of used) {
      const isWide = theirs.some((step) => step > 255);
      const fields = [...theirs].flatMap((step) => (isWide ? [step >> 8, step & 255] : [step]));
      this.#segment(quantiser, [own + (isWide ? 16 : 0), ...fields]);
    }
    return number;
  }

  #writeAc(scan: Scan, index: number): void {
    this.#writeCode(acClass, index, 0, 256);
    this.#writeHeader(scan, () => 0);
    this.#writeData(index);
  }

  #writeDc(scan: Scan, index: number): void {
    const codeOf = (component: number) => Number(component > 0);
    if (scan.highBit === 0)
      for (const code of new Set(scan.components.map((component) => codeOf(component.index))))
        this.#writeCode(dcClass + code, index, 16 * code, 16);
    this.#writeHeader(scan, (component) => codeOf(component) * 16);
    this.#writeData(index);
  }

  /** Makes and writes a code for some symbols of a scan. @param number with its class */
  #writeCode(number: number, index: number, first: number, symbols: number): void {
    const { wasm, counts, codes: tables, segment, bytes } = this.#space;
    const used = wasm.makeBestCode(counts + index * countBytes + 4 * first, symbols, segment, tables + index * codeBytes + 4 * first);
    this.#segment(codes, [number, ...bytes.subarray(segment, segment + 16 + used)]);
    this.#inForce.delete(number);
  }

  #writeHeader(scan: Scan, tableOf: (component: number) => number): void {
    const fields = scan.components.flatMap(({ index }) => [this.#frame.components[index]!.id, tableOf(index)]);
    this.#segment(startOfScan, [scan.components.length, ...fields, scan.first, scan.last, scan.highBit * 16 + scan.lowBit]);
  }

  #writeData(index: number): void {
    const { wasm, codes: tables } = this.#space;
    wasm.beginWriting();
    for (let piece = wasm.piecesOf(index); piece !== 0; piece = wasm.nextPiece(piece)) {
      this.#reserve(wasm.mostWrittenBytes());
      this.#at = wasm.writePiece(piece, tables + index * codeBytes, this.#at);
    }
    this.#reserve(2);
    this.#at = wasm.endWriting(this.#at);
  }

  /** Copies a scan, with the codes that it needs. */
  #copy({ components, headerAt, end }: Scan): void {
    for (const { dc, ac } of components) {
      if (dc) this.#copyCode(dcClass, dc);
      if (ac) this.#copyCode(acClass, ac);
    }
    this.#put(this.#file.subarray(headerAt, end));
  }

  #copyCode(kind: number, { number, bytes }: HuffmanCode): void {
    if (this.#inForce.get(kind + number) === bytes) return;
    this.#segment(codes, [kind + number, ...bytes]);
    this.#inForce.set(kind + number, bytes);
  }

  #segment(marker: number, content: readonly number[]): void {
    const length = content.length + 2;
    this.#put([0xff, marker, length >> 8, length & 255, ...content]);
  }

  #put(bytes: ArrayLike<number>): void {
    this.#reserve(bytes.length);
    this.#space.bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  #reserve(bytes: number): void {
    const missing = this.#at + bytes - this.#space.free;
    if (missing > 0) this.#space.take(missing);
  }
}

const dcClass = 0;
const acClass = 16;
