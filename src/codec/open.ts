import { types } from 'node:util';
import { ImgparError, isError } from '../errors.js';
import { orientRaster, swapsSides } from '../pixels/orient.js';
import { cmykPicture } from '../pixels/pictures/cmyk-picture.js';
import { labPicture } from '../pixels/pictures/lab-picture.js';
import type { Picture } from '../pixels/pictures/picture.js';
import { rasterPicture } from '../pixels/pictures/raster-picture.js';
import type { ImageShape, Raster } from '../pixels/raster.js';
import { avifMetadata, parseAvif, withAvifItems, withAvifMetadata } from './avif/boxes.js';
import {
  type DecodedImage,
  defaultEncode,
  defaultMaxPixels,
  defaultQuality,
  type EncodeOptions,
  encoders,
  type WritableCompression,
  withDefaults,
} from './codec.js';
import { type Animation, corrupt, type Header, pagesOf, unsupported } from './container.js';
import { formatTitle, type ImageFormat, notAnImage, notSupported, sniff } from './formats.js';
import { gifAnimation, gifMetadata, parseGif } from './gif/blocks.js';
import { encodeGif, indexColours } from './gif/writer.js';
import { effortOfSharp, planesImage } from './jpeg/planes-image.js';
import { jpegMetadata, parseJpeg, withJpegMetadata, withJpegSegments } from './jpeg/segments.js';
import { decodePlanes, hasPlaneCodec } from './jpeg/turbo.js';
import { carried, orientationsOf, upright, withSidesSwapped } from './kept-metadata.js';
import { codecNeed, type MemoryNeed, planesNeed } from './memory.js';
import type { Metadata } from './metadata.js';
import { chunksFor, chunksOf, parsePng, pngMetadata } from './png/chunks.js';
import { readPng } from './png/reader.js';
import { encodePngInParts, fitsInBits, pngSamplesFor } from './png/writer.js';
import { decodeRasters, encodeAvif, encodeJpeg, encodeTiff, encodeWebp, quantize } from './sharp/on-demand.js';
import type { WebpCoding } from './sharp/sharp.js';
import { readTiffStrips } from './tiff/reader.js';
import { encodeTiffStrips, type TiffCoding } from './tiff/strips.js';
import {
  parseTiff,
  type TiffCompression,
  type TiffPage,
  tiffMetadata,
  withLabCalledRgb,
  withTiffMetadata,
  withTiffTags,
} from './tiff/tags.js';
import { parseWebp, webpMetadata, withWebpChunks, withWebpMetadata } from './webp/chunks.js';

export interface OpenOptions {
  /** A larger image is refused from its header (`too-large`); what counts is the sum over all pages. Default 268,402,689. */
  readonly maxPixels?: number;
  /** Turns and mirrors the pixels as the file's orientation says, and states "upright" from then on. Default: false. */
  readonly autoOrient?: boolean;
  /**
   * What is going to be done. It allows for faster decoders than sharp: of plain PNGs and TIFFs our own; and a JPEG that is written as
   * JPEG again is decoded no further than to its components, where a library for that is at hand. Default: anything may be, and sharp
   * decodes.
   */
  readonly intent?: Intent;
  /** `sharp` decodes all there is by sharp, whatever is intended. Default: `auto`. */
  readonly codec?: 'auto' | 'sharp';
  /**
   * Asked before anything is decoded, with the memory that this will take; to refuse, it throws. Asked again where another way turns
   * out to be needed. Default: all is admitted.
   */
  readonly admit?: (need: MemoryNeed) => void;
}

export interface Intent {
  /** Whether only `luma` of colours is going to be used, also of grey images, which are their own luma. */
  readonly lumaOnly: boolean;
  readonly format: EncodeOptions['format'];
  readonly effort: number;
  /** Of TIFF. Default: `keep`. */
  readonly compression?: EncodeOptions['compression'];
}

/** What a file is and what its header says, without decoding it. */
export interface ProbedImage extends Omit<Header, 'pages'> {
  readonly format: ImageFormat;
  /** Of each page or frame. */
  readonly shapes: readonly ImageShape[];
}

/**
 * A file taken apart and decoded. Throws an `ImgparError`: `not-an-image`, `unsupported-format`, `corrupt`, `too-large`. The
 * messages do not name the file.
 */
