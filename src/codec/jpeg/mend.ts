import type { Mended, MendingLimits } from '../format-codec.js';
import { type HuffmanTable, huffmanTables, standardTables } from './huffman.js';
import { withHeightInHeader } from './late-height.js';
import { isApplication, isFrame } from './markers.js';
import { isJunk, isRestart, nextMarker, type ScanComponent, type ScanHeader, type WalkedScan, walkScan } from './scan.js';

/**
 * Repairs a JPEG so that decoders no longer warn of it: adds its end, removes meaningless bytes, states its height where it belongs, and
 * corrects restart markers and parameters. Keeps positions where possible, as others may refer to them. Reads every code to find out whether all pixels are there.
 * Undefined if the file cannot be repaired.
 */
export function mendedJpeg(original: Buffer, limits: MendingLimits): Mended | undefined {
  limits.admit(original.length);
  const stated = withHeightInHeader(original);
  const file = stated ?? original;
  const parts: Uint8Array[] = [file.subarray(0, 2)];
  const found: Found = {
    lateHeight: stated !== undefined,
    noEnd: false,
    strayBytes: 0,
    oddParameters: 0,
    missingMarkers: 0,
    misnumberedMarkers: 0,
    oddSegments: 0,
  };
  const picture = new Picture(file.length, limits);
  let position = 2;
  const ending = (rest: Uint8Array[], isWhole: boolean): Mended => ({
    bytes: Buffer.concat([...parts, ...rest]),
    warnings: isWhole ? warningsOf(found) : [],
    isWhole,
  });
  const cut = (from: number): Mended | undefined =>
    picture.hasScans ? ending([file.subarray(from), ...(file.indexOf(endOfImage, from) < 0 ? [endOfImage] : [])], false) : undefined;

  while (true) {
    const marker = nextMarker(file, position);
    const stray = file.subarray(position, marker?.position ?? file.length);
    if (picture.isComplete) {
      if (marker?.code !== 0xd9 || !isJunk(stray)) {
        found.noEnd = true;
        return ending([endOfImage, file.subarray(position)], true);
      }
    } else if (!marker || marker.code === 0xd9 || (picture.hasScans && !isJunk(stray))) return cut(position);
    found.strayBytes += stray.length;
    // Replaced by bytes that are allowed before any marker.
    parts.push(Buffer.alloc(stray.length, 0xff));
    if (marker.code === 0xd9) return ending([file.subarray(marker.position)], true);
    if (marker.code <= 0x01 || isRestart(marker.code)) {
      if (picture.hasScans) return cut(marker.position);
      found.strayBytes += marker.end - marker.position;
      parts.push(Buffer.alloc(marker.end - marker.position, 0xff));
      position = marker.end;
      continue;
    }
    if (marker.code === 0xd8 || marker.end + 2 > file.length) return cut(marker.position);
    const end = marker.end + file.readUInt16BE(marker.end);
    if (end > file.length || end < marker.end + 2) return cut(marker.position);
    const segment = file.subarray(marker.end - 2, end);
    if (marker.code !== 0xda) {
      parts.push(file.subarray(marker.position, marker.end - 2), mendedSegment(segment, found));
      if (!picture.define(segment)) return undefined;
      position = end;
      continue;
    }
    const scan = picture.scan(segment);
    if (!scan) return cut(marker.position);
    const walked = picture.walk(file, end, scan.header);
    const header = scan.mended ?? segment;
    if (scan.mended) found.oddParameters += 1;
    if (!walked) {
      parts.push(file.subarray(marker.position, marker.end - 2), header);
      return cut(end);
    }
    if (walked.withoutRestarts) parts.push(noRestarts);
    found.missingMarkers += walked.missingMarkers;
    found.misnumberedMarkers += walked.misnumberedMarkers;
    found.strayBytes += walked.strayBytes;
    parts.push(file.subarray(marker.position, marker.end - 2), header, ...dataOf(file, end, walked));
    position = walked.end;
  }
}

const endOfImage = Buffer.from([0xff, 0xd9]);
/** A restart interval of 0. */
const noRestarts = Buffer.from([0xff, 0xdd, 0, 4, 0, 0]);

/** What was found to be wrong. */
interface Found {
  lateHeight: boolean;
  noEnd: boolean;
  strayBytes: number;
  oddParameters: number;
  oddSegments: number;
  missingMarkers: number;
  misnumberedMarkers: number;
}

