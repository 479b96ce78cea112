import { needsOnlyLuma } from '../pixels/operation.js';
import type { Picture } from '../pixels/pictures/picture.js';
import type { ImageShape } from '../pixels/raster.js';
import type { StoredFile } from '../storage/store.js';
import { type Header, refuseTooLarge } from './container.js';
import { type Bands, type ChangeBand, type FormatCodec, UnfitForBands } from './format-codec.js';
import { formats, type ImageFormat } from './formats.js';
import { keptFile } from './kept-metadata.js';
import { type OpenOptions, withNewThumbnail } from './open.js';
import { codingFor } from './output.js';
import { headBytes, type Sniffed, sniff } from './sniff.js';

/** An image that is read and written in bands of whole rows, so that neither its pixels nor its file are ever in memory whole. */
export interface ImageInBands extends Pick<Bands<never>, 'codec' | 'bandShape' | 'peakBytes' | 'read'> {
  readonly format: ImageFormat;
  /** What was wrong with the file, one sentence each. */
  readonly warnings?: readonly string[];
  readonly shape: ImageShape;
  /** Yields the result part by part, with every band as `change` leaves it: the same bytes as for an image read whole. */
  encode(change: ChangeBand): AsyncGenerator<Uint8Array>;
}

/** Whether a file is better read in bands, even if it fits into memory whole. */
export async function isBetterInBands(source: StoredFile, found: Sniffed): Promise<boolean> {
  const bands = found.kind === 'image' ? (await formats[found.format].load()).bands : undefined;
  return bands?.isBetter ? bands.isBetter(source) : false;
}

/**
 * Opens an image to be read in bands while its file stays open, if its format can be read this way and is kept.
 *
 * @throws {UnfitForBands} if that is not possible
 * @throws {ImgparError} like `openImage`, for everything that the header shows
 */
export async function openInBands(
  source: StoredFile,
  maxPixels: number,
  options: Pick<OpenOptions, 'operation' | 'output'>,
): Promise<ImageInBands> {
  const { format } = options.output;
  const found = sniff(await source.head(headBytes));
  if (found.kind !== 'image' || (format !== 'keep' && format !== found.format)) throw new UnfitForBands();
  return open(source, found.format, await formats[found.format].load(), maxPixels, options);
}

async function open<File extends Header>(
  source: StoredFile,
  format: ImageFormat,
  codec: FormatCodec<File>,
  maxPixels: number,
  options: Pick<OpenOptions, 'operation' | 'output'>,
): Promise<ImageInBands> {
  if (!codec.bands) throw new UnfitForBands();
  const { file, warnings, inBands } = await codec.bands.open(source);
  refuseTooLarge(file, maxPixels);
  const { shape } = file;
  const { operation, output } = options;
  const kept = keptFile(codec, file, output);
  const coding = codingFor(output, () => codec.estimateQuality?.(file));
  const { encode, ...bands } = inBands({ lumaOnly: needsOnlyLuma(operation), bySharp: output.codec === 'sharp', coding });
  return {
    format,
    ...(warnings && { warnings }),
    shape,
    ...bands,
    async *encode(change) {
      const redo = (thumbnail: Picture) => change(thumbnail, false);
      yield* encode(await withNewThumbnail(codec, kept, options, { shape, picture: undefined, redo }), change);
    },
  };
}
