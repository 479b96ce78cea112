import type { Picture } from '../pixels/pictures/picture.js';
import { rasterPicture } from '../pixels/pictures/raster-picture.js';
import { type ImageShape, sampleBytes } from '../pixels/raster.js';
import type { SourceFile } from '../storage/file.js';
import { type Header, refuseTooLarge } from './container.js';
import { type FormatCodec, UnfitForBands } from './format-codec.js';
import { formats, type ImageFormat } from './formats.js';
import { keptFile } from './kept-metadata.js';
import type { ResolvedOutput } from './output.js';
import { headBytes, sniff } from './sniff.js';

/** An image that is read and written in bands of whole rows, so that neither its pixels nor its file is ever whole in memory. */
export interface ImageInBands {
  readonly format: ImageFormat;
  readonly shape: ImageShape;
  /** Of the bands; the last one may be lower. */
  readonly bandShape: ImageShape;
  /** Memory that reading and writing take at their peak, the samples of a band included. */
  readonly peakBytes: number;
  /**
   * The picture from top to bottom, as often as is wanted. A band is gone when the next one is asked for.
   *
   * @throws {UnfitForBands} where there is anything unusual
   */
  bands(): AsyncGenerator<Picture>;
  /** The file, part by part, with every band as `change` leaves it: the bytes that are written of an image that was read whole. */
  encode(change: (band: Picture) => void): AsyncGenerator<Uint8Array>;
}

/** The samples of a band, unless a few rows have more. */
const usualBandBytes = 4 << 20;

/**
 * What does not grow with the bands: buffers of zlib, and pieces of the file that wait for the garbage collector. Measured on 60 and
 * 250 megapixels: with bands of 4 MiB a process grew by 64 to 80 MiB, as many as with a collection every 10 ms and 30 more.
 */
const fixedBytes = 64 << 20;

/**
 * An image to be read in bands while its file stays open. That is possible for what its format can read so and keeps.
 *
 * @throws {UnfitForBands} where it is not possible
 * @throws {ImgparError} as `openImage` does, for all that a header can tell
 */
export async function openInBands(source: SourceFile, maxPixels: number, output: ResolvedOutput): Promise<ImageInBands> {
  const found = sniff(source.head(headBytes));
  if (found.kind !== 'image' || (output.format !== 'keep' && output.format !== found.format)) throw new UnfitForBands();
  return open(source, found.format, await formats[found.format].load(), maxPixels, output);
}

function open<File extends Header>(
  source: SourceFile,
  format: ImageFormat,
  codec: FormatCodec<File>,
  maxPixels: number,
  output: ResolvedOutput,
): ImageInBands {
  const by = codec.bands;
  if (!by) throw new UnfitForBands();
  const { file, keptBytes, bands } = by.open(source);
  refuseTooLarge(file, maxPixels);
  const { shape } = file;
  const kept = keptFile(codec, file, output);
  const writer = () => by.writer(kept, output.effort);
  const bandShape = { ...shape, height: heightOfBands(shape, writer().rowsAtOnce) };
  return {
    format,
    shape,
    bandShape,
    // The band; its rows filtered, in the file that is read and in the one that is written, and what becomes of these. A few rows at
    // a time, which count where they are long, are in the kernels' memory besides.
    peakBytes: fixedBytes + 2 * keptBytes + 6 * (sampleBytes(bandShape) + sampleBytes({ ...shape, height: 1 })),
    async *bands() {
      for await (const raster of bands(bandShape.height)) yield rasterPicture(raster);
    },
    async *encode(change) {
      const { add, end } = writer();
      for await (const raster of bands(bandShape.height)) {
        change(rasterPicture(raster));
        yield* add(raster);
      }
      yield* end();
    },
  };
}

/** As many times the rows that are compressed together as are usual. */
function heightOfBands(shape: ImageShape, rowsAtOnce: number): number {
  const times = Math.floor(usualBandBytes / sampleBytes({ ...shape, height: rowsAtOnce }));
  return Math.min(rowsAtOnce * Math.max(times, 1), shape.height);
}
