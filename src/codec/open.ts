import { types } from 'node:util';
import { needsOnlyLuma, type ResolvedOperation } from '../pixels/operation.js';
import { orientRaster, swapsSides } from '../pixels/orient.js';
import type { Picture } from '../pixels/pictures/picture.js';
import type { Raster } from '../pixels/raster.js';
import type { Size } from '../pixels/small/area-average.js';
import { defaultMaxPixels, type Header, refuseTooLarge, unsupported } from './container.js';
import { bufferOf, type DecodingLimits, formatOf, parsed, picturesOf } from './decode.js';
import type { CodecName, Coding, Encoded, Rasters } from './encoding.js';
import type { FormatCodec, WholeCodec } from './format-codec.js';
import { type FormatTable, formats, type ImageFormat } from './formats.js';
import { leftOut, refuseLoss, refuseUnusable } from './holdings.js';
import { keptFile } from './kept-metadata.js';
import { type MemoryNeed, needOfBytes, readingNeed, writingBytes } from './memory.js';
import { type Mending, type ReadFindings, readMended } from './mending.js';
import { codingFor, type EncodedImage, type ResolvedOutput } from './output.js';
import { isSrgb } from './small/profile.js';
import { type SmallPicture, smallSize, turnedUpright } from './small/small-picture.js';
import { smallRaster } from './small/small-raster.js';
import { exifWithoutThumbnail } from './thumbnail/exif-thumbnail.js';
import { type Redo, redrawnExif, type Shown, shrunk } from './thumbnail/redraw.js';

/** Everything that will be done with the image: it decides how the file is decoded and what is written. */
export interface OpenOptions extends DecodingLimits<MemoryNeed> {
  readonly operation: ResolvedOperation;
  readonly output: ResolvedOutput;
  /** What small pictures are to fit into, if they will be asked for. */
  readonly smallSize?: Size | undefined;
}

/** An opened file: its pixels, to be changed in place, and everything else, to be written back. */
export interface OpenedImage extends ReadFindings {
  /** The format of the source. */
  readonly format: ImageFormat;
  /** One per page or frame; a still image has one. */
  readonly pictures: readonly Picture[];
  /** Encodes the file that `output` asks for, with the pixels as they are now. */
  encode(redo?: Redo): Promise<EncodedImage>;
  /** The first picture as it is now, small and upright, in sRGB; undefined if what is at hand does not give that. */
  small?(): SmallPicture | undefined;
  /** Whether the result is best drawn once it is encoded, which makes it cheaper; otherwise it must be before. */
  readonly isDrawnEncoding?: boolean;
  /** Returns reusable memory to the pool for the next image. May be called only once; the image is invalid afterwards. */
  release(): void;
}

/** Parses and decodes a file; if its format is kept, only as far as the operation needs. Throws like `decodeImage`. */
export async function openImage(bytes: Uint8Array, options: OpenOptions): Promise<OpenedImage> {
  const { output, formats: known = formats } = options;
  const content = bufferOf(bytes);
  const format = formatOf(content, known);
  const codec = await known[format].load();
  const target = output.format === 'keep' ? format : output.format;
  refuseUnusable(known[format], target === format);
  const targetCodec = target === format ? codec : await known[target].load();
  const { maxPixels = defaultMaxPixels, admit = () => {} } = options;
  const limits = { maxPixels, admit: (bytes: number) => admit(needOfBytes(bytes)), acceptsDamaged: output.damaged === 'accept' };
  return readMended(codec, content, limits, async (bytes, mending) => {
    const file = parsed(known[format].title, codec, bytes, options.operation.reading);
    const opened = await open(decided({ content: bytes, known, format, codec, file, target, targetCodec, mending }, options));
    const warnings = target === format ? [] : leftOut(known[target], () => codec.metadata(file), output.strip);
    return warnings.length === 0 ? opened : { ...opened, warnings: [...(opened.warnings ?? []), ...warnings] };
  });
}

