import { UnfitForBands } from '../../../format-codec.js';
import { restart } from '../file-writer.js';
import { replaceLuma } from '../luma-rows.js';
import { padDc, SymbolMaker } from '../symbol-maker.js';
import type { WrittenScan } from '../wanted.js';
import { gridOf, valueBytes, type Workspace } from '../workspace.js';
import type { ProgressiveBand } from './bands.js';
import { rowsIn } from './places.js';

/** A scan of luma, with or without other components. */
export interface CodedScan extends WrittenScan {
  readonly symbols: NonNullable<WrittenScan['symbols']>;
}

/** Where things lie while scans are coded. */
export interface CodingPlaces {
  /** The DC of luma as it becomes, of a band. */
  readonly dc: number;
  /** Room for coded data, and its end. */
  readonly coded: number;
  readonly codedEnd: number;
}

/** Some of the data of a scan, valid until more is requested. */
export interface CodedData {
  readonly scan: CodedScan;
  readonly data: Uint8Array;
}

/** Codes scans side by side, band by band, as soon as it can, so that hardly any symbols are kept. */
export class ScanCoder {
  readonly #space: Workspace;
  readonly #scans: readonly CodedScan[];
  readonly #places: CodingPlaces;
  readonly #hasCodes: boolean;
  readonly #maker: SymbolMaker;
  /** Restart markers that each scan has so far. */
  readonly #restarts = new Map<CodedScan, number>();

  /**
   * @param scans of which those of AC have the first numbers, in this order. The last ones may be taken out while bands are added
   * @param steps of luma
   * @param hasCodes whether the scans have codes; else their symbols are only counted
   */
  constructor(space: Workspace, scans: readonly CodedScan[], places: CodingPlaces, steps: ArrayLike<number>, hasCodes: boolean) {
    this.#space = space;
    this.#scans = scans;
    this.#places = places;
    this.#hasCodes = hasCodes;
    this.#maker = new SymbolMaker(space, steps, unchanged);
    for (const scan of scans) this.#maker.begin(scan);
  }

  /** Adds the next band, as it is now. @throws {UnfitForBands} if it has values that no JPEG may have */
  *add({ frame, image, luma }: ProgressiveBand): Generator<CodedData> {
    const change = luma.change();
    if ('samples' in change) replaceLuma(this.#space, image, frame, change.samples);
    this.#maker.map(('table' in change && change.table) || unchanged);
    const dc = gridOf(frame, 0, valueBytes, this.#places.dc);
    for (let row = 0; row < image.rows; row++) {
      this.#maker.addLumaRow(this.#ac().length, image, dc, row);
      for (const scan of this.#ac()) yield* this.#ready(scan);
    }
    padDc(this.#space, image, dc);
    const grids = [dc, ...image.others];
    for (const scan of this.#scans.filter(({ script }) => script.first === 0)) {
      const { script, symbols } = scan;
      if (!this.#maker.addDc(frame, script, symbols.index, grids, rowsIn(frame, script))) throw new UnfitForBands();
      yield* this.#ready(scan);
    }
  }

  *end(): Generator<CodedData> {
    for (const scan of [...this.#scans]) {
      this.#space.wasm.endSymbols(scan.symbols.index);
      yield* this.#ready(scan, true);
    }
  }

  #ac(): CodedScan[] {
    return this.#scans.filter(({ script }) => script.first > 0);
  }

  /** Codes those symbols of a scan that are ready. */
  *#ready(scan: CodedScan, isLast = false): Generator<CodedData> {
    const { wasm, bytes } = this.#space;
    const { index, codes } = scan.symbols;
    const { coded, codedEnd } = this.#places;
    let at = coded;
    wasm.resumeWriting(index);
    for (let piece = wasm.readyPiece(index); piece !== 0; piece = wasm.readyPiece(index)) {
      if (this.#hasCodes) {
        if (at + wasm.mostWrittenBytes() + mostEndBytes > codedEnd) {
          yield { scan, data: bytes.subarray(coded, at) };
          at = coded;
        }
        at = wasm.writePiece(piece, codes, at);
        // An odd address: after a restart marker.
        if (wasm.nextPiece(piece) % 2 === 1) at = this.#restart(scan, at, bytes);
      }
      wasm.dropPiece(index);
    }
    if (isLast && this.#hasCodes) at = wasm.endWriting(at);
    wasm.pauseWriting(index);
    if (at > coded) yield { scan, data: bytes.subarray(coded, at) };
  }

  #restart(scan: CodedScan, to: number, bytes: Uint8Array): number {
    const { wasm } = this.#space;
    const number = this.#restarts.get(scan) ?? 0;
    const at = wasm.endWriting(to);
    bytes.set([0xff, restart + (number % 8)], at);
    this.#restarts.set(scan, number + 1);
    wasm.beginWriting();
    return at + 2;
  }
}

/** What may come after the data of a piece: its last byte, stuffed, and a marker. */
const mostEndBytes = 4;

const unchanged = Uint8Array.from({ length: 256 }, (_, level) => level);

/** Takes places for a coder. @param dcBytes of luma's DC in a band */
export function placeCoding(dcBytes: number, take: (bytes: number) => number): CodingPlaces {
  const coded = take(codedBytes);
  return { dc: take(dcBytes), coded, codedEnd: coded + codedBytes };
}

/** A few times what a piece takes at most. */
const codedBytes = 1 << 19;