export async function openImage(bytes: Uint8Array, options: OpenOptions = {}): Promise<DecodedImage> {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { format, source } = parse(file);
  const maxPixels = options.maxPixels ?? defaultMaxPixels;
  refuseTooLarge(source, maxPixels);
  const bySharp = async (heldBytes = 0): Promise<DecodedImage> => {
    const need = needOf(format, source, options.intent);
    options.admit?.({ ...need, rasterBytes: need.rasterBytes + heldBytes });
    const rasters = await decodeRasters(readable(file, source), format, source, maxPixels);
    return imageOf(format, source, rasters, options);
  };
  return byPlanes(file, source, options, bySharp) ?? byReader(format, file, source, options) ?? bySharp();
}

/** What a file is and what its header says. Throws as `openImage` does, for all that a header can tell. */
export function probeImage(bytes: Uint8Array): ProbedImage {
  const { format, source } = parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const { shape, bitsPerSample, fullChroma, space } = source;
  const shapes = pagesOf(source).map((page) => page.shape);
  return { format, shape, shapes, bitsPerSample, fullChroma, ...(space ? { space } : {}) };
}

/** The memory that a file takes beside its own bytes if it is decoded to its pixels. */
function needOf(format: ImageFormat, source: Source, intent: Intent | undefined): MemoryNeed {
  const pages = pagesOf(source).map(rasterBytesOf);
  const rasterBytes = pages.reduce((sum, bytes) => sum + bytes, 0);
  const coded = {
    format,
    header: source,
    wholeFrame: ('progressive' in source && source.progressive) || ('interlaced' in source && source.interlaced),
    lossless: 'lossless' in source && source.lossless,
    // Only a TIFF has entries.
    stored: 'entries' in source && source.pages.every(({ compression }) => compression === 'none'),
    rasterBytes,
    largestPageBytes: pages.reduce((largest, bytes) => Math.max(largest, bytes), 0),
  };
  return { shapes: pagesOf(source).map(({ shape }) => shape), rasterBytes, ...codecNeed(coded, { ...defaultEncode, ...intent }) };
}

/** CMYK is decoded as four channels and Lab as three, whatever methods see. */
function rasterBytesOf({ shape, space }: Header): number {
  const channels = space ? { lab: 3, cmyk: 4 }[space] : shape.channels;
  return shape.width * shape.height * channels * (shape.maxSample === 255 ? 1 : 2);
}

// ---- taking apart ----

const parsers = { jpeg: parseJpeg, png: parsePng, webp: parseWebp, tiff: parseTiff, avif: parseAvif, gif: parseGif } as const;

/** A file taken apart, by format. */
type Sources = { readonly [Format in ImageFormat]: ReturnType<(typeof parsers)[Format]> };
type Source = Sources[ImageFormat];

/** A file taken apart, of which only this module makes sense. */
interface Parsed {
  readonly format: ImageFormat;
  readonly source: Source;
}

function parse(file: Buffer): Parsed {
  const sniffed = sniff(file);
  if (sniffed.kind === 'not-an-image') throw new ImgparError('not-an-image', notAnImage(sniffed.name));
  if (sniffed.kind === 'unsupported-image') throw unsupported(notSupported(sniffed.name));
  const { format } = sniffed;
  try {
    return { format, source: parsers[format](file) };
  } catch (error) {
    // Node's buffers throw RangeErrors where something is to be read behind their end.
    if (isError(error) && error.name === 'RangeError')
      throw corrupt(`the ${formatTitle[format]} is cut off, or a position in it is wrong`, error);
    throw error;
  }
}

/** The file as the decoder understands it. */
function readable(file: Buffer, source: Source): Buffer {
  // Only a TIFF has tags.
  return 'entries' in source ? withLabCalledRgb(file, source) : file;
}

/** All pages are held in memory at once, so their sum counts. */
export function refuseTooLarge(source: Header, maxPixels: number): void {
  const pages = pagesOf(source);
  const pixels = pages.reduce((sum, { shape }) => sum + shape.width * shape.height, 0);
  const { width, height } = source.shape;
  const size =
    pages.length === 1 ? `${width} × ${height} pixels` : `${pages.length} pages or frames, the first of ${width} × ${height} pixels`;
  if (pixels > maxPixels) throw new ImgparError('too-large', `the image has ${size}, ${pixels} pixels in all; allowed are ${maxPixels}`);
}

// ---- components of a JPEG ----

/**
 * The image by its components, if these will do and can be had. Whatever is unusual about the file is left to sharp, so that both ways
 * accept and refuse the same files.
 */
