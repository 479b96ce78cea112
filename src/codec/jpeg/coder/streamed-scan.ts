import { type LumaOnDemand, lumaOnDemand } from '../../../pixels/pictures/luma-on-demand.js';
import type { StoredFile } from '../../../storage/store.js';
import { UnfitForBands } from '../../format-codec.js';
import { restartsOf, slackBytes, windowBytes } from './coded-data.js';
import type { Frame } from './frame.js';
import type { JpegKernels } from './kernels.js';
import { tablesIn } from './loaded-tables.js';
import { beginMcu, blocksOf, type LumaScan, mcusOf } from './luma-scan.js';
import { LumaTiles } from './luma-tiles.js';
import { placer } from './places.js';

/** A file whose only scan is read piece by piece. */
export interface StreamedFile {
  readonly source: StoredFile;
  readonly frame: Frame;
  readonly luma: LumaScan;
  /** Where its coded data begins, and the end marker after it. */
  readonly start: number;
  readonly end: number;
}

/** Where things lie, counted from the start of the memory. */
export interface StreamLayout {
  /** Rows of MCUs in a band; the last one may have fewer. */
  readonly rows: number;
  /** MCUs that are read or written in one call. */
  readonly mcusAtOnce: number;
  /** Data that these take at most. */
  readonly aheadBytes: number;
  /** The file on its way in. */
  readonly window: number;
  /** The coded data of a band and some more, unstuffed and back to front: the address after it. */
  readonly codedTop: number;
  /** Where intervals end, and the end of that. */
  readonly ends: number;
  readonly endsEnd: number;
  /** Runs of other components; 0 if there are none. */
  readonly runs: number;
  readonly tiles: number;
  /** Room for what is written, until it is handed on. */
  readonly written: number;
  readonly writtenEnd: number;
  readonly bytes: number;
}

/**
 * The most data of a block, in bytes: 64 coefficients with 16 bits of code and 15 of value each. Broken data takes as much; an honest block
 * takes 4 to 50.
 */
const mostBlockBytes = 248;

/** Of the data that is decoded or written in one call, at most. */
const mostCallBytes = 1 << 18;

/** @param rows of MCUs in a band */
export function streamLayout({ frame, luma: { scan, lumaBlocks, lumaDown } }: StreamedFile, rows: number): StreamLayout {
  const { place, placedTo } = placer();
  const mcus = rows * scan.columns;
  // With the bits that fill the last byte before a restart marker.
  const mcuBytes = blocksOf(scan, frame) * mostBlockBytes + 1;
  const mcusAtOnce = Math.floor(mostCallBytes / mcuBytes);
  const aheadBytes = mcusAtOnce * mcuBytes + slackBytes;
  const window = place(windowBytes + 1);
  place(mcus * mcuBytes + aheadBytes + windowBytes);
  const codedTop = placedTo();
  // Of markers in a row, even if that is a fault.
  const ends = place(restartsOf(scan) === 0 ? 0 : 4 * (mcus + aheadBytes + windowBytes));
  const endsEnd = placedTo() - slackBytes;
  const runs = scan.components.length === 1 ? 0 : place(8 * mcus);
  const tiles = place(64 * lumaBlocks * mcus);
  // Every byte may be stuffed. A row of MCUs as samples lies here at times.
  const written = place(Math.max(windowBytes + 2 * mcusAtOnce * (mcuBytes + 2) + mostRestBytes, lumaDown * 8 * frame.width));
  return { rows, mcusAtOnce, aheadBytes, window, codedTop, ends, endsEnd, runs, tiles, written, writtenEnd: placedTo(), bytes: placedTo() };
}

/** What the kernels want to be free beyond what they write. */
const mostRestBytes = 1024;

/** A band of whole rows of MCUs, decoded. */
export interface LumaBand {
  readonly luma: LumaOnDemand;
  readonly tiles: LumaTiles;
  readonly mcus: number;
}

/**
 * Decodes a scan from end to end, band by band, with an instance that has room for the layout. A band is valid until the next one is
 * requested; it is the image of the kernels that read files whole, which know nothing of the others.
 *
 * @throws {UnfitForBands} if a decoder could object to anything
 */
