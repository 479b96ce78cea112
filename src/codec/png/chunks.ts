import { crc32, deflateSync } from 'node:zlib';
import { corrupt, type Header, unsupported } from '../container.js';
import { isLevelOf } from '../encoding.js';
import { orientationExif, uprightExif } from '../exif.js';
import { type Density, densityIn, type Metadata, photoshopResources, presentMetadata, unevenDensity, uprightXmp } from '../metadata.js';
import { MetadataLimits, unpacked } from '../metadata-limits.js';

/** One chunk of a PNG. */
export interface Chunk {
  readonly type: string;
  /** The whole chunk: length, type, data, checksum. */
  readonly bytes: Buffer;
  readonly data: Buffer;
}

/** A PNG file, parsed into its chunks. */
export interface PngFile extends Header {
  readonly colourType: number;
  readonly interlaced: boolean;
  /** Three bytes per palette entry; colour type 3 only. */
  readonly palette: Buffer | undefined;
  /** All chunks, from the header to the end. Consecutive image data counts as one chunk; `pictureChunks` gives its parts. */
  readonly chunks: readonly Chunk[];
  /** Bytes after the end. */
  readonly surplusBytes: number;
  /** The ancillary chunks before and after the image data, in order. */
  readonly before: readonly Chunk[];
  readonly after: readonly Chunk[];
}

/** The sample format of a PNG: `colourType` 0 grey, 2 RGB, 4 grey and alpha, 6 RGB and alpha; `bitDepth` 1..16. */
export interface PngSamples {
  readonly colourType: 0 | 2 | 4 | 6;
  readonly bitDepth: 1 | 2 | 4 | 8 | 16;
}

export const pngSignature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** Parses a PNG. Refuses one without its end, and an animated one. */
export function parsePng(file: Buffer): PngFile {
  if (!file.subarray(0, 8).equals(pngSignature)) throw corrupt('the PNG signature is damaged, as by a transfer in text mode');
  if (file.toString('latin1', 12, 16) !== 'IHDR') throw corrupt('the PNG does not begin with its header');
  const chunks = readChunks(file);
  const [header, ...rest] = chunks;
  if (header?.data.length !== 13 || !isWhole(header)) throw corrupt('the header of the PNG is broken: its length or checksum is wrong');
  if (rest.some(({ type }) => type === 'acTL'))
    throw unsupported('the PNG is animated, and only its first frame could be read; expected a still image, or an animated GIF or WebP');
  const picture = rest.findIndex(({ type }) => type === 'IDAT');
  if (picture < 0) throw corrupt('the PNG has no image data');
  const before = rest.slice(0, picture);
  const kept = rest.filter(isKept);
  checkAncillary(rest.filter(isAncillary));
  countKept(kept);
  return {
    ...readHeader(header.data, before),
    colourType: header.data.readUInt8(9),
    interlaced: header.data.readUInt8(12) === 1,
    palette: before.find(({ type }) => type === 'PLTE')?.data,
    chunks,
    surplusBytes: file.length - 8 - chunks.reduce((sum, { bytes }) => sum + bytes.length, 0),
    before: before.filter(isKept),
    after: rest.slice(picture).filter(isKept),
  };
}

/**
 * Reads all chunks. Image data may come in millions of them, so consecutive ones make one entry: the first chunk, with the bytes of all.
 */
function readChunks(file: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  const limits = new MetadataLimits();
  let start = 8;
  for (const { type, data, bytes } of chunksIn(file.subarray(8))) {
    const end = start + bytes.length;
    const last = chunks.at(-1);
    if (type === 'IDAT' && last?.type === 'IDAT') {
      chunks[chunks.length - 1] = { ...last, bytes: file.subarray(start - last.bytes.length, end) };
    } else {
      limits.add(0);
      chunks.push({ type, data, bytes });
    }
    if (type === 'IEND') return chunks;
    start = end;
  }
  throw corrupt('the PNG has no end chunk: it is cut off');
}

/** The chunks that make up one entry of image data. */
export function pictureChunks({ bytes }: Chunk): Chunk[] {
  return [...chunksIn(bytes)];
}

/** The chunks that are complete. */
export function* chunksIn(bytes: Buffer): Generator<Chunk> {
  for (let start = 0; start + 12 <= bytes.length; ) {
    const end = start + 12 + bytes.readUInt32BE(start);
    if (end > bytes.length) return;
    yield {
      type: bytes.toString('latin1', start + 4, start + 8),
      bytes: bytes.subarray(start, end),
      data: bytes.subarray(start + 8, end - 4),
    };
    start = end;
  }
}

