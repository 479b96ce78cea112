import type { Frame, HuffmanCode, Scan } from '../coder/frame.js';
import { zigzag } from '../quality.js';
import { type Coefficients, noCoefficients } from './coefficients.js';
import { blocksOfMcus } from './mcus-reference.js';

/**
 * Reads the coefficients of a sound JPEG as the standard describes it (ITU-T T.81, annexes F and G), bit by bit. It defines what the kernels
 * in `kernels/jpeg/progressive/` must read.
 */
export function readCoefficients(file: Uint8Array, frame: Frame): Coefficients[] {
  const coefficients = noCoefficients(frame);
  for (const scan of frame.scans) readScan(file, frame, scan, coefficients);
  return coefficients;
}

/** Reads a block of the scan. @param order the place of its component in the scan */
type ReadBlock = (block: Int16Array, order: number) => void;

function readScan(file: Uint8Array, frame: Frame, scan: Scan, coefficients: readonly Coefficients[]): void {
  const bits = new BitReader(file, scan.start);
  const begin = frame.kind === 'progressive' ? progressiveReader : sequentialReader;
  let readBlock = begin(bits, scan);
  for (const [mcu, blocks] of blocksOfMcus(frame, scan, coefficients).entries()) {
    if (mcu > 0 && mcu % scan.restartInterval === 0) {
      bits.skipMarker();
      readBlock = begin(bits, scan);
    }
    for (const { block, order } of blocks) readBlock(block, order);
  }
}

class BitReader {
  readonly #bytes: Uint8Array;
  #at: number;
  #byte = 0;
  #left = 0;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  bit(): number {
    if (this.#left === 0) {
      this.#byte = this.#bytes[this.#at++]!;
      // A zero follows each 0xFF.
      if (this.#byte === 0xff) this.#at++;
      this.#left = 8;
    }
    return (this.#byte >> --this.#left) & 1;
  }

  bits(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++) value = 2 * value + this.bit();
    return value;
  }

  /** A value of as many bits; negative ones are less by 1, so that they begin with 0. */
  value(size: number): number {
    const value = this.bits(size);
    return size === 0 || value >= 2 ** (size - 1) ? value : value - 2 ** size + 1;
  }

  symbol({ bytes }: HuffmanCode): number {
    let [code, first, index] = [0, 0, 16];
    for (let length = 1; length <= 16; length++) {
      code = 2 * code + this.bit();
      const count = bytes[length - 1]!;
      if (code - first < count) return bytes[index + code - first]!;
      index += count;
      first = 2 * (first + count);
    }
    throw new Error('no such code');
  }

  /** Goes behind a restart marker; the rest of the last byte pads it. */
  skipMarker(): void {
    this.#left = 0;
    this.#at += 2;
  }
}

function sequentialReader(bits: BitReader, { components }: Scan): ReadBlock {
  const last = components.map(() => 0);
  return (block, order) => {
    const { dc, ac } = components[order]!;
    last[order]! += bits.value(bits.symbol(dc!));
    block[0] = last[order]!;
    for (let place = 1; place <= 63; place++) {
      const symbol = bits.symbol(ac!);
      const [zeros, size] = [symbol >> 4, symbol & 15];
      if (size === 0 && zeros < 15) return;
      place += zeros;
      if (size > 0) block[zigzag[place]!] = bits.value(size);
    }
  };
}

function progressiveReader(bits: BitReader, scan: Scan): ReadBlock {
  if (scan.first === 0) return scan.highBit === 0 ? dcReader(bits, scan) : dcRefiner(bits, scan);
  return scan.highBit === 0 ? acReader(bits, scan) : acRefiner(bits, scan);
}

function dcReader(bits: BitReader, { components, lowBit }: Scan): ReadBlock {
  const last = components.map(() => 0);
  return (block, order) => {
    last[order]! += bits.value(bits.symbol(components[order]!.dc!));
    block[0] = last[order]! << lowBit;
  };
}

function dcRefiner(bits: BitReader, { lowBit }: Scan): ReadBlock {
  return (block) => {
    block[0]! |= bits.bit() << lowBit;
  };
}

function acReader(bits: BitReader, { components, first, last, lowBit }: Scan): ReadBlock {
  /** Blocks to come that have nothing. */
  let ended = 0;
  return (block) => {
    if (ended > 0) {
      ended--;
      return;
    }
    for (let place = first; place <= last; place++) {
      const symbol = bits.symbol(components[0]!.ac!);
      const [zeros, size] = [symbol >> 4, symbol & 15];
      if (size === 0 && zeros < 15) {
        ended = 2 ** zeros - 1 + bits.bits(zeros);
        return;
      }
      place += zeros;
      if (size > 0) block[zigzag[place]!] = bits.value(size) * 2 ** lowBit;
    }
  };
}

function acRefiner(bits: BitReader, { components, first, last, lowBit }: Scan): ReadBlock {
  /** Blocks to come, with this one, that only correct. */
  let ended = 0;
  return (block) => {
    const correct = (at: number) => {
      if (bits.bit() === 1) block[at]! += Math.sign(block[at]!) * 2 ** lowBit;
    };
    let place = first;
    for (; ended === 0 && place <= last; place++) {
      const symbol = bits.symbol(components[0]!.ac!);
      let zeros = symbol >> 4;
      if (symbol % 16 === 0 && zeros < 15) {
        ended = 2 ** zeros + bits.bits(zeros);
        break;
      }
      const fresh = symbol % 16 === 0 ? 0 : bits.bit() === 1 ? 2 ** lowBit : -(2 ** lowBit);
      for (; place <= last; place++) {
        const at = zigzag[place]!;
        if (block[at] !== 0) correct(at);
        else if (zeros-- === 0) break;
      }
      if (fresh !== 0) block[zigzag[place]!] = fresh;
    }
    if (ended === 0) return;
    for (; place <= last; place++) if (block[zigzag[place]!] !== 0) correct(zigzag[place]!);
    ended--;
  };
}
