import { bytesOf, freeAddress, type WasmMemory } from '../../../wasm/memory.js';
import { zigzag } from '../quality.js';
import type { DecodingExports } from './coded-data.js';
import type { HuffmanCode } from './frame.js';
import type { JpegExports } from './kernels.js';

/** The tables of codes that an instance of kernels holds for decoding. */
export class DecodingTables<Exports extends DecodingExports> {
  protected readonly wasm: Exports;
  /** By class and number. */
  readonly #decoding: Array<LoadedCode | undefined> = [];

  constructor(wasm: Exports) {
    this.wasm = wasm;
  }

  /** @param isBrief whether there is so little to decode that pairs of symbols do not pay. Default: no */
  decode({ number, bytes }: HuffmanCode, isAc: boolean, isBrief = false): void {
    const slot = isAc ? number + 4 : number;
    const loaded = this.#decoding[slot] ?? { bytes: new Uint8Array(mostCodeBytes), length: 0, isBrief: false };
    this.#decoding[slot] = loaded;
    if (isSame(loaded, bytes) && (isBrief || !loaded.isBrief)) return;
    this.wasm.buildTable(Number(isAc), number, placed(bytes, this.wasm), Number(!isBrief));
    // A copy, as the code may lie in a file whose memory the next one takes.
    loaded.bytes.set(bytes);
    loaded.length = bytes.length;
    loaded.isBrief = isBrief;
  }
}

interface EncodingExports extends WasmMemory {
  readonly divisors: { readonly value: number };
  buildDcEntries(code: number, table: number): void;
  buildAcEntries(code: number, table: number): void;
}

/** The tables of codes and quantisers that an instance of the kernels holds for encoding, by number. */
export class EncodingTables {
  readonly #wasm: EncodingExports;
  readonly #codes: Array<{ readonly dc: Uint8Array; readonly ac: Uint8Array } | undefined> = [];
  readonly #steps: Array<readonly number[] | undefined> = [];

  constructor(wasm: EncodingExports) {
    this.#wasm = wasm;
  }

  /** The codes must not change. */
  encode(table: number, { dc, ac }: { readonly dc: Uint8Array; readonly ac: Uint8Array }): void {
    const loaded = this.#codes[table];
    if (loaded?.dc !== dc) this.#wasm.buildDcEntries(placed(dc, this.#wasm), table);
    if (loaded?.ac !== ac) this.#wasm.buildAcEntries(placed(ac, this.#wasm), table);
    this.#codes[table] = { dc, ac };
  }

  /** The steps of the file to be written, in zigzag order, 1..255. They must not change. */
  quantise(table: number, steps: readonly number[]): void {
    if (this.#steps[table] === steps) return;
    setDivisors(this.#wasm.memory, this.#wasm.divisors.value + divisorBytes * table, steps);
    this.#steps[table] = steps;
  }
}

const divisorBytes = 384;

/** Copies a code to where images lie otherwise. */
function placed(code: Uint8Array, wasm: WasmMemory): number {
  const at = freeAddress(wasm);
  bytesOf(wasm).set(code, at);
  return at;
}

/**
 * The tables of codes and quantisers that an instance of the kernels holds. They stay, as most files of a folder have the same: to build
 * them takes as long as a thumbnail of 64×64.
 */
export class LoadedTables extends DecodingTables<JpegExports> {
  readonly #encoding: EncodingTables;
  #steps: Uint16Array | undefined;

  constructor(wasm: JpegExports) {
    super(wasm);
    this.#encoding = new EncodingTables(wasm);
  }

  /** For encoding. The codes must not change. */
  encode(codes: { readonly dc: Uint8Array; readonly ac: Uint8Array }): void {
    this.#encoding.encode(0, codes);
  }

  /** The steps of the file, in zigzag order. They must not change. */
  dequantise(steps: Uint16Array): void {
    if (this.#steps === steps) return;
    const loaded = new Uint16Array(this.wasm.memory.buffer, this.wasm.steps.value, 64);
    for (let i = 0; i < 64; i++) loaded[zigzag[i]!] = steps[i]!;
    this.#steps = steps;
  }

  /** The steps of the file to be written, in zigzag order, 1..255. */
  quantise(steps: readonly number[]): void {
    this.#encoding.quantise(0, steps);
  }
}

/**
 * Brings a quantiser into the memory of kernels, as they take it: divisors, as the transform scales by 8, their inverses in 15 bits, and
 * their halves.
 *
 * @param steps in zigzag order, 1..255
 */
export function setDivisors({ buffer }: WasmMemory['memory'], at: number, steps: readonly number[]): void {
  const loaded = new Uint16Array(buffer, at, 3 * 64);
  for (let i = 0; i < 64; i++) {
    const divisor = 8 * steps[i]!;
    const place = zigzag[i]!;
    loaded[place] = divisor;
    loaded[64 + place] = Math.round(32768 / divisor);
    loaded[128 + place] = divisor / 2;
  }
}

interface LoadedCode {
  readonly bytes: Uint8Array;
  length: number;
  isBrief: boolean;
}

/** Counts by length, and as many symbols as there are. */
const mostCodeBytes = 16 + 256;

function isSame({ bytes, length }: LoadedCode, other: Uint8Array): boolean {
  if (length !== other.length) return false;
  for (let i = 0; i < length; i++) if (bytes[i] !== other[i]) return false;
  return true;
}

const loaded = new WeakMap<JpegExports, LoadedTables>();

/** The tables of an instance. */
export function tablesIn(wasm: JpegExports): LoadedTables {
  const known = loaded.get(wasm);
  if (known) return known;
  const tables = new LoadedTables(wasm);
  loaded.set(wasm, tables);
  return tables;
}
