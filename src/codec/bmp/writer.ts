import { type Raster, sampleBytes } from '../../pixels/raster.js';
import { unsupported } from '../container.js';
import { greyBits, makeBilevel } from '../encoding.js';
import { densityIn, type Metadata } from '../metadata.js';
import { type BmpFile, type BmpLayout, fileHeaderBytes, headerBytes, profileFields, profileWords, rowBytesOf } from './header.js';
import { coloursOf, indexRows, tripleRows, withSamples } from './pixels.js';

/** The file with another image of the same size, never run-length encoded. */
export function rewriteBmp(raster: Raster, file: BmpFile): Buffer[] {
  const { layout } = file;
  if (layout.masks) return assembled(file, file.head, withSamples(raster, layout, layout.masks, file.pixels));
  if (!layout.palette) {
    const head = layout.runs === 'none' ? file.head : headFor(file, layout);
    return assembled(file, head, tripleRows(raster, layout));
  }
  if (file.bitsPerSample === 1) makeBilevel(raster);
  const palette = fittingPalette(raster, layout.palette, layout.bits);
  const fitted: BmpLayout = { ...layout, runs: 'none', bits: palette ? layout.bits : 8, palette: palette ?? coloursOf(raster, 256) };
  if (!fitted.palette) {
    const full: BmpLayout = { ...fitted, bits: 24 };
    return assembled(file, headFor(file, full), tripleRows(raster, full));
  }
  const isSame = fitted.palette === layout.palette && layout.runs === 'none';
  return assembled(file, isSame ? file.head : headFor(file, fitted), indexRows(raster, fitted, fitted.palette));
}

/** The palette of the source if it contains all colours, else a new one that is no longer; undefined if there are more colours. */
function fittingPalette(raster: Raster, palette: readonly number[], bits: number): readonly number[] | undefined {
  const colours = coloursOf(raster, 2 ** bits);
  if (!colours) return undefined;
  const known = new Set(palette);
  if (colours.every((colour) => known.has(colour))) return palette;
  return bits === 8 && raster.channels === 1 ? greyRamp(256) : colours;
}

function greyRamp(length: number): number[] {
  return Array.from({ length }, (_, index) => Math.round((index * 255) / (length - 1)) * 0x10101);
}

/** The head of a file for pixels stored differently, up to the end of the palette. */
function headFor({ head }: BmpFile, { bits, palette }: BmpLayout): Buffer {
  const length = head.readUInt32LE(fileHeaderBytes);
  const isOs2 = length === headerBytes.os2;
  // A header that ends before these fields means 0 for all of them.
  const dib = Buffer.alloc(isOs2 ? length : Math.max(length, headerBytes.plain));
  head.copy(dib, 0, fileHeaderBytes, fileHeaderBytes + length);
  // A palette of unstated length has as many colours as its bits can address.
  const isWhole = isOs2 || dib.readUInt32LE(32) === 0;
  const entries = palette && bits <= 8 ? paletteBytes(palette, isWhole ? 2 ** bits : palette.length, isOs2 ? 3 : 4) : Buffer.alloc(0);
  dib.writeUInt32LE(dib.length, 0);
  dib.writeUInt16LE(bits, isOs2 ? 10 : 14);
  if (!isOs2) {
    const [compression, imageBytes, coloursUsed, coloursImportant] = [16, 20, 32, 36];
    for (const field of [compression, imageBytes, coloursImportant]) dib.writeUInt32LE(0, field);
    dib.writeUInt32LE(isWhole || bits > 8 ? 0 : palette!.length, coloursUsed);
  }
  return Buffer.concat([head.subarray(0, fileHeaderBytes), dib, entries]);
}

/** Blue, green and red; entries have three bytes in OS/2's first header, four in others. */
function paletteBytes(palette: readonly number[], entries: number, entryBytes: 3 | 4): Buffer {
  const bytes = Buffer.alloc(entries * entryBytes);
  palette.forEach((colour, index) => {
    bytes.writeUIntLE(colour, index * entryBytes, 3);
  });
  return bytes;
}

/** Joins the parts of a file, with all stated positions and lengths updated. */
function assembled(file: BmpFile, head: Buffer, pixels: Buffer): Buffer[] {
  const written = Buffer.from(head);
  const pixelEnd = written.length + pixels.length;
  const { tail, profile } = file;
  const moved = profile && movedProfile(file, head, pixelEnd);
  const rest = profile && moved === undefined ? Buffer.concat([tail, profile.bytes]) : tail;
  const total = pixelEnd + rest.length;
  if (total > 2 ** 32 - 1) throw unsupported(`the BMP would be ${total} bytes long; a BMP can hold at most 4 GiB`);
  written.writeUInt32LE(total, 2);
  written.writeUInt32LE(written.length, 10);
  if (written.readUInt32LE(fileHeaderBytes) > headerBytes.os2) updateImageBytes(written, pixels.length);
  if (profile) {
    const start = moved ?? total - profile.bytes.length;
    written.writeUInt32LE(start - fileHeaderBytes, fileHeaderBytes + profileFields.start);
    written.writeUInt32LE(profile.bytes.length, fileHeaderBytes + profileFields.length);
  }
  return [written, pixels, rest];
}

