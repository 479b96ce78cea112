import { ImgparError } from '../../errors.js';
import { corrupt, type Header, unsupported } from '../container.js';
import { type Entry, numberAt, numbersOf, photometrics, readDirectory, readerOf, readTiff, tags } from './directory.js';

/** The compressions that are written. */
export type TiffCompression = 'none' | 'lzw' | 'deflate' | 'packbits' | 'jpeg' | 'ccittfax4';

/** A TIFF file, parsed into its pages, and its first page. */
export interface TiffFile extends TiffPage {
  readonly pages: readonly [TiffPage, ...TiffPage[]];
}

/** How the pixels of a page are stored, and its tags. */
export interface TiffPage extends Header {
  readonly big: boolean;
  readonly compression: TiffCompression;
  /** Level 0 is white. */
  readonly whiteIsZero: boolean;
  /** Size of the tiles in pixels; undefined if it has strips. */
  readonly tile: { readonly width: number; readonly height: number } | undefined;
  readonly entries: readonly Entry[];
}

// ---- reading ----

/** Parses a TIFF. Refuses by name what imgpar cannot write back: camera raws, layers, floating point… */
export function parseTiff(file: Buffer): TiffFile {
  const { big, directories, behindEnd } = readTiff(file);
  if (essentialTags.some((tag) => behindEnd.has(tag))) throw cutOff('the directory of a page goes on');
  refuseCameraRaw(file, directories);
  const [first, ...others] = directories.map((entries, index) => {
    try {
      refuseOtherPictures(entries, directories.length);
      const page = readPage(big, entries);
      requirePixels(file, page);
      return page;
    } catch (error) {
      if (!(error instanceof ImgparError) || directories.length === 1) throw error;
      throw new ImgparError(error.code, `page ${index + 1} of ${directories.length}: ${error.message}`, { cause: error });
    }
  });
  if (!first) throw corrupt('the TIFF has no page');
  return { ...first, pages: [first, ...others] };
}

/** Without these it is unknown what the pixels are, or where. */
const essentialTags: readonly number[] = [
  ...[tags.width, tags.height, tags.bitsPerSample, tags.compression, tags.photometric, tags.samplesPerPixel, tags.sampleFormat],
  ...[tags.stripOffsets, tags.stripByteCounts, tags.tileOffsets, tags.tileByteCounts, tags.colourMap, tags.jpegTables],
];

