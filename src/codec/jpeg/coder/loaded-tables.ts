import { freeAddress, type WasmMemory } from '../../../wasm/memory.js';
import { zigzag } from '../quality.js';
import type { DecodingExports } from './coded-data.js';
import type { HuffmanCode } from './frame.js';
import type { JpegExports } from './kernels.js';

/** The tables of codes that an instance of kernels holds for decoding. */
export class DecodingTables<Exports extends DecodingExports> {
  protected readonly wasm: Exports;
  /** By class and number. */
  readonly #decoding: Array<Uint8Array | undefined> = [];

  constructor(wasm: Exports) {
    this.wasm = wasm;
  }

  decode({ number, bytes }: HuffmanCode, isAc: boolean): void {
    const slot = isAc ? number + 4 : number;
    if (isSame(this.#decoding[slot], bytes)) return;
    this.wasm.buildTable(Number(isAc), number, this.placed(bytes));
    this.#decoding[slot] = bytes;
  }

  /** Copies a code to where images lie otherwise. */
  protected placed(code: Uint8Array): number {
    const at = freeAddress(this.wasm);
    new Uint8Array(this.wasm.memory.buffer).set(code, at);
    return at;
  }
}

/**
 * The tables of codes and quantisers that an instance of the kernels holds. They stay, as most files of a folder have the same: to build
 * them takes as long as a thumbnail of 64×64.
 */
export class LoadedTables extends DecodingTables<JpegExports> {
  #dc: Uint8Array | undefined;
  #ac: Uint8Array | undefined;
  #divisors: readonly number[] | undefined;

  /** For encoding. */
  encode({ dc, ac }: { dc: Uint8Array; ac: Uint8Array }): void {
    if (!isSame(this.#dc, dc)) this.wasm.buildDcEntries(this.placed(dc), 0);
    if (!isSame(this.#ac, ac)) this.wasm.buildAcEntries(this.placed(ac), 0);
    this.#dc = dc;
    this.#ac = ac;
  }

  /** The steps of the file, in zigzag order. */
  dequantise(steps: Uint16Array): void {
    const loaded = new Uint16Array(this.wasm.memory.buffer, this.wasm.steps.value, 64);
    for (let i = 0; i < 64; i++) loaded[zigzag[i]!] = steps[i]!;
  }

  /** The steps of the file to be written, in zigzag order, 1..255. */
  quantise(steps: readonly number[]): void {
    if (this.#divisors === steps) return;
    setDivisors(this.wasm.memory, this.wasm.divisors.value, steps);
    this.#divisors = steps;
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

function isSame(one: Uint8Array | undefined, other: Uint8Array): boolean {
  if (one === other) return true;
  if (one?.length !== other.length) return false;
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false;
  return true;
}

const loaded = new WeakMap<JpegExports, LoadedTables>();

/** The tables of an instance. */
export function tablesIn(wasm: JpegExports): LoadedTables {
  const known = loaded.get(wasm) ?? new LoadedTables(wasm);
  loaded.set(wasm, known);
  return known;
}