function byPlanes(
  file: Buffer,
  source: Source,
  { intent, autoOrient, codec, admit }: OpenOptions,
  bySharp: (heldBytes: number) => Promise<DecodedImage>,
): DecodedImage | undefined {
  // Only a JPEG is plain.
  if (!intent || autoOrient || codec === 'sharp' || !('plain' in source && source.plain)) return undefined;
  if (intent.format !== 'keep' && intent.format !== 'jpeg') return undefined;
  if (intent.effort >= effortOfSharp || !intent.lumaOnly) return undefined;
  if (!hasPlaneCodec()) return undefined;
  const need = planesNeed(source);
  admit?.(need);
  const { width, height } = source.shape;
  const planes = decodePlanes(file.subarray(0, source.endOfImage), width, height);
  // Should sharp have to write them, the planes, and the room for their file, are held beside its pixels.
  return planes && planesImage(planes, source, () => bySharp(need.rasterBytes + need.encodeBytes));
}

// ---- putting together ----

/** What our own readers can read; everything else is left to sharp. */
function byReader(format: ImageFormat, file: Buffer, source: Source, options: OpenOptions): DecodedImage | undefined {
  if (!options.intent || options.codec === 'sharp') return undefined;
  // Only a PNG has a kind of colours, and only a TIFF has entries.
  if (!('colourType' in source || 'entries' in source)) return undefined;
  options.admit?.(needOf(format, source, options.intent));
  const found = 'entries' in source ? readTiffStrips(file, source) : readPng(source);
  return found && { ...imageOf(format, source, [found.raster], options), release: found.release };
}

function imageOf(format: ImageFormat, source: Source, rasters: Rasters, { autoOrient }: OpenOptions): DecodedImage {
  return autoOrient ? uprightImage(format, source, rasters) : decodedImage(format, source, rasters);
}

function uprightImage(format: ImageFormat, source: Source, rasters: Rasters): DecodedImage {
  const orientations = orientationsOf(format, source);
  const orientationOf = (page: number) => orientations[page] ?? 1;
  const swapped = (header: Header, page: number) => (swapsSides(orientationOf(page)) ? withSidesSwapped(header) : header);
  const stated = upright(format, source, swapsSides(orientationOf(0)));
  const pages = stated.pages && { pages: stated.pages.map(swapped) };
  // Sides and statements have changed, nothing that tells formats apart.
  const turned = { ...swapped(stated, 0), ...pages } as Source;
  const [first, ...others] = rasters.map((raster, page) => orientRaster(raster, orientationOf(page)));
  return decodedImage(format, turned, [first!, ...others]);
}

function decodedImage(format: ImageFormat, source: Source, rasters: Rasters): DecodedImage {
  const headers = pagesOf(source);
  return {
    format,
    codec: 'sharp',
    pictures: rasters.map((raster, page) => pictureOf(raster, headers[page]!)),
    // Async, so that a refusal is a rejection too.
    ...encoders(async (options) => {
      const all = withDefaults(options);
      const kept = carried(format, source, all);
      return encode(format, kept, rasters, { ...all, quality: qualityOf(all, kept) });
    }),
    release: () => {},
  };
}

/** The pixels of each page or frame; the first one always exists. */
type Rasters = readonly [Raster, ...Raster[]];

function pictureOf(raster: Raster, { space }: Header): Picture {
  if (space === 'cmyk') return cmykPicture(raster);
  return space === 'lab' ? labPicture(raster) : rasterPicture(raster);
}

/** The options with all decided. */
interface Settings extends EncodeOptions {
  readonly quality: number;
}

/** What a JPEG's tables stand for means nothing to other encoders. */
function qualityOf({ quality, format }: EncodeOptions, source: Source): number {
  if (quality !== 'auto') return quality;
  const isJpegAgain = 'estimateQuality' in source && (format === 'keep' || format === 'jpeg');
  return isJpegAgain ? source.estimateQuality() : defaultQuality;
}

async function encode(format: ImageFormat, source: Source, rasters: Rasters, options: Settings): Promise<readonly Uint8Array[]> {
  const target = options.format === 'keep' ? format : options.format;
  // `source` was taken apart by `parsers[format]`, so it is what `Sources` says of that format.
  if (target === format) return inParts(await (rewriters[format] as Rewriter)(rasters, source, options));
  refuseLoss(target, source, rasters);
  return inParts(await converters[target](rasters, sharedHeader(source), (readers[format] as MetadataReader)(source), options));
}

/** A file whole or in parts: large ones come in parts where that saves a copy. */
type Encoded = Uint8Array | readonly Uint8Array[];

function inParts(encoded: Encoded): readonly Uint8Array[] {
  return types.isUint8Array(encoded) ? [encoded] : encoded;
}