function cutOff(what: string): ImgparError {
  return corrupt(`the TIFF is cut off: ${what} behind the end of the file`);
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
function refuseCameraRaw(file: Buffer, directories: ReadonlyArray<readonly Entry[]>): void {
  const has = (entries: readonly Entry[], wanted: number) => entries.some(({ tag }) => tag === wanted);
  const isDng = directories.some((entries) => has(entries, tags.dngVersion));
  const [first] = directories;
  const hasSmallFirst = first && has(first, tags.subDirectories) && ((numbersOf(first, tags.newSubfileType)[0] ?? 0) & 1) !== 0;
  const isRaw = directories.some((entries) => isOfSensor(entries) || subDirectories(file, entries).some(isOfSensor));
  if (isDng || hasSmallFirst || isRaw)
    throw unsupported(`the image is a camera raw file${isDng ? ' (DNG)' : ''}; expected a developed picture`);
}

function isOfSensor(entries: readonly Entry[]): boolean {
  const [photometric = -1] = numbersOf(entries, tags.photometric);
  const [compression = 1] = numbersOf(entries, tags.compression);
  return rawPhotometrics.includes(photometric) || rawCompressions.includes(compression);
}

/** A colour filter array, and linear raw. */
const rawPhotometrics: readonly number[] = [32803, 34892];
/** Those of Sony, Samsung, Nikon, Kodak and Pentax. */
const rawCompressions: readonly number[] = [32767, 32770, 34713, 65000, 65535];

/** The directories below that of a page; empty if one cannot be read. */
function subDirectories(file: Buffer, entries: readonly Entry[]): Entry[][] {
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

function readPage(big: boolean, entries: readonly Entry[]): TiffPage {
  const value = (tag: number, otherwise: number) => numbersOf(entries, tag)[0] ?? otherwise;
  const photometric = value(tags.photometric, -1);
  const compression = value(tags.compression, 1);
  const width = value(tags.width, 0);
  const height = value(tags.height, 0);
  if (width === 0 || height === 0) throw corrupt('the TIFF does not state its size');
  const bitsPerSample = readBits(entries, photometric);
  const space = photometric === photometrics.separated ? 'cmyk' : isLab(photometric) ? 'lab' : undefined;
  return {
    big,
    entries,
    bitsPerSample: photometric === photometrics.palette ? 8 : bitsPerSample,
    shape: { width, height, channels: readChannels(entries, photometric), maxSample: bitsPerSample === 16 ? 65535 : 255 },
    fullChroma: photometric !== photometrics.yCbCr || value(tags.chromaSubsampling, 2) === 1,
    ...(space ? { space } : {}),
    compression: compressionToWrite(compression),
    whiteIsZero: photometric === photometrics.whiteIsZero,
    tile: entries.some(({ tag }) => tag === tags.tileWidth)
      ? { width: value(tags.tileWidth, 0), height: value(tags.tileLength, 0) }
      : undefined,
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

const refusedPhotometrics: Readonly<Record<number, string>> = {
  10: 'ITULab',
  32844: 'LogL',
  32845: 'LogLuv',
};

const readableCompressions: Readonly<Record<number, TiffCompression>> = {
  1: 'none',
  2: 'ccittfax4',
  3: 'ccittfax4',
  4: 'ccittfax4',
  5: 'lzw',
  7: 'jpeg',
  8: 'deflate',
  32773: 'packbits',
  32946: 'deflate',
};

const refusedCompressions: Readonly<Record<number, string>> = {
  6: 'old-style JPEG',
  9: 'JBIG',
  10: 'JBIG',
  32766: 'NeXT',
  32771: 'CCITT RLE with word alignment',
  32809: 'ThunderScan',
  34661: 'JBIG',
  34676: 'SGI Log',
  34677: 'SGI Log',
  34712: 'JPEG 2000',
  34887: 'LERC',
  34925: 'LZMA',
  50000: 'Zstandard',
  50001: 'WebP',
  50002: 'JPEG XL',
  52546: 'JPEG XL',
};

function compressionToWrite(compression: number): TiffCompression {
  const readable = readableCompressions[compression];
  if (readable) return readable;
  const name = refusedCompressions[compression] ?? `method ${compression}`;
  throw unsupported(`the TIFF is compressed by ${name}; expected none, LZW, Deflate, PackBits, JPEG or CCITT fax`);
}

function refuseOtherPictures(entries: readonly Entry[], pages: number): void {
  const has = (tag: number) => entries.some((entry) => entry.tag === tag);
  if (has(tags.subDirectories)) throw unsupported('the TIFF holds further images (sub-directories); expected one');
  if (has(tags.photoshopLayers))
    throw unsupported('the TIFF holds Photoshop layers, which would still show the old picture; expected a flattened image');
  const planes = entries.find(({ tag }) => tag === tags.metamorphPlanes)?.count ?? 1;
  // ImageJ writes a stack of more than 4 GB, and others on request, as one directory, and only the description says so.
  const description = entries.find(({ tag }) => tag === tags.description)?.data.toString('latin1') ?? '';
  const slices = description.startsWith('ImageJ=') ? /^images=(\d{1,9})/m.exec(description) : undefined;
  const images = Math.max(planes, Number(slices?.[1] ?? 1));
  if (images > pages) throw unsupported(`the TIFF is a stack of ${images} images in ${pages} pages; expected a page for each`);
  const isMask = pages > 1 && ((numbersOf(entries, tags.newSubfileType)[0] ?? 0) & 4) !== 0;
  if (isMask) throw unsupported('it is the transparency mask of another page; expected transparency as an alpha channel');
}

function readBits(entries: readonly Entry[], photometric: number): number {
  const bits = numbersOf(entries, tags.bitsPerSample);
  const first = bits[0] ?? 1;
  if (bits.some((count) => count !== first))
    throw unsupported(`the TIFF has channels of ${bits.join(', ')} bits; expected the same for all`);
  const format = numbersOf(entries, tags.sampleFormat)[0] ?? 1;
  const kind = ['', '', 'signed integers', 'floating point', 'of no stated kind', 'complex integers', 'complex numbers'][format];
  if (kind)
    throw unsupported(
      `the TIFF's samples are ${first}-bit ${kind}; expected unsigned integers of at most 16 bits: scale them to these first`,
    );
  const isGrey =
    photometric === photometrics.blackIsZero || photometric === photometrics.whiteIsZero || photometric === photometrics.palette;
  if (first !== 8 && first !== 16 && !(isGrey && (first === 1 || first === 2 || first === 4)))
    throw unsupported(`the TIFF has ${first} bits a sample; expected 8 or 16, or 1, 2 or 4 of grey`);
  return first;
}

function readChannels(entries: readonly Entry[], photometric: number): 1 | 2 | 3 | 4 {
  const refused = refusedPhotometrics[photometric];
  if (refused) throw unsupported(`the image is ${refused}; expected grey, RGB, CMYK or CIELab`);
  if (photometric < 0) throw corrupt('the TIFF does not say what its samples mean (no PhotometricInterpretation)');
  const channels = numbersOf(entries, tags.samplesPerPixel)[0] ?? 1;
  const isGrey = photometric === photometrics.whiteIsZero || photometric === photometrics.blackIsZero || photometric === photometrics.mask;
  if (isGrey && (channels === 1 || channels === 2)) return channels;
  if (photometric === photometrics.palette && channels === 1) return 3;
  if (photometric === photometrics.separated && channels === 4 && (numbersOf(entries, tags.inkSet)[0] ?? 1) === 1) return 3;
  if (isLab(photometric) && channels === 3) return 1;
  if ((photometric === photometrics.rgb || photometric === photometrics.yCbCr) && (channels === 3 || channels === 4)) return channels;
  if (photometric === photometrics.separated) throw unsupported(`the TIFF has ${channels} inks or channels; expected C, M, Y and K`);
  throw unsupported(`the TIFF has ${channels} channels; expected grey or RGB, each with at most one alpha channel`);
}
