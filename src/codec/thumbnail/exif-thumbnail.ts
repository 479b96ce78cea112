/** The thumbnail in an EXIF block (a small TIFF), described by its second directory. */
export interface ExifThumbnail {
  readonly kind: 'jpeg' | 'rgb';
  /** Its position in the block. */
  readonly start: number;
  readonly bytes: number;
  /** For `rgb`, 3 bytes per pixel. */
  readonly width: number;
  readonly height: number;
  /** Positions in the block that refer to it: the link to its directory, and the values of its position and length. */
  readonly link: number;
  readonly startField: number;
  readonly bytesField: number;
}

/** The thumbnail of a block; undefined if there is none, or none that can be read. */
export function exifThumbnail(exif: Uint8Array): ExifThumbnail | undefined {
  const block = Buffer.from(exif.buffer, exif.byteOffset, exif.byteLength);
  const reader = readerOf(block);
  const link = reader && linkIn(block, reader);
  if (!reader || link === undefined) return undefined;
  const fields = fieldsOf(block, reader, reader.uint32(link));
  const value = (tag: number) => fields.get(tag)?.value;
  const place = fields.get(jpegStart) ?? fields.get(stripStart);
  const length = fields.get(jpegBytes) ?? fields.get(stripBytes);
  if (!place || !length || place.count !== 1 || length.count !== 1) return undefined;
  const kind = fields.has(jpegStart) ? 'jpeg' : 'rgb';
  const [width, height] = [value(0x100) ?? 0, value(0x101) ?? 0];
  // Uncompressed, and neither YCbCr nor grey.
  const isRgb = value(0x103) === 1 && value(0x106) === 2 && value(0x115) === 3 && length.value === 3 * width * height;
  const isThere = place.value >= 8 && length.value > 0 && place.value + length.value <= block.length;
  if (!isThere || (kind === 'rgb' && !isRgb)) return undefined;
  return { kind, start: place.value, bytes: length.value, width, height, link, startField: place.at, bytesField: length.at };
}

const [stripStart, stripBytes, jpegStart, jpegBytes] = [0x111, 0x117, 0x201, 0x202];

/**
 * The block with another thumbnail. Nothing else moves, as maker notes hold positions in the block: a thumbnail larger than the previous
 * one goes to the end.
 */
export function withThumbnail(exif: Uint8Array, thumbnail: ExifThumbnail, bytes: Uint8Array): Buffer {
  const { start, startField, bytesField } = thumbnail;
  const isLast = start + thumbnail.bytes >= exif.length - 1;
  const fits = bytes.length <= thumbnail.bytes;
  const place = fits || isLast ? start : exif.length + (exif.length % 2);
  const block = Buffer.alloc(isLast ? start + bytes.length : Math.max(exif.length, place + bytes.length));
  block.set(exif.subarray(0, block.length));
  block.fill(0, start, Math.min(start + thumbnail.bytes, block.length));
  block.set(bytes, place);
  const { writeLong } = readerOf(block)!;
  writeLong(place, startField);
  writeLong(bytes.length, bytesField);
  return block;
}

/** The block without its thumbnail. Nothing else moves. */
export function withoutThumbnail(exif: Uint8Array, { start, bytes, link }: ExifThumbnail): Buffer {
  const isLast = start + bytes >= exif.length - 1;
  const block = Buffer.from(isLast ? exif.subarray(0, start) : exif);
  if (!isLast) block.fill(0, start, start + bytes);
  readerOf(block)!.write(0, link);
  return block;
}

/** Without the thumbnail, if there is one. */
export function exifWithoutThumbnail(exif: Uint8Array): Uint8Array {
  const thumbnail = exifThumbnail(exif);
  return thumbnail ? withoutThumbnail(exif, thumbnail) : exif;
}

// ---- the block ----

interface Reader {
  readonly uint16: (at: number) => number;
  readonly uint32: (at: number) => number;
  readonly write: (value: number, at: number) => void;
  /** Writes the value of a field, and its type as four bytes. */
  readonly writeLong: (value: number, at: number) => void;
}

function readerOf(block: Buffer): Reader | undefined {
  const order = block.toString('latin1', 0, 4);
  if (order === 'II*\0')
    return {
      uint16: (at) => block.readUInt16LE(at),
      uint32: (at) => block.readUInt32LE(at),
      write: (value, at) => block.writeUInt32LE(value, at),
      writeLong: (value, at) => block.writeUInt32LE(value, block.writeUInt16LE(4, at - 6) + 4),
    };
  if (order !== 'MM\0*') return undefined;
  return {
    uint16: (at) => block.readUInt16BE(at),
    uint32: (at) => block.readUInt32BE(at),
    write: (value, at) => block.writeUInt32BE(value, at),
    writeLong: (value, at) => block.writeUInt32BE(value, block.writeUInt16BE(4, at - 6) + 4),
  };
}

/** Where the first directory links to the second one; undefined if it does not. */
function linkIn(block: Buffer, { uint16, uint32 }: Reader): number | undefined {
  if (block.length < 14) return undefined;
  const first = uint32(4);
  if (first + 2 > block.length) return undefined;
  const link = first + 2 + 12 * uint16(first);
  if (link + 4 > block.length) return undefined;
  const second = uint32(link);
  return second >= 8 && second + 2 <= block.length ? link : undefined;
}

interface Field {
  readonly count: number;
  /** A single number. */
  readonly value: number;
  /** Position of the value. */
  readonly at: number;
}

/** The numeric fields of a directory, by tag. */
function fieldsOf(block: Buffer, { uint16, uint32 }: Reader, directory: number): Map<number, Field> {
  const fields = new Map<number, Field>();
  const count = Math.min(uint16(directory), Math.floor((block.length - directory - 2) / 12));
  for (let index = 0; index < count; index++) {
    const at = directory + 2 + 12 * index;
    const isShort = uint16(at + 2) === 3;
    if (!isShort && uint16(at + 2) !== 4) continue;
    fields.set(uint16(at), { count: uint32(at + 4), value: isShort ? uint16(at + 8) : uint32(at + 8), at: at + 8 });
  }
  return fields;
}
