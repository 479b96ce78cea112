import { type Animation, corrupt, type Header, unsupported } from '../container.js';
import { orientationExif, uprightExif } from '../exif.js';
import { type Metadata, presentMetadata, uprightXmp } from '../metadata.js';
import { MetadataLimits } from '../metadata-limits.js';

interface Chunk {
  readonly type: string;
  /** Type, length, data and a padding byte if the length is odd. */
  readonly bytes: Buffer;
  readonly data: Buffer;
}

/** A WebP file, parsed into its chunks. */
export interface WebpFile extends Header {
  /** Whether all frames are lossless. */
  readonly lossless: boolean;
  /** Everything but the images: profile, EXIF, XMP and unknown chunks. */
  readonly chunks: readonly Chunk[];
  readonly animation: Animation | undefined;
}

const pictureChunks = ['VP8 ', 'VP8L', 'ALPH', 'VP8X', 'ANIM', 'ANMF'];

/** Parses a WebP. Refuses one that is cut off. */
export function parseWebp(file: Buffer): WebpFile {
  const declared = file.readUInt32LE(4) + 8;
  // Some writers count an odd last chunk without its padding.
  if (declared > file.length + 1)
    throw corrupt(`the WebP is cut off: it should be ${declared} bytes long, but the file has ${file.length}`);
  const chunks = readChunks(file.subarray(0, declared), 12);
  count(chunks);
  const animated = chunks.find(({ type }) => type === 'ANIM');
  return {
    ...(animated ? readAnimation(chunks, animated.data) : { ...readPicture(chunks), animation: undefined }),
    chunks: chunks.filter(({ type }) => !pictureChunks.includes(type)),
  };
}

/** Refuses too many frames, and excessive metadata. */
function count(chunks: readonly Chunk[]): void {
  const limits = new MetadataLimits();
  for (const { type, data } of chunks) {
    if (type === 'ANMF') limits.addPage();
    else if (type === 'ICCP') limits.addProfile(data.length);
    else if (!pictureChunks.includes(type)) limits.add(data.length);
  }
}

function readPicture(chunks: readonly Chunk[]): Header & { readonly lossless: boolean } {
  const picture = chunks.find(({ type }) => type === 'VP8 ' || type === 'VP8L');
  if (!picture) throw corrupt('the WebP holds no image');
  const lossless = picture.type === 'VP8L';
  const { width, height, alpha } = lossless ? losslessHeader(picture.data) : lossyHeader(picture.data);
  const hasAlpha = alpha || chunks.some(({ type }) => type === 'ALPH');
  return { shape: { width, height, channels: hasAlpha ? 4 : 3, maxSample: 255 }, bitsPerSample: 8, fullChroma: lossless, lossless };
}

function readAnimation(chunks: readonly Chunk[], loop: Buffer): Header & { readonly lossless: boolean; readonly animation: Animation } {
  const extended = chunks.find(({ type }) => type === 'VP8X')?.data;
  if (!extended) throw corrupt('the WebP is animated but does not state its size');
  const hasAlpha = (extended.readUInt8(0) & alphaFlag) !== 0;
  const shape = { ...sizeAt(extended, 4), channels: hasAlpha ? 4 : 3, maxSample: 255 } as const;
  const frames = chunks.filter(({ type }) => type === 'ANMF').map(({ data }) => readFrame(data));
  if (frames.length === 0) throw corrupt('the WebP is animated but has no frames');
  const covers = ({ width, height }: WebpFrame) => width === shape.width && height === shape.height;
  const isBare = (frame: WebpFrame, before: WebpFrame | undefined) => !covers(frame) && (before?.cleared ?? true);
  if (!hasAlpha && frames.some((frame, index) => isBare(frame, frames[index - 1])))
    throw unsupported('the WebP has frames smaller than its canvas but no transparency; expected frames that fill it');
  const lossless = frames.every((frame) => frame.lossless);
  const header: Header = { shape, bitsPerSample: 8, fullChroma: lossless };
  return {
    ...header,
    ...(frames.length > 1 ? { pages: frames.map(() => header) } : {}),
    lossless,
    animation: { plays: loop.readUInt16LE(4), delaysMs: frames.map(({ delayMs }) => delayMs) },
  };
}

interface WebpFrame {
  readonly width: number;
  readonly height: number;
  readonly delayMs: number;
  /** Whether its area is cleared before the next frame. */
  readonly cleared: boolean;
  readonly lossless: boolean;
}

function readFrame(data: Buffer): WebpFrame {
  const { lossless } = readPicture(readChunks(data, frameHeadBytes));
  return { ...sizeAt(data, 6), delayMs: data.readUIntLE(12, 3), cleared: (data.readUInt8(15) & 1) === 1, lossless };
}

/** Position, size, duration and flags, before the chunks of the frame. */
const frameHeadBytes = 16;

function sizeAt(data: Buffer, at: number): { width: number; height: number } {
  return { width: data.readUIntLE(at, 3) + 1, height: data.readUIntLE(at + 3, 3) + 1 };
}