type Rewriter = (rasters: Rasters, source: Source, options: Settings) => Promise<Encoded>;
type MetadataReader = (source: Source) => Metadata;

/** Writes the format that was read, with everything but the pixels as it was. */
const rewriters: {
  readonly [Format in ImageFormat]: (rasters: Rasters, source: Sources[Format], options: Settings) => Promise<Encoded>;
} = {
  jpeg: async ([raster], source, { quality, effort }) => withJpegSegments(await encodeJpeg(raster, { ...source, quality, effort }), source),
  png: async ([raster], source, { effort }) => {
    const samples = pngSamplesFor(raster, source.bitsPerSample);
    const { before, behind } = chunksFor(source, samples);
    return encodePngInParts(raster, samples, before, behind, effort);
  },
  webp: async (rasters, source, options) =>
    withWebpChunks(await inTurn(rasters, (raster) => encodeWebp(raster, webpCoding(raster, options, source.lossless))), source),
  tiff: async (rasters, source, options) =>
    withTiffTags(await inTurn(rasters, (raster, page) => encodeTiffPage(raster, tiffCoding(raster, source.pages[page]!, options))), source),
  avif: async ([raster], source, { quality, effort }) =>
    withAvifItems(await encodeAvif(raster, { ...source, quality, effort, bitdepth: avifDepth(source.bitsPerSample) }), source),
  gif: async (rasters, source) =>
    encodeGif(await inTurn(rasters, async (raster) => indexColours(raster) ?? indexColours(await quantize(raster))!), source),
};

/** One page after the other: what runs beside them are other images. */
async function inTurn<Result>(rasters: Rasters, encodePage: (raster: Raster, page: number) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (const [page, raster] of rasters.entries()) results.push(await encodePage(raster, page));
  return results;
}

/** What other formats are told of a file. */
interface Shared extends Header {
  readonly animation: Animation | undefined;
}

function sharedHeader(source: Source): Shared {
  const animation = 'frames' in source && source.pages ? gifAnimation(source) : 'animation' in source ? source.animation : undefined;
  return { ...source, animation };
}

const readers: { readonly [Format in ImageFormat]: (source: Sources[Format]) => Metadata } = {
  jpeg: jpegMetadata,
  png: pngMetadata,
  webp: webpMetadata,
  tiff: tiffMetadata,
  avif: avifMetadata,
  gif: gifMetadata,
};

/** Writes another format than was read. */
const converters: {
  readonly [Format in ImageFormat]: (rasters: Rasters, source: Shared, metadata: Metadata, options: Settings) => Promise<Encoded>;
} = {
  jpeg: async ([raster], { fullChroma, space }, metadata, { quality, effort }) =>
    withJpegMetadata(
      await encodeJpeg(raster, { quality, effort, fullChroma, progressive: false, ...(space ? { space } : {}) }),
      metadata,
      space,
    ),
  png: async ([raster], { bitsPerSample }, metadata, { effort }) =>
    encodePngInParts(raster, pngSamplesFor(raster, bitsPerSample), chunksOf(metadata), [], effort),
  webp: async (rasters, { animation }, metadata, options) =>
    withWebpMetadata(await inTurn(rasters, (raster) => encodeWebp(raster, webpCoding(raster, options, false))), metadata, animation),
  tiff: async ([raster], { bitsPerSample, space }, metadata, options) => {
    const page = {
      compression: 'deflate',
      whiteIsZero: false,
      big: false,
      tile: undefined,
      bitsPerSample,
      ...(space ? { space } : {}),
    } as const;
    return withTiffMetadata(await encodeTiffPage(raster, tiffCoding(raster, page, options)), metadata);
  },
  avif: async ([raster], { fullChroma }, metadata, { quality, effort }) =>
    withAvifMetadata(await encodeAvif(raster, { quality, effort, fullChroma, bitdepth: 8 }), metadata),
  gif: async () => {
    throw unsupported('GIF holds 256 colours and is written for what was read as GIF only; choose another format');
  },
};

async function encodeTiffPage(raster: Raster, coding: TiffCoding): Promise<Buffer> {
  return encodeTiffStrips(raster, coding) ?? encodeTiff(raster, coding);
}

/** Bits of grey as they were read where every sample still fits them, otherwise 8; see `pngSamplesFor`. */
function tiffDepth(raster: Raster, bitsRead: number): 1 | 2 | 4 | 8 {
  const isFew = bitsRead === 1 || bitsRead === 2 || bitsRead === 4;
  return isFew && raster.channels === 1 && raster.maxSample === 255 && fitsInBits(raster, bitsRead) ? bitsRead : 8;
}

