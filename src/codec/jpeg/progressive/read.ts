import type { Frame, HuffmanCode, Scan } from '../coder/frame.js';
import { rowByRow } from '../quality.js';
import { acScansOf } from './script.js';
import { type DcPlane, setWords, takeDcPlane, type Workspace } from './workspace.js';

/** Luma of an image in memory, and the DC of all components. */
export interface ReadLuma {
  /** Tiles of 64 samples, each column by column, row by row of tiles. */
  readonly tiles: number;
  readonly columns: number;
  readonly rows: number;
  readonly dc: readonly DcPlane[];
}

/** Kinds of code tables. */
const ofDc = 0;
const ofAc = 1;
const ofRefinement = 2;

/**
 * Decodes luma, and reads the other components through, so that every fault in the file shows. Undefined if there is any, however small.
 */
export function readLuma(space: Workspace, file: Uint8Array, frame: Frame): ReadLuma | undefined {
  const dc = frame.components.map((_, component) => takeDcPlane(space, frame, component));
  const [luma] = frame.components;
  const { columns, rows } = luma!;
  const tiles = space.take(64 * columns * rows);
  const reader = new ScanReader(space, file, frame, dc);
  for (const scan of frame.scans) if (scan.first === 0 && !reader.readDc(scan)) return undefined;
  if (!reader.readTiles(tiles)) return undefined;
  for (let component = 1; component < frame.components.length; component++) if (!reader.passAc(component)) return undefined;
  return { tiles, columns, rows, dc };
}

class ScanReader {
  readonly #space: Workspace;
  readonly #file: Uint8Array;
  readonly #frame: Frame;
  readonly #dc: readonly DcPlane[];

  constructor(space: Workspace, file: Uint8Array, frame: Frame, dc: readonly DcPlane[]) {
    this.#space = space;
    this.#file = file;
    this.#frame = frame;
    this.#dc = dc;
  }

  /** Reads a scan of DC into its planes. */
  readDc(scan: Scan): boolean {
    const { wasm } = this.#space;
    const mark = this.#space.free;
    const data = this.#unstuffed(scan);
    if (!data) return false;
    wasm.beginDc(data.top, data.low);
    const tableOf = (order: number) => this.#space.tables + order * this.#space.tableBytes;
    for (const [order, { dc }] of scan.components.entries()) if (dc && !this.#makeTable(tableOf(order), ofDc, dc, 0)) return false;
    for (const { order, at, step, rowStep } of dcBlocksOf(scan, this.#frame, this.#dc))
      wasm.addDcBlock(tableOf(order), order, at, step, rowStep);
    const read = scan.highBit === 0 ? wasm.readDc : wasm.refineDc;
    for (let row = 0; row < scan.rows; row++) if (!read(scan.columns, 1, scan.lowBit)) return false;
    this.#space.giveBack(mark);
    return wasm.dcEndsWell() !== 0;
  }

  /** Reads all scans of luma's AC side by side. */
  readTiles(tiles: number): boolean {
    const { wasm, bytes, steps, histograms } = this.#space;
    const { columns, rows, steps: inFile } = this.#frame.components[0]!;
    setWords(bytes, steps, rowByRow(inFile));
    bytes.fill(0, histograms, histograms + 8192);
    const mark = this.#space.free;
    const scans = this.#beginAc(0);
    if (scans === undefined) return false;
    const { at, stride } = this.#dc[0]!;
    for (let row = 0; row < rows; row++)
      if (!wasm.readTileRow(scans, columns, at + 2 * stride * row, steps, tiles + 64 * columns * row, histograms)) return false;
    this.#space.giveBack(mark);
    return wasm.acEndsWell(scans) !== 0;
  }

  /** Reads the scans of a component's AC without keeping what they say. */
  passAc(component: number): boolean {
    const { wasm } = this.#space;
    const { columns, rows } = this.#frame.components[component]!;
    const mark = this.#space.free;
    const scans = this.#beginAc(component);
    if (scans === undefined) return false;
    for (let row = 0; row < rows; row++) if (!wasm.readBlockRow(scans, columns, 0)) return false;
    this.#space.giveBack(mark);
    return wasm.acEndsWell(scans) !== 0;
  }

  #beginAc(component: number): number | undefined {
    const { wasm, tables, tableBytes } = this.#space;
    const scans = acScansOf(this.#frame, component);
    for (const [index, scan] of scans.entries()) {
      const data = this.#unstuffed(scan);
      const table = tables + index * tableBytes;
      const refines = scan.highBit > 0;
      if (!data || !this.#makeTable(table, refines ? ofRefinement : ofAc, scan.components[0]!.ac!, scan.lowBit)) return undefined;
      wasm.beginAc(index, data.top, data.low, table, scan.first, scan.last, scan.lowBit, Number(refines));
    }
    return scans.length;
  }

  #makeTable(table: number, kind: number, { bytes }: HuffmanCode, shift: number): boolean {
    this.#space.bytes.set(bytes, this.#space.segment);
    return this.#space.wasm.makeCodeTable(table, kind, this.#space.segment, shift) !== 0;
  }

  /** The data of a scan, back to front. */
  #unstuffed({ start, end }: Scan): { top: number; low: number } | undefined {
    const bytes = end - start;
    const space = this.#space;
    const low = space.take(bytes + roomAround);
    const top = low + bytes + roomAround - 64;
    const copy = space.take(bytes + 64);
    space.bytes.set(this.#file.subarray(start, end), copy);
    space.giveBack(copy);
    return space.wasm.unstuff(copy, copy + bytes, top) ? { top, low: space.wasm.unstuffedTo.value } : undefined;
  }
}

/** Reads and writes may go that much beyond the data of a scan. */
const roomAround = 256;

/** A block of an MCU of a scan of DC. */
interface DcBlock {
  /** The place of its component in the scan. */
  readonly order: number;
  /** Where its first value is, how far the one in the next MCU is, and how much farther the next row is. */
  readonly at: number;
  readonly step: number;
  readonly rowStep: number;
}

export function dcBlocksOf({ components, columns }: Scan, frame: Frame, planes: readonly DcPlane[]): DcBlock[] {
  return components.flatMap(({ index }, order) => {
    const { at, stride } = planes[index]!;
    // A component by itself has no MCUs but blocks, and none that pad the last one.
    const [across, down] = components.length === 1 ? [1, 1] : [frame.components[index]!.across, frame.components[index]!.down];
    const rowStep = 2 * (stride * down - columns * across);
    return Array.from({ length: across * down }, (_, block) => {
      const [x, y] = [block % across, Math.floor(block / across)];
      return { order, at: at + 2 * (y * stride + x), step: 2 * across, rowStep };
    });
  });
}
