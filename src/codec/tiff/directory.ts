import { ImgparError } from '../../errors.js';
import { corrupt } from '../container.js';
import { MetadataLimits } from '../metadata-limits.js';
import { makerNoteTag, movedMakerNote } from './maker-note.js';

/** One field of a TIFF directory. */
export interface IfdEntry {
  readonly tag: number;
  /** As in the TIFF 6.0 specification; 16..18 are BigTIFF's. */
  readonly type: number;
  readonly count: number;
  /** The values, in little-endian byte order whatever that of the file. */
  readonly data: Buffer;
  /** The directory that the tag points to, if any, instead of the pointer. */
  readonly directory?: readonly IfdEntry[];
  /** Position of its value in the file; undefined for entries that were not read from one. */
  readonly valueAt?: number;
}

/** A TIFF as the directories of its pages; an EXIF block is one, too. */
export interface Tiff {
  readonly big: boolean;
  readonly directories: ReadonlyArray<readonly IfdEntry[]>;
  /** The position of each of them. */
  readonly positions: readonly number[];
  /** Tags whose values would lie beyond the end of the file, and are therefore left out. */
  readonly behindEnd: ReadonlySet<number>;
}

export const tags = {
  newSubfileType: 254,
  width: 256,
  height: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  description: 270,
  orientation: 274,
  samplesPerPixel: 277,
  minSampleValue: 280,
  maxSampleValue: 281,
  xResolution: 282,
  yResolution: 283,
  planarConfiguration: 284,
  resolutionUnit: 296,
  pageNumber: 297,
  predictor: 317,
  whitePoint: 318,
  primaryChromaticities: 319,
  colourMap: 320,
  tileWidth: 322,
  stripOffsets: 273,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  tileLength: 323,
  tileOffsets: 324,
  tileByteCounts: 325,
  subDirectories: 330,
  inkSet: 332,
  dotRange: 336,
  extraSamples: 338,
  sampleFormat: 339,
  smallestSample: 340,
  largestSample: 341,
  jpegTables: 347,
  chromaSubsampling: 530,
  referenceBlackWhite: 532,
  xmp: 700,
  metamorphPlanes: 33629,
  iptc: 33723,
  photoshop: 34377,
  exif: 34665,
  icc: 34675,
  gps: 34853,
  photoshopLayers: 37724,
  pixelXDimension: 40962,
  pixelYDimension: 40963,
  interoperability: 40965,
  gdalMetadata: 42112,
  gdalNodata: 42113,
  dngVersion: 50706,
} as const;

export const photometrics = {
  whiteIsZero: 0,
  blackIsZero: 1,
  rgb: 2,
  palette: 3,
  mask: 4,
  separated: 5,
  yCbCr: 6,
  cieLab: 8,
  iccLab: 9,
} as const;

export const type = { byte: 1, ascii: 2, short: 3, long: 4, rational: 5, undefined: 7, ifd: 13, long8: 16, ifd8: 18 } as const;

/** Reads the directories of all pages, and the EXIF directories below them. Leaves out values outside the file. */
export function readTiff(file: Buffer): Tiff {
  const reader = readerOf(file);
  const directories: IfdEntry[][] = [];
  const positions: number[] = [];
  const seen = new Set<number>();
  let position = reader.big ? reader.uint64(8) : reader.uint32(4);
  do {
    reader.limits.addPage();
    if (seen.has(position)) throw corrupt('the pages of the TIFF form a loop');
    if (position >= file.length) throw corrupt(`the TIFF is cut off: page ${directories.length + 1} lies past the end of the file`);
    directories.push(readDirectory(reader, position, seen));
    positions.push(position);
    position = nextDirectory(reader, position);
  } while (position !== 0);
  return { big: reader.big, directories, positions, behindEnd: reader.behindEnd };
}

export interface TiffReader {
  readonly file: Buffer;
  readonly big: boolean;
  readonly littleEndian: boolean;
  /** Counts everything read: fields may share a place in the file. */
  readonly limits: MetadataLimits;
  /** Collects the tags of values that would lie beyond the end of the file. */
  readonly behindEnd: Set<number>;
  uint16(position: number): number;
  uint32(position: number): number;
  uint64(position: number): number;
}

