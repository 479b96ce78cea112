import { isCode, standardCodes } from '../huffman.js';
import { app0, app14, isApplication } from '../markers.js';
import type { Colours, Frame, FrameComponent, HuffmanCode, Scan, ScanComponent } from './frame.js';

/**
 * Reads the headers of a JPEG of 8 bits, baseline, extended or progressive. Undefined for anything else (arithmetic and lossless coding, 12
 * bits, hierarchies), and for anything that a decoder could object to, so that a single decoder, which is not this one, judges such files.
 *
 * @param file from its first byte to its end marker
 */
export function frameOf(file: Uint8Array): Frame | undefined {
  try {
    return new Headers(file).read();
  } catch (error) {
    if (error instanceof Doubt) return undefined;
    throw error;
  }
}

/** Something that a decoder could object to. */
class Doubt extends Error {}

function insist(isAsExpected: boolean): asserts isAsExpected {
  if (!isAsExpected) throw new Doubt();
}

/** Interleaved blocks of an MCU, by the standard. */
const mostBlocksOfMcu = 10;

/** As many as libvips accepts. */
const mostScans = 100;

const startOfImage = 0xd8;
const endOfImage = 0xd9;
const startOfScan = 0xda;
const quantisers = 0xdb;
const restart = 0xdd;
const codes = 0xc4;
const kinds: Readonly<Record<number, Frame['kind']>> = { 192: 'baseline', 193: 'extended', 194: 'progressive' };

/** What precedes a scan and applies to it. */
class Headers {
  readonly #file: Uint8Array;
  readonly #steps: Array<Uint16Array | undefined> = [];
  readonly #dc: Array<HuffmanCode | undefined> = [];
  readonly #ac: Array<HuffmanCode | undefined> = [];
  readonly #scans: Scan[] = [];
  #restartInterval = 0;
  #hasJfif = false;
  /** The colour transform in Adobe's segment. */
  #adobe: number | undefined;
  #frame: Omit<Frame, 'scans' | 'segmentsEnd'> | undefined;
  #segmentsEnd = 2;

  constructor(file: Uint8Array) {
    this.#file = file;
  }

  read(): Frame {
    const file = this.#file;
    insist(file[0] === 0xff && file[1] === startOfImage);
    for (let at = 2; ; ) {
      insist(file[at] === 0xff);
      // Any number of 0xFF may precede a marker.
      while (file[at + 1] === 0xff) at++;
      const marker = file[at + 1]!;
      if (marker === endOfImage) return this.#whole(at);
      const end = at + 2 + this.#number(at + 2);
      insist(end >= at + 4 && end < file.length);
      if (marker === startOfScan) at = this.#readScan(at, end);
      else {
        this.#readSegment(marker, at + 4, end);
        at = end;
      }
    }
  }

  #whole(at: number): Frame {
    insist(at + 2 === this.#file.length && this.#frame !== undefined && this.#scans.length > 0);
    const { kind, components } = this.#frame;
    if (kind !== 'progressive') {
      const coded = this.#scans.reduce((sum, scan) => sum + scan.components.length, 0);
      insist(coded === components.length);
    }
    insist(components.every(({ steps }) => steps !== noSteps));
    return { ...this.#frame, components: withNumbers(components), scans: this.#scans, segmentsEnd: this.#segmentsEnd };
  }

  #number(at: number): number {
    return this.#file[at]! * 256 + this.#file[at + 1]!;
  }

