import type { ImageShape } from '../../pixels/raster.js';
import { corrupt, type Header, unsupported } from '../container.js';
import { isLevelOf } from '../encoding.js';
import type { Density } from '../metadata.js';
import { MetadataLimits } from '../metadata-limits.js';

/** A parsed BMP file. */
export interface BmpFile extends Header {
  /** Everything before the pixels: file header, image header, masks, palette, and anything else. */
  readonly head: Buffer;
  readonly layout: BmpLayout;
  /** The rows as stored in the file, or their runs. */
  readonly pixels: Buffer;
  /** The bytes after the pixels, usually a profile. */
  readonly tail: Buffer;
  readonly profile: Profile | undefined;
  readonly density: Density | undefined;
}

/** A colour profile, or the name of a file that has one. */
interface Profile {
  readonly bytes: Buffer;
  readonly isNamed: boolean;
  /** Its position in the file; undefined if it has none yet. */
  readonly start: number | undefined;
}

/** How pixels are stored. */
export interface BmpLayout {
  readonly width: number;
  readonly height: number;
  /** False in most files: they begin with the lowest row. */
  readonly topDown: boolean;
  /** Per pixel: 1, 2, 4, 8, 16, 24 or 32. */
  readonly bits: number;
  readonly runs: 'none' | 'rle4' | 'rle8' | 'rle24';
  /** Colours as 0xRRGGBB; only for up to 8 bits. */
  readonly palette: readonly number[] | undefined;
  /** The bits of R, G, B and alpha in a pixel; only for 16 and 32 bits. */
  readonly masks: readonly number[] | undefined;
}

export const fileHeaderBytes = 14;

/** Lengths of image headers: that of OS/2, that of Windows 3, and the longest of Windows, which has room for a profile. */
export const headerBytes = { os2: 12, plain: 40, withProfile: 124 } as const;

/** Parses a BMP. */
export function parseBmp(bytes: Buffer): BmpFile {
  const fields = readFields(bytes);
  const layout = readLayout(bytes, fields);
  const { width, height, bits, runs } = layout;
  const start = pixelStart(bytes, fields, layout);
  const rest = bytes.subarray(start);
  // The padding of the last row may be missing.
  const least = runs === 'none' ? rowBytesOf(layout) * (height - 1) + Math.ceil((width * bits) / 8) : 1;
  if (rest.length < least) throw corrupt(`the BMP is cut off: ${rest.length} bytes of pixels, expected ${least}`);
  const pixelBytes = runs === 'none' ? rowBytesOf(layout) * height : runBytes(fields, rest);
  const [pixels, tail] = [rest.subarray(0, pixelBytes), rest.subarray(pixelBytes)];
  const profile = readProfile(bytes, fields);
  const limits = new MetadataLimits();
  if (profile) limits.addProfile(profile.bytes.length);
  limits.add(start + tail.length);
  return { ...samplesOf(layout, pixels), head: bytes.subarray(0, start), layout, pixels, tail, profile, density: readDensity(fields) };
}

// ---- fields ----

/** The image header, in any of its five versions. */
interface Fields {
  /** Its length in bytes. */
  readonly length: number;
  readonly width: number;
  /** Negative if the first row is the top one. */
  readonly height: number;
  readonly bits: number;
  readonly compression: number;
  readonly imageBytes: number;
  readonly coloursUsed: number;
  readonly dib: Buffer;
}

function readFields(bytes: Buffer): Fields {
  const length = bytes.readUInt32LE(fileHeaderBytes);
  const dib = bytes.subarray(fileHeaderBytes, fileHeaderBytes + length);
  if (dib.length < length) throw corrupt('the BMP is cut off in its header');
  const none = { compression: 0, imageBytes: 0, coloursUsed: 0 };
  if (length === headerBytes.os2)
    return { length, width: dib.readUInt16LE(4), height: dib.readUInt16LE(6), bits: dib.readUInt16LE(10), ...none, dib };
  if (length < 16) throw corrupt(`the BMP header has an invalid length of ${length} bytes`);
  // OS/2 leaves out trailing fields that are 0.
  const number = (offset: number) => (offset + 4 <= length ? dib.readUInt32LE(offset) : 0);
  return {
    length,
    width: dib.readInt32LE(4),
    height: dib.readInt32LE(8),
    bits: dib.readUInt16LE(14),
    compression: number(16),
    imageBytes: number(20),
    coloursUsed: number(32),
    dib,
  };
}