export function readerOf(file: Buffer): TiffReader {
  const littleEndian = file[0] === 0x49;
  const uint16 = (at: number) => (littleEndian ? file.readUInt16LE(at) : file.readUInt16BE(at));
  const uint32 = (at: number) => (littleEndian ? file.readUInt32LE(at) : file.readUInt32BE(at));
  const uint64 = (at: number) => Number(littleEndian ? file.readBigUInt64LE(at) : file.readBigUInt64BE(at));
  return {
    file,
    littleEndian,
    big: uint16(2) === 43,
    limits: new MetadataLimits(file.length),
    behindEnd: new Set(),
    uint16,
    uint32,
    uint64,
  };
}

/** How many fields a directory says it has. */
export function fieldCount(file: Buffer, position: number): number {
  return entryCount(readerOf(file), position);
}

function entryCount({ big, uint16, uint64 }: TiffReader, position: number): number {
  return big ? uint64(position) : uint16(position);
}

function nextDirectory(reader: TiffReader, position: number): number {
  const entries = entryCount(reader, position);
  const at = reader.big ? position + 8 + entries * 20 : position + 2 + entries * 12;
  // Some writers end the file right after the last entry.
  if (at + (reader.big ? 8 : 4) > reader.file.length) return 0;
  return reader.big ? reader.uint64(at) : reader.uint32(at);
}

const directoryTags: readonly number[] = [tags.exif, tags.gps, tags.interoperability];

export function readDirectory(reader: TiffReader, position: number, seen: Set<number>): IfdEntry[] {
  if (seen.has(position)) return [];
  seen.add(position);
  const count = entryCount(reader, position);
  if (count > 4096) throw corrupt(`the TIFF has a directory of ${count} entries; the limit is 4096`);
  const entries: IfdEntry[] = [];
  for (let index = 0; index < count; index++) {
    const entry = readEntry(reader, position + (reader.big ? 8 + index * 20 : 2 + index * 12));
    if (!entry) continue;
    if (!directoryTags.includes(entry.tag)) entries.push(entry);
    else entries.push({ ...entry, directory: readSubDirectory(reader, numbers(entry)[0] ?? 0, seen) });
  }
  return entries;
}

/** A broken EXIF directory loses its entries, not the image. */
function readSubDirectory(reader: TiffReader, position: number, seen: Set<number>): IfdEntry[] {
  try {
    return readDirectory(reader, position, seen);
  } catch (error) {
    if (error instanceof ImgparError && error.code === 'too-large') throw error;
    return [];
  }
}

/** Bytes per value, by type; 0 for types that do not exist. */
export const valueBytes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8];

/** Bytes that are reversed together between byte orders. */
export const swapBytes = [1, 1, 1, 2, 4, 4, 1, 1, 2, 4, 4, 4, 8, 4, 1, 1, 8, 8, 8];

function readEntry(reader: TiffReader, position: number): IfdEntry | undefined {
  const { file, big, limits, behindEnd, uint16, uint32, uint64 } = reader;
  const type = uint16(position + 2);
  const count = big ? uint64(position + 4) : uint32(position + 4);
  const bytes = (valueBytes[type] ?? 0) * count;
  if (bytes === 0) return undefined;
  const inline = bytes <= (big ? 8 : 4);
  const field = position + (big ? 12 : 8);
  const start = inline ? field : big ? uint64(field) : uint32(field);
  const tag = uint16(position);
  if (start + bytes > file.length) {
    behindEnd.add(tag);
    return undefined;
  }
  if (tag === tags.icc) limits.addProfile(bytes);
  else limits.add(bytes);
  return { tag, type, count, data: littleEndianData(reader, start, bytes, swapBytes[type]!), valueAt: start };
}

function littleEndianData({ file, littleEndian }: TiffReader, start: number, bytes: number, unit: number): Buffer {
  const data = file.subarray(start, start + bytes);
  if (littleEndian || unit === 1) return data;
  const copy = Buffer.from(data);
  if (unit === 2) return copy.swap16();
  return unit === 4 ? copy.swap32() : copy.swap64();
}

export function numbersOf(entries: readonly IfdEntry[], tag: number): number[] {
  const entry = entries.find((candidate) => candidate.tag === tag);
  return entry ? numbers(entry) : [];
}

/** The values of integers and fractions, at most 4096. */
export function numbers(entry: IfdEntry): number[] {
  return Array.from({ length: Math.min(entry.count, 4096) }, (_, index) => numberAt(entry, index));
}

/** One of the values of integers and fractions. */
export function numberAt({ type, data }: IfdEntry, index: number): number {
  const bytes = valueBytes[type]!;
  const at = index * bytes;
  if (type === 5) return data.readUInt32LE(at) / data.readUInt32LE(at + 4);
  return bytes === 8 ? Number(data.readBigUInt64LE(at)) : data.readUIntLE(at, bytes);
}