  #readSegment(marker: number, at: number, end: number): void {
    if (marker === quantisers) this.#readQuantisers(at, end);
    else if (marker === codes) this.#readCodes(at, end);
    else if (marker === restart) {
      insist(end === at + 2);
      this.#restartInterval = this.#number(at);
    } else if (kinds[marker]) this.#readFrame(kinds[marker], at, end);
    else {
      insist(isApplication(marker));
      this.#segmentsEnd = end;
      if (marker === app0) this.#readJfif(at, end);
      else if (marker === app14) this.#readAdobe(at, end);
    }
  }

  #startsWith(name: string, at: number, end: number): boolean {
    if (end - at < name.length) return false;
    for (let i = 0; i < name.length; i++) if (this.#file[at + i] !== name.charCodeAt(i)) return false;
    return true;
  }

  #readJfif(at: number, end: number): void {
    if (!this.#startsWith('JFIF\0', at, end)) return;
    // Of another major version decoders warn.
    insist(end - at >= 14 && this.#file[at + 5] === 1);
    this.#hasJfif = true;
  }

  #readAdobe(at: number, end: number): void {
    if (!this.#startsWith('Adobe', at, end)) return;
    insist(end - at >= 12 && this.#adobe === undefined);
    this.#adobe = this.#file[at + 11]!;
    insist(this.#adobe <= 2);
  }

  #readQuantisers(at: number, end: number): void {
    for (let next = at; next < end; ) {
      const isWide = this.#file[next]! >> 4;
      const number = this.#file[next]! & 15;
      const start = next + 1;
      next = start + 64 * (1 + isWide);
      insist(isWide <= 1 && number <= 3 && next <= end);
      this.#steps[number] = isWide ? this.#wideSteps(start) : this.#byteSteps(start, number);
    }
  }

  #wideSteps(at: number): Uint16Array {
    return Uint16Array.from({ length: 64 }, (_, i) => this.#number(at + 2 * i));
  }

  #byteSteps(at: number, number: number): Uint16Array {
    const file = this.#file;
    const known = lastSteps[number]!;
    let i = 0;
    while (i < 64 && known[i] === file[at + i]) i++;
    if (i === 64) return known;
    const steps = Uint16Array.from(file.subarray(at, at + 64));
    lastSteps[number] = steps;
    return steps;
  }

  #readCodes(at: number, end: number): void {
    for (let next = at; next < end; ) {
      const kind = this.#file[next]! >> 4;
      const number = this.#file[next]! & 15;
      insist(kind <= 1 && number <= 3 && next + 17 <= end);
      const start = next + 1;
      let symbols = 0;
      for (let i = 0; i < 16; i++) symbols += this.#file[start + i]!;
      next = start + 16 + symbols;
      insist(next <= end && symbols > 0);
      const bytes = this.#file.subarray(start, next);
      insist(isCode(bytes, kind === 0));
      (kind === 0 ? this.#dc : this.#ac)[number] = { number, bytes };
    }
  }

  #readFrame(kind: Frame['kind'], at: number, end: number): void {
    const file = this.#file;
    insist(this.#frame === undefined && end - at >= 6);
    const count = file[at + 5]!;
    insist(end - at === 6 + 3 * count && (count === 1 || count === 3 || count === 4) && file[at] === 8);
    const height = this.#number(at + 1);
    const width = this.#number(at + 3);
    insist(width > 0 && height > 0);
    let [across, down] = [1, 1];
    for (let i = at + 7; i < end; i += 3) {
      const [h, v] = [file[i]! >> 4, file[i]! & 15];
      insist(h >= 1 && h <= 4 && v >= 1 && v <= 4);
      across = Math.max(across, h);
      down = Math.max(down, v);
    }
    const components: FrameComponent[] = [];
    for (let i = at + 6; i < end; i += 3) {
      const [id, h, v, quantiser] = [file[i]!, file[i + 1]! >> 4, file[i + 1]! & 15, file[i + 2]!];
      insist(quantiser <= 3 && components.every((other) => other.id !== id));
      const columns = Math.ceil((width * h) / (8 * across));
      const rows = Math.ceil((height * v) / (8 * down));
      // The steps are filled in at its first scan, as they may come after the frame.
      components.push({ id, across: h, down: v, quantiser, steps: noSteps, columns, rows });
    }
    this.#frame = { kind, width, height, colours: 'grey', components, across, down };
  }

  /** @returns where the marker after its coded data is */
  #readScan(headerAt: number, start: number): number {
    const file = this.#file;
    insist(this.#frame !== undefined && this.#scans.length < mostScans);
    if (this.#scans.length === 0) this.#frame = { ...this.#frame, colours: this.#colours(this.#frame.components) };
    if (this.#frame.kind !== 'progressive') this.#completeCodes();
    const count = file[headerAt + 4]!;
    insist(count >= 1 && count <= 4 && start === headerAt + 8 + 2 * count);
    const [first, last, bits] = [file[start - 3]!, file[start - 2]!, file[start - 1]!];
    const [highBit, lowBit] = [bits >> 4, bits & 15];
    const { kind, components: all } = this.#frame;
    if (kind === 'progressive') {
      insist(first === 0 ? last === 0 : last >= first && last <= 63 && count === 1);
      insist(lowBit <= 13 && (highBit === 0 || highBit === lowBit + 1));
    } else insist(first === 0 && last === 63 && bits === 0);
    const components: ScanComponent[] = [];
    let blocks = 0;
    for (let i = headerAt + 5; i < start - 3; i += 2) {
      const index = all.findIndex(({ id }) => id === file[i]);
      const before = components.at(-1)?.index ?? -1;
      insist(index > before);
      const [dcNumber, acNumber] = [file[i + 1]! >> 4, file[i + 1]! & 15];
      const dc = first === 0 && highBit === 0 ? this.#dc[dcNumber] : undefined;
      const ac = last > 0 ? this.#ac[acNumber] : undefined;
      insist((dc !== undefined || first > 0 || highBit > 0) && (ac !== undefined || last === 0));
      components.push({ index, dc, ac });
      blocks += all[index]!.across * all[index]!.down;
    }
    insist(count === 1 || blocks <= mostBlocksOfMcu);
    this.#takeSteps(components);
    const { width, height, across, down } = this.#frame;
    const single = count === 1 ? all[components[0]!.index]! : undefined;
    const columns = single?.columns ?? Math.ceil(width / (8 * across));
    const rows = single?.rows ?? Math.ceil(height / (8 * down));
    const end = endOfCodedData(file, start, this.#scans.length === 0 && kind !== 'progressive' && count === all.length);
    insist(end >= start);
    const { length } = this.#scans;
    insist(kind === 'progressive' || this.#isNew(components));
    const restartInterval = this.#restartInterval;
    this.#scans[length] = { components, first, last, highBit, lowBit, restartInterval, columns, rows, headerAt, start, end };
    return end;
  }

  /** As libjpeg: frames of Motion JPEG leave out the usual codes. */
  #completeCodes(): void {
    for (const number of [0, 1] as const) {
      this.#dc[number] ??= { number, bytes: standardCodes.dc[number] };
      this.#ac[number] ??= { number, bytes: standardCodes.ac[number] };
    }
  }

  /** Whether no earlier scan of a sequential image codes one of these components. */
  #isNew(components: readonly ScanComponent[]): boolean {
    return this.#scans.every((scan) => scan.components.every(({ index }) => components.every((other) => other.index !== index)));
  }

  /** As libjpeg: the steps of a component are those in force at its first scan, whatever comes later. */
  #takeSteps(coded: readonly ScanComponent[]): void {
    const components = this.#frame!.components.map((component, i) => {
      if (component.steps !== noSteps || coded.every(({ index }) => index !== i)) return component;
      const steps = this.#steps[component.quantiser];
      insist(steps !== undefined);
      return { ...component, steps };
    });
    this.#frame = { ...this.#frame!, components };
  }

  #colours(components: readonly FrameComponent[]): Colours {
    if (components.length === 1) return 'grey';
    if (components.length === 4) {
      insist(this.#adobe !== 1);
      return this.#adobe === 2 ? 'ycck' : 'cmyk';
    }
    if (this.#hasJfif) return 'ycbcr';
    // To libjpeg a transform of 2 is none for three components.
    insist(this.#adobe !== 2);
    if (this.#adobe !== undefined) return this.#adobe === 0 ? 'rgb' : 'ycbcr';
    const [r, g, b] = components.map(({ id }) => String.fromCharCode(id));
    return r === 'R' && g === 'G' && b === 'B' ? 'rgb' : 'ycbcr';
  }
}

const noSteps = new Uint16Array(64);

/** Components whose numbers tell their steps apart: a table may have taken the number of an earlier one. */
function withNumbers(components: readonly FrameComponent[]): readonly FrameComponent[] {
  const known = new Map<number, Uint16Array>();
  return components.map((component) => {
    const { steps } = component;
    const isFree = (number: number) => !known.has(number) || known.get(number) === steps;
    const quantiser = [component.quantiser, 0, 1, 2, 3].find(isFree)!; // There are at most four components.
    known.set(quantiser, steps);
    return { ...component, quantiser };
  });
}

/** The steps of bytes read last, by number: most files of a folder have the same. */
const lastSteps = Array.from({ length: 4 }, () => noSteps);

/** Where the marker after coded data is, which is no restart marker. @param isLast whether it must be the end of the file */
function endOfCodedData(file: Uint8Array, start: number, isLast: boolean): number {
  if (isLast) return file.length - 2;
  for (let at = file.indexOf(0xff, start); at >= 0 && at + 1 < file.length; at = file.indexOf(0xff, at + 2)) {
    const next = file[at + 1]!;
    if (next !== 0 && (next < 0xd0 || next > 0xd7)) return at;
  }
  throw new Doubt();
}