/** OS/2's second header shares its first 40 bytes with that of Windows, but gives two compression codes another meaning. */
function isOs2({ length }: Fields): boolean {
  return length !== headerBytes.plain && length !== 52 && length !== 56 && length < 108;
}

function readLayout(bytes: Buffer, fields: Fields): BmpLayout {
  const { width, bits, compression } = fields;
  const height = Math.abs(fields.height);
  if (!(width > 0 && height > 0)) throw corrupt(`the BMP has a size of ${width} × ${fields.height} pixels`);
  const [runs, masked] = codingOf(fields);
  const stored = runs === 'none' ? [1, 2, 4, 8, 16, 24, 32] : [{ rle4: 4, rle8: 8, rle24: 24 }[runs]];
  if (!stored.includes(bits))
    throw unsupported(`the BMP has ${bits} bits per pixel with compression ${compression}; expected ${stored.join(', ')}`);
  if (masked && bits !== 16 && bits !== 32) throw corrupt(`the BMP has masks with ${bits} bits per pixel; expected 16 or 32`);
  const topDown = fields.height < 0;
  if (topDown && runs !== 'none') throw corrupt('the BMP is compressed and stored from the top down, which is not allowed');
  const palette = bits > 8 ? undefined : readPalette(bytes, fields);
  return { width, height, topDown, bits, runs, palette, masks: bits === 16 || bits === 32 ? readMasks(bytes, fields, masked) : undefined };
}

function codingOf(fields: Fields): [runs: BmpLayout['runs'], masked: boolean] {
  switch (fields.compression) {
    case 0:
      return ['none', false];
    case 1:
      return ['rle8', false];
    case 2:
      return ['rle4', false];
    case 3:
      if (isOs2(fields)) throw unsupported('the BMP is compressed with OS/2 Huffman codes; expected no compression or RLE');
      return ['none', true];
    case 4:
      if (isOs2(fields)) return ['rle24', false];
      throw unsupported('the BMP contains a JPEG; expected pixels');
    case 5:
      throw unsupported('the BMP contains a PNG; expected pixels');
    case 6:
      return ['none', true];
    default:
      throw unsupported(`the BMP has compression ${fields.compression}; expected none, RLE or masks`);
  }
}

/** Where a palette, or masks, begin. */
function behindHeader({ length }: Fields): number {
  return fileHeaderBytes + length;
}

/** Blue, green and red, plus an unused byte except in OS/2's first header. */
function readPalette(bytes: Buffer, fields: Fields): number[] {
  const entryBytes = fields.length === headerBytes.os2 ? 3 : 4;
  const start = behindHeader(fields);
  const most = 2 ** fields.bits;
  const wanted = fields.coloursUsed === 0 ? most : Math.min(fields.coloursUsed, most);
  const offset = bytes.readUInt32LE(10);
  const room = Math.floor(((offset > start ? Math.min(offset, bytes.length) : bytes.length) - start) / entryBytes);
  return Array.from({ length: Math.min(wanted, room) }, (_, index) => bytes.readUIntLE(start + index * entryBytes, 3));
}

function readMasks(bytes: Buffer, fields: Fields, masked: boolean): number[] {
  if (!masked) return fields.bits === 16 ? [0x7c00, 0x3e0, 0x1f, 0] : [0xff0000, 0xff00, 0xff, 0];
  const { length, compression } = fields;
  // The first header of Windows is followed by masks; later ones contain them at the same position.
  const hasAlpha = length >= 56 || compression === 6;
  const start = fileHeaderBytes + headerBytes.plain;
  const masks = [0, 4, 8, 12].map((offset) => (offset === 12 && !hasAlpha ? 0 : bytes.readUInt32LE(start + offset)));
  const colours = masks.slice(0, 3);
  if (colours.every((mask) => mask === 0)) throw corrupt('the BMP has empty masks');
  masks.forEach((mask, index) => {
    const overlaps = masks.some((other, at) => at !== index && (other & mask) !== 0);
    if (overlaps || !isContiguous(mask) || (fields.bits === 16 && mask > 0xffff))
      throw corrupt('the BMP has masks that overlap or have gaps');
    if (bitsOf(mask) > 16) throw unsupported(`the BMP has ${bitsOf(mask)} bits per sample; expected at most 16`);
  });
  return masks;
}

