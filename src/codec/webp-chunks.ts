import { corrupt, type Header, unsupported } from './container.js';
import { type Metadata, presentMetadata } from './metadata.js';

interface Chunk {
  readonly type: string;
  /** Type, length, data and, where the length is odd, a byte of padding. */
  readonly bytes: Buffer;
  readonly data: Buffer;
}

/** A WebP file taken apart into its chunks. */
export interface WebpFile extends Header {
  readonly lossless: boolean;
  /** Everything but the picture: profile, EXIF, XMP and what is not known. */
  readonly chunks: readonly Chunk[];
}

const pictureChunks = ['VP8 ', 'VP8L', 'ALPH', 'VP8X'];

/** Takes a WebP apart. A cut one, and an animated one, is refused. */
export function parseWebp(file: Buffer): WebpFile {
  const declared = file.readUInt32LE(4) + 8;
  // Some writers count an odd last chunk without its padding.
  if (declared > file.length + 1) throw corrupt(`the WebP is cut off: it says ${declared} bytes, the file has ${file.length}`);
  const chunks = readChunks(file.subarray(0, declared));
  if (chunks.some(({ type }) => type === 'ANIM' || type === 'ANMF')) throw unsupported('the WebP is animated; expected a still image');
  const picture = chunks.find(({ type }) => type === 'VP8 ' || type === 'VP8L');
  if (!picture) throw corrupt('the WebP holds no picture');
  const lossless = picture.type === 'VP8L';
  const { width, height, alpha } = lossless ? losslessHeader(picture.data) : lossyHeader(picture.data);
  const hasAlpha = alpha || chunks.some(({ type }) => type === 'ALPH');
  return {
    shape: { width, height, channels: hasAlpha ? 4 : 3, maxSample: 255 },
    bitsPerSample: 8,
    fullChroma: lossless,
    lossless,
    chunks: chunks.filter(({ type }) => !pictureChunks.includes(type)),
  };
}

function readChunks(file: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  for (let position = 12; position + 8 <= file.length; ) {
    const end = position + 8 + file.readUInt32LE(position + 4);
    if (end > file.length) throw corrupt('the WebP is cut off within a chunk, or a length in it is wrong');
    const padded = Math.min(end + (end % 2), file.length);
    const type = file.toString('latin1', position, position + 4);
    chunks.push({ type, bytes: file.subarray(position, padded), data: file.subarray(position + 8, end) });
    position = end + (end % 2);
  }
  return chunks;
}

function losslessHeader(data: Buffer): { width: number; height: number; alpha: boolean } {
  const bits = data.readUInt32LE(1);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1, alpha: ((bits >>> 28) & 1) === 1 };
}

function lossyHeader(data: Buffer): { width: number; height: number; alpha: boolean } {
  const width = data.readUInt16LE(6) & 0x3fff;
  const height = data.readUInt16LE(8) & 0x3fff;
  if (width === 0 || height === 0) throw corrupt('the WebP states a size of 0');
  return { width, height, alpha: false };
}

/** An encoded WebP with everything but the picture of the file it was made from, byte for byte. */
export function withWebpChunks(encoded: Buffer, { chunks }: WebpFile): Buffer {
  return assembled(encoded, chunks);
}

/** An encoded WebP with metadata that came from another format. Comments and Photoshop's resources have no place in a WebP. */
export function withWebpMetadata(encoded: Buffer, { icc, exif, xmp }: Metadata): Buffer {
  const payloads = { ICCP: icc, EXIF: exif, 'XMP ': xmp };
  return assembled(
    encoded,
    Object.entries(payloads).flatMap(([type, data]) => (data ? [chunk(type, data)] : [])),
  );
}

/** Profile first, then the picture, then the rest; the order is prescribed. */
function assembled(encoded: Buffer, extras: readonly Chunk[]): Buffer {
  if (extras.length === 0) return encoded;
  const picture = readChunks(encoded).filter(({ type }) => ['ALPH', 'VP8 ', 'VP8L'].includes(type));
  const profile = extras.filter(({ type }) => type === 'ICCP');
  const rest = extras.filter(({ type }) => type !== 'ICCP');
  const chunks = [extendedHeader(encoded, extras), ...profile, ...picture, ...rest];
  const body = Buffer.concat(chunks.flatMap(({ bytes }) => [bytes, Buffer.alloc(bytes.length % 2)]));
  const head = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1');
  head.writeUInt32LE(body.length + 4, 4);
  return Buffer.concat([head, body]);
}

const flagOf: Readonly<Record<string, number>> = { ICCP: 0x20, EXIF: 0x08, 'XMP ': 0x04 };

function extendedHeader(encoded: Buffer, extras: readonly Chunk[]): Chunk {
  const { width, height, channels } = parseWebp(encoded).shape;
  const data = Buffer.alloc(10);
  data[0] = extras.reduce((flags, { type }) => flags | (flagOf[type] ?? 0), channels === 4 ? 0x10 : 0);
  data.writeUIntLE(width - 1, 4, 3);
  data.writeUIntLE(height - 1, 7, 3);
  return chunk('VP8X', data);
}

function chunk(type: string, data: Uint8Array): Chunk {
  const head = Buffer.from(`${type}\0\0\0\0`, 'latin1');
  head.writeUInt32LE(data.length, 4);
  const bytes = Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
  return { type, bytes, data: bytes.subarray(8, 8 + data.length) };
}

const exifPrefix = 'Exif\0\0';

/** What a WebP's chunks say, for writing another format. */
export function webpMetadata({ chunks }: WebpFile): Metadata {
  const dataOf = (type: string) => chunks.find((candidate) => candidate.type === type)?.data;
  const exif = dataOf('EXIF');
  return presentMetadata({
    icc: dataOf('ICCP'),
    // Some writers put the prefix here that JPEG needs.
    exif: exif?.toString('latin1', 0, 6) === exifPrefix ? exif.subarray(6) : exif,
    xmp: dataOf('XMP '),
  });
}
