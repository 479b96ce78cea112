import type { Picture } from '../pixels/pictures/picture.js';
import { rasterPicture } from '../pixels/pictures/raster-picture.js';
import type { ImageShape } from '../pixels/raster.js';
import type { SourceFile } from '../storage/file.js';
import { defaultEncode, type EncodeOptions } from './codec.js';
import { headBytes, type ImageFormat, sniff } from './formats.js';
import { carried } from './kept-metadata.js';
import { refuseTooLarge } from './open.js';
import { pngInStrips, UnfitForStrips } from './png/bands.js';
import { chunksFor, type PngFile, type PngSamples } from './png/chunks.js';
import { colourTypes, pngWriter } from './png/writer.js';

/** An image that is read and written in strips of whole rows, so that neither its pixels nor its file is ever whole in memory. */
export interface ImageInStrips {
  readonly format: ImageFormat;
  readonly shape: ImageShape;
  /** Of the strips; the last one may be lower. */
  readonly stripShape: ImageShape;
  /** Memory that reading and writing take at their peak, the samples of a strip included. */
  readonly peakBytes: number;
  /**
   * The picture from top to bottom, as often as is wanted. A strip is gone when the next one is asked for.
   *
   * @throws {UnfitForStrips} where there is anything unusual
   */
  strips(): AsyncGenerator<Picture>;
  /** The file, part by part, with every strip as `change` leaves it: the bytes that are written of an image that was read whole. */
  encode(change: (strip: Picture) => void): AsyncGenerator<Uint8Array>;
}

/** The samples of a strip, unless a few rows have more. */
const usualStripBytes = 4 << 20;

/**
 * What does not grow with the strips: buffers of zlib, and pieces of the file that wait for the garbage collector. Measured on 60 and
 * 250 megapixels: with strips of 4 MiB a process grew by 64 to 80 MiB, as many as with a collection every 10 ms and 30 more.
 */
const fixedBytes = 64 << 20;

/**
 * An image to be read in strips while its file stays open. That is possible for a PNG of full samples of 8 or 16 bits, not interlaced,
 * that becomes a PNG.
 *
 * @throws {UnfitForStrips} where it is not possible
 * @throws {ImgparError} as `openImage` does, for all that a header can tell
 */
export function openInStrips(file: SourceFile, maxPixels: number, options: Partial<EncodeOptions> = {}): ImageInStrips {
  const all = { ...defaultEncode, ...options };
  const found = sniff(file.head(headBytes));
  if (found.kind !== 'image' || found.format !== 'png' || (all.format !== 'keep' && all.format !== 'png')) throw new UnfitForStrips();
  const { png, keptBytes, strips } = pngInStrips(file);
  refuseTooLarge(png, maxPixels);
  const { shape } = png;
  // `pngInStrips` takes no other depths.
  const samples = { colourType: colourTypes[shape.channels], bitDepth: png.bitsPerSample } as PngSamples;
  const { before, behind } = chunksFor(carried('png', png, all) as PngFile, samples); // what was a PNG is one with anything left out of it
  const writer = () => pngWriter(shape, samples, before, behind, all.effort);
  const stripShape = { ...shape, height: heightOfStrips(shape, writer().rowsAtOnce) };
  return {
    format: 'png',
    shape,
    stripShape,
    // The strip; its rows filtered, in the file that is read and in the one that is written, and what becomes of these. A few rows at
    // a time, which count where they are long, are in the kernels' memory besides.
    peakBytes: fixedBytes + 2 * keptBytes + 6 * (bytesOf(stripShape) + bytesOf({ ...shape, height: 1 })),
    async *strips() {
      for await (const raster of strips(stripShape.height)) yield rasterPicture(raster);
    },
    async *encode(change) {
      const { add, end } = writer();
      for await (const raster of strips(stripShape.height)) {
        change(rasterPicture(raster));
        yield* add(raster);
      }
      yield* end();
    },
  };
}

/**
 * What the samples of a file with this head take at least: known of PNG, so that one too large is not read to find that out. Of one with
 * more pixels than are allowed nothing is said: whatever memory there is, it will be refused for these.
 */
export function leastSampleBytes(head: Uint8Array, maxPixels: number): number {
  const found = sniff(head);
  if (found.kind !== 'image' || found.format !== 'png' || head.length < 29) return 0;
  const fields = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const pixels = fields.getUint32(16) * fields.getUint32(20);
  if (pixels > maxPixels) return 0;
  const bytesPerSample = fields.getUint8(24) === 16 ? 2 : 1;
  return pixels * (leastChannels[fields.getUint8(25)] ?? 1) * bytesPerSample;
}

/** By the colour type. */
const leastChannels: Readonly<Record<number, number>> = { 2: 3, 3: 3, 4: 2, 6: 4 };

/** As many times the rows that are compressed together as are usual. */
function heightOfStrips(shape: ImageShape, rowsAtOnce: number): number {
  const times = Math.floor(usualStripBytes / bytesOf({ ...shape, height: rowsAtOnce }));
  return Math.min(rowsAtOnce * Math.max(times, 1), shape.height);
}

function bytesOf({ width, height, channels, maxSample }: ImageShape): number {
  return width * height * channels * (maxSample === 255 ? 1 : 2);
}
