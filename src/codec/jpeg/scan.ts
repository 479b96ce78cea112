import type { HuffmanTable } from './huffman.js';

/** One component of an image, and how its blocks are coded in a scan. */
export interface ScanComponent {
  /** Blocks per MCU, across and down, if several components are interleaved. */
  readonly across: number;
  readonly down: number;
  /** Blocks of the component by itself, across and down. */
  readonly columns: number;
  readonly rows: number;
  /** Blocks from one row to the next, including those that pad the last MCU. */
  readonly stride: number;
  readonly dc: HuffmanTable | undefined;
  readonly ac: HuffmanTable | undefined;
  /** In a progressive image: which coefficients are not 0 so far, 64 per block. */
  readonly known: Uint8Array | undefined;
}

/** What the header of a scan states, and what precedes it. */
export interface ScanHeader {
  readonly components: readonly ScanComponent[];
  /** MCUs across and down, if several components are interleaved. */
  readonly mcuColumns: number;
  readonly mcuRows: number;
  readonly progressive: boolean;
  /** First and last coefficient. */
  readonly first: number;
  readonly last: number;
  /** The bit coded before, and the bit coded here; 0 in a sequential image. */
  readonly highBit: number;
  /** Blocks (MCUs) between restart markers; 0 if there are none. */
  readonly restartInterval: number;
}

/** The data of a scan that has all its blocks. */
export interface WalkedScan {
  /** Just after its last byte. */
  readonly end: number;
  /** The parts between its restart markers. */
  readonly intervals: ReadonlyArray<readonly [start: number, end: number]>;
  /** Restart markers that are missing or misnumbered, and meaningless bytes before one. */
  readonly missingMarkers: number;
  readonly misnumberedMarkers: number;
  readonly strayBytes: number;
}

/**
 * Reads the data of a scan without decoding pixels; undefined if blocks are missing or unreadable. A missing restart marker is no loss if
 * the next block begins in its place.
 */
