import { codeOf } from '../../errors.js';
import type { StoredFile } from '../../storage/store.js';
import { type BandCodec, type BandIntent, type Bands, UnfitForBands } from '../format-codec.js';
import { windowBytes } from './coder/coded-data.js';
import { headersAround } from './coder/headers.js';
import { lumaScanOf } from './coder/luma-scan.js';
import { frameOf } from './coder/read-frame.js';
import { StreamedLuma } from './coder/streaming.js';
import { effortOfCodes, isProgressiveOurs, isSequentialOurs } from './components.js';
import { isFrame } from './markers.js';
import { isIndex } from './picture-index.js';
import { StreamedProgressive, suitsStreaming } from './progressive/streamed/image.js';
import { type JpegFile, parseJpeg, withJpegSegments } from './segments.js';
import { endOfImage, headersOf, segmentsIn, skeletonOf } from './skeleton.js';

/**
 * From this many pixels on, a file is done in bands even if there is memory for it whole: reading it twice costs less than fresh memory,
 * which is not kept from image to image (`InstancePool`). CPU time compared with the whole way: 0.54 for 50 and 100 megapixels, 0.8 with
 * optimised codes; but 1.7 for 24 megapixels.
 */
const manyPixels = 50_000_000;

/**
 * The same for progressive files. CPU time compared with the whole way: 1.05 to 1.4 for 200 megapixels, 1.2 to 2 for 60. Those with twice
 * as many pixels of noise have more symbols than the whole way has room for.
 */
const manyProgressivePixels = 200_000_000;

/** Smaller files do not have so many pixels, unless they are of one colour. */
const manyBytes = 1 << 20;

/** How many pixels a band has: its tiles stay in the second cache. */
const usualBandPixels = 1 << 20;

/**
 * Besides the memory of the kernels, of which broken data alone uses all: hashing, and what waits for garbage collection. Measured: a process
 * grew by 9 MiB for 1,074 megapixels, where this and that are 16.
 */
const fixedBytes = 8 << 20;

/** The same for progressive files. Measured: 81 MiB more for 1,074 megapixels, where 64 are coded scans that wait and 12 the kernels'. */
const fixedProgressiveBytes = 12 << 20;

/** Of coded scans of a progressive file that wait until those before are written: a share of its pixels, and at most as many bytes. */
const keptShare = 1 / 2;
const mostKeptBytes = 64 << 20;

/**
 * A JPEG of which only luma changes: baseline or extended with a single scan, or progressive. Files that hold more after it, that other
 * images share, or that are unusual in any way are left to those who read them whole.
 */
export const jpegBands: BandCodec<JpegFile> = {
  async isBetter(source) {
    if (source.size < manyBytes) return false;
    const frame = await frameIn(source);
    return frame !== undefined && frame.pixels >= (frame.isProgressive ? manyProgressivePixels : manyPixels);
  },

  async open(source) {
    const [headers, frame] = [await headersOf(source), await frameIn(source)];
    return frame?.isProgressive ? openProgressive(source, headers) : openSequential(source, headers);
  },
};

/** What the frame header says. */
async function frameIn(source: StoredFile): Promise<{ readonly pixels: number; readonly isProgressive: boolean } | undefined> {
  for await (const { marker, at } of segmentsIn(source)) {
    if (!isFrame(marker)) continue;
    const frame = Buffer.from(await source.piece(at, 9));
    if (frame.length < 9) return undefined;
    return { pixels: frame.readUInt16BE(5) * frame.readUInt16BE(7), isProgressive: marker === progressiveMarker };
  }
  return undefined;
}

const progressiveMarker = 0xc2;

async function openSequential(source: StoredFile, headers: Buffer): Promise<BandedJpeg> {
  const start = headers.length;
  const end = source.size - endOfImage.length;
  if (end < start || !endOfImage.equals(await source.piece(end, endOfImage.length))) throw new UnfitForBands();
  const kept = Buffer.concat([headers, endOfImage]);
  const frame = frameOf(kept);
  const luma = frame && lumaScanOf(frame);
  if (!frame || !luma) throw new UnfitForBands();
  const file = parsed(kept);
  return {
    file,
    inBands({ lumaOnly, bySharp, coding }) {
      if (bySharp || !isSequentialOurs(file, { lumaOnly, coding })) throw new UnfitForBands();
      const streamed = new StreamedLuma({ source, frame, luma, start, end }, usualBandPixels);
      return {
        codec: 'imgpar',
        bandShape: streamed.bandShape,
        peakBytes: fixedBytes + streamed.bytes + 2 * kept.length,
        read: () => streamed.bands(),
        encode(written, change) {
          const { quality, effort } = coding;
          return streamed.encode(
            { quality, optimised: effort >= effortOfCodes },
            (luma) => {
              const { before, after } = headersAround(kept, frame, luma);
              return { before: withJpegSegments(Buffer.from(before), written), after };
            },
            change,
          );
        },
      };
    },
  };
}

async function openProgressive(source: StoredFile, headers: Buffer): Promise<BandedJpeg> {
  const { bytes, frame } = await skeletonOf(source, headers);
  if (!suitsStreaming(frame)) throw new UnfitForBands();
  const file = parsed(bytes);
  return {
    file,
    inBands({ lumaOnly, bySharp, coding }) {
      if (bySharp || !isProgressiveOurs(file, { lumaOnly, coding })) throw new UnfitForBands();
      const keptBytes = Math.min(Math.ceil(keptShare * frame.width * frame.height), mostKeptBytes);
      const streamed = new StreamedProgressive({ source, frame, pieceBytes: windowBytes }, usualBandPixels, keptBytes);
      return {
        codec: 'imgpar',
        bandShape: streamed.bandShape,
        peakBytes: fixedProgressiveBytes + streamed.bytes + 2 * bytes.length,
        read: () => streamed.bands(),
        async *encode(written, change) {
          let isFirst = true;
          for await (const part of streamed.encode(coding.quality, change)) {
            if (isFirst) yield* withJpegSegments(Buffer.from(part), written);
            else yield part;
            isFirst = false;
          }
        },
      };
    },
  };
}

interface BandedJpeg {
  readonly file: JpegFile;
  inBands(intent: BandIntent): Bands<JpegFile>;
}

/** A broken file may be mended whole, and one that others share is for those who know them all. */
function parsed(kept: Buffer): JpegFile {
  try {
    const file = parseJpeg(kept);
    if (!file.segments.some(isIndex)) return file;
  } catch (error) {
    if (codeOf(error) !== 'corrupt') throw error;
  }
  throw new UnfitForBands();
}