const channelsOf: Readonly<Record<number, 1 | 2 | 3 | 4>> = { 0: 1, 2: 3, 3: 3, 4: 2, 6: 4 };

function readHeader(data: Buffer, before: readonly Chunk[]): Header {
  const colourType = data.readUInt8(9);
  const bitDepth = data.readUInt8(8);
  const greys = colourType === 3 ? greysOf(before.find(({ type }) => type === 'PLTE')?.data) : undefined;
  const opaque = greys ? 1 : channelsOf[colourType];
  const width = data.readUInt32BE(0);
  const height = data.readUInt32BE(4);
  if (!opaque || ![1, 2, 4, 8, 16].includes(bitDepth) || width === 0 || height === 0) throw corrupt('the PNG header is invalid');
  // A key colour (tRNS) becomes an alpha channel.
  const hasKey = before.some(({ type }) => type === 'tRNS') && (opaque === 1 || opaque === 3);
  const channels = hasKey ? (opaque === 1 ? 2 : 4) : opaque;
  return {
    shape: { width, height, channels, maxSample: bitDepth === 16 ? 65535 : 255 },
    bitsPerSample: colourType === 3 && !greys?.every((level) => isLevelOf(level, bitDepth)) ? 8 : bitDepth,
    fullChroma: true,
  };
}

/** The levels of a palette that contains only greys. */
function greysOf(palette: Buffer | undefined): Buffer | undefined {
  const isGrey = palette?.every((value, at) => value === palette[at - (at % 3)]);
  return isGrey ? (palette?.filter((_, at) => at % 3 === 0) as Buffer) : undefined;
}

// Chunks whose name says "unsafe to copy" (an upper-case fourth letter) but which remain valid for the new image.
const knownChunks = new Set('cHRM gAMA iCCP sRGB cICP mDCV mDCv bKGD pHYs tIME oFFs sCAL sTER'.split(' '));

// What says which levels or colours occur in the image, or what they measure; equalised, it no longer does. Some are marked as safe to copy.
const staleChunks = new Set('hIST sBIT sPLT cLLI cLLi pCAL'.split(' '));

/**
 * Keeps ancillary chunks: known ones, and unknown ones marked as safe to copy into a changed file. Drops `tRNS`, which has become an alpha
 * channel, statements that no longer hold, and chunks that the format forbids to copy (signatures, and indices of the coded data).
 */
function isKept(chunk: Chunk): boolean {
  const { type } = chunk;
  return isAncillary(chunk) && type !== 'tRNS' && !staleChunks.has(type) && (knownChunks.has(type) || /^...[a-z]$/.test(type));
}

/** Whether a decoder that does not know the chunk can do without it. */
export function isAncillary({ type }: Chunk): boolean {
  return /^[a-z]/.test(type);
}

/** Checks ancillary chunks; libpng does not see those after the image data, nor those it does not know. */
function checkAncillary(chunks: readonly Chunk[]): void {
  for (const candidate of chunks)
    if (!isWhole(candidate)) throw corrupt(`the PNG's chunk ${candidate.type} is broken: its checksum does not match`);
}

/** Whether the chunk's checksum is right. */
export function isWhole({ bytes }: Chunk): boolean {
  const end = bytes.length - 4;
  return crc32(bytes.subarray(4, end)) === bytes.readUInt32BE(end);
}

/** Refuses metadata that is enormous, or would be when decompressed. */
function countKept(chunks: readonly Chunk[]): void {
  const limits = new MetadataLimits();
  for (const { type, data } of chunks) {
    if (type === 'iCCP') limits.addPackedProfile(packedProfile(data));
    else if (type === 'zTXt') limits.addPacked(afterKeyword(data).subarray(1));
    else if (type === 'iTXt' && afterKeyword(data)[0] === 1) limits.addPacked(internationalContent(data));
    else limits.add(data.length);
  }
}

// ---- putting back ----

/** The kept chunks of a file, to put before and after the image data in a file with these samples. */
export function chunksFor(source: PngFile, samples: PngSamples): { before: Buffer[]; after: Buffer[] } {
  return {
    before: source.before.flatMap((chunk) => fitted(chunk, source, samples)),
    after: source.after.map(({ bytes }) => bytes),
  };
}

