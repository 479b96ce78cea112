import type { StoredFile } from '../../storage/store.js';
import { UnfitForBands } from '../format-codec.js';
import type { Frame } from './coder/frame.js';
import { frameOf } from './coder/read-frame.js';

/** The most bytes of a file besides the coded data of its scans. */
const mostKeptBytes = 16 << 20;

const startOfScan = 0xda;
export const endOfImage = Buffer.from([0xff, 0xd9]);

/** A segment, as it lies in a file. */
interface SegmentAt {
  readonly marker: number;
  readonly at: number;
  readonly bytes: number;
}

/** The segments up to the first scan, as far as they follow each other. */
export async function* segmentsIn(source: StoredFile): AsyncGenerator<SegmentAt> {
  for (let at = 2; at < mostKeptBytes && at + 4 <= source.size; ) {
    const segment = await segmentAt(source, at);
    if (!segment) return;
    yield segment;
    if (segment.marker === startOfScan) return;
    at += segment.bytes;
  }
}

async function segmentAt(source: StoredFile, at: number): Promise<SegmentAt | undefined> {
  const head = Buffer.from(await source.piece(at, 4));
  if (head.length < 4 || head[0] !== 0xff) return undefined;
  return { marker: head[1]!, at, bytes: 2 + head.readUInt16BE(2) };
}

/** Everything before the coded data of the first scan. @throws {UnfitForBands} if no scan is found */
export async function headersOf(source: StoredFile): Promise<Buffer> {
  const parts = [await source.piece(0, 2)];
  for await (const { marker, at, bytes } of segmentsIn(source)) {
    parts.push(await source.piece(at, bytes));
    if (marker === startOfScan) return Buffer.concat(parts);
  }
  throw new UnfitForBands();
}

/** A file without the coded data of its scans. */
interface Skeleton {
  readonly bytes: Buffer;
  /** Its headers, with the positions of scans in the file. */
  readonly frame: Frame;
}

/** @param headers as `headersOf` gives them @throws {UnfitForBands} if the file is unusual in any way */
export async function skeletonOf(source: StoredFile, headers: Buffer): Promise<Skeleton> {
  const parts: Uint8Array[] = [headers];
  /** Where the data of each scan begins and ends. */
  const data: Array<{ readonly start: number; readonly end: number }> = [];
  let keptBytes = headers.length;
  let at = await endOfCodedData(source, headers.length);
  data.push({ start: headers.length, end: at });
  while (at + endOfImage.length < source.size) {
    const segment = await segmentAt(source, at);
    if (!segment || keptBytes > mostKeptBytes) throw new UnfitForBands();
    // Any number of 0xFF may precede a marker.
    const bytes = segment.marker === 0xff ? 1 : segment.bytes;
    parts.push(Uint8Array.from(await source.piece(at, bytes)));
    keptBytes += bytes;
    at += bytes;
    if (segment.marker !== startOfScan) continue;
    const end = await endOfCodedData(source, at);
    data.push({ start: at, end });
    at = end;
  }
  if (at + endOfImage.length !== source.size || !endOfImage.equals(await source.piece(at, endOfImage.length))) throw new UnfitForBands();
  const bytes = Buffer.concat([...parts, endOfImage]);
  const frame = frameOf(bytes);
  if (frame?.scans.length !== data.length) throw new UnfitForBands();
  const scans = frame.scans.map((scan, i) => {
    const { start, end } = data[i]!;
    return { ...scan, headerAt: scan.headerAt + start - scan.start, start, end };
  });
  return { bytes, frame: { ...frame, scans } };
}

const windowBytes = 1 << 18;

/** Where the marker after coded data is, which is no restart marker. */
async function endOfCodedData(source: StoredFile, start: number): Promise<number> {
  const window = Buffer.alloc(Math.min(windowBytes, source.size));
  for (let from = start; from + 1 < source.size; ) {
    const piece = await source.piece(from, window.length, (bytes) => window.subarray(0, bytes));
    let at = piece.indexOf(0xff);
    for (; at >= 0 && at + 1 < piece.length; at = piece.indexOf(0xff, at + 2)) {
      const next = piece[at + 1]!;
      if (next !== 0 && (next < 0xd0 || next > 0xd7)) return from + at;
    }
    // An 0xFF at its end comes again, with the byte after it.
    from += at < 0 ? piece.length : at;
  }
  throw new UnfitForBands();
}
