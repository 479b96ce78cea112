import { pipeline, Readable } from 'node:stream';
import { crc32, createInflate } from 'node:zlib';
import { codeOf } from '../../errors.js';
import { rasterPicture } from '../../pixels/pictures/raster-picture.js';
import { bytesOf, type ImageShape, type Raster, type Samples, sampleBytes } from '../../pixels/raster.js';
import type { StoredFile } from '../../storage/store.js';
import { type BandCodec, type Bands, UnfitForBands } from '../format-codec.js';
import { chunk, chunksFor, type PngFile, parsePng, pngSignature } from './chunks.js';
import { inflateKernels } from './kernels.js';
import { mendedPng } from './mend.js';
import { colourTypes, pngWriter } from './writer.js';

/** The most bytes besides the image data. */
const mostKeptBytes = 16 << 20;

/** Bytes per piece for reading a file, and for decompressing its data. */
const pieceBytes = 256 << 10;

/**
 * A PNG of full samples, 8 or 16 bits, not interlaced. A band holds the samples that any decoder gives; files that are unusual in any way
 * are left to decoders that read them whole.
 */
export const pngBands: BandCodec<PngFile> = {
  async open(source) {
    const { kept, data } = await takeApart(source);
    const mended = mendedPng(kept, { maxPixels: Number.POSITIVE_INFINITY, admit: () => {} });
    const isMended = mended?.isWhole === true;
    const file = parsePng(isMended ? mended.bytes : kept);
    if (!isPlain(file)) throw new UnfitForBands();
    return {
      file,
      ...(isMended && { warnings: mended.warnings }),
      inBands: ({ coding: { effort } }) => inBands(source, { file, data, keptBytes: kept.length }, effort),
    };
  },
};

/** The bytes of samples per band, unless a few rows take more. */
const usualBandBytes = 4 << 20;

/**
 * The part that does not grow with the bands: buffers of zlib, and pieces of the file that wait for garbage collection. Measured on 60 and
 * 250 megapixels: with bands of 4 MiB, a process grew by 64 to 80 MiB, which is what it takes with a collection every 10 ms plus 30 MiB.
 */
const fixedBytes = 64 << 20;

/** A file that was taken apart. */
interface ApartPng {
  readonly file: PngFile;
  /** Where its image data lies. */
  readonly data: readonly DataChunk[];
  /** Bytes of the file that are kept in memory. */
  readonly keptBytes: number;
}

function inBands(source: StoredFile, { file, data, keptBytes }: ApartPng, effort: number): Bands<PngFile> {
  const { shape } = file;
  const bandShape = { ...shape, height: heightOfBands(shape, writerFor(file, effort).rowsAtOnce) };
  const rasters = () => readBands(source, data, shape, bandShape.height);
  return {
    codec: 'sharp',
    bandShape,
    // The samples of a band, its filtered rows in the source and in the result, and their compressed forms. The kernels additionally hold a
    // few rows at a time, which matters where rows are long.
    peakBytes: fixedBytes + 2 * keptBytes + 6 * (sampleBytes(bandShape) + sampleBytes({ ...shape, height: 1 })),
    async *read() {
      for await (const raster of rasters()) yield rasterPicture(raster);
    },
    async *encode(kept, change) {
      const { add, end } = writerFor(kept, effort);
      for await (const raster of rasters()) {
        change(rasterPicture(raster), true);
        yield* add(raster);
      }
      yield* end();
    },
  };
}

function writerFor(file: PngFile, effort: number) {
  const samples = { colourType: colourTypes[file.shape.channels], bitDepth: file.shape.maxSample === 255 ? 8 : 16 } as const;
  const { before, after } = chunksFor(file, samples);
  return pngWriter(file.shape, samples, before, after, effort);
}

/** A multiple of the number of rows that are usually compressed together. */
function heightOfBands(shape: ImageShape, rowsAtOnce: number): number {
  const times = Math.floor(usualBandBytes / sampleBytes({ ...shape, height: rowsAtOnce }));
  return Math.min(rowsAtOnce * Math.max(times, 1), shape.height);
}

function isPlain({ interlaced, bitsPerSample, colourType, shape }: PngFile): boolean {
  return !interlaced && bitsPerSample >= 8 && colourType === colourTypes[shape.channels];
}

/** Where a chunk of image data lies in the file, between its length and type and its checksum. */
interface DataChunk {
  readonly start: number;
  readonly bytes: number;
}