/** An image with everything that is decided before decoding. */
interface Opening<File extends Header> extends ParsedImage<File> {
  readonly operation: ResolvedOperation;
  readonly output: ResolvedOutput;
  readonly coding: Coding;
  readonly maxPixels: number;
  readonly admit: (need: MemoryNeed) => void;
  readonly smallSize: Size | undefined;
}

interface ParsedImage<File extends Header> {
  readonly content: Buffer;
  readonly known: FormatTable;
  readonly format: ImageFormat;
  readonly codec: FormatCodec<File>;
  readonly file: File;
  readonly mending: Mending;
  /** The format that will be written. */
  readonly target: ImageFormat;
  readonly targetCodec: FormatCodec;
}

/** Lists every property, as each spread costs V8 1 µs per property. */
function decided<File extends Header>(source: ParsedImage<File>, options: OpenOptions): Opening<File> {
  const { content, known, format, codec, file, target, targetCodec, mending } = source;
  const { operation, output, maxPixels = defaultMaxPixels, admit = () => {}, smallSize } = options;
  const coding = codingFor(output, target === format ? () => codec.estimateQuality?.(file) : undefined);
  return { content, known, format, codec, file, target, targetCodec, mending, operation, output, coding, maxPixels, admit, smallSize };
}

/** Opens the image by component, with a reader of our own, or with the decoder that reads everything. */
function open<File extends Header>(opening: Opening<File>): OpenedImage | Promise<OpenedImage> {
  refuseTooLarge(opening.file, opening.maxPixels);
  const { whole } = opening.codec;
  if (whole?.suits(opening.file)) return byWhole(opening, whole);
  if (opening.output.codec === 'sharp' || opening.mending.damaged) return byDecoder(opening);
  return byComponents(opening) ?? byReader(opening) ?? byDecoder(opening);
}

/**
 * Opens the image by component, if that is sufficient and available. Checks the same things first, so that both ways accept and refuse the
 * same files.
 */
function byComponents<File extends Header>(opening: Opening<File>): OpenedImage | undefined {
  const { content, codec, file, format, target, operation, coding } = opening;
  const by = codec.components;
  if (!by || operation.autoOrient || target !== format) return undefined;
  if (!by.suits(file, { lumaOnly: needsOnlyLuma(operation), coding })) return undefined;
  const need = by.need(file, coding);
  admit(opening, need);
  const components = by.decode(content, file, coding, opening.smallSize !== undefined);
  if (!components) return undefined;
  return {
    format,
    pictures: [components.picture],
    ...(file.warnings && { warnings: file.warnings }),
    // Async, so that a refusal becomes a rejection.
    async encode(redo) {
      const kept = await keptOf(opening, { ...file, shape: { ...file.shape, channels: 1 } }, components.luma, redo);
      const encoded = components.encode(kept, coding);
      if (encoded) return encodedImage(format, components.codec, encoded);
      // The components, and the room for their file, are still held besides the pixels that must be written instead.
      const pixels = await byDecoder(opening, need.rasterBytes + need.encodeBytes);
      pixels.pictures[0]!.replacePlanes('luma', [components.luma()]);
      return pixels.encode(redo);
    },
    ...smallFrom(opening, (size) => components.small?.(size)),
    ...(components.isDrawnEncoding && { isDrawnEncoding: true }),
    release: components.release,
  };
}

/** The way to small pictures, if they will be asked for. @param draw at a size, not yet turned */
function smallFrom<File extends Header>(
  { codec, file, smallSize: most }: Opening<File>,
  draw: (size: Size) => SmallPicture | undefined,
): Pick<OpenedImage, 'small'> {
  if (!most) return {};
  // Asked for twice, and read from the file once.
  let stated: { readonly isDrawn: boolean; readonly orientation: number } | undefined;
  return {
    small() {
      stated ??= { isDrawn: isSrgb(codec.metadata(file).icc), orientation: orientationOf(codec, file, 0) };
      const { isDrawn, orientation } = stated;
      if (!isDrawn) return undefined;
      const drawn = draw(smallSize(file.shape, orientation, most));
      return drawn && turnedUpright(drawn, orientation);
    },
  };
}

