import { corrupt } from '../../container.js';
import { type OwnCompression, ownCompressions, packedChunk, unpackedChunk } from './chunk-coding.js';
import { bytesOfRows, samplesOfRows } from './predictor.js';
import { type AnySamples, bytesOfKind, emptySamples, type SampleKind } from './samples.js';

/** How the samples of a page are divided and stored. */
export interface SampleStorage {
  readonly width: number;
  readonly height: number;
  /** Samples per pixel, whatever they mean. */
  readonly bands: number;
  readonly kind: SampleKind;
  /** Whether each band is stored separately, and not pixel by pixel. */
  readonly separate: boolean;
  /** Tiles of this size; strips if undefined. */
  readonly tile: { readonly width: number; readonly height: number } | undefined;
  /** Rows per strip; the last may have fewer. */
  readonly rowsPerStrip: number;
  readonly compression: OwnCompression;
  readonly predictor: number;
  readonly littleEndian: boolean;
  /** Whether the first pixel of a byte is in its lowest bits, so that all bytes are reversed. */
  readonly bitsReversed: boolean;
}

export function isOwnCompression(name: string): name is OwnCompression {
  return ownCompressions.some((own) => own === name);
}

/** A strip or tile: which band it holds, or 0 for all, and its part of the image. */
interface Chunk {
  readonly band: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** As stored: tiles are complete even at the edge of the image. */
  readonly storedWidth: number;
  readonly storedHeight: number;
}

/** The strips or tiles of a page, in the order of the file. */
function* chunksIn({ width, height, bands, separate, tile, rowsPerStrip }: SampleStorage): Generator<Chunk> {
  const size = tile ?? { width, height: rowsPerStrip };
  for (let band = 0; band < (separate ? bands : 1); band++)
    for (let y = 0; y < height; y += size.height)
      for (let x = 0; x < width; x += size.width) {
        const here = { width: Math.min(size.width, width - x), height: Math.min(size.height, height - y) };
        yield {
          ...{ band, x, y },
          ...here,
          storedWidth: tile ? size.width : here.width,
          storedHeight: tile ? size.height : here.height,
        };
      }
}

/** The number of strips or tiles. */
export function chunkCount({ width, height, bands, separate, tile, rowsPerStrip }: SampleStorage): number {
  const size = tile ?? { width, height: rowsPerStrip };
  return (separate ? bands : 1) * Math.ceil(height / size.height) * Math.ceil(width / size.width);
}

/**
 * The samples of a page, pixel by pixel.
 *
 * @param chunkAt the bytes of a strip or tile by its number; undefined if the file leaves it out because it is all `fill`
 */
export function readChunks(storage: SampleStorage, chunkAt: (index: number) => Buffer | undefined, fill: number): AnySamples {
  const { width, height, bands, kind, separate } = storage;
  const samples = emptySamples(kind, width * height * bands);
  let index = 0;
  for (const chunk of chunksIn(storage)) {
    const packed = chunkAt(index++);
    const channels = separate ? 1 : bands;
    const rowSamples = chunk.storedWidth * channels;
    const stored = packed && samplesOfRows(unpackedBytes(packed, storage, chunk), { ...storage, channels, rowSamples });
    if (!stored && fill === 0) continue;
    for (let row = 0; row < chunk.height; row++) {
      const from = stored?.subarray(row * rowSamples, row * rowSamples + chunk.width * channels);
      const to = ((chunk.y + row) * width + chunk.x) * bands;
      if (!separate) from ? samples.set(from, to) : samples.fill(fill, to, to + chunk.width * bands);
      else for (let x = 0; x < chunk.width; x++) samples[to + x * bands + chunk.band] = from ? from[x]! : fill;
    }
  }
  return samples;
}

function unpackedBytes(packed: Buffer, { compression, bitsReversed, kind, bands, separate }: SampleStorage, chunk: Chunk): Buffer {
  const rowBytes = chunk.storedWidth * (separate ? 1 : bands) * bytesOfKind(kind);
  const bytes = rowBytes * chunk.storedHeight;
  if (!Number.isSafeInteger(bytes) || bytes > mostChunkBytes)
    throw corrupt('the TIFF is broken: the size of its strips or tiles is impossible');
  // The last tile may be cut off at the edge of the image.
  const least = rowBytes * chunk.height;
  return unpackedChunk(compression, bitsReversed ? withBitsReversed(packed) : packed, { bytes, least });
}

const mostChunkBytes = 2 ** 31;

/** The strips or tiles of a page, compressed. One that the file left out (`isLeftOut`) is left out again if it is still all `fill`. */
export function writeChunks(samples: AnySamples, storage: SampleStorage, isLeftOut: (index: number) => boolean, fill: number): Buffer[] {
  const { width, bands, kind, separate, compression } = storage;
  const channels = separate ? 1 : bands;
  return Array.from(chunksIn(storage), (chunk, index) => {
    const rowSamples = chunk.storedWidth * channels;
    const stored = emptySamples(kind, rowSamples * chunk.storedHeight);
    for (let row = 0; row < chunk.height; row++) {
      const from = ((chunk.y + row) * width + chunk.x) * bands;
      const to = row * rowSamples;
      if (!separate) stored.set(samples.subarray(from, from + chunk.width * bands), to);
      else for (let x = 0; x < chunk.width; x++) stored[to + x] = samples[from + x * bands + chunk.band]!;
    }
    if (isLeftOut(index) && stored.every((sample) => sample === fill)) return Buffer.alloc(0);
    return packedChunk(compression, bytesOfRows(stored, { ...storage, channels, rowSamples }), rowSamples * bytesOfKind(kind));
  });
}

/** Reverses the bits of each byte, for FillOrder 2. */
function withBitsReversed(bytes: Buffer): Buffer {
  return Buffer.from(bytes.map((byte) => reversed[byte]!));
}

const reversed = Uint8Array.from({ length: 256 }, (_, byte) => {
  let turned = 0;
  for (let bit = 0; bit < 8; bit++) if (byte & (1 << bit)) turned |= 128 >> bit;
  return turned;
});
