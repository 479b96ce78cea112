import { ImgparError, isError } from '../errors.js';
import type { Picture } from '../pixels/pictures/picture.js';
import type { ImageShape } from '../pixels/raster.js';
import type { Reading } from '../pixels/reading.js';
import { corrupt, defaultMaxPixels, type Header, pagesOf, refuseTooLarge, unsupported } from './container.js';
import type { Rasters } from './encoding.js';
import type { FormatCodec } from './format-codec.js';
import { type FormatTable, formats, type ImageFormat } from './formats.js';
import { needOfBytes, type ReadingNeed, readingNeed } from './memory.js';
import { readMended } from './mending.js';
import { pictureOf } from './pictures.js';
import { notAnImage, notSupported, sniff } from './sniff.js';

/** What may be decoded. */
export interface DecodingLimits<Need> {
  /** A larger image is refused by its header (`too-large`); counts all pages together. Default: 268,402,689. */
  readonly maxPixels?: number;
  /**
   * Called before decoding with the memory needed; throws to refuse. Called again if the image turns out to need another decoder. Default:
   * accepts everything.
   */
  readonly admit?: (need: Need) => void;
  /** The known formats. Default: all. */
  readonly formats?: FormatTable;
}

/** What a file is and what its header says, without decoding it. */
export interface ProbedImage extends Omit<Header, 'pages'> {
  readonly format: ImageFormat;
  /** One per page or frame. */
  readonly shapes: readonly ImageShape[];
}

/**
 * The images in a file, one per page or frame; a still image has one. Throws an `ImgparError`: `not-an-image`, `unsupported-format`,
 * `corrupt`, `too-large`. The messages do not name the file.
 */
export async function decodeImage(bytes: Uint8Array, limits: DecodingLimits<ReadingNeed> = {}): Promise<readonly Picture[]> {
  const { maxPixels = defaultMaxPixels, formats: known = formats } = limits;
  const content = bufferOf(bytes);
  const format = formatOf(content, known);
  const codec = await known[format].load();
  const mendingLimits = { maxPixels, admit: (bytes: number) => limits.admit?.(needOfBytes(bytes)), acceptsDamaged: false };
  const { pictures } = await readMended(codec, content, mendingLimits, async (bytes, { damaged, heldBytes }) => {
    const file = parsed(known[format].title, codec, bytes);
    refuseTooLarge(file, maxPixels);
    if (codec.whole?.suits(file)) {
      limits.admit?.(codec.whole.need(file, maxPixels));
      return codec.whole.decode(bytes, file, { maxPixels, reading: {}, autoOrient: false });
    }
    const need = readingNeed(codec.peakFactors, file);
    limits.admit?.({ ...need, rasterBytes: need.rasterBytes + heldBytes });
    return { pictures: picturesOf(file, await codec.decode(bytes, file, maxPixels, damaged)) };
  });
  return pictures;
}

/** What a file is and what its header says. Throws like `decodeImage`, for everything that the header shows. */
export async function probeImage(bytes: Uint8Array): Promise<ProbedImage> {
  const content = bufferOf(bytes);
  const format = formatOf(content, formats);
  const file = parsed(formats[format].title, await formats[format].load(), content);
  const { shape, bitsPerSample, fullChroma, space } = file;
  return { format, shape, shapes: pagesOf(file).map((page) => page.shape), bitsPerSample, fullChroma, ...(space ? { space } : {}) };
}

export function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** @throws {ImgparError} `not-an-image`, `unsupported-format` */
export function formatOf(content: Buffer, known: FormatTable): ImageFormat {
  const sniffed = sniff(content, known);
  if (sniffed.kind === 'not-an-image') throw new ImgparError('not-an-image', notAnImage(sniffed.name));
  if (sniffed.kind === 'unsupported-image') throw unsupported(notSupported(sniffed.name));
  return sniffed.format;
}

/** Parses a file. @throws {ImgparError} `unsupported-format`, `corrupt` */
export function parsed<File extends Header>(title: string, codec: FormatCodec<File>, content: Buffer, reading?: Reading): File {
  try {
    return codec.parse(content, reading);
  } catch (error) {
    // Node's buffers throw RangeErrors for reads past their end.
    if (isError(error) && error.name === 'RangeError') throw corrupt(`the ${title} is cut off, or an offset in it is wrong`, error);
    throw error;
  }
}

export function picturesOf(file: Header, rasters: Rasters): readonly Picture[] {
  const headers = pagesOf(file);
  return rasters.map((raster, page) => pictureOf(raster, headers[page]!));
}