function readChunks(file: Buffer, start: number): Chunk[] {
  const chunks: Chunk[] = [];
  const limits = new MetadataLimits();
  for (let position = start; position + 8 <= file.length; ) {
    const end = position + 8 + file.readUInt32LE(position + 4);
    if (end > file.length) throw corrupt('the WebP is cut off within a chunk, or a length in it is wrong');
    limits.add(0);
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
  if (width === 0 || height === 0) throw corrupt('the WebP has a size of 0');
  return { width, height, alpha: false };
}

/** Joins encoded frames into one WebP, with everything but the images of the source, byte for byte. */
export function withWebpChunks(encoded: readonly Buffer[], { chunks, animation }: WebpFile): Buffer {
  return assembled(encoded, chunks, animation);
}

/** Joins encoded frames into one WebP, with metadata from another format. WebP has no place for comments and Photoshop's resources. */
export function withWebpMetadata(encoded: readonly Buffer[], { icc, exif, xmp }: Metadata, animation?: Animation): Buffer {
  const payloads = { ICCP: icc, EXIF: exif, 'XMP ': xmp };
  const kept = Object.entries(payloads).flatMap(([type, data]) => (data ? [chunk(type, data)] : []));
  return assembled(encoded, kept, animation);
}

/** Profile first, then the images, then the rest, as the format requires. */
function assembled(encoded: readonly Buffer[], kept: readonly Chunk[], animation: Animation | undefined): Buffer {
  const [first] = encoded;
  if (kept.length === 0 && !animation) return first!;
  const pictures = animation ? animated(encoded, animation) : codedPicture(first!);
  const profile = kept.filter(({ type }) => type === 'ICCP');
  const rest = kept.filter(({ type }) => type !== 'ICCP');
  const chunks = [extendedHeader(encoded, kept, animation), ...profile, ...pictures, ...rest];
  const body = Buffer.concat(chunks.flatMap(({ bytes }) => [bytes, Buffer.alloc(bytes.length % 2)]));
  const head = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1');
  head.writeUInt32LE(body.length + 4, 4);
  return Buffer.concat([head, body]);
}

function codedPicture(encoded: Buffer): Chunk[] {
  return readChunks(encoded, 12).filter(({ type }) => ['ALPH', 'VP8 ', 'VP8L'].includes(type));
}

/** Frames that each fill the canvas and replace the previous one. Written here, as libwebp would merge equal frames. */
function animated(encoded: readonly Buffer[], { plays, delaysMs }: Animation): Chunk[] {
  const loop = Buffer.alloc(6);
  loop.writeUInt16LE(Math.min(plays, 0xffff), 4);
  const frames = encoded.map((bytes, index) => {
    const { width, height } = parseWebp(bytes).shape;
    const head = Buffer.alloc(frameHeadBytes);
    head.writeUIntLE(width - 1, 6, 3);
    head.writeUIntLE(height - 1, 9, 3);
    head.writeUIntLE(Math.min(delaysMs[index] ?? 0, 0xffffff), 12, 3);
    head[15] = doNotBlend;
    return chunk('ANMF', Buffer.concat([head, ...codedPicture(bytes).map((part) => part.bytes)]));
  });
  return [chunk('ANIM', loop), ...frames];
}

const doNotBlend = 2;
const alphaFlag = 0x10;
const animationFlag = 0x02;
const flagOf: Readonly<Record<string, number>> = { ICCP: 0x20, EXIF: 0x08, 'XMP ': 0x04 };

function extendedHeader(encoded: readonly Buffer[], kept: readonly Chunk[], animation: Animation | undefined): Chunk {
  const shapes = encoded.map((bytes) => parseWebp(bytes).shape);
  const { width, height } = shapes[0]!;
  const data = Buffer.alloc(10);
  const pictureFlags = (shapes.some(({ channels }) => channels === 4) ? alphaFlag : 0) | (animation ? animationFlag : 0);
  data[0] = kept.reduce((flags, { type }) => flags | (flagOf[type] ?? 0), pictureFlags);
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

/** The metadata in a WebP's chunks, for writing another format. */
export function webpMetadata({ chunks }: WebpFile): Metadata {
  const dataOf = (type: string) => chunks.find((candidate) => candidate.type === type)?.data;
  return presentMetadata({
    icc: dataOf('ICCP'),
    exif: webpExif({ chunks }),
    xmp: dataOf('XMP '),
  });
}

// ---- leaving out and turning ----

/** The file with only its profile and its orientation. */
export function strippedWebp(file: WebpFile): WebpFile {
  const orientation = orientationExif(webpMetadata(file).exif);
  const profile = file.chunks.filter(({ type }) => type === 'ICCP');
  return { ...file, chunks: [...profile, ...(orientation ? [chunk('EXIF', orientation)] : [])] };
}

/** The file stating that its image is upright. */
export function uprightWebp(file: WebpFile): WebpFile {
  return { ...file, chunks: file.chunks.map(uprightChunk) };
}

function uprightChunk(candidate: Chunk): Chunk {
  const { type, data } = candidate;
  if (type === 'XMP ') return chunk(type, uprightXmp(data));
  if (type !== 'EXIF') return candidate;
  return changedExif(candidate, uprightExif);
}

/** The EXIF block. */
export function webpExif({ chunks }: Pick<WebpFile, 'chunks'>): Uint8Array | undefined {
  const exif = chunks.find(({ type }) => type === 'EXIF')?.data;
  return exif?.subarray(prefixBytes(exif));
}

/** The file with another EXIF block instead of its own. */
export function withWebpExif(file: WebpFile, exif: Uint8Array): WebpFile {
  return { ...file, chunks: file.chunks.map((candidate) => (candidate.type === 'EXIF' ? changedExif(candidate, () => exif) : candidate)) };
}

function changedExif({ type, data }: Chunk, change: (exif: Buffer) => Uint8Array): Chunk {
  const head = prefixBytes(data);
  return chunk(type, Buffer.concat([data.subarray(0, head), change(data.subarray(head))]));
}

/** Some writers add the prefix that JPEG needs. */
function prefixBytes(exif: Buffer): number {
  return exif.toString('latin1', 0, 6) === exifPrefix ? exifPrefix.length : 0;
}