/** The file with one empty chunk instead of all image data, and where the data lies. */
async function takeApart(file: StoredFile): Promise<{ kept: Buffer; data: DataChunk[] }> {
  const parts: Uint8Array[] = [pngSignature];
  const data: DataChunk[] = [];
  let [keptBytes, dataEnd] = [0, 0];
  for (let position = 8; position + 12 <= file.size; ) {
    const head = Buffer.from(await file.piece(position, 8));
    const bytes = head.readUInt32BE(0);
    const type = head.toString('latin1', 4);
    const end = position + 12 + bytes;
    if (end > file.size) break;
    if (type === 'IDAT') {
      if (data.length === 0) parts.push(chunk('IDAT', new Uint8Array(0)));
      else if (dataEnd !== position) break;
      data.push({ start: position + 8, bytes });
      dataEnd = end;
    } else {
      keptBytes += bytes;
      if (keptBytes > mostKeptBytes) break;
      parts.push(await file.piece(position, end - position));
    }
    if (type === 'IEND') return { kept: Buffer.concat(parts), data };
    position = end;
  }
  throw new UnfitForBands();
}

async function* readBands(file: StoredFile, data: readonly DataChunk[], shape: ImageShape, rowsOfBand: number): AsyncGenerator<Raster> {
  const { width, height, channels, maxSample } = shape;
  const bytesPerPixel = channels * (maxSample === 255 ? 1 : 2);
  const rowBytes = width * bytesPerPixel;
  const memory = Buffer.alloc(rowBytes * Math.min(rowsOfBand, height));
  let above = new Uint8Array(rowBytes);
  let row = 0;
  const { unfilterRows } = inflateKernels();
  for await (const filtered of inPieces(inflated(file, data), (rowBytes + 1) * rowsOfBand)) {
    const rows = filtered.length / (rowBytes + 1);
    const band = memory.subarray(0, rowBytes * rows);
    if (!Number.isInteger(rows) || row + rows > height || !unfilterRows(filtered, rowBytes, bytesPerPixel, above, band))
      throw new UnfitForBands();
    above = Uint8Array.from(band.subarray(-rowBytes));
    yield { ...shape, height: rows, samples: samplesIn(band, shape) };
    row += rows;
  }
  if (row < height) throw new UnfitForBands();
}

/** Parts as pieces of equal length; only the last may be shorter. A piece is valid until the next one is requested. */
async function* inPieces(parts: AsyncIterable<Uint8Array>, bytes: number): AsyncGenerator<Uint8Array> {
  const piece = new Uint8Array(bytes);
  let filled = 0;
  for await (const part of parts) {
    for (let taken = 0; taken < part.length; ) {
      const more = part.subarray(taken, taken + bytes - filled);
      piece.set(more, filled);
      filled += more.length;
      taken += more.length;
      if (filled < bytes) continue;
      yield piece;
      filled = 0;
    }
  }
  if (filled > 0) yield piece.subarray(0, filled);
}

/** Converts big-endian bytes to samples, in place. */
function samplesIn(bytes: Buffer<ArrayBuffer>, { maxSample }: ImageShape): Samples {
  if (maxSample === 255) return bytesOf(bytes);
  bytes.swap16();
  return new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
}

/** The image data, decompressed part by part. */
async function* inflated(file: StoredFile, data: readonly DataChunk[]): AsyncGenerator<Uint8Array> {
  const inflate = createInflate({ chunkSize: pieceBytes });
  // Errors also end the loop below.
  pipeline(Readable.from(compressed(file, data), { highWaterMark: 1 }), inflate, () => {});
  try {
    yield* inflate;
  } catch (error) {
    throw isOfZlib(error) ? new UnfitForBands() : error;
  }
  if (inflate.bytesWritten < data.reduce((sum, { bytes }) => sum + bytes, 0)) throw new UnfitForBands();
}

function isOfZlib(error: unknown): boolean {
  return codeOf(error)?.startsWith('Z_') === true;
}

/** The content of the chunks, checked, in larger pieces than most encoders make. */
async function* compressed(file: StoredFile, data: readonly DataChunk[]): AsyncGenerator<Uint8Array> {
  let [piece, filled] = [new Uint8Array(pieceBytes), 0];
  for (const { start, bytes } of data) {
    let checksum = crc32(await file.piece(start - 4, 4));
    for (let at = 0; at < bytes; ) {
      const part = await file.piece(start + at, Math.min(bytes - at, pieceBytes - filled));
      if (part.length === 0) throw new UnfitForBands();
      checksum = crc32(part, checksum);
      piece.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled < pieceBytes) continue;
      yield piece;
      [piece, filled] = [new Uint8Array(pieceBytes), 0];
    }
    if (Buffer.from(await file.piece(start + bytes, 4)).readUInt32BE() !== checksum) throw new UnfitForBands();
  }
  if (filled > 0) yield piece.subarray(0, filled);
}
