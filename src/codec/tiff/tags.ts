import { ImgparError } from '../../errors.js';
import type { Reading } from '../../pixels/reading.js';
import { corrupt, type Header, unsupported } from '../container.js';
import { type BandRoles, readBandRoles } from './band-roles.js';
import { compressionToWrite, type TiffCompression } from './compressions.js';
import {
  fieldCount,
  type IfdEntry,
  isDescriptive,
  numberAt,
  numbersOf,
  photometrics,
  readDirectory,
  readerOf,
  readTiff,
  tags,
  type,
} from './directory.js';
import { isMovable, type LayoutClaim, layoutClaim } from './positions.js';
import { statedBits, statedNodata } from './statements.js';
import { isOwnCompression, type SampleStorage } from './whole/chunks.js';
import { canPredict } from './whole/predictor.js';
import { type SampleKind, sampleKind } from './whole/samples.js';

/** A TIFF file, parsed into its pages, and its first page. */
export interface TiffFile extends TiffPage {
  /** Those that hold images. Masks are excluded: they stay unchanged. */
  readonly pages: readonly [TiffPage, ...TiffPage[]];
  readonly content: Buffer;
  readonly littleEndian: boolean;
  /** All directories, including those of masks, and their positions. */
  readonly directories: ReadonlyArray<readonly IfdEntry[]>;
  readonly positions: readonly number[];
  readonly claim?: LayoutClaim;
  /**
   * Whether the file holds only pixels that the decoder gives, and tags whose values can be moved. Then it is assembled anew. Any other
   * keeps its layout, and its samples are read here if possible.
   */
  readonly isPlain: boolean;
}

/** How the pixels of a page are stored, and its tags. */
export interface TiffPage extends Header {
  readonly big: boolean;
  readonly compression: TiffCompression;
  /** Level 0 is white. */
  readonly whiteIsZero: boolean;
  /** Size of the tiles in pixels; undefined if it has strips. */
  readonly tile: { readonly width: number; readonly height: number } | undefined;
  readonly entries: readonly IfdEntry[];
  /** Its number among the directories. */
  readonly directory: number;
  /** The number of the page that this is a smaller version of. */
  readonly reducedOf?: number;
  readonly roles: BandRoles;
  /** Undefined for fewer than 8 bits. */
  readonly kind: SampleKind | undefined;
  /** How its samples are stored, if we can read and write them ourselves. */
  readonly storage: SampleStorage | undefined;
  /** Whether sharp gives its pixels correctly. */
  readonly isDecodable: boolean;
  /** The value that marks missing data. */
  readonly nodata?: number;
  /** Bits that samples use, of those they have. */
  readonly usedBits?: number;
}

// ---- reading ----

/** Parses a TIFF. Refuses by name what imgpar cannot write back: camera raws, layers, complex numbers… */
export function parseTiff(file: Buffer, reading: Reading = {}): TiffFile {
  const { big, directories, positions, behindEnd } = readTiff(file);
  if (essentialTags.some((tag) => behindEnd.has(tag))) throw cutOff('the directory of a page goes on');
  refuseCameraRaw(file, directories);
  const { littleEndian } = readerOf(file);
  const found = directories.flatMap((entries, directory) => {
    if (isMask(entries, directory)) return [];
    try {
      refuseOtherPictures(entries, directories.length);
      const page = readPage({ big, littleEndian, directory, first: directories[0]! }, entries, reading);
      requirePixels(file, page);
      return [page];
    } catch (error) {
      if (!(error instanceof ImgparError) || directories.length === 1) throw error;
      throw new ImgparError(error.code, `page ${directory + 1} of ${directories.length}: ${error.message}`, { cause: error });
    }
  });
  const [first, ...others] = withReduced(found);
  if (!first) throw corrupt('the TIFF has no page');
  const pages = [first, ...others] as const;
  const claim = layoutClaim(file, big);
  const isUsual = directories.every((entries, index) => isUsualDirectory(entries, fieldCount(file, positions[index]!)));
  const isPlain = littleEndian && !claim && isUsual && pages.length === directories.length && pages.every(isPlainPage);
  const warnings = pages.flatMap((page) => page.warnings ?? []);
  return {
    ...first,
    ...{ pages, content: file, littleEndian, directories, positions, isPlain },
    ...(claim && { claim }),
    ...(warnings.length > 0 && { warnings: [...new Set(warnings)] }),
  };
}

/** Whether all fields could be read, and those that say how pixels are stored are whole numbers of usual types. */
function isUsualDirectory(entries: readonly IfdEntry[], fields: number): boolean {
  const isUsual = ({ tag, type: kind }: IfdEntry) =>
    !essentialTags.includes(tag) || tag === tags.jpegTables || countingTypes.includes(kind);
  return entries.length === fields && entries.every(isUsual);
}

