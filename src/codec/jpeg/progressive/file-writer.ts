import type { Frame, HuffmanCode, Scan } from '../coder/frame.js';
import type { ScanScript } from './script.js';
import type { Wanted, WrittenScan } from './wanted.js';
import type { Workspace } from './workspace.js';

const startOfImage = 0xd8;
const endOfImage = 0xd9;
const quantiser = 0xdb;
const codes = 0xc4;
const startOfScan = 0xda;
const restartInterval = 0xdd;
const restart = 0xd0;
const frames = { baseline: 0xc0, extended: 0xc1, progressive: 0xc2 } as const;

/** Classes of codes. */
const dcClass = 0;
const acClass = 16;

/** Where symbols of sequential scans are among all: those of the AC of luma come first. */
const sequentialDc = 272;
const sequentialAc = 512;

/** Writes a JPEG from symbols, scan by scan, each with codes made for it. */
export class FileWriter {
  readonly #space: Workspace;
  readonly #file: Uint8Array;
  readonly #frame: Frame;
  readonly #wanted: Wanted;
  readonly #start: number;
  #at: number;
  /** The codes in force, by class and number. */
  readonly #inForce = new Map<number, Uint8Array>();
  #restartInterval = 0;

  constructor(space: Workspace, file: Uint8Array, frame: Frame, wanted: Wanted) {
    this.#space = space;
    this.#file = file;
    this.#frame = frame;
    this.#wanted = wanted;
    this.#start = space.take(0);
    this.#at = this.#start;
  }

  write(scans: readonly WrittenScan[]): Buffer {
    this.#put([0xff, startOfImage]);
    this.#writeFrame(this.#writeQuantisers());
    for (const [i, { script, symbols }] of scans.entries()) {
      this.#writeRestartInterval(script);
      // Copied scans are those of the file.
      if (!symbols) this.#copy(this.#frame.scans[i]!);
      else {
        this.#writeCodes(script, symbols);
        this.#writeHeader(script);
        this.#writeData(symbols);
      }
    }
    this.#put([0xff, endOfImage]);
    return Buffer.from(this.#space.bytes.buffer, this.#start, this.#at - this.#start);
  }

  /** Writes the steps of luma, under a number that no other component uses, and those of the others. @returns that number */
  #writeQuantisers(): number {
    const [luma, ...others] = this.#frame.components;
    const used = new Map(others.map(({ quantiser: number }, i) => [number, this.#wanted.steps[i + 1]!]));
    const number = [luma!.quantiser, 0, 1, 2, 3].find((candidate) => !used.has(candidate))!; // Others are at most 3.
    for (const [own, steps] of new Map([[number, this.#wanted.steps[0]!], ...used])) {
      const isWide = isAnyWide(steps);
      const fields = Array.from(steps).flatMap((step) => (isWide ? [step >> 8, step & 255] : [step]));
      this.#segment(quantiser, [own + (isWide ? 16 : 0), ...fields]);
    }
    return number;
  }

  #writeFrame(lumaQuantiser: number): void {
    const { width, height, components } = this.#frame;
    const kind = this.#wanted.isProgressive ? 'progressive' : this.#wanted.steps.some(isAnyWide) ? 'extended' : 'baseline';
    const fields = components.flatMap(({ id, across, down, quantiser: number }, index) => [
      id,
      across * 16 + down,
      index === 0 ? lumaQuantiser : number,
    ]);
    this.#segment(frames[kind], [8, height >> 8, height & 255, width >> 8, width & 255, components.length, ...fields]);
  }

  #writeCodes({ components, first, highBit }: ScanScript, symbols: Symbols): void {
    const kinds = new Set(components.map(({ index }) => codeOf(index)));
    for (const code of kinds) {
      if (!this.#wanted.isProgressive) {
        this.#writeCode(dcClass + code, symbols, sequentialDc + 16 * code, 16);
        this.#writeCode(acClass + code, symbols, sequentialAc * code, 256);
      } else if (first > 0) this.#writeCode(acClass + code, symbols, 0, 256);
      else if (highBit === 0) this.#writeCode(dcClass + code, symbols, 16 * code, 16);
    }
  }

  /** Makes and writes a code for some symbols of a scan. @param number with its class */
  #writeCode(number: number, { counts, codes: tables }: Symbols, first: number, symbols: number): void {
    const { wasm, segment, bytes } = this.#space;
    const used = wasm.makeBestCode(counts + 4 * first, symbols, segment, tables + 4 * first);
    this.#segment(codes, [number, ...bytes.subarray(segment, segment + 16 + used)]);
    this.#inForce.delete(number);
  }

  #writeRestartInterval({ restartInterval: interval }: ScanScript): void {
    if (interval === this.#restartInterval) return;
    this.#segment(restartInterval, [interval >> 8, interval & 255]);
    this.#restartInterval = interval;
  }

  #writeHeader({ components, first, last, highBit, lowBit }: ScanScript): void {
    const { isProgressive } = this.#wanted;
    const fields = components.flatMap(({ index }) => {
      const code = codeOf(index);
      const [dc, ac] = isProgressive ? [first === 0 && highBit === 0 ? code : 0, first > 0 ? code : 0] : [code, code];
      return [this.#frame.components[index]!.id, dc * 16 + ac];
    });
    this.#segment(startOfScan, [components.length, ...fields, first, last, highBit * 16 + lowBit]);
  }

  #writeData({ index, codes: tables }: Symbols): void {
    const { wasm } = this.#space;
    wasm.beginWriting();
    let intervals = 0;
    for (let piece = wasm.piecesOf(index); piece !== 0; ) {
      this.#reserve(wasm.mostWrittenBytes());
      this.#at = wasm.writePiece(piece, tables, this.#at);
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

type Symbols = NonNullable<WrittenScan['symbols']>;

function isAnyWide(steps: ArrayLike<number>): boolean {
  return Array.from(steps).some((step) => step > 255);
}

/** Luma has the first code of its class, the others have the second. */
function codeOf(component: number): number {
  return Number(component > 0);
}