function isContiguous(mask: number): boolean {
  return mask === 0 || /^1+0*$/.test((mask >>> 0).toString(2));
}

/** The number of bits in a mask. */
export function bitsOf(mask: number): number {
  return (mask >>> 0).toString(2).replace(/0/g, '').length;
}

/** Bytes per row; rows are padded to words of four bytes. */
export function rowBytesOf({ width, bits }: Pick<BmpLayout, 'width' | 'bits'>): number {
  return Math.ceil((width * bits) / 32) * 4;
}

/** The position of the pixels as stated in the file, or computed if it is not stated. */
function pixelStart(bytes: Buffer, fields: Fields, { bits, palette }: BmpLayout): number {
  const stated = bytes.readUInt32LE(10);
  const isMasked = fields.length === headerBytes.plain && (fields.compression === 3 || fields.compression === 6);
  const maskBytes = isMasked ? (fields.compression === 6 ? 16 : 12) : 0;
  const entries = bits > 8 ? 0 : palette!.length;
  const least = behindHeader(fields) + maskBytes;
  if (stated === 0) return least + entries * (fields.length === headerBytes.os2 ? 3 : 4);
  if (stated < least || stated > bytes.length)
    throw corrupt(`the BMP header says that its pixels begin at byte ${stated}, which is impossible`);
  return stated;
}

function runBytes({ imageBytes }: Fields, rest: Buffer): number {
  return imageBytes > 0 && imageBytes < rest.length ? imageBytes : rest.length;
}

function readDensity({ length, dib }: Fields): Density | undefined {
  if (length < headerBytes.plain) return undefined;
  const [x, y] = [dib.readInt32LE(24), dib.readInt32LE(28)];
  return x > 0 && y > 0 ? { x, y, unit: 'metre' } : undefined;
}

/** Both names in the type field are stored backwards. */
function readProfile(bytes: Buffer, { length, dib }: Fields): Profile | undefined {
  const kind = length < headerBytes.withProfile ? '' : dib.toString('latin1', 56, 60);
  if (kind !== profileWords.own && kind !== profileWords.named) return undefined;
  const start = fileHeaderBytes + dib.readUInt32LE(profileFields.start);
  const profile = bytes.subarray(start, start + dib.readUInt32LE(profileFields.length));
  const isThere = profile.length > 0 && profile.length === dib.readUInt32LE(profileFields.length);
  return isThere ? { bytes: profile, isNamed: kind === profileWords.named, start } : undefined;
}

/** MBED and LINK. */
export const profileWords = { own: 'DEBM', named: 'KNIL' } as const;

/** In the longest header: the position of the profile, relative to the header, and its length. */
export const profileFields = { start: 112, length: 116 } as const;

// ---- samples ----

/** What decoding gives: a palette of greys counts as grey, and alpha that is 0 everywhere is ignored. */
function samplesOf({ width, height, bits, palette, masks }: BmpLayout, pixels: Buffer): Header {
  const shape = (channels: ImageShape['channels'], maxSample: ImageShape['maxSample'] = 255): ImageShape => ({
    width,
    height,
    channels,
    maxSample,
  });
  if (palette) {
    if (!palette.every(isGrey)) return { shape: shape(3), bitsPerSample: 8, fullChroma: true };
    const isEven = palette.every((colour) => isLevelOf(colour & 255, bits));
    return { shape: shape(1), bitsPerSample: isEven ? bits : 8, fullChroma: true };
  }
  if (!masks) return { shape: shape(3), bitsPerSample: 8, fullChroma: true };
  const most = Math.max(...masks.map(bitsOf));
  const hasAlpha = masks[3] !== 0 && isAnywhere(masks[3]!, pixels, bits / 8);
  return { shape: shape(hasAlpha ? 4 : 3, most > 8 ? 65535 : 255), bitsPerSample: most > 8 ? 16 : 8, fullChroma: true };
}

function isGrey(colour: number): boolean {
  const blue = colour & 255;
  return colour === blue * 0x10101;
}

/** Many writers leave alpha at 0, and viewers show such images all the same. */
function isAnywhere(mask: number, pixels: Buffer, bytes: number): boolean {
  for (let at = 0; at + bytes <= pixels.length; at += bytes) if ((pixels.readUIntLE(at, bytes) & mask) !== 0) return true;
  return false;
}
