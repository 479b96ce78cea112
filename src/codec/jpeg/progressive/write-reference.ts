import type { Frame } from '../coder/frame.js';
import { optimalCode } from '../coder/optimal-code.js';
import { zigzag } from '../quality.js';
import type { Coefficients } from './coefficients.js';
import { blocksOfMcus } from './mcus-reference.js';
import type { ScanScript } from './script.js';

/** The headers of an image, without its scans. */
export type Headers = Pick<Frame, 'width' | 'height' | 'components'>;

/**
 * Writes coefficients as a progressive JPEG, as the standard describes it (ITU-T T.81, annex G), scan by scan. It defines what the kernels in
 * `kernels/jpeg/progressive/` must write, but for the choice among codes that are equally short.
 *
 * @param scans that bring every bit once, the higher ones first
 */
export function writeCoefficients(headers: Headers, coefficients: readonly Coefficients[], scans: readonly ScanScript[]): Uint8Array {
  const { width, height, components } = headers;
  const fields = components.flatMap(({ id, across, down, quantiser }) => [id, across * 16 + down, quantiser]);
  return Uint8Array.from([
    ...[0xff, 0xd8],
    ...components.flatMap(({ quantiser, steps }) => segment(0xdb, [quantiser + 16, ...Array.from(steps).flatMap(word)])),
    ...segment(0xc2, [8, ...word(height), ...word(width), components.length, ...fields]),
    ...scans.flatMap((scan) => scanOf(headers, coefficients, scan)),
    ...[0xff, 0xd9],
  ]);
}

function word(value: number): number[] {
  return [value >> 8, value & 255];
}

function segment(marker: number, content: readonly number[]): number[] {
  return [0xff, marker, ...word(content.length + 2), ...content];
}

/** Bits, after the code of a symbol if there is one; or the end of an interval between restart markers. */
type Entry = { readonly symbol: Symbol | undefined; readonly bits: readonly number[] } | 'restart';

interface Symbol {
  readonly code: number;
  readonly number: number;
}

function scanOf(headers: Headers, coefficients: readonly Coefficients[], scan: ScanScript): number[] {
  const { components, first, last, highBit, lowBit, restartInterval } = scan;
  const entries = entriesOf(headers, coefficients, scan);
  const codes = [0, 1].map((code) => codeOf(entries, code));
  const fields = components.flatMap(({ index }) => [headers.components[index]!.id, Math.min(index, 1) * 17]);
  const kind = first > 0 ? 16 : 0;
  return [
    ...segment(0xdd, word(restartInterval)),
    ...codes.flatMap((code, number) => (code ? segment(0xc4, [kind + number, ...code]) : [])),
    ...segment(0xda, [components.length, ...fields, first, last, highBit * 16 + lowBit]),
    ...bytesOf(entries, codes),
  ];
}

function entriesOf(headers: Headers, coefficients: readonly Coefficients[], scan: ScanScript): Entry[] {
  const coder = scan.first > 0 ? (scan.highBit === 0 ? new AcCoder(scan) : new AcRefiner(scan)) : new DcCoder(scan);
  for (const [mcu, blocks] of blocksOfMcus(headers, scan, coefficients).entries()) {
    if (mcu > 0 && mcu % scan.restartInterval === 0) coder.restart();
    for (const { block, order } of blocks) coder.add(block, order);
  }
  return coder.finish();
}

/** As many bits of a value, the highest first. */
function bitsOf(value: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => (value >> (count - 1 - i)) & 1);
}

/** The bits of a value by its size; negative ones are less by 1, so that they begin with 0. */
function valueBits(value: number, size: number): number[] {
  return bitsOf(value < 0 ? value - 1 : value, size);
}

function sizeOf(value: number): number {
  return 32 - Math.clz32(Math.abs(value));
}

/** Codes the blocks of a scan. */
abstract class Coder {
  protected readonly scan: ScanScript;
  protected readonly entries: Entry[] = [];

  constructor(scan: ScanScript) {
    this.scan = scan;
  }

  abstract add(block: Int16Array, order: number): void;
  /** Writes what is pending, and forgets the blocks before. */
  protected abstract end(): void;

  restart(): void {
    this.end();
    this.entries.push('restart');
  }

  finish(): Entry[] {
    this.end();
    return this.entries;
  }

  protected put(order: number, number: number, bits: readonly number[] = []): void {
    this.entries.push({ symbol: { code: Math.min(this.scan.components[order]!.index, 1), number }, bits });
  }

  protected putBits(bits: readonly number[]): void {
    this.entries.push({ symbol: undefined, bits });
  }
}

class DcCoder extends Coder {
  readonly #last: number[] = [];