function warningsOf({ lateHeight, noEnd, strayBytes, oddParameters, oddSegments, missingMarkers, misnumberedMarkers }: Found): string[] {
  const markers = [
    ...(missingMarkers > 0 ? [`${missingMarkers} missing`] : []),
    ...(misnumberedMarkers > 0 ? [`${misnumberedMarkers} with a wrong number`] : []),
  ];
  const faults = [
    ...(lateHeight ? ['its height after its first scan'] : []),
    ...(noEnd ? ['no end marker'] : []),
    ...(strayBytes > 0 ? [`${strayBytes} stray ${strayBytes === 1 ? 'byte' : 'bytes'} before a marker`] : []),
    ...(oddParameters > 0 ? ['odd parameters in a scan header'] : []),
    ...(oddSegments > 0 ? ['an unknown version or colour transform'] : []),
    ...(markers.length > 0 ? [`wrong restart markers (${markers.join(', ')})`] : []),
  ];
  return faults.length === 0 ? [] : [`the JPEG has ${faults.join(', and ')}; all of its pixels are there`];
}

/** The data of a scan, with the restart markers that belong there. */
function dataOf(file: Buffer, start: number, { end, intervals, missingMarkers, misnumberedMarkers, strayBytes }: WalkedScan): Uint8Array[] {
  if (missingMarkers + misnumberedMarkers + strayBytes === 0) return [file.subarray(start, end)];
  return intervals.flatMap(([from, to], index) => {
    const data = file.subarray(from, to);
    return index === 0 ? [data] : [Buffer.from([0xff, 0xd0 + ((index - 1) & 7)]), data];
  });
}

/** Corrects JFIF versions other than 1, and Adobe codes other than 0 to 2, to what decoders assume, as they warn of them. */
function mendedSegment(segment: Buffer, found: Found): Buffer {
  const isJfif = segment[1] === 0xe0 && segment.toString('latin1', 4, 9) === 'JFIF\0' && segment.length >= 16;
  const isAdobe = segment[1] === 0xee && segment.toString('latin1', 4, 9) === 'Adobe' && segment.length >= 16;
  const isOdd = (isJfif && segment[9] !== 1) || (isAdobe && segment[15]! > 2);
  if (!isOdd) return segment;
  found.oddSegments += 1;
  const mended = Buffer.from(segment);
  mended[isJfif ? 9 : 15] = 1;
  return mended;
}

// ---- what the headers say ----

interface Component {
  readonly id: number;
  readonly across: number;
  readonly down: number;
  readonly columns: number;
  readonly rows: number;
  readonly stride: number;
  readonly blocks: number;
  /** In a progressive image: which coefficients are not 0, and the bits of each that are still unknown; -1 for all. */
  known: Uint8Array | undefined;
  readonly missingBits: Int8Array;
}

/** What is known of the image while its file is read from the front. */
class Picture {
  readonly #limits: MendingLimits;
  readonly #fileBytes: number;
  #knownBytes = 0;
  readonly #tables = standardTables();
  #components: readonly Component[] = [];
  #mcuColumns = 0;
  #mcuRows = 0;
  #frame = 0;
  #restartInterval = 0;
  #scans = 0;

  constructor(fileBytes: number, limits: MendingLimits) {
    this.#fileBytes = fileBytes;
    this.#limits = limits;
  }

  get hasScans(): boolean {
    return this.#scans > 0;
  }

  /** Whether every coefficient is there, to its last bit. */
  get isComplete(): boolean {
    return this.#scans > 0 && this.#components.every(({ missingBits }) => missingBits.every((bits) => bits === 0));
  }