/** Byte for byte, except the chunk that depends on the sample format. */
function fitted(chunk: Chunk, source: PngFile, samples: PngSamples): Buffer[] {
  const sameSamples = source.colourType === samples.colourType && source.bitsPerSample === samples.bitDepth;
  if (!sameSamples && chunk.type === 'bKGD') return fittedBackground(chunk, source, samples);
  return [chunk.bytes];
}

/** The background colour: a palette entry becomes RGB, few bits are scaled to more. */
function fittedBackground({ data, bytes }: Chunk, source: PngFile, samples: PngSamples): Buffer[] {
  if (source.colourType === 3) {
    const colour = source.palette?.subarray((data[0] ?? 0) * 3, (data[0] ?? 0) * 3 + 3);
    if (colour?.length !== 3) return [];
    const values = source.shape.channels < 3 ? [colour[0]! >> (8 - Math.min(samples.bitDepth, 8))] : [...colour];
    return [chunk('bKGD', Buffer.from(values.flatMap((value) => [0, value])))];
  }
  if (source.bitsPerSample >= 8 || data.length !== 2) return [bytes];
  const level = (data.readUInt16BE(0) * (2 ** samples.bitDepth - 1)) / (2 ** source.bitsPerSample - 1);
  return [chunk('bKGD', Buffer.from([0, Math.round(level)]))];
}

/** A chunk of this type and data. */
export function chunk(type: string, data: Uint8Array): Buffer {
  return Buffer.concat(chunkParts(type, [data]));
}

/** The same in parts, so that large data need not be copied. */
export function chunkParts(type: string, data: readonly Uint8Array[]): Uint8Array[] {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(
    data.reduce((sum, { length }) => sum + length, 0),
    0,
  );
  head.write(type, 4, 'latin1');
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(data.reduce((before, part) => crc32(part, before), crc32(head.subarray(4))));
  return [head, ...data, checksum];
}

// ---- leaving out and turning ----

// Chunks that affect how the image is shown: its colours and its background.
const shownChunks = new Set('cHRM gAMA iCCP sRGB cICP mDCV mDCv bKGD'.split(' '));

/** The file without the chunks that do not affect how the image is shown. */
export function strippedPng(file: PngFile): PngFile {
  const { exif, density } = pngMetadata(file);
  const uneven = unevenDensity(density);
  const orientation = orientationExif(exif);
  const own = [...(uneven ? [chunk('pHYs', physicalFields(uneven))] : []), ...(orientation ? [chunk('eXIf', orientation)] : [])];
  return { ...file, before: [...file.before.filter(({ type }) => shownChunks.has(type)), ...own.map(parsedChunk)], after: [] };
}

/** The file stating that its image is upright. */
export function uprightPng(file: PngFile, swapped: boolean): PngFile {
  const upright = (candidate: Chunk) => uprightChunk(candidate, swapped);
  return { ...file, before: file.before.map(upright), after: file.after.map(upright) };
}

function uprightChunk(candidate: Chunk, swapped: boolean): Chunk {
  const { type, data } = candidate;
  if (type === 'eXIf') return parsedChunk(chunk(type, uprightExif(data)));
  if (type === 'pHYs' && swapped)
    return parsedChunk(chunk(type, Buffer.concat([data.subarray(4, 8), data.subarray(0, 4), data.subarray(8)])));
  if (type !== 'iTXt' || keyword(data) !== xmpKeyword) return candidate;
  const xmp = internationalText(data);
  return xmp ? parsedChunk(xmpChunk(uprightXmp(xmp))) : candidate;
}

/** The EXIF block. */
export function pngExif({ before, after }: PngFile): Uint8Array | undefined {
  return (before.find(isExif) ?? after.find(isExif))?.data;
}

/** The file with another EXIF block instead of its own. */
export function withPngExif(file: PngFile, exif: Uint8Array): PngFile {
  const changed = (candidate: Chunk) => (isExif(candidate) ? parsedChunk(chunk('eXIf', exif)) : candidate);
  return { ...file, before: file.before.map(changed), after: file.after.map(changed) };
}

function isExif({ type }: Chunk): boolean {
  return type === 'eXIf';
}

function parsedChunk(bytes: Buffer): Chunk {
  return { type: bytes.toString('latin1', 4, 8), bytes, data: bytes.subarray(8, -4) };
}