export function walkScan(file: Buffer, start: number, header: ScanHeader): WalkedScan | undefined {
  const bits = new BitReader(file, start);
  const readMcu = mcuReader(bits, header);
  const mcus = mcusOf(header);
  const perInterval = header.restartInterval || mcus;
  const intervals: Array<[number, number]> = [];
  let [from, missingMarkers, misnumberedMarkers, strayBytes] = [start, 0, 0, 0];
  try {
    for (let mcu = 0; mcu < mcus; mcu++) {
      readMcu(mcu);
      if ((mcu + 1) % perInterval !== 0 && mcu + 1 < mcus) continue;
      const end = bits.align();
      intervals.push([from, end]);
      if (mcu + 1 === mcus) break;
      const expected = 0xd0 + ((intervals.length - 1) & 7);
      const marker = nextMarker(file, end);
      const isNext = marker !== undefined && isRestart(marker.code);
      if (isNext && marker.position === end) {
        misnumberedMarkers += Number(marker.code !== expected);
        from = marker.end;
      } else if (isNext && marker.code === expected && isJunk(file.subarray(end, marker.position))) {
        strayBytes += marker.position - end;
        from = marker.end;
      } else {
        missingMarkers += 1;
        from = end;
      }
      bits.restart(from);
      readMcu.restart();
    }
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
  return { end: intervals.at(-1)![1], intervals, missingMarkers, misnumberedMarkers, strayBytes };
}

/** The number of units in a scan: whole MCUs if components are interleaved, single blocks if there is only one component. */
function mcusOf({ components, mcuColumns, mcuRows }: ScanHeader): number {
  const [first, ...others] = components;
  return others.length === 0 ? first!.columns * first!.rows : mcuColumns * mcuRows;
}

/** The scan has blocks that are missing or unreadable. */
class Unreadable extends Error {}

// ---- markers ----

export interface Marker {
  readonly code: number;
  /** Position of its first byte, which is 0xFF, or a fill byte before it. */
  readonly position: number;
  /** Just after its code. */
  readonly end: number;
}

/** The next marker at or after a position. */
export function nextMarker(file: Buffer, from: number): Marker | undefined {
  for (let at = file.indexOf(0xff, from); at >= 0; at = file.indexOf(0xff, at)) {
    const position = at;
    while (file[at] === 0xff) at += 1;
    const code = file[at];
    if (code === undefined) return undefined;
    if (code !== 0) return { code, position, end: at + 1 };
  }
  return undefined;
}

export function isRestart(code: number): boolean {
  return code >= 0xd0 && code <= 0xd7;
}

/** Whether bytes are few, or a run of one: anything else is blocks that were not understood. */
export function isJunk(bytes: Buffer): boolean {
  return bytes.length <= mostJunkBytes || bytes.every((byte) => byte === bytes[0]);
}

const mostJunkBytes = 64;

// ---- blocks ----

interface McuReader {
  (mcu: number): void;
  /** Forgets what is carried from block to block. */
  restart(): void;
}

function mcuReader(bits: BitReader, header: ScanHeader): McuReader {
  const { components, mcuColumns } = header;
  const blocks = blockReader(bits, header);
  const [single, ...others] = components;
  const one = (mcu: number) => {
    const { columns, stride } = single!;
    blocks.read(single!, Math.floor(mcu / columns) * stride + (mcu % columns));
  };
  const interleaved = (mcu: number) => {
    const [column, row] = [mcu % mcuColumns, Math.floor(mcu / mcuColumns)];
    for (const component of components) {
      const { across, down, stride } = component;
      for (let y = 0; y < down; y++)
        for (let x = 0; x < across; x++) blocks.read(component, (row * down + y) * stride + column * across + x);
    }
  };
  return Object.assign(others.length === 0 ? one : interleaved, { restart: blocks.restart });
}

interface BlockReader {
  read(component: ScanComponent, block: number): void;
  restart(): void;
}

function blockReader(bits: BitReader, { progressive, first, last, highBit }: ScanHeader): BlockReader {
  if (!progressive) return { read: (component) => readBlock(bits, component), restart: () => {} };
  if (first === 0) return { read: highBit === 0 ? ({ dc }) => readDc(bits, dc) : () => bits.skip(1), restart: () => {} };
  /** Blocks about which this scan says nothing more. */
  let ended = 0;
  return {
    read(component, block) {
      const read = highBit === 0 ? readAc : refineAc;
      ended = read(bits, component, block * 64, first, last, ended);
    },
    restart() {
      ended = 0;
    },
  };
}

function readBlock(bits: BitReader, { dc, ac }: ScanComponent): void {
  readDc(bits, dc);
  for (let k = 1; k < 64; k++) {
    const symbol = bits.symbol(ac);
    if (symbol === 0) return;
    k += symbol >> 4;
    if (k > 63) throw new Unreadable();
    bits.skip(symbol & 15);
  }
}

function readDc(bits: BitReader, table: HuffmanTable | undefined): void {
  const length = bits.symbol(table);
  if (length > 15) throw new Unreadable();
  bits.skip(length);
}

function readAc(bits: BitReader, { ac, known }: ScanComponent, block: number, first: number, last: number, ended: number): number {
  if (ended > 0) return ended - 1;
  for (let k = first; k <= last; k++) {
    const symbol = bits.symbol(ac);
    const [run, length] = [symbol >> 4, symbol & 15];
    if (length === 0 && run < 15) return (1 << run) + bits.take(run) - 1;
    k += run;
    if (k > last) throw new Unreadable();
    if (length === 0) continue;
    bits.skip(length);
    known![block + k] = 1;
  }
  return 0;
}

/** Reads another bit of the coefficients that are not 0, and those that become 1 or -1 (ITU-T T.81, G.1.2.3). */
function refineAc(bits: BitReader, { ac, known }: ScanComponent, block: number, first: number, last: number, ended: number): number {
  let k = first;
  let left = ended;
  while (left === 0 && k <= last) {
    const symbol = bits.symbol(ac);
    const [run, length] = [symbol >> 4, symbol & 15];
    if (length === 0 && run < 15) {
      left = (1 << run) + bits.take(run);
      break;
    }
    // Its sign.
    bits.skip(length);
    for (let zeros = run; k <= last; k++) {
      if (known![block + k] === 1) bits.skip(1);
      else if (zeros-- === 0) break;
    }
    if (length > 0 && k <= last) known![block + k] = 1;
    k += 1;
  }
  for (; left > 0 && k <= last; k++) if (known![block + k] === 1) bits.skip(1);
  return Math.max(left - 1, 0);
}

// ---- bits ----

/** The bits of a scan, up to the next marker. */
class BitReader {
  readonly #file: Buffer;
  #at: number;
  #bits = 0;
  #count = 0;
  /** Where each of the last eight bytes read ended. */
  readonly #ends = new Int32Array(8);
  #taken = 0;
  #start: number;

  constructor(file: Buffer, start: number) {
    this.#file = file;
    this.#at = start;
    this.#start = start;
  }

  /** The next symbol according to a table. */
  symbol(table: HuffmanTable | undefined): number {
    if (table === undefined) throw new Unreadable();
    if (this.#count < 16) this.#fill();
    const next = (this.#count >= 16 ? this.#bits >>> (this.#count - 16) : this.#bits << (16 - this.#count)) & 0xffff;
    const entry = table[next]!;
    const length = entry >> 8;
    if (length === 0 || length > this.#count) throw new Unreadable();
    this.#count -= length;
    return entry & 0xff;
  }

  /** A number of up to 16 bits. */
  take(length: number): number {
    this.skip(length);
    return (this.#bits >>> this.#count) & ((1 << length) - 1);
  }

  skip(length: number): void {
    if (this.#count < length) this.#fill();
    if (this.#count < length) throw new Unreadable();
    this.#count -= length;
  }

  /** Skips the bits that pad the last byte. @returns the position after it */
  align(): number {
    // Whole bytes that nobody has asked for yet.
    const last = this.#taken - (this.#count >> 3);
    return last === 0 ? this.#start : this.#ends[(last - 1) & 7]!;
  }

  restart(at: number): void {
    this.#at = at;
    this.#start = at;
    this.#count = 0;
    this.#taken = 0;
  }

  #fill(): void {
    const file = this.#file;
    while (this.#count <= 24 && this.#at < file.length) {
      const byte = file[this.#at]!;
      let end = this.#at + 1;
      if (byte === 0xff) {
        while (file[end] === 0xff) end += 1;
        if (file[end] !== 0) return;
        end += 1;
      }
      this.#at = end;
      this.#bits = (this.#bits << 8) | byte;
      this.#count += 8;
      this.#ends[this.#taken++ & 7] = end;
    }
  }
}
