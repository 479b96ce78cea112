import { unsupported } from '../container.js';
import { exifBlock, exifEntries, orientationOf } from '../exif.js';
import { type Density, densityIn, iptcRecords, type Metadata, presentMetadata, unevenDensity, uprightXmp } from '../metadata.js';
import {
  type IfdEntry,
  isDescriptive,
  longEntry,
  numbers,
  numbersOf,
  photometrics,
  readerOf,
  readTiff,
  serialize,
  shortEntry,
  tags,
  type,
  valueBytes,
} from './directory.js';
import { isBoundToFile } from './positions.js';
import { newLevels, withCurrentStatements } from './statements.js';
import type { TiffFile, TiffPage } from './tags.js';

/** Joins encoded pages into a TIFF, each with the tags of its source page, except those about how pixels are stored. */
export function withTiffTags(encoded: readonly Buffer[], { pages }: TiffFile): Buffer {
  return chained(
    encoded.map((bytes, index) => {
      const page = pages[index]!;
      return {
        bytes,
        added: withCurrentStatements(tagsToKeep(page), newLevels(page)),
      };
    }),
  );
}

/** The fields of a page that are kept, besides those about how its pixels are stored. */
export function tagsToKeep({ entries, space, shape }: TiffPage): IfdEntry[] {
  const extra = entries.find(({ tag }) => tag === tags.extraSamples);
  // A fourth channel of no stated meaning keeps having none. Premultiplied alpha no longer is.
  const unspecified = extra && numbers(extra)[0] === 0 ? [extra] : [];
  // Lab is encoded as if it were RGB.
  const lab = entries.filter(({ tag }) => tag === tags.photometric && space === 'lab');
  // What inks, or R, G and B, mean is the same for other pixels.
  const isRgb = shape.channels >= 3 && numbersOf(entries, tags.photometric)[0] === photometrics.rgb;
  const meaning = entries.filter(({ tag }) => (tag === tags.dotRange && space === 'cmyk') || (tag === tags.referenceBlackWhite && isRgb));
  return [...entries.filter(isDescriptive), ...unspecified, ...lab, ...meaning];
}

/** Gives an encoded TIFF metadata from another format. */
export function withTiffMetadata(encoded: Buffer, metadata: Metadata): Buffer {
  const { icc, xmp, photoshop } = metadata;
  const blocks: ReadonlyArray<readonly [number, Uint8Array | undefined, number]> = [
    [tags.icc, icc, type.undefined],
    [tags.xmp, xmp, type.byte],
    [tags.photoshop, photoshop, type.byte],
    [tags.iptc, iptcRecords(metadata), type.undefined],
  ];
  const own = blocks.flatMap(([tag, data, kind]) => (data ? [{ tag, type: kind, count: data.length, data: Buffer.from(data) }] : []));
  const added = [...densityEntries(metadata.density), ...exifEntries(metadata.exif), ...own];
  return chained([{ bytes: encoded, added }]);
}

/** Joins encoded pages into a TIFF with these fields. */
export function chainedPages(encoded: readonly Buffer[], entries: ReadonlyArray<readonly IfdEntry[]>): Buffer {
  return chained(encoded.map((bytes, index) => ({ bytes, added: entries[index]!.filter(isDescriptive) })));
}

interface EncodedPage {
  /** A file of only this page, little-endian. */
  readonly bytes: Buffer;
  /** The last of several entries with one tag wins. */
  readonly added: readonly IfdEntry[];
}

/**
 * Joins several files: one after the other, each followed by a new directory of its own structural entries and the added ones. The old
 * directories remain as unreferenced bytes.
 */
function chained(pages: readonly EncodedPage[]): Buffer {
  const parts: Buffer[] = [];
  const links: Array<{ readonly at: number; readonly to: number }> = [];
  let length = 0;
  const append = (bytes: Buffer) => {
    const padding = Buffer.alloc(-bytes.length & 7);
    parts.push(bytes, padding);
    length += bytes.length + padding.length;
  };
  const { big } = readerOf(pages[0]!.bytes);
  let link = big ? 8 : 4;
  for (const { bytes, added } of pages) {
    const own = readTiff(bytes).directories[0]!.filter((entry) => !isDescriptive(entry));
    const merged = new Map([...own.map((entry) => moved(entry, length, big)), ...added].map((entry) => [entry.tag, entry]));
    append(bytes);
    const { bytes: behind, directory } = serialize([...merged.values()], length, big);
    append(behind);
    links.push({ at: link, to: directory });
    link = directory + (big ? 8 + merged.size * 20 : 2 + merged.size * 12);
  }
  if (!big && length >= 2 ** 32) throw unsupported(`the TIFF would be ${length} bytes long; only a BigTIFF can hold 4 GB or more`);
  return linked(Buffer.concat(parts), links, big);
}