/** The new position of the profile; undefined if none of the rewritten parts contains it. */
function movedProfile({ head: before, pixels, tail, profile }: BmpFile, head: Buffer, pixelEnd: number): number | undefined {
  const start = profile?.start;
  if (start === undefined) return undefined;
  const tailStart = before.length + pixels.length;
  if (start >= tailStart) return tail.length > 0 ? pixelEnd + start - tailStart : undefined;
  return head === before && start < before.length ? start : undefined;
}

/** Updates a stated size; most writers leave it at 0, which is allowed. */
function updateImageBytes(head: Buffer, bytes: number): void {
  const at = fileHeaderBytes + 20;
  if (head.readUInt32LE(fileHeaderBytes) >= headerBytes.plain && head.readUInt32LE(at) !== 0) head.writeUInt32LE(bytes, at);
}

// ---- from other formats ----

/** Writes grey with a palette of greys, colour with 24 bits, images with alpha with 32. */
export function writeBmp(raster: Raster, bitsRead: number, { icc, density }: Metadata): Buffer[] {
  const { width, height, channels } = raster;
  const hasAlpha = channels % 2 === 0;
  const few = greyBits(raster, bitsRead);
  // Not all readers know palettes of 2 bits.
  const bits = hasAlpha ? 32 : channels === 3 ? 24 : few === 2 ? 4 : few;
  const palette = bits > 8 ? undefined : greyRamp(2 ** bits);
  const layout: BmpLayout = { width, height, topDown: false, bits, runs: 'none', palette, masks: hasAlpha ? alphaMasks : undefined };
  const dib = Buffer.alloc(icc || hasAlpha ? headerBytes.withProfile : headerBytes.plain);
  dib.writeUInt32LE(dib.length, 0);
  dib.writeInt32LE(width, 4);
  dib.writeInt32LE(height, 8);
  dib.writeUInt16LE(1, 12);
  dib.writeUInt16LE(bits, 14);
  dib.writeUInt32LE(rowBytesOf(layout) * height, 20);
  const perMetre = density && densityIn('metre', density);
  if (perMetre) {
    dib.writeInt32LE(Math.round(perMetre.x), 24);
    dib.writeInt32LE(Math.round(perMetre.y), 28);
  }
  if (palette) dib.writeUInt32LE(palette.length, 32);
  if (dib.length === headerBytes.withProfile) {
    // The colour space: by the profile, or sRGB; this name is stored backwards as well.
    dib.write(icc ? profileWords.own : 'BGRs', 56, 'latin1');
    // The rendering intent for pictures, not for charts.
    dib.writeUInt32LE(4, 108);
  }
  if (hasAlpha) {
    dib.writeUInt32LE(3, 16);
    alphaMasks.forEach((mask, index) => {
      dib.writeUInt32LE(mask, 40 + 4 * index);
    });
  }
  const head = Buffer.concat([
    Buffer.from('BM\0\0\0\0\0\0\0\0\0\0\0\0', 'latin1'),
    dib,
    palette ? paletteBytes(palette, palette.length, 4) : Buffer.alloc(0),
  ]);
  const profile = icc && { bytes: Buffer.from(icc), isNamed: false, start: undefined };
  const empty = { head: Buffer.alloc(0), pixels: Buffer.alloc(0), tail: Buffer.alloc(0), profile, layout, density };
  const file: BmpFile = { ...empty, shape: raster, bitsPerSample: 8, fullChroma: true };
  if (hasAlpha) return assembled(file, head, withSamples(asColour(raster), layout, alphaMasks, Buffer.alloc(0)));
  return assembled(file, head, palette ? indexRows(raster, layout, palette) : tripleRows(raster, layout));
}

const alphaMasks = [0xff0000, 0xff00, 0xff, 0xff000000] as const;

/** Grey with alpha as colour with alpha, the only way to store it. */
function asColour(raster: Raster): Raster {
  if (raster.channels !== 2) return raster;
  const samples = new Uint8Array(sampleBytes(raster) * 2);
  for (let from = 0, to = 0; from < raster.samples.length; from += 2, to += 4) {
    samples.fill(raster.samples[from]!, to, to + 3);
    samples[to + 3] = raster.samples[from + 1]!;
  }
  return { ...raster, channels: 4, samples };
}
