import { ImgparError } from '../errors.js';
import type { Picture } from '../pixels/picture.js';
import type { Raster } from '../pixels/raster.js';
import { rasterPicture } from '../pixels/raster-picture.js';
import { avifMetadata, parseAvif, withAvifItems, withAvifMetadata } from './avif-boxes.js';
import type { DecodedImage, EncodeOptions } from './codec.js';
import { corrupt, type Header, unsupported } from './container.js';
import { formatTitle, type ImageFormat, sniff } from './formats.js';
import { encodeGif } from './gif.js';
import { gifMetadata, parseGif } from './gif-blocks.js';
import { jpegMetadata, parseJpeg, withJpegMetadata, withJpegSegments } from './jpeg-segments.js';
import type { Metadata } from './metadata.js';
import { encodePng, fitsInBits, pngSamplesFor } from './png.js';
import { chunksFor, chunksOf, parsePng, pngMetadata } from './png-chunks.js';
import { decodeRaster, encodeAvif, encodeJpeg, encodeTiff, encodeWebp, quantize } from './sharp.js';
import { parseTiff, type TiffFile, tiffMetadata, withTiffMetadata, withTiffTags } from './tiff-tags.js';
import { parseWebp, webpMetadata, withWebpChunks, withWebpMetadata } from './webp-chunks.js';

/** Pixels of the largest image that is opened, unless told otherwise: 268,402,689, that is 16,383 × 16,383. */
const defaultMaxPixels = 268_402_689;

export interface OpenOptions {
  /** A larger image is refused from its header (`too-large`). Default 268,402,689. */
  readonly maxPixels?: number;
}

/** What a file is and what its header says, without decoding it. */
export interface ProbedImage extends Header {
  readonly format: ImageFormat;
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
  const raster = await decodeRaster(file, format, source, maxPixels);
  return decodedImage(format, source, raster);
}

/** What a file is and what its header says. Throws as `openImage` does, for all that a header can tell. */
export function probeImage(bytes: Uint8Array): ProbedImage {
  const { format, source } = parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const { shape, bitsPerSample, fullChroma } = source;
  return { format, shape, bitsPerSample, fullChroma };
}

// ---- taking apart ----

const parsers = { jpeg: parseJpeg, png: parsePng, webp: parseWebp, tiff: parseTiff, avif: parseAvif, gif: parseGif } as const;

/** A file taken apart, by format. */
type Sources = { readonly [Format in ImageFormat]: ReturnType<(typeof parsers)[Format]> };
type Source = Sources[ImageFormat];

function parse(file: Buffer): { format: ImageFormat; source: Source } {
  const sniffed = sniff(file);
  if (sniffed.kind === 'not-an-image') throw new ImgparError('not-an-image', `this is ${sniffed.name}; expected an image`);
  if (sniffed.kind === 'unsupported-image')
    throw unsupported(`${sniffed.name} is not supported; expected JPEG, PNG, WebP, TIFF, AVIF or GIF`);
  const { format } = sniffed;
  try {
    return { format, source: parsers[format](file) };
  } catch (error) {
    // Node's buffers throw RangeErrors where something is to be read behind their end.
    if (error instanceof RangeError) throw corrupt(`the ${formatTitle[format]} is cut off, or a position in it is wrong`, error);
    throw error;
  }
}

function refuseTooLarge({ shape: { width, height } }: Header, maxPixels: number): void {
  if (width * height <= maxPixels) return;
  throw new ImgparError('too-large', `the image has ${width} × ${height} pixels, ${width * height} in all; allowed are ${maxPixels}`);
}

// ---- putting together ----

function decodedImage(format: ImageFormat, source: Source, raster: Raster): DecodedImage {
  const picture: Picture = rasterPicture(raster);
  return {
    format,
    pictures: [picture],
    // Async, so that a refusal is a rejection too.
    encode: async (options) => encode(format, source, raster, options),
  };
}

async function encode(format: ImageFormat, source: Source, raster: Raster, options: EncodeOptions): Promise<Uint8Array> {
  const target = options.format === 'keep' ? format : options.format;
  // `source` was taken apart by `parsers[format]`, so it is what `Sources` says of that format.
  if (target === format) return (rewriters[format] as Rewriter)(raster, source, options);
  refuseLoss(target, source, raster);
  return converters[target](raster, source, (readers[format] as MetadataReader)(source), options);
}

type Rewriter = (raster: Raster, source: Source, options: EncodeOptions) => Promise<Uint8Array>;
type MetadataReader = (source: Source) => Metadata;