// ---- metadata in and out ----

const xmpKeyword = 'XML:com.adobe.xmp';

/** The metadata in a PNG's chunks, for writing another format. */
export function pngMetadata({ before, after }: PngFile): Metadata {
  const chunks = [...before, ...after];
  const dataOf = (type: string) => chunks.find((candidate) => candidate.type === type)?.data;
  const texts = chunks.filter(({ type }) => /^[ti][ETX]Xt$/.test(type));
  const profile = dataOf('iCCP');
  return presentMetadata({
    icc: profile && unpacked(packedProfile(profile)),
    exif: dataOf('eXIf'),
    xmp: texts.filter(({ type, data }) => type === 'iTXt' && keyword(data) === xmpKeyword).map(({ data }) => internationalText(data))[0],
    density: physicalDensity(dataOf('pHYs')),
    comments: texts.filter(({ type, data }) => type === 'tEXt' && keyword(data) === 'Comment').map(({ data }) => afterKeyword(data)),
  });
}

function keyword(data: Buffer): string {
  return data.toString('latin1', 0, Math.max(data.indexOf(0), 0));
}

function afterKeyword(data: Buffer): Buffer {
  return data.subarray(data.indexOf(0) + 1);
}

/** Name, 0, method, profile. */
function packedProfile(data: Buffer): Buffer {
  return afterKeyword(data).subarray(1);
}

/** The text of an iTXt chunk; undefined if it cannot be decompressed, which is no reason to lose the image. */
function internationalText(data: Buffer): Buffer | undefined {
  const content = internationalContent(data);
  return afterKeyword(data)[0] === 1 ? unpacked(content) : content;
}

/** The content of an iTXt chunk, after keyword, 0, compression flag, method, language, 0, translated keyword, 0. */
function internationalContent(data: Buffer): Buffer {
  const rest = afterKeyword(data);
  return rest.subarray(rest.indexOf(0, rest.indexOf(0, 2) + 1) + 1);
}

function physicalDensity(data: Buffer | undefined): Density | undefined {
  if (data?.length !== 9) return undefined;
  return { x: data.readUInt32BE(0), y: data.readUInt32BE(4), unit: data[8] === 1 ? 'metre' : 'aspect' };
}

/** Metadata from another format, as chunks to put before the image data. */
export function chunksOf(metadata: Metadata): Buffer[] {
  const resources = photoshopResources(metadata);
  return [
    ...(metadata.icc ? [chunk('iCCP', Buffer.concat([text('icc\0\0'), deflateSync(metadata.icc)]))] : []),
    ...(metadata.density ? [chunk('pHYs', physicalFields(metadata.density))] : []),
    ...(metadata.exif ? [chunk('eXIf', metadata.exif)] : []),
    ...(metadata.xmp ? [xmpChunk(metadata.xmp)] : []),
    ...(resources ? [chunk('zTXt', rawProfile('8bim', resources))] : []),
    ...(metadata.comments ?? []).map((comment) => chunk('tEXt', Buffer.concat([text('Comment\0'), comment]))),
  ];
}

function xmpChunk(xmp: Uint8Array): Buffer {
  return chunk('iTXt', Buffer.concat([text(`${xmpKeyword}\0\0\0\0\0`), xmp]));
}

function text(characters: string): Buffer {
  return Buffer.from(characters, 'latin1');
}

function physicalFields(density: Density): Buffer {
  const { x, y } = densityIn('metre', density) ?? density;
  const fields = Buffer.alloc(9);
  fields.writeUInt32BE(Math.round(x), 0);
  fields.writeUInt32BE(Math.round(y), 4);
  fields[8] = density.unit === 'aspect' ? 0 : 1;
  return fields;
}

/** Writes IPTC the way ImageMagick and exiftool write and find it, as hexadecimal text: PNG has no chunk for it. */
function rawProfile(name: string, data: Uint8Array): Buffer {
  const lines = Array.from({ length: Math.ceil(data.length / 36) }, (_, line) => data.subarray(36 * line, 36 * (line + 1)));
  const digits = lines.map((line) => Buffer.from(line).toString('hex')).join('\n');
  const content = `\n${name}\n${String(data.length).padStart(8)}\n${digits}\n`;
  return Buffer.concat([text(`Raw profile type ${name}\0\0`), deflateSync(text(content))]);
}
