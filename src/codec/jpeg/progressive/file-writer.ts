import type { Frame } from '../coder/frame.js';
import { SegmentWriter } from './segment-writer.js';
import type { Wanted, WrittenScan } from './wanted.js';
import type { Workspace } from './workspace.js';

/** The marker of the first interval. */
export const restart = 0xd0;

/** Writes a JPEG from symbols, scan by scan. */
export class FileWriter {
  readonly #space: Workspace;
  readonly #file: Uint8Array;
  readonly #frame: Frame;
  readonly #segments: SegmentWriter;
  readonly #start: number;
  #at: number;

  constructor(space: Workspace, file: Uint8Array, frame: Frame, wanted: Wanted) {
    this.#space = space;
    this.#file = file;
    this.#frame = frame;
    this.#segments = new SegmentWriter(space, frame, wanted, (bytes) => this.#put(bytes));
    this.#start = space.take(0);
    this.#at = this.#start;
  }

  write(scans: readonly WrittenScan[]): Buffer {
    this.#segments.begin();
    for (const [i, { script, symbols }] of scans.entries()) {
      if (symbols) {
        this.#segments.beginScan(script, symbols);
        this.#writeData(symbols);
      } else {
        // Copied scans are those of the file.
        const scan = this.#frame.scans[i]!;
        this.#segments.beginCopy(scan);
        this.#put(this.#file.subarray(scan.headerAt, scan.end));
      }
    }
    this.#segments.end();
    return Buffer.from(this.#space.bytes.buffer, this.#start, this.#at - this.#start);
  }

  #writeData({ index, codes }: NonNullable<WrittenScan['symbols']>): void {
    const { wasm } = this.#space;
    wasm.beginWriting();
    let intervals = 0;
    for (let piece = wasm.piecesOf(index); piece !== 0; ) {
      this.#reserve(wasm.mostWrittenBytes());
      this.#at = wasm.writePiece(piece, codes, this.#at);
      const next = wasm.nextPiece(piece);
      // An odd address: after a restart marker.
      if (next % 2 === 1) {
        this.#at = wasm.endWriting(this.#at);
        this.#put([0xff, restart + (intervals++ % 8)]);
        wasm.beginWriting();
      }
      piece = next - (next % 2);
    }
    this.#reserve(2);
    this.#at = wasm.endWriting(this.#at);
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