/** Opens a file that holds more than rasters can. */
async function byWhole<File extends Header>(opening: Opening<File>, by: WholeCodec<File>): Promise<OpenedImage> {
  const { content, codec, file, format, target, operation, output, coding, maxPixels } = opening;
  const { autoOrient, reading } = operation;
  admit(opening, by.need(file, maxPixels));
  const whole = await by.decode(content, file, { maxPixels, reading, autoOrient });
  const stated = autoOrient ? codec.upright(file, swapsSides(orientationOf(codec, file, 0))) : file;
  return {
    format,
    pictures: whole.pictures,
    ...(file.warnings && { warnings: file.warnings }),
    async encode(redo) {
      if (target !== format) return encodedImage(target, 'sharp', await encoded({ ...opening, file: stated }, whole.rasters(), redo));
      const { encoded: made, warnings } = await whole.encode(keptFile(codec, stated, output), coding);
      return { ...encodedImage(format, 'sharp', made), warnings };
    },
    release: () => {},
  };
}

function orientationOf<File extends Header>(codec: FormatCodec<File>, file: File, page: number): number {
  const orientations = codec.orientations(file);
  return typeof orientations === 'number' ? orientations : (orientations[page] ?? 1);
}

/** Opens a file that our own reader can read; everything else is left to the decoder. */
function byReader<File extends Header>(opening: Opening<File>): OpenedImage | undefined {
  const { content, codec, file } = opening;
  if (!codec.read) return undefined;
  admit(opening, needOf(opening));
  const found = codec.read(content, file);
  return found && openedImage(opening, [found.raster], found.release);
}

/** @param heldBytes memory that is held already */
async function byDecoder<File extends Header>(opening: Opening<File>, heldBytes = 0): Promise<OpenedImage> {
  const { content, codec, file, maxPixels, mending } = opening;
  admit(opening, needOf(opening), heldBytes);
  return openedImage(opening, await codec.decode(content, file, maxPixels, mending.damaged));
}

function admit<File extends Header>({ admit, mending }: Opening<File>, need: MemoryNeed, heldBytes = 0): void {
  const held = heldBytes + mending.heldBytes;
  admit(held === 0 ? need : { ...need, rasterBytes: need.rasterBytes + held });
}

/** The memory that a file takes, besides its own bytes, if decoded to pixels. */
function needOf<File extends Header>({ codec, file, format, target, targetCodec, coding }: Opening<File>): MemoryNeed {
  const need = readingNeed(codec.peakFactors, file);
  const encodeBytes =
    target === format
      ? writingBytes(codec.peakFactors, file, file, coding)
      : writingBytes(targetCodec.peakFactors, file, undefined, coding);
  return { ...need, encodeBytes };
}

function openedImage<File extends Header>(opening: Opening<File>, rasters: Rasters, release = () => {}): OpenedImage {
  return opening.operation.autoOrient ? uprightImage(opening, rasters, release) : imageOf(opening, rasters, release);
}

function imageOf<File extends Header>(opening: Opening<File>, rasters: Rasters, release: () => void): OpenedImage {
  const { format, file, target } = opening;
  return {
    format,
    pictures: picturesOf(file, rasters),
    ...(file.warnings && { warnings: file.warnings }),
    // Async, so that a refusal becomes a rejection.
    encode: async (redo) => encodedImage(target, 'sharp', await encoded(opening, rasters, redo)),
    // Methods see CMYK and Lab otherwise than eyes do.
    ...(file.space ? {} : smallFrom(opening, (size) => smallRaster(rasters[0], size))),
    release,
  };
}

// ---- turning upright ----