export async function* decodedBands(file: StreamedFile, layout: StreamLayout, kernels: JpegKernels): AsyncGenerator<LumaBand> {
  const { frame, luma } = file;
  const { scan, lumaDown, lumaBlocks } = luma;
  const { wasm, start } = kernels;
  const input = new CodedInput(file, layout, kernels);
  beginMcu(wasm, frame, scan);
  tablesIn(wasm).dequantise(frame.components[0]!.steps);
  input.begin();
  for (let row = 0; row < scan.rows; row += layout.rows) {
    const rows = Math.min(layout.rows, scan.rows - row);
    const height = Math.min(rows * lumaDown * 8, frame.height - row * lumaDown * 8);
    const { width } = frame;
    const tiles = new LumaTiles(kernels, luma, { width, height, rows, tiles: start + layout.tiles, strip: start + layout.written });
    const mcus = rows * scan.columns;
    tiles.begin();
    wasm.beginLevels();
    wasm.beginBand();
    wasm.moveUp(start + layout.ends);
    for (let first = 0; first < mcus; first += layout.mcusAtOnce) {
      await input.fill();
      const count = Math.min(layout.mcusAtOnce, mcus - first);
      const to = start + layout.tiles + 64 * lumaBlocks * first;
      if (!wasm.readMcus(count, lumaBlocks, to, start + layout.runs + 8 * first)) throw new UnfitForBands();
    }
    wasm.sumLevels();
    const levels = new Uint32Array(wasm.memory.buffer, wasm.levelCounts.value, 256).slice();
    const channels = frame.components.length === 1 ? 1 : 3;
    yield { luma: lumaOnDemand({ width, height, channels }, levels, () => tiles.samples()), tiles, mcus };
    tiles.release();
  }
  if (!input.isWhole || !wasm.isAtEnd()) throw new UnfitForBands();
}

/** The coded data of a scan on its way into the memory of the kernels. */
class CodedInput {
  readonly #file: StreamedFile;
  readonly #layout: StreamLayout;
  readonly #kernels: JpegKernels;
  #at: number;

  constructor(file: StreamedFile, layout: StreamLayout, kernels: JpegKernels) {
    this.#file = file;
    this.#layout = layout;
    this.#kernels = kernels;
    this.#at = file.start;
  }

  /** Whether all of it has been read. */
  get isWhole(): boolean {
    return this.#at >= this.#file.end;
  }

  begin(): void {
    const { wasm, start } = this.#kernels;
    const { codedTop, ends } = this.#layout;
    const { scan } = this.#file.luma;
    wasm.beginUnstuff(start + codedTop, start + ends, restartsOf(scan));
    wasm.beginScan(start + codedTop, start + ends, scan.restartInterval || mcusOf(scan));
  }

  /** Reads on, until there is enough for the next call in any case. */
  async fill(): Promise<void> {
    const { wasm, start } = this.#kernels;
    const { aheadBytes, window, endsEnd } = this.#layout;
    while (!this.isWhole && wasm.unreadBytes() < aheadBytes) {
      const next = Math.min(this.#at + windowBytes, this.#file.end);
      await this.#readWindow(next + 1 - this.#at);
      const hasRoom = restartsOf(this.#file.luma.scan) === 0 || wasm.notedEnds.value + 2 * windowBytes <= start + endsEnd;
      const [from, to] = [start + window, start + window + next - this.#at];
      if (!hasRoom || !wasm.unstuff(from, to, Number(next === this.#file.end))) throw new UnfitForBands();
      this.#at += wasm.unstuffedFrom.value - from;
    }
    wasm.findEnd();
  }

  /** With the byte after it, which tells what an 0xFF at its end is. */
  async #readWindow(bytes: number): Promise<void> {
    const { wasm, start } = this.#kernels;
    const room = new Uint8Array(wasm.memory.buffer, start + this.#layout.window, bytes);
    const piece = await this.#file.source.piece(this.#at, bytes, () => room);
    if (piece.length < bytes) throw new UnfitForBands();
    if (piece.buffer !== room.buffer) room.set(piece);
  }
}
