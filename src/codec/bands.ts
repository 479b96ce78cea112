import type { Picture } from '../pixels/pictures/picture.js';
import { rasterPicture } from '../pixels/pictures/raster-picture.js';
import { type ImageShape, sampleBytes } from '../pixels/raster.js';
import type { StoredFile } from '../storage/store.js';
import { type Header, refuseTooLarge } from './container.js';
import { type FormatCodec, UnfitForBands } from './format-codec.js';
import { formats, type ImageFormat } from './formats.js';
import { keptFile } from './kept-metadata.js';
import { type OpenOptions, withNewThumbnail } from './open.js';
import { headBytes, sniff } from './sniff.js';

/** An image that is read and written in bands of whole rows, so that neither its pixels nor its file are ever in memory whole. */
export interface ImageInBands {
  readonly format: ImageFormat;
  /** What was wrong with the file, one sentence each. */
  readonly warnings?: readonly string[];
  readonly shape: ImageShape;
  /** The shape of a band; the last one may be lower. */
  readonly bandShape: ImageShape;
  /** Peak memory in bytes of reading and writing, including the samples of a band. */
  readonly peakBytes: number;
  /**
   * Yields the image from top to bottom; may be called repeatedly. A band is valid until the next one is requested.
   *
   * @throws {UnfitForBands} if the file is unusual in any way
   */
  bands(): AsyncGenerator<Picture>;
  /** Yields the result part by part, with every band as `change` leaves it: the same bytes as for an image read whole. */
  encode(change: (band: Picture) => void): AsyncGenerator<Uint8Array>;
}

/** The bytes of samples per band, unless a few rows take more. */
const usualBandBytes = 4 << 20;

/**
 * The part that does not grow with the bands: buffers of zlib, and pieces of the file that wait for garbage collection. Measured on 60 and
 * 250 megapixels: with bands of 4 MiB, a process grew by 64 to 80 MiB, which is what it takes with a collection every 10 ms plus 30 MiB.
 */
const fixedBytes = 64 << 20;

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
  const by = codec.bands;
  if (!by) throw new UnfitForBands();
  const { file, warnings, keptBytes, bands } = await by.open(source);
  refuseTooLarge(file, maxPixels);
  const { shape } = file;
  const { output } = options;
  const kept = keptFile(codec, file, output);
  const writer = (file: File) => by.writer(file, output.effort);
  const bandShape = { ...shape, height: heightOfBands(shape, writer(kept).rowsAtOnce) };
  return {
    format,
    ...(warnings && { warnings }),
    shape,
    bandShape,
    // The samples of a band, its filtered rows in the source and in the result, and their compressed forms. The kernels additionally hold a
    // few rows at a time, which matters where rows are long.
    peakBytes: fixedBytes + 2 * keptBytes + 6 * (sampleBytes(bandShape) + sampleBytes({ ...shape, height: 1 })),
    async *bands() {
      for await (const raster of bands(bandShape.height)) yield rasterPicture(raster);
    },
    async *encode(change) {
      const { add, end } = writer(await withNewThumbnail(codec, kept, options, { shape, picture: undefined, redo: change }));
      for await (const raster of bands(bandShape.height)) {
        change(rasterPicture(raster));
        yield* add(raster);
      }
      yield* end();
    },
  };
}

/** A multiple of the number of rows that are usually compressed together. */
function heightOfBands(shape: ImageShape, rowsAtOnce: number): number {
  const times = Math.floor(usualBandBytes / sampleBytes({ ...shape, height: rowsAtOnce }));
  return Math.min(rowsAtOnce * Math.max(times, 1), shape.height);
}