const countingTypes: readonly number[] = [type.short, type.long, type.long8];

function isMask(entries: readonly IfdEntry[], index: number): boolean {
  return index > 0 && (subfileType(entries) & 4) !== 0;
}

function subfileType(entries: readonly IfdEntry[]): number {
  return numbersOf(entries, tags.newSubfileType)[0] ?? 0;
}

/** Links pages of reduced resolution to the full page before them; one that precedes all, to the first full page. */
function withReduced(pages: readonly TiffPage[]): TiffPage[] {
  const isReduced = ({ entries }: TiffPage) => (subfileType(entries) & 1) !== 0;
  const firstWhole = pages.findIndex((page) => !isReduced(page));
  if (firstWhole < 0) return [...pages];
  let whole = firstWhole;
  return pages.map((page, index) => {
    if (isReduced(page)) return { ...page, reducedOf: whole };
    whole = index;
    return page;
  });
}

function isPlainPage({ isDecodable, reducedOf, nodata, usedBits, roles, storage, entries }: TiffPage): boolean {
  const isSpecial =
    !isDecodable ||
    storage?.separate ||
    reducedOf !== undefined ||
    nodata !== undefined ||
    usedBits !== undefined ||
    roles.alpha?.multiplied;
  return !isSpecial && entries.every((entry) => !isDescriptive(entry) || isMovable(entry));
}

/** Without these it is unknown what the pixels are, or where. */
const essentialTags: readonly number[] = [
  ...[tags.width, tags.height, tags.bitsPerSample, tags.compression, tags.photometric, tags.samplesPerPixel, tags.sampleFormat],
  ...[tags.stripOffsets, tags.stripByteCounts, tags.tileOffsets, tags.tileByteCounts, tags.colourMap, tags.jpegTables],
];

function cutOff(what: string): ImgparError {
  return corrupt(`the TIFF is cut off: ${what} past the end of the file`);
}

/** Checks that all pixels are there: the decoder would report a cut-off image as whatever error it meets first. */
function requirePixels(file: Buffer, { entries, compression, shape, bitsPerSample }: TiffPage): void {
  const find = (tag: number) => entries.find((entry) => entry.tag === tag);
  const offsets = find(tags.stripOffsets) ?? find(tags.tileOffsets);
  const lengths = find(tags.stripByteCounts) ?? find(tags.tileByteCounts);
  if (!offsets || !lengths) return;
  // For uncompressed pixels in one piece, some writers state a wrong length, which decoders correct.
  const samples = numbersOf(entries, tags.samplesPerPixel)[0] ?? 1;
  const isPlain = compression === 'none' && offsets.count === 1;
  const mostBytes = isPlain ? Math.ceil((shape.width * bitsPerSample * samples) / 8) * shape.height : file.length;
  for (let index = 0; index < Math.min(offsets.count, lengths.count); index++) {
    if (numberAt(offsets, index) + Math.min(numberAt(lengths, index), mostBytes) > file.length) throw cutOff('some of its pixels lie');
  }
}

/**
 * Recognises raws by how the samples of a sensor are stored, or, like those of most makers, by a small image before the large one, which
 * lies in a sub-directory. In files whose sub-directories hold smaller images, the large one comes first.
 */
function refuseCameraRaw(file: Buffer, directories: ReadonlyArray<readonly IfdEntry[]>): void {
  const has = (entries: readonly IfdEntry[], wanted: number) => entries.some(({ tag }) => tag === wanted);
  const isDng = directories.some((entries) => has(entries, tags.dngVersion));
  const [first] = directories;
  const hasSmallFirst = first && has(first, tags.subDirectories) && ((numbersOf(first, tags.newSubfileType)[0] ?? 0) & 1) !== 0;
  const isRaw = directories.some((entries) => isOfSensor(entries) || subDirectories(file, entries).some(isOfSensor));
  if (isDng || hasSmallFirst || isRaw)
    throw unsupported(`the image is a camera raw file${isDng ? ' (DNG)' : ''}; expected a developed picture`);
}

function isOfSensor(entries: readonly IfdEntry[]): boolean {
  const [photometric = -1] = numbersOf(entries, tags.photometric);
  const [compression = 1] = numbersOf(entries, tags.compression);
  return rawPhotometrics.includes(photometric) || rawCompressions.includes(compression);
}

/** A colour filter array, and linear raw. */
const rawPhotometrics: readonly number[] = [32803, 34892];
/** Those of Sony, Samsung, Nikon, Kodak and Pentax. */
const rawCompressions: readonly number[] = [32767, 32770, 34713, 65000, 65535];

