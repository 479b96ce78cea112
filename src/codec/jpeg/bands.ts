import { codeOf } from '../../errors.js';
import type { StoredFile } from '../../storage/store.js';
import { type BandCodec, UnfitForBands } from '../format-codec.js';
import { headersAround } from './coder/headers.js';
import { lumaScanOf } from './coder/luma-scan.js';
import { frameOf } from './coder/read-frame.js';
import { StreamedLuma } from './coder/streaming.js';
import { effortOfCodes, isSequentialOurs } from './components.js';
import { isFrame } from './markers.js';
import { isIndex } from './picture-index.js';
import { type JpegFile, parseJpeg, withJpegSegments } from './segments.js';

/**
 * From this many pixels on, a file is done in bands even if there is memory for it whole: reading it twice costs less than fresh memory,
 * which is not kept from image to image (`InstancePool`). CPU time compared with the whole way: 0.54 for 50 and 100 megapixels, 0.8 with
 * optimised codes; but 1.7 for 24 megapixels.
 */
const manyPixels = 50_000_000;

/** Smaller files do not have so many pixels, unless they are of one colour. */
const manyBytes = 1 << 20;

/** How many pixels a band has: its tiles stay in the second cache. */
const usualBandPixels = 1 << 20;

/**
 * Besides the memory of the kernels, of which broken data alone uses all: hashing, and what waits for garbage collection. Measured: a process
 * grew by 9 MiB for 1,074 megapixels, where this and that are 16.
 */
const fixedBytes = 8 << 20;

/**
 * A baseline or extended JPEG with a single scan, of which only luma changes. Files that hold more after it, that other images share, or
 * that are unusual in any way are left to those who read them whole.
 */
export const jpegBands: BandCodec<JpegFile> = {
  async isBetter(source) {
    if (source.size < manyBytes) return false;
    for await (const { marker, at } of segmentsIn(source)) {
      if (!isFrame(marker)) continue;
      const frame = Buffer.from(await source.piece(at, 9));
      return frame.length === 9 && frame.readUInt16BE(5) * frame.readUInt16BE(7) >= manyPixels;
    }
    return false;
  },

  async open(source) {
    const headers = await headersOf(source);
    const start = headers.length;
    const end = source.size - endOfImage.length;
    if (end < start || !endOfImage.equals(await source.piece(end, endOfImage.length))) throw new UnfitForBands();
    const kept = Buffer.concat([headers, endOfImage]);
    const frame = frameOf(kept);
    const luma = frame && lumaScanOf(frame);
    if (!frame || !luma) throw new UnfitForBands();
    const file = parsed(kept);
    if (file.segments.some(isIndex)) throw new UnfitForBands();
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
  },
};

const endOfImage = Buffer.from([0xff, 0xd9]);

/** The most bytes before the image data. */
const mostKeptBytes = 16 << 20;

const startOfScan = 0xda;

/** Everything before the coded data of the first scan. */
async function headersOf(source: StoredFile): Promise<Buffer> {
  const parts = [await source.piece(0, 2)];
  for await (const { marker, at, bytes } of segmentsIn(source)) {
    parts.push(await source.piece(at, bytes));
    if (marker === startOfScan) return Buffer.concat(parts);
  }
  throw new UnfitForBands();
}

/** The segments up to the first scan, as far as they follow each other: where each begins, and how long it is. */
async function* segmentsIn(source: StoredFile): AsyncGenerator<{ marker: number; at: number; bytes: number }> {
  for (let at = 2; at < mostKeptBytes && at + 4 <= source.size; ) {
    const head = Buffer.from(await source.piece(at, 4));
    if (head[0] !== 0xff) return;
    const [marker, bytes] = [head[1]!, 2 + head.readUInt16BE(2)];
    yield { marker, at, bytes };
    if (marker === startOfScan) return;
    at += bytes;
  }
}

/** A broken file may be mended whole. */
function parsed(kept: Buffer): JpegFile {
  try {
    return parseJpeg(kept);
  } catch (error) {
    throw codeOf(error) === 'corrupt' ? new UnfitForBands() : error;
  }
}