/** Adjusts positions of pixels to a file that is moved back. */
function moved(entry: IfdEntry, bytes: number, big: boolean): IfdEntry {
  if (bytes === 0 || (entry.tag !== tags.stripOffsets && entry.tag !== tags.tileOffsets)) return entry;
  const size = valueBytes[entry.type]!;
  const positions = Array.from({ length: entry.count }, (_, index) => entry.data.readUIntLE(index * size, Math.min(size, 6)) + bytes);
  return longEntry(entry.tag, positions, big);
}

function linked(file: Buffer, links: ReadonlyArray<{ readonly at: number; readonly to: number }>, big: boolean): Buffer {
  for (const { at, to } of links) {
    if (big) file.writeBigUInt64LE(BigInt(to), at);
    else file.writeUInt32LE(to, at);
  }
  return file;
}

function densityEntries(density: Density | undefined): IfdEntry[] {
  if (!density) return [];
  const unit = density.unit === 'inch' ? 'inch' : 'centimetre';
  const { x, y } = densityIn(unit, density) ?? density;
  const unitCode = density.unit === 'aspect' ? 1 : unit === 'inch' ? 2 : 3;
  return [
    { tag: tags.xResolution, type: type.rational, count: 1, data: rational(x) },
    { tag: tags.yResolution, type: type.rational, count: 1, data: rational(y) },
    shortEntry(tags.resolutionUnit, [unitCode]),
  ];
}

function rational(value: number): Buffer {
  const denominator = Number.isInteger(value) ? 1 : 1000;
  const data = Buffer.alloc(8);
  data.writeUInt32LE(Math.round(value * denominator), 0);
  data.writeUInt32LE(denominator, 4);
  return data;
}

// ---- metadata out ----

/** Tags that other formats hold outside EXIF. */
const ownBlocks: ReadonlySet<number> = new Set([tags.icc, tags.xmp, tags.iptc, tags.photoshop]);

/** The metadata in a TIFF's tags, for writing another format. */
export function tiffMetadata({ entries }: TiffFile): Metadata {
  const dataOf = (tag: number) => entries.find((entry) => entry.tag === tag)?.data;
  return presentMetadata({
    icc: dataOf(tags.icc),
    xmp: dataOf(tags.xmp),
    photoshop: dataOf(tags.photoshop),
    iptc: dataOf(tags.iptc),
    exif: exifBlock(entries.filter((entry) => isDescriptive(entry) && !ownBlocks.has(entry.tag) && !isBoundToFile(entry))),
    density: resolution(entries),
  });
}

function resolution(entries: readonly IfdEntry[]): Density | undefined {
  const [x] = numbersOf(entries, tags.xResolution);
  const [y] = numbersOf(entries, tags.yResolution);
  if (!x || !y || !Number.isFinite(x + y)) return undefined;
  const unit = (['inch', 'aspect', 'inch', 'centimetre'] as const)[numbersOf(entries, tags.resolutionUnit)[0] ?? 2] ?? 'inch';
  return unit === 'aspect' && x === y ? undefined : { x, y, unit };
}

// ---- leaving out and turning, in a TIFF ----

// Tags that affect how the image is shown, or say which page it is: subfile type, transfer function, page number, white point, primaries.
const shownTags: ReadonlySet<number> = new Set([254, tags.orientation, 297, 301, 318, 319, tags.icc]);
const resolutionTags: ReadonlySet<number> = new Set([tags.xResolution, tags.yResolution, tags.resolutionUnit]);

/** The file without the tags that do not affect how a page is shown. */
export function strippedTiff(file: TiffFile): TiffFile {
  return { ...withPages(file, (page) => ({ ...page, entries: strippedEntries(page.entries) })), isPlain: true };
}

/** The file stating that its pages are upright. */
export function uprightTiff(file: TiffFile): TiffFile {
  return withPages(file, (page) => ({ ...page, entries: uprightEntries(page.entries) }));
}

function withPages(file: TiffFile, change: (page: TiffPage) => TiffPage): TiffFile {
  const [first, ...others] = file.pages;
  const changed = change(first);
  return { ...file, ...changed, pages: [changed, ...others.map(change)] };
}

/** The orientation that the tags of a page state: 1 (upright) to 8. */
export function pageOrientation({ entries }: TiffPage): number {
  return orientationOf(entries);
}

function strippedEntries(entries: readonly IfdEntry[]): IfdEntry[] {
  const isUneven = unevenDensity(resolution(entries)) !== undefined;
  return entries.filter((entry) => !isDescriptive(entry) || shownTags.has(entry.tag) || (isUneven && resolutionTags.has(entry.tag)));
}

function uprightEntries(entries: readonly IfdEntry[]): IfdEntry[] {
  const swapped = orientationOf(entries) >= 5;
  return entries.map((entry) => {
    if (entry.tag === tags.orientation) return { ...entry, type: type.short, count: 1, data: Buffer.from([1, 0]) };
    if (entry.tag === tags.xmp) return { ...entry, data: Buffer.from(uprightXmp(entry.data)) };
    if (swapped && entry.tag === tags.xResolution) return { ...entry, tag: tags.yResolution };
    if (swapped && entry.tag === tags.yResolution) return { ...entry, tag: tags.xResolution };
    return entry;
  });
}