export function shortEntry(tag: number, values: readonly number[]): IfdEntry {
  const data = Buffer.alloc(values.length * 2);
  for (const [index, value] of values.entries()) data.writeUInt16LE(value, index * 2);
  return { tag, type: type.short, count: values.length, data };
}

/** @param big for values of 4 GB and more, which only a BigTIFF can hold */
export function longEntry(tag: number, values: readonly number[], big = false): IfdEntry {
  const data = Buffer.alloc(values.length * (big ? 8 : 4));
  for (const [index, value] of values.entries()) {
    if (big) data.writeBigUInt64LE(BigInt(value), index * 8);
    else data.writeUInt32LE(value, index * 4);
  }
  return { tag, type: big ? type.long8 : type.long, count: values.length, data };
}

// Tags about how pixels are stored; these stay as the encoder wrote them. 280, 281, 340 and 341 are the smallest and largest sample of the
// source.
const structuralTags: ReadonlySet<number> = new Set([
  ...[256, 257, 258, 259, 262, 266, 273, 277, 278, 279, 280, 281, 284, 288, 289, 292, 293, 317, 320],
  ...[322, 323, 324, 325, 330, 332, 334, 336, 338, 339, 340, 341, 347, 512, 513, 514, 515, 517, 518, 519, 520, 521, 529, 530, 531, 532],
]);

export function isDescriptive({ tag }: IfdEntry): boolean {
  return !structuralTags.has(tag);
}

/**
 * Values and directories in the layout of a file, beginning at `start`, sub-directories first; `directory` is the position of the outermost
 * one.
 */
export function serialize(entries: readonly IfdEntry[], start: number, big: boolean): { bytes: Buffer; directory: number } {
  const parts: Buffer[] = [];
  let position = start;
  const place = (bytes: Buffer): number => {
    const at = position;
    const padding = Buffer.alloc(-bytes.length & 7);
    parts.push(bytes, padding);
    position += bytes.length + padding.length;
    return at;
  };
  const fields = [...entries]
    .sort((a, b) => a.tag - b.tag)
    .map((entry) => {
      if (!entry.directory) return fieldOf(placedAt(entry, position), place, big);
      const below = serialize(entry.directory, position, big);
      place(below.bytes);
      return fieldOf(pointer(entry.tag, below.directory, big), place, big);
    });
  return { directory: place(directoryOf(fields, big)), bytes: Buffer.concat(parts) };
}

/** A maker's note may hold positions of its own parts. */
function placedAt(entry: IfdEntry, position: number): IfdEntry {
  if (entry.tag !== makerNoteTag || entry.valueAt === undefined) return entry;
  return { ...entry, data: movedMakerNote(entry.data, entry.valueAt, position) };
}

function pointer(tag: number, position: number, big: boolean): IfdEntry {
  const data = Buffer.alloc(big ? 8 : 4);
  data.writeUInt32LE(position % 2 ** 32, 0);
  if (big) data.writeUInt32LE(Math.floor(position / 2 ** 32), 4);
  return { tag, type: big ? type.ifd8 : type.long, count: 1, data };
}

/** An entry of a directory; values that do not fit in it are placed elsewhere. */
function fieldOf(entry: IfdEntry, place: (bytes: Buffer) => number, big: boolean): Buffer {
  const { tag, type, count, data } = big ? entry : withoutBigTypes(entry);
  const field = Buffer.alloc(big ? 20 : 12);
  const value = big ? 12 : 8;
  field.writeUInt16LE(tag, 0);
  field.writeUInt16LE(type, 2);
  field.writeUInt32LE(count, 4);
  if (data.length <= field.length - value) data.copy(field, value);
  else pointer(tag, place(data), big).data.copy(field, value);
  return field;
}

/** Converts 64-bit integers to 32 bits, for files other than BigTIFF. */
function withoutBigTypes(entry: IfdEntry): IfdEntry {
  if (entry.type < type.long8) return entry;
  const data = Buffer.alloc(entry.count * 4);
  for (let index = 0; index < entry.count; index++) data.writeUInt32LE(entry.data.readUInt32LE(index * 8), index * 4);
  return { ...entry, type: type.long, data };
}

function directoryOf(fields: readonly Buffer[], big: boolean): Buffer {
  const count = Buffer.alloc(big ? 8 : 2);
  count.writeUInt16LE(fields.length, 0);
  return Buffer.concat([count, ...fields, Buffer.alloc(big ? 8 : 4)]);
}