type PageCoding = Pick<TiffPage, 'compression' | 'whiteIsZero' | 'big' | 'bitsPerSample' | 'tile' | 'space'>;

/** Stored as it was, or as is asked for. The sides of tiles must be multiples of 16; others become strips. */
function tiffCoding(raster: Raster, page: PageCoding, { compression, quality }: Settings): TiffCoding {
  const { whiteIsZero, big, bitsPerSample, tile, space } = page;
  const bitdepth = tiffDepth(raster, bitsPerSample);
  const isRegular = tile && tile.width % 16 === 0 && tile.height % 16 === 0 && Math.max(tile.width, tile.height) <= 32_768;
  return {
    compression: compression === 'keep' ? compressionAsRead(raster, page, bitdepth) : chosenCompression(raster, page, compression),
    quality,
    bitdepth,
    whiteIsZero,
    big,
    tile: isRegular ? tile : undefined,
    ...(space ? { space } : {}),
  };
}

/** Fax coding knows black and white only, and JPEG no alpha: what cannot be written again becomes LZW. */
function compressionAsRead(raster: Raster, { compression, space }: PageCoding, bitdepth: number): TiffCompression {
  const isUnfit = (compression === 'ccittfax4' && bitdepth !== 1) || (compression === 'jpeg' && !fitsJpeg(raster, space));
  return isUnfit ? 'lzw' : compression;
}

function chosenCompression(raster: Raster, { space }: PageCoding, compression: WritableCompression): TiffCompression {
  if (compression === 'jpeg' && !fitsJpeg(raster, space))
    throw unsupported('JPEG compression holds grey, RGB and CMYK of 8 bits only; choose lzw or deflate for what has alpha, Lab or 16 bits');
  return compression;
}

function fitsJpeg({ channels, maxSample }: Raster, space: Header['space']): boolean {
  return maxSample === 255 && space !== 'lab' && (space === 'cmyk' || channels % 2 === 1);
}

/** Nearly lossless coding would change alpha as well, so what is transparent is coded without any loss. */
function webpCoding(raster: Raster, { lossless, quality, effort }: Settings, wasLossless: boolean): WebpCoding {
  const kept = wasLossless ? 'yes' : 'no';
  const wanted = lossless === 'keep' ? kept : lossless;
  return { quality, effort, lossless: wanted === 'near' && hasTransparency(raster) ? 'yes' : wanted };
}

function avifDepth(bitsPerSample: number): 8 | 10 | 12 {
  return bitsPerSample === 12 ? 12 : bitsPerSample === 10 ? 10 : 8;
}

const largestSide: Readonly<Record<ImageFormat, number>> = {
  jpeg: 65_500,
  png: 2 ** 31 - 1,
  webp: 16_383,
  tiff: 2 ** 31 - 1,
  avif: 16_384,
  gif: 65_535,
};

/** Refuses another format that could not hold the image: nothing is lost that was not asked for. */
function refuseLoss(target: ImageFormat, source: Header, rasters: Rasters): void {
  const title = formatTitle[target];
  const [raster] = rasters;
  const { width, height } = raster;
  if (rasters.length > 1 && !(target === 'webp' && source.shape.maxSample === 255 && 'frames' in source))
    throw unsupported(`the image has ${rasters.length} pages or frames, and ${title} would be written with one; keep the format`);
  if (Math.max(width, height) > largestSide[target])
    throw unsupported(`the image has ${width} × ${height} pixels; ${title} holds at most ${largestSide[target]} a side`);
  if (source.space === 'lab') throw unsupported('the image is CIELab, which is written as TIFF only; keep the format');
  if (source.space === 'cmyk' && target !== 'jpeg' && target !== 'tiff')
    throw unsupported(`the image is CMYK, which ${title} cannot hold; choose jpeg or tiff`);
  if (raster.maxSample === 65535 && target !== 'png' && target !== 'tiff')
    throw unsupported(`the image has ${source.bitsPerSample} bits a sample, which ${title} cannot hold; choose png or tiff`);
  if (target === 'jpeg' && source.space !== 'cmyk' && hasTransparency(raster))
    throw unsupported('the image is transparent, which JPEG cannot hold; choose png, webp, tiff or avif');
}

function hasTransparency({ samples, channels, maxSample }: Raster): boolean {
  if (channels % 2 === 1) return false;
  for (let i = channels - 1; i < samples.length; i += channels) if (samples[i]! < maxSample) return true;
  return false;
}
