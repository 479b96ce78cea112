import type { StoredFile } from '../../../../storage/store.js';
import { UnfitForBands } from '../../../format-codec.js';
import { restartsOf, slackBytes } from '../../coder/coded-data.js';
import type { Frame, Scan } from '../../coder/frame.js';
import type { Workspace } from '../workspace.js';

/** A progressive file whose scans are read piece by piece, all at once. Their positions are those in the source. */
export interface StreamedScans {
  readonly source: StoredFile;
  readonly frame: Frame;
  readonly pieceBytes: number;
}

/** Where the data of a scan lies on its way through the memory of the kernels. */
export interface InputPlaces {
  /** Unstuffed data, back to front: from the second address down to the first. */
  readonly low: number;
  readonly top: number;
  /** Where the ends of intervals are noted, and the end of that. */
  readonly ends: number;
  readonly endsEnd: number;
}

/** What a row of a scan, of MCUs or of single blocks, takes at most, even if the data is broken. */
interface RowNeed {
  readonly bytes: number;
  readonly intervals: number;
}

/** Bits of the longest code, and of the longest value after it: with runs of blocks' ends, 14. */
const codeBits = 16;
const dcBits = 11;
const acBits = 10;
const endBits = codeBits + 14;

function rowNeed({ first, last, highBit, restartInterval, columns, components }: Scan, frame: Frame): RowNeed {
  const places = last - first + 1;
  // One that refines also has a bit for each place that is not 0.
  const acBlock = highBit === 0 ? places * (codeBits + acBits) : places * (codeBits + 2);
  const block = first === 0 ? codeBits + dcBits : acBlock + endBits;
  const blocks = components.length === 1 ? 1 : components.reduce((sum, { index }) => sum + blocksOf(frame, index), 0);
  const intervals = restartInterval === 0 ? 1 : Math.ceil(columns / restartInterval) + 1;
  // The last byte of an interval is filled.
  return { bytes: Math.ceil((columns * blocks * block) / 8) + intervals + slackBytes, intervals };
}

function blocksOf({ components }: Frame, index: number): number {
  return components[index]!.across * components[index]!.down;
}

/** Takes places for the data of a scan: twice that of a row, so that what is left of it seldom moves. */
export function placeInput(scan: Scan, { frame, pieceBytes }: StreamedScans, take: (bytes: number) => number): InputPlaces {
  const { bytes, intervals } = rowNeed(scan, frame);
  const room = 2 * bytes + pieceBytes + 2 * slackBytes;
  const low = take(room);
  // Of markers in a row, even if that is a fault.
  const endsBytes = 4 * (restartsOf(scan) === 0 ? 1 : intervals + pieceBytes);
  const ends = take(endsBytes);
  return { low: low + slackBytes, top: low + room - slackBytes, ends, endsEnd: ends + endsBytes };
}

/** The data of a scan, which is read from a file piece by piece. */
export class ScanInput {
  readonly #space: Workspace;
  readonly #file: StreamedScans;
  readonly #scan: Scan;
  readonly #places: InputPlaces & { readonly window: number };
  readonly #need: RowNeed;
  /** How far the kernels have read the scan. */
  readonly #reading: number;
  /** What has been read of the file, and how far it is unstuffed. */
  #at: number;
  #to: number;
  #noted: number;
  #nextRestart = 0;
  #markersLeft: number;

  /**
   * @param reading of the kernels, which must begin at `from`
   * @throws {UnfitForBands} if there is nothing
   */
  constructor(space: Workspace, file: StreamedScans, scan: Scan, places: InputPlaces & { readonly window: number }, reading: number) {
    if (scan.end === scan.start) throw new UnfitForBands();
    this.#space = space;
    this.#file = file;
    this.#scan = scan;
    this.#need = rowNeed(scan, file.frame);
    this.#places = places;
    this.#reading = reading;
    this.#at = scan.start;
    this.#to = from(places);
    this.#noted = places.ends;
    this.#markersLeft = restartsOf(scan);
  }

  /** Whether all of it has been read. */
  get isWhole(): boolean {
    return this.#at >= this.#scan.end;
  }

  /** Whether there is enough for the next row in any case. */
  get isReady(): boolean {
    const { wasm } = this.#space;
    if (wasm.unreadBytes(this.#reading, this.#to) >= this.#need.bytes) return true;
    return this.isWhole || wasm.knownIntervals(this.#reading, this.#noted) > this.#need.intervals;
  }

  /** Reads on until it is. @throws {UnfitForBands} if markers are not as they should be */
  async fill(): Promise<void> {
    const { wasm } = this.#space;
    const { low, top, ends, endsEnd, window } = this.#places;
    const { pieceBytes } = this.#file;
    while (!this.isReady) {
      const next = Math.min(this.#at + pieceBytes, this.#scan.end);
      await this.#readWindow(next + 1 - this.#at);
      wasm.resumeUnstuff(this.#to, this.#noted, this.#nextRestart, this.#markersLeft);
      const canNote = restartsOf(this.#scan) === 0 || this.#noted + 2 * pieceBytes < endsEnd;
      if (this.#to - pieceBytes < low || !canNote) wasm.moveUp(this.#reading, top, ends);
      const isSound = wasm.unstuff(window, window + next - this.#at, Number(next === this.#scan.end)) !== 0;
      wasm.findEnd(this.#reading);
      if (!isSound) throw new UnfitForBands();
      this.#at += wasm.unstuffedFrom.value - window;
      this.#to = wasm.unstuffedTo.value;
      this.#noted = wasm.notedEnds.value;
      this.#nextRestart = wasm.nextRestart.value;
      this.#markersLeft = wasm.markersLeft.value;
    }
  }

  /** With the byte after it, which tells what an 0xFF at its end is. */
  async #readWindow(bytes: number): Promise<void> {
    const room = this.#space.bytes.subarray(this.#places.window, this.#places.window + bytes);
    const piece = await this.#file.source.piece(this.#at, bytes, () => room);
    if (piece.length < bytes) throw new UnfitForBands();
    if (piece.buffer !== room.buffer) room.set(piece);
  }
}

/** Where the data of a scan begins: below bytes that may be at hand already. */
export function from({ top }: InputPlaces): number {
  return top - 8;
}