/** Writes the format that was read, with everything but the pixels as it was. */
const rewriters: {
  readonly [Format in ImageFormat]: (raster: Raster, source: Sources[Format], options: EncodeOptions) => Promise<Uint8Array>;
} = {
  jpeg: async (raster, source, { quality }) => withJpegSegments(await encodeJpeg(raster, { ...source, quality }), source),
  png: async (raster, source) => {
    const samples = pngSamplesFor(raster, source.bitsPerSample);
    const { before, behind } = chunksFor(source, samples);
    return encodePng(raster, samples, before, behind);
  },
  webp: async (raster, source, { quality }) => withWebpChunks(await encodeWebp(raster, { ...source, quality }), source),
  tiff: async (raster, source, { quality }) => withTiffTags(await encodeTiff(raster, { ...tiffCoding(raster, source), quality }), source),
  avif: async (raster, source, { quality }) =>
    withAvifItems(await encodeAvif(raster, { ...source, quality, bitdepth: avifDepth(source.bitsPerSample) }), source),
  gif: async (raster, source) => encodeGif(raster, source) ?? encodeGif(await quantize(raster), source)!,
};

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
  readonly [Format in ImageFormat]: (raster: Raster, source: Header, metadata: Metadata, options: EncodeOptions) => Promise<Uint8Array>;
} = {
  jpeg: async (raster, { fullChroma }, metadata, { quality }) =>
    withJpegMetadata(await encodeJpeg(raster, { quality, fullChroma, progressive: false }), metadata),
  png: async (raster, { bitsPerSample }, metadata) => encodePng(raster, pngSamplesFor(raster, bitsPerSample), chunksOf(metadata), []),
  webp: async (raster, _, metadata, { quality }) => withWebpMetadata(await encodeWebp(raster, { quality, lossless: false }), metadata),
  tiff: async (raster, { bitsPerSample }, metadata, { quality }) => {
    const coding = { compression: 'deflate', whiteIsZero: false, big: false, tile: undefined } as const;
    return withTiffMetadata(await encodeTiff(raster, { ...coding, quality, bitdepth: tiffDepth(raster, bitsPerSample) }), metadata);
  },
  avif: async (raster, { fullChroma }, metadata, { quality }) =>
    withAvifMetadata(await encodeAvif(raster, { quality, fullChroma, bitdepth: 8 }), metadata),
  gif: async () => {
    throw unsupported('GIF holds 256 colours and is written for what was read as GIF only; choose another format');
  },
};

/** Bits of grey as they were read where every sample still fits them, otherwise 8; see `pngSamplesFor`. */
function tiffDepth(raster: Raster, bitsRead: number): 1 | 2 | 4 | 8 {
  const isFew = bitsRead === 1 || bitsRead === 2 || bitsRead === 4;
  return isFew && raster.channels === 1 && raster.maxSample === 255 && fitsInBits(raster, bitsRead) ? bitsRead : 8;
}

/**
 * Stored as it was, where that can be written: fax coding knows black and white only, JPEG no alpha, and the sides of tiles must
 * be multiples of 16. What cannot becomes LZW, or strips.
 */
function tiffCoding(raster: Raster, { compression, whiteIsZero, big, bitsPerSample, tile }: TiffFile) {
  const bitdepth = tiffDepth(raster, bitsPerSample);
  const isUnfit = (compression === 'ccittfax4' && bitdepth !== 1) || (compression === 'jpeg' && raster.channels % 2 === 0);
  const isRegular = tile && tile.width % 16 === 0 && tile.height % 16 === 0 && Math.max(tile.width, tile.height) <= 32_768;
  return { compression: isUnfit ? 'lzw' : compression, bitdepth, whiteIsZero, big, tile: isRegular ? tile : undefined } as const;
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
function refuseLoss(target: ImageFormat, source: Header, raster: Raster): void {
  const title = formatTitle[target];
  const { width, height } = raster;
  if (Math.max(width, height) > largestSide[target])
    throw unsupported(`the image has ${width} × ${height} pixels; ${title} holds at most ${largestSide[target]} a side`);
  if (raster.maxSample === 65535 && target !== 'png' && target !== 'tiff')
    throw unsupported(`the image has ${source.bitsPerSample} bits a sample, which ${title} cannot hold; choose png or tiff`);
  if (target === 'jpeg' && hasTransparency(raster))
    throw unsupported('the image is transparent, which JPEG cannot hold; choose png, webp, tiff or avif');
}

function hasTransparency({ samples, channels, maxSample }: Raster): boolean {
  if (channels % 2 === 1) return false;
  for (let i = channels - 1; i < samples.length; i += channels) if (samples[i]! < maxSample) return true;
  return false;
}
