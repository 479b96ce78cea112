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
const frames = { baseline: 0xc0, extended: 0xc1, progressive: 0xc2 } as const;

/** Classes of codes. */
const dcClass = 0;
const acClass = 16;

/** Where symbols of sequential scans are among all: those of the AC of luma come first. */
const sequentialDc = 272;
const sequentialAc = 512;

/** Writes all of a JPEG but the data of its scans, each with codes made for it. */
export class SegmentWriter {
  readonly #space: Workspace;
  readonly #frame: Frame;
  readonly #wanted: Wanted;
  readonly #put: (bytes: readonly number[]) => void;
  /** The codes in force, by class and number. */
  readonly #inForce = new Map<number, Uint8Array>();
  #restartInterval = 0;

  /** @param put takes the bytes */
  constructor(space: Workspace, frame: Frame, wanted: Wanted, put: (bytes: readonly number[]) => void) {
    this.#space = space;
    this.#frame = frame;
    this.#wanted = wanted;
    this.#put = put;
  }

  begin(): void {
    this.#put([0xff, startOfImage]);
    this.#writeFrame(this.#writeQuantisers());
  }

  end(): void {
    this.#put([0xff, endOfImage]);
  }

  /** What comes before the data of a scan that is coded. */
  beginScan(script: ScanScript, symbols: Symbols): void {
    this.#writeRestartInterval(script);
    this.#writeCodes(script, symbols);
    this.#writeHeader(script);
  }

  /** What comes before the header of a scan that is copied: the codes that it needs. */
  beginCopy(scan: Scan): void {
    this.#writeRestartInterval(scan);
    for (const { dc, ac } of scan.components) {
      if (dc) this.#copyCode(dcClass, dc);
      if (ac) this.#copyCode(acClass, ac);
    }
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

  #copyCode(kind: number, { number, bytes }: HuffmanCode): void {
    if (this.#inForce.get(kind + number) === bytes) return;
    this.#segment(codes, [kind + number, ...bytes]);
    this.#inForce.set(kind + number, bytes);
  }

  #segment(marker: number, content: readonly number[]): void {
    const length = content.length + 2;
    this.#put([0xff, marker, length >> 8, length & 255, ...content]);
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
