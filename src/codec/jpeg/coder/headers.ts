import type { Frame, FrameComponent, HuffmanCode, Scan } from './frame.js';

/** How luma is coded anew. */
export interface NewLuma {
  /** Steps of its quantiser, in zigzag order, 1..255. */
  readonly steps: readonly number[];
  readonly dc: Uint8Array;
  readonly ac: Uint8Array;
}

/** Everything before the coded data of luma, and everything after it. */
interface Headers {
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

/**
 * The headers of a sequential JPEG in which only luma is coded anew. The other components keep their tables, numbers included, and scans
 * without luma are copied.
 */
export function headersAround(file: Uint8Array, frame: Frame, luma: NewLuma): Headers {
  const { components, scans } = frame;
  const place = scans.findIndex(hasLuma);
  const written = scans.map((scan) => (hasLuma(scan) ? withNewLuma(scan, luma) : scan));
  const others = components.slice(1);
  const quantiser = freeNumber(others.map((component) => component.quantiser));
  const coded = [{ ...components[0]!, quantiser, steps: luma.steps }, ...others];
  const copied = scans.reduce((sum, scan, i) => sum + (i === place ? 0 : scan.end - scan.start), 0);
  const out = new HeaderWriter(roomFor(mostFrameBytes + mostScanBytes * scans.length + copied));
  out.begin();
  out.quantisers(coded);
  out.frame(frame, coded, written);
  for (let i = 0; i < place; i++) {
    out.scan(written[i]!, coded, written[i - 1]);
    out.bytes(file.subarray(scans[i]!.start, scans[i]!.end));
  }
  out.scan(written[place]!, coded, written[place - 1]);
  const middle = out.length;
  for (let i = place + 1; i < scans.length; i++) {
    out.scan(written[i]!, coded, written[i - 1]);
    out.bytes(file.subarray(scans[i]!.start, scans[i]!.end));
  }
  out.marker(0xd9);
  const all = out.written();
  return { before: all.subarray(0, middle), after: all.subarray(middle) };
}

/** Room for the headers of a file, which those of the next one take. */
function roomFor(bytes: number): Uint8Array {
  if (bytes > room.length) return new Uint8Array(bytes);
  return room;
}

// One per thread, as it does one image at a time.
const room = new Uint8Array(1 << 15);

/** Four quantisers of 16 bits, and the frame. */
const mostFrameBytes = 1024;
/** Eight tables of 256 symbols, restart interval and header. */
const mostScanBytes = 8 * 280 + 64;

function hasLuma({ components }: Scan): boolean {
  return components[0]!.index === 0;
}

/** The scan with the new codes of luma, under numbers that no other component of it uses. */
function withNewLuma(scan: Scan, luma: NewLuma): Scan {
  const others = scan.components.slice(1);
  const dc = { number: freeNumber(others.map((other) => other.dc!.number)), bytes: luma.dc };
  const ac = { number: freeNumber(others.map((other) => other.ac!.number)), bytes: luma.ac };
  return { ...scan, components: [{ index: 0, dc, ac }, ...others] };
}

/** There are four numbers, and at most three other components. */
function freeNumber(taken: readonly number[]): number {
  let number = 0;
  while (taken.includes(number)) number++;
  return number;
}

/** A component as it is written. */
type CodedComponent = Omit<FrameComponent, 'steps'> & { readonly steps: ArrayLike<number> };

/** Writes segments one after the other. Byte by byte, which takes a third of the time of joined buffers. */
export class HeaderWriter {
  length = 0;
  readonly #bytes: Uint8Array;

  constructor(room: Uint8Array) {
    this.#bytes = room;
  }

  written(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }

  byte(value: number): void {
    this.#bytes[this.length++] = value;
  }

  number(value: number): void {
    this.byte(value >> 8);
    this.byte(value & 255);
  }

  bytes(values: Uint8Array): void {
    this.#bytes.set(values, this.length);
    this.length += values.length;
  }

  marker(code: number): void {
    this.byte(0xff);
    this.byte(code);
  }

  /** A marker, and the length of a payload. */
  segment(code: number, length: number): void {
    this.marker(code);
    this.number(2 + length);
  }

  begin(): void {
    this.marker(0xd8);
  }

  /** A segment for each quantisation table. */
  quantisers(components: readonly CodedComponent[]): void {
    for (const [i, { quantiser, steps }] of components.entries()) {
      if (components.findIndex((other) => other.quantiser === quantiser) < i) continue;
      const wide = isWide(steps);
      this.segment(0xdb, wide ? 129 : 65);
      this.byte((wide ? 16 : 0) | quantiser);
      for (let k = 0; k < 64; k++) {
        if (wide) this.number(steps[k]!);
        else this.byte(steps[k]!);
      }
    }
  }

  /** Baseline has tables numbered 0 and 1, of 8 bits. */
  frame({ width, height }: Pick<Frame, 'width' | 'height'>, components: readonly CodedComponent[], scans: readonly Scan[]): void {
    const isBaseline =
      components.every(({ steps }) => !isWide(steps)) &&
      scans.every((scan) => scan.components.every(({ dc, ac }) => dc!.number < 2 && ac!.number < 2));
    this.segment(isBaseline ? 0xc0 : 0xc1, 6 + 3 * components.length);
    this.byte(8);
    this.number(height);
    this.number(width);
    this.byte(components.length);
    for (const { id, across, down, quantiser } of components) {
      this.byte(id);
      this.byte((across << 4) | down);
      this.byte(quantiser);
    }
  }

  /** Everything that precedes the coded data of a scan. @param before the scan before */
  scan({ components, restartInterval }: Scan, all: readonly CodedComponent[], before: Scan | undefined): void {
    for (const [i, { dc, ac }] of components.entries()) {
      const others = components.slice(0, i);
      if (!others.some((other) => other.dc!.number === dc!.number)) this.code(0, dc!);
      if (!others.some((other) => other.ac!.number === ac!.number)) this.code(16, ac!);
    }
    if (restartInterval !== (before?.restartInterval ?? 0)) {
      this.segment(0xdd, 2);
      this.number(restartInterval);
    }
    this.segment(0xda, 4 + 2 * components.length);
    this.byte(components.length);
    for (const { index, dc, ac } of components) {
      this.byte(all[index]!.id);
      this.byte((dc!.number << 4) | ac!.number);
    }
    this.byte(0);
    this.byte(63);
    this.byte(0);
  }

  code(kind: number, { number, bytes }: HuffmanCode): void {
    this.segment(0xc4, 1 + bytes.length);
    this.byte(kind | number);
    this.bytes(bytes);
  }
}

function isWide(steps: ArrayLike<number>): boolean {
  for (let k = 0; k < 64; k++) if (steps[k]! > 255) return true;
  return false;
}