  /** Adds the definitions in a segment. @returns whether they are possible */
  define(segment: Buffer): boolean {
    const marker = segment[1]!;
    if (isApplication(marker)) return true;
    if (marker === 0xc4) for (const [place, table] of huffmanTables(segment)) this.#tables.set(place, table);
    if (marker === 0xdd && segment.length >= 6) this.#restartInterval = segment.readUInt16BE(4);
    return !isFrame(marker) || (this.#frame === 0 && this.#readFrame(segment));
  }

  #readFrame(segment: Buffer): boolean {
    if (segment.length < 10 || segment.length < 10 + 3 * segment[9]! || segment[4] !== 8) return false;
    const [height, width] = [segment.readUInt16BE(5), segment.readUInt16BE(7)];
    if (width === 0 || height === 0 || width * height > this.#limits.maxPixels) return false;
    const stated = Array.from({ length: segment[9]! }, (_, index) => segment.subarray(10 + 3 * index));
    const factors = stated.map((bytes) => ({ id: bytes[0]!, across: bytes[1]! >> 4, down: bytes[1]! & 15 }));
    if (factors.length > 4 || factors.some(({ across, down }) => across < 1 || across > 4 || down < 1 || down > 4)) return false;
    const [mostAcross, mostDown] = [
      factors.reduce((most, { across }) => Math.max(most, across), 1),
      factors.reduce((most, { down }) => Math.max(most, down), 1),
    ];
    this.#frame = segment[1]!;
    this.#mcuColumns = Math.ceil(width / (8 * mostAcross));
    this.#mcuRows = Math.ceil(height / (8 * mostDown));
    this.#components = factors.map(({ id, across, down }) => {
      const stride = this.#mcuColumns * across;
      return {
        id,
        across,
        down,
        columns: Math.ceil(Math.ceil((width * across) / mostAcross) / 8),
        rows: Math.ceil(Math.ceil((height * down) / mostDown) / 8),
        stride,
        blocks: stride * this.#mcuRows * down,
        known: undefined,
        missingBits: new Int8Array(64).fill(-1),
      };
    });
    return true;
  }

  /** A scan by its header, and that header corrected; undefined if it cannot be read here. */
  scan(segment: Buffer): { readonly header: ScanHeader; readonly mended: Buffer | undefined } | undefined {
    const count = segment[4]!;
    const [sequential, progressive] = [this.#frame === 0xc0 || this.#frame === 0xc1, this.#frame === 0xc2];
    this.#scans += 1;
    if (!(sequential || progressive) || segment.length !== 8 + 2 * count || this.#scans > mostScans) return undefined;
    const stated = Array.from({ length: count }, (_, index) => segment.subarray(5 + 2 * index));
    const components = stated.map(([id]) => this.#components.find((component) => component.id === id));
    const [first, last, bits] = sequential ? [0, 63, 0] : [...segment.subarray(5 + 2 * count)];
    const known = components.filter((component) => component !== undefined);
    if (known.length !== count || new Set(known).size !== count || count < 1) return undefined;
    if (first! > last! || last! > 63 || (progressive && first === 0 && last !== 0) || (first! > 0 && count > 1)) return undefined;
    for (const component of known) {
      component.missingBits.fill(bits! & 15, first, last! + 1);
      if (progressive && first! > 0) component.known ??= this.#newKnown(component);
    }
    const isOdd = sequential && !segment.subarray(5 + 2 * count).equals(Buffer.from([0, 63, 0]));
    return {
      header: {
        components: known.map((component, index) => this.#ofScan(component, stated[index]![1]!)),
        mcuColumns: this.#mcuColumns,
        mcuRows: this.#mcuRows,
        progressive,
        first: first!,
        last: last!,
        highBit: bits! >> 4,
        restartInterval: this.#restartInterval,
      },
      mended: isOdd ? Buffer.concat([segment.subarray(0, 5 + 2 * count), Buffer.from([0, 63, 0])]) : undefined,
    };
  }

  #newKnown({ blocks }: Component): Uint8Array {
    this.#knownBytes += blocks * 64;
    this.#limits.admit(this.#fileBytes + this.#knownBytes);
    return new Uint8Array(blocks * 64);
  }

  #ofScan({ across, down, columns, rows, stride, known }: Component, places: number): ScanComponent {
    return { across, down, columns, rows, stride, known, dc: this.#table(places >> 4), ac: this.#table(0x10 | (places & 15)) };
  }

  #table(place: number): HuffmanTable | undefined {
    return this.#tables.get(place);
  }

  /** The data of a scan; even if it has no restart markers though a header announces them. */
  walk(file: Buffer, start: number, header: ScanHeader): (WalkedScan & { readonly withoutRestarts?: boolean }) | undefined {
    const walked = walkScan(file, start, header);
    const marker = nextMarker(file, start);
    if (walked || header.restartInterval === 0 || header.progressive || (marker && isRestart(marker.code))) return walked;
    const plain = walkScan(file, start, { ...header, restartInterval: 0 });
    if (plain) this.#restartInterval = 0;
    return plain && { ...plain, missingMarkers: 1, withoutRestarts: true };
  }
}

/** The same limit as in libvips. */
const mostScans = 100;