  add(block: Int16Array, order: number): void {
    const { highBit, lowBit } = this.scan;
    const value = block[0]! >> lowBit;
    if (highBit > 0) this.putBits([value & 1]);
    else {
      const difference = value - (this.#last[order] ?? 0);
      this.#last[order] = value;
      this.put(order, sizeOf(difference), valueBits(difference, sizeOf(difference)));
    }
  }

  protected end(): void {
    this.#last.length = 0;
  }
}

/** The longest run of blocks that have nothing more. */
const longestRun = 0x7fff;

class AcCoder extends Coder {
  #ended = 0;
  /** Bits that correct the blocks of the run. */
  #corrections: number[] = [];

  add(block: Int16Array, _order: number): void {
    const { first, last, lowBit } = this.scan;
    let zeros = 0;
    for (let place = first; place <= last; place++) {
      const level = block[zigzag[place]!]!;
      const value = Math.sign(level) * (Math.abs(level) >> lowBit);
      if (value === 0) {
        zeros++;
        continue;
      }
      this.end();
      for (; zeros > 15; zeros -= 16) this.put(0, 0xf0);
      this.put(0, zeros * 16 + sizeOf(value), valueBits(value, sizeOf(value)));
      zeros = 0;
    }
    if (zeros > 0) this.endBlock([]);
  }

  /** Ends a block that has nothing more but corrections. */
  protected endBlock(corrections: readonly number[]): void {
    this.#ended++;
    this.#corrections.push(...corrections);
    if (this.#ended === longestRun) this.end();
  }

  protected end(): void {
    if (this.#ended === 0) return;
    const size = sizeOf(this.#ended) - 1;
    this.put(0, size * 16, bitsOf(this.#ended - 2 ** size, size));
    this.putBits(this.#corrections);
    this.#ended = 0;
    this.#corrections = [];
  }
}

class AcRefiner extends AcCoder {
  override add(block: Int16Array, _order: number): void {
    const { first, last, lowBit } = this.scan;
    const magnitudes = zigzag.map((at) => Math.abs(block[at]!) >> lowBit);
    const lastFresh = magnitudes.slice(0, last + 1).lastIndexOf(1);
    let zeros = 0;
    let corrections: number[] = [];
    for (let place = first; place <= last; place++) {
      const magnitude = magnitudes[place]!;
      if (magnitude === 0) {
        zeros++;
        continue;
      }
      for (; zeros > 15 && place <= lastFresh; zeros -= 16, corrections = []) {
        this.end();
        this.put(0, 0xf0, corrections);
      }
      if (magnitude > 1) {
        corrections.push(magnitude & 1);
        continue;
      }
      this.end();
      this.put(0, zeros * 16 + 1, [block[zigzag[place]!]! > 0 ? 1 : 0, ...corrections]);
      zeros = 0;
      corrections = [];
    }
    if (zeros > 0 || corrections.length > 0) this.endBlock(corrections);
  }
}

// ---- codes ----

/** The best code for the symbols of one number, as in a DHT segment; undefined if there are none. */
function codeOf(entries: readonly Entry[], number: number): Uint8Array | undefined {
  const counts = new Uint32Array(256);
  for (const entry of entries) if (entry !== 'restart' && entry.symbol?.code === number) counts[entry.symbol.number]!++;
  return counts.some((count) => count > 0) ? optimalCode(counts, 16) : undefined;
}

/** The bits of each symbol. */
function codesOf(table: Uint8Array): Map<number, number[]> {
  const codes = new Map<number, number[]>();
  let [code, at] = [0, 16];
  for (let length = 1; length <= 16; length++, code *= 2)
    for (let i = 0; i < table[length - 1]!; i++) codes.set(table[at++]!, bitsOf(code++, length));
  return codes;
}

function bytesOf(entries: readonly Entry[], tables: ReadonlyArray<Uint8Array | undefined>): number[] {
  const codes = tables.map((table) => (table ? codesOf(table) : undefined));
  const bytes: number[] = [];
  let bits: number[] = [];
  let restarts = 0;
  const writeByte = () => {
    const byte = bits.splice(0, 8).reduce((value, bit) => 2 * value + bit, 0);
    bytes.push(byte);
    if (byte === 0xff) bytes.push(0);
  };
  const pad = () => {
    if (bits.length === 0) return;
    bits = [...bits, ...Array<number>(8 - bits.length).fill(1)];
    writeByte();
  };
  for (const entry of entries) {
    if (entry === 'restart') {
      pad();
      bytes.push(0xff, 0xd0 + (restarts++ % 8));
      continue;
    }
    const { symbol } = entry;
    if (symbol) bits.push(...codes[symbol.code]!.get(symbol.number)!);
    bits.push(...entry.bits);
    while (bits.length >= 8) writeByte();
  }
  pad();
  return bytes;
}