function uprightImage<File extends Header>(opening: Opening<File>, rasters: Rasters, release: () => void): OpenedImage {
  const { codec, file } = opening;
  const orientation = (page: number) => orientationOf(codec, file, page);
  const swapped = <Kind extends Header>(header: Kind, page: number): Kind =>
    swapsSides(orientation(page)) ? withSidesSwapped(header) : header;
  if (file.gainMap && opening.output.gainMap === 'recompute' && orientation(0) !== 1)
    throw unsupported(
      'the image has an HDR gain map, which cannot be turned with it; leave it as it lies, or remove the map with --drop-gainmap',
    );
  const stated = codec.upright(file, swapsSides(orientation(0)));
  const pages = stated.pages && { pages: stated.pages.map(swapped) };
  const [first, ...others] = rasters.map((raster, page) => orientRaster(raster, orientation(page)));
  return imageOf({ ...opening, file: { ...swapped(stated, 0), ...pages } }, [first!, ...others], release);
}

/** The header of a page with its sides swapped. */
function withSidesSwapped<Kind extends Header>(header: Kind): Kind {
  const { width, height } = header.shape;
  return { ...header, shape: { ...header.shape, width: height, height: width } };
}

// ---- putting together ----

async function encoded<File extends Header>(opening: Opening<File>, rasters: Rasters, redo: Redo | undefined): Promise<Encoded> {
  const { known, format, codec, file, target, targetCodec, coding } = opening;
  const kept = await keptOf(opening, file, () => rasters[0], redo);
  if (target !== format && kept.gainMap)
    throw unsupported('the HDR gain map can be kept in a JPEG only; keep the format, or remove it with --drop-gainmap');
  if (target === format) return codec.rewrite(rasters, kept, coding);
  const picture = { ...kept, animation: codec.animation?.(kept), metadata: codec.metadata(kept) };
  refuseLoss(known[target], picture, rasters);
  return targetCodec.write(rasters, picture, coding);
}

/** The kept parts of the file, with a thumbnail of the image as it is now. */
async function keptOf<File extends Header>(
  opening: Opening<File>,
  header: Header,
  raster: () => Raster,
  redo: Redo | undefined,
): Promise<File> {
  const { codec, file, output } = opening;
  const picture = (width: number, height: number) => picturesOf(header, [shrunk(raster(), width, height)])[0]!;
  return withNewThumbnail(codec, keptFile(codec, file, output), opening, { shape: header.shape, picture, redo });
}

/** The file with a thumbnail in its EXIF that shows the image as it is now, or without it, according to the options. */
export async function withNewThumbnail<File extends Header>(
  { exif: block }: FormatCodec<File>,
  kept: File,
  { operation, output }: Pick<OpenOptions, 'operation' | 'output'>,
  shown: Omit<Shown, 'treatment'>,
): Promise<File> {
  const exif = output.strip || output.thumbnail === 'keep' ? undefined : block?.of(kept);
  if (!exif || !block) return kept;
  const openJpeg = (jpeg: Uint8Array, quality: number) =>
    openImage(jpeg, { operation, output: { ...output, format: 'keep', thumbnail: 'keep', quality }, maxPixels: mostThumbnailPixels });
  const changed =
    output.thumbnail === 'drop' ? exifWithoutThumbnail(exif) : await redrawnExif(exif, { ...shown, treatment: operation.on }, openJpeg);
  return changed === exif ? kept : block.with(kept, changed);
}

/** An EXIF block has room for far fewer. */
const mostThumbnailPixels = 1 << 22;

/** Below this many bytes, copying is faster than writing part by part. */
const fewBytes = 1 << 20;

function encodedImage(format: ImageFormat, codec: CodecName, file: Encoded): EncodedImage {
  if (types.isUint8Array(file)) return { format, codec, parts: [file] };
  const bytes = file.reduce((sum, { length }) => sum + length, 0);
  return { format, codec, parts: file.length > 1 && bytes < fewBytes ? [Buffer.concat(file)] : file };
}