/** The directories below that of a page; empty if one cannot be read. */
function subDirectories(file: Buffer, entries: readonly IfdEntry[]): IfdEntry[][] {
  const positions = numbersOf(entries, tags.subDirectories).slice(0, mostSubDirectories);
  try {
    const reader = readerOf(file);
    return positions.map((position) => readDirectory(reader, position, new Set()));
  } catch {
    return [];
  }
}

/** More than any raw has. */
const mostSubDirectories = 16;

interface Place {
  readonly big: boolean;
  readonly littleEndian: boolean;
  readonly directory: number;
  /** The fields of the first page. */
  readonly first: readonly IfdEntry[];
}

function readPage({ big, littleEndian, directory, first }: Place, entries: readonly IfdEntry[], reading: Reading): TiffPage {
  const value = (tag: number, otherwise: number) => numbersOf(entries, tag)[0] ?? otherwise;
  const photometric = value(tags.photometric, -1);
  const compression = compressionToWrite(value(tags.compression, 1));
  const width = value(tags.width, 0);
  const height = value(tags.height, 0);
  if (width === 0 || height === 0) throw corrupt('the TIFF does not state its size');
  const { bits, kind } = readBits(entries, photometric);
  const roles = readBandRoles(entries, photometric, reading.alpha);
  if (photometric < 0 && roles.count > 1) throw corrupt('the TIFF does not say what its samples mean (no PhotometricInterpretation)');
  const space = photometric === photometrics.separated ? 'cmyk' : isLab(photometric) ? 'lab' : undefined;
  const tile = entries.some(({ tag }) => tag === tags.tileWidth)
    ? { width: value(tags.tileWidth, 0), height: value(tags.tileLength, 0) }
    : undefined;
  const separate = value(tags.planarConfiguration, 1) === 2 && roles.count > 1;
  const isPalette = photometric === photometrics.palette;
  if (isPalette && roles.count > 1) throw unsupported(`the TIFF has a palette and ${roles.count} channels; expected one`);
  const isOfOneKind = roles.others.length === 0 && (kind === 'uint8' || kind === 'uint16' || kind === undefined);
  const page: TiffPage = {
    ...{ big, entries, directory, roles, kind, compression, tile },
    bitsPerSample: isPalette ? 8 : bits,
    shape: {
      ...{ width, height },
      channels: channelsOf(entries, photometric, roles),
      maxSample: kind === 'uint8' || kind === undefined ? 255 : 65535,
    },
    fullChroma: photometric !== photometrics.yCbCr || value(tags.chromaSubsampling, 2) === 1,
    ...(space ? { space } : {}),
    whiteIsZero: photometric === photometrics.whiteIsZero,
    storage: undefined,
    isDecodable: isOfOneKind && photometric >= 0 && value(tags.sampleFormat, 1) === 1 && !(separate && tile),
    ...statedNodata(entries, reading),
    ...statedBits(entries, first, kind, reading),
    ...(photometric < 0 && {
      warnings: ['the TIFF does not say what its samples mean (no PhotometricInterpretation); they were read as grey'],
    }),
  };
  if (space && kind !== 'uint8' && kind !== 'uint16')
    throw unsupported(`the TIFF has ${bits}-bit ${space === 'cmyk' ? 'CMYK' : 'CIELab'} of ${kind}; expected 8 or 16 bits, unsigned`);
  const storage = storageOf(page, { photometric, littleEndian, separate, predictor: value(tags.predictor, 1) });
  if (!page.isDecodable && !storage && !isGivenWhole(page))
    throw unsupported(
      `the TIFF has ${roles.count === 1 ? '' : `${roles.count} bands of `}${bits}-bit samples of a kind or order that imgpar reads only uncompressed, or compressed by LZW, Deflate or PackBits`,
    );
  return storage ? { ...page, storage } : page;
}

/** Whether sharp gives all bands, though it takes one for transparency that is not. */
export function isGivenWhole({ kind, roles: { count, colours, others } }: TiffPage): boolean {
  return (kind === 'uint8' || kind === 'uint16') && others.length === 1 && count === colours + 1 && colours !== 4;
}

interface Storing {
  readonly photometric: number;
  readonly littleEndian: boolean;
  readonly separate: boolean;
  readonly predictor: number;
}

/** How the samples are stored, unless something about it is unknown. */
function storageOf(
  { entries, shape, kind, compression, tile, roles }: TiffPage,
  { photometric, littleEndian, separate, predictor }: Storing,
): SampleStorage | undefined {
  const { width, height } = shape;
  const isConverted = photometric === photometrics.palette || photometric === photometrics.yCbCr || photometric === photometrics.mask;
  if (!kind || isConverted || !isOwnCompression(compression) || !canPredict(kind, predictor)) return undefined;
  if (tile && (tile.width === 0 || tile.height === 0)) throw corrupt('the TIFF is broken: its tiles have no size');
  const rowsPerStrip = Math.min(numbersOf(entries, tags.rowsPerStrip)[0] || height, height);
  const isPacked = compression === 'lzw' || compression === 'deflate';
  return {
    ...{ width, height, bands: roles.count, kind, separate, tile, rowsPerStrip, compression, littleEndian },
    predictor: isPacked ? predictor : 1,
    bitsReversed: numbersOf(entries, tags.fillOrder)[0] === 2,
  };
}

