import {
  type IfdEntry,
  isDescriptive,
  numbersOf,
  readDirectory,
  readerOf,
  serialize,
  type TiffReader,
  tags,
  type,
  valueBytes,
} from './tiff/directory.js';

/** The orientation stated by an EXIF block: 1 (upright) to 8, as in the TIFF tag. */
export function exifOrientation(exif: Uint8Array | undefined): number {
  return orientationOf(exifEntries(exif));
}

/** An EXIF block with nothing but the orientation of another one; undefined if the image is upright anyway. */
export function orientationExif(exif: Uint8Array | undefined): Uint8Array | undefined {
  const orientation = exifOrientation(exif);
  return orientation === 1
    ? undefined
    : exifBlock([{ tag: tags.orientation, type: type.short, count: 1, data: Buffer.from([orientation, 0]) }]);
}

/**
 * The same block, of the same length and layout, stating "upright". If the image was turned, swaps width and height, and unlinks the
 * thumbnail, which has the old orientation.
 */
export function uprightExif(exif: Uint8Array): Uint8Array {
  const orientation = exifOrientation(exif);
  if (orientation === 1) return exif;
  const copy = Buffer.from(exif);
  const reader = readerOf(copy);
  const first = reader.uint32(4);
  const field = fieldPosition(reader, first, tags.orientation)!;
  const lastByte = valueBytes[reader.uint16(field + 2)]! - 1;
  copy.fill(0, field + 8, field + 12).writeUInt8(1, field + 8 + (reader.littleEndian ? 0 : lastByte));
  if (orientation >= 5) swapSides(reader, first);
  const next = first + 2 + reader.uint16(first) * 12;
  if (next + 4 <= copy.length) copy.fill(0, next, next + 4);
  return copy;
}

function swapSides(reader: TiffReader, first: number): void {
  swapFields(reader, first, tags.width, tags.height);
  swapFields(reader, first, tags.xResolution, tags.yResolution);
  const pointer = fieldPosition(reader, first, tags.exif);
  if (pointer !== undefined) swapFields(reader, reader.uint32(pointer + 8), tags.pixelXDimension, tags.pixelYDimension);
}

/** Exchanges the values of two tags, if both are present. */
function swapFields(reader: TiffReader, directory: number, one: number, other: number): void {
  const [a, b] = [fieldPosition(reader, directory, one), fieldPosition(reader, directory, other)];
  if (a === undefined || b === undefined) return;
  const kept = Buffer.from(reader.file.subarray(a + 2, a + 12));
  reader.file.copy(reader.file, a + 2, b + 2, b + 12);
  kept.copy(reader.file, b + 2);
}

/** Where the field of a tag begins in a directory; undefined if it is absent, or if the directory cannot be read. */
function fieldPosition({ file, uint16 }: TiffReader, directory: number, tag: number): number | undefined {
  if (directory + 2 > file.length) return undefined;
  for (let index = 0; index < uint16(directory); index++) {
    const field = directory + 2 + index * 12;
    if (field + 12 > file.length) return undefined;
    if (uint16(field) === tag) return field;
  }
  return undefined;
}

export function exifEntries(exif: Uint8Array | undefined): readonly IfdEntry[] {
  try {
    return exif ? firstDirectory(Buffer.from(exif)).filter(isDescriptive) : [];
  } catch {
    // Unreadable EXIF is no reason to lose the image.
    return [];
  }
}

/** Reads only the first directory; the second one describes a preview. */
function firstDirectory(exif: Buffer): IfdEntry[] {
  const reader = readerOf(exif);
  return readDirectory(reader, reader.uint32(4), new Set());
}

export function exifBlock(entries: readonly IfdEntry[]): Buffer | undefined {
  if (entries.length === 0) return undefined;
  const head = Buffer.from('II*\0\0\0\0\0', 'latin1');
  const { bytes, directory } = serialize(entries, head.length, false);
  head.writeUInt32LE(directory, 4);
  return Buffer.concat([head, bytes]);
}

export function orientationOf(entries: readonly IfdEntry[]): number {
  const value = numbersOf(entries, tags.orientation)[0] ?? 1;
  return value >= 1 && value <= 8 ? value : 1;
}