/** The file with Lab pages labelled RGB, so that the decoder gives L, a and b as stored, instead of converting or refusing them. */
export function withLabCalledRgb(file: Buffer, { pages }: TiffFile): Buffer {
  const fields = pages
    .filter(({ space }) => space === 'lab')
    .flatMap(({ entries }) => entries.filter(({ tag }) => tag === tags.photometric).map(({ valueAt }) => valueAt!));
  if (fields.length === 0) return file;
  const copy = Buffer.from(file);
  for (const at of fields) copy.set(file[0] === 0x49 ? [photometrics.rgb, 0] : [0, photometrics.rgb], at);
  return copy;
}

function isLab(photometric: number): boolean {
  return photometric === photometrics.cieLab || photometric === photometrics.iccLab;
}

function refuseOtherPictures(entries: readonly IfdEntry[], pages: number): void {
  const has = (tag: number) => entries.some((entry) => entry.tag === tag);
  if (has(tags.subDirectories)) throw unsupported('the TIFF holds more images in sub-directories; expected one');
  if (has(tags.photoshopLayers))
    throw unsupported('the TIFF holds Photoshop layers, which would still show the original; expected a flattened image');
  const planes = entries.find(({ tag }) => tag === tags.metamorphPlanes)?.count ?? 1;
  // ImageJ writes a stack of more than 4 GB, and others on request, as one directory, and only the description says so.
  const description = entries.find(({ tag }) => tag === tags.description)?.data.toString('latin1') ?? '';
  const slices = description.startsWith('ImageJ=') ? /^images=(\d{1,9})/m.exec(description) : undefined;
  const images = Math.max(planes, Number(slices?.[1] ?? 1));
  if (images > pages) throw unsupported(`the TIFF is a stack of ${images} images in ${pages} pages; expected one page for each`);
}

interface Bits {
  readonly bits: number;
  /** Undefined for fewer than 8 bits. */
  readonly kind: SampleKind | undefined;
}

function readBits(entries: readonly IfdEntry[], photometric: number): Bits {
  const stated = numbersOf(entries, tags.bitsPerSample);
  const bits = stated[0] ?? 1;
  if (stated.some((count) => count !== bits))
    throw unsupported(`the TIFF has channels of ${stated.join(', ')} bits; expected the same depth for all`);
  const formats = numbersOf(entries, tags.sampleFormat);
  const [format = 1] = formats;
  if (formats.some((other) => other !== format))
    throw unsupported('the TIFF has channels of different kinds of numbers; expected the same for all');
  const name = { 5: 'complex integers', 6: 'complex numbers' }[format];
  if (name) throw unsupported(`the TIFF's samples are ${bits}-bit ${name}; expected whole numbers or floating point`);
  const isGrey = photometric <= photometrics.blackIsZero || photometric === photometrics.palette;
  const isFew = isGrey && (bits === 1 || bits === 2 || bits === 4);
  const kind = sampleKind(format, bits);
  if (!kind && !isFew)
    throw unsupported(
      `the TIFF has ${bits} bits per sample${format === 3 ? ' of floating point' : ''}; expected 8, 16 or 32, also 1, 2 or 4 for grey, or floats of 16, 32 or 64`,
    );
  return { bits, kind };
}

/** What methods see of a page: grey or RGB, plus the band of transparency. Bands of equal standing are seen one by one. */
function channelsOf(entries: readonly IfdEntry[], photometric: number, { colours, alpha, count }: BandRoles): 1 | 2 | 3 | 4 {
  if (photometric === photometrics.palette && count === 1) return isGreyPalette(entries) ? 1 : 3;
  if (colours === 4) return 3;
  if (isLab(photometric)) return 1;
  return alpha ? (colours === 1 ? 2 : 4) : colours;
}

function isGreyPalette(entries: readonly IfdEntry[]): boolean {
  const map = entries.find(({ tag }) => tag === tags.colourMap);
  if (!map || map.count % 3 !== 0) return false;
  const colours = map.count / 3;
  for (let index = 0; index < colours; index++) {
    const red = numberAt(map, index);
    if (red !== numberAt(map, index + colours) || red !== numberAt(map, index + 2 * colours)) return false;
  }
  return true;
}
