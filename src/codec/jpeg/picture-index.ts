import { isError } from '../../errors.js';
import { app2, mpfName, type Segment, startsWith } from './markers.js';

/** Another picture in a file, as the index of pictures (MPF, CIPA DC-007) names it. */
export interface IndexedPicture {
  readonly type: number;
  /** Where it begins in the file, and how many bytes it has. */
  readonly start: number;
  readonly bytes: number;
}

/** The pictures besides the first, in the order of the index; none if there is no index, or none that can be read. */
export function indexedPictures(segments: readonly Segment[]): IndexedPicture[] {
  const segment = segments.find(isIndex);
  if (!segment) return [];
  const index = segment.bytes.subarray(headBytes);
  const { uint32 } = endianReader(index);
  return entriesOf(index)
    .slice(1)
    .map((at) => ({
      type: uint32(at) & 0xffffff,
      // Relative to the index; 0 names nothing.
      start: uint32(at + 8) === 0 ? 0 : segment.position + headBytes + uint32(at + 8),
      bytes: uint32(at + 4),
    }));
}

/** Large thumbnails, of classes 1 to 5. */
export function isPreview({ type }: IndexedPicture): boolean {
  return type >= 0x010001 && type <= 0x010005;
}

export function isIndex(segment: Segment): boolean {
  return startsWith(segment, app2, mpfName);
}

/**
 * The index as it stands in a file whose pictures have moved.
 *
 * @param firstBytes of the first picture
 * @param position of the index in that file
 * @param moved where a picture is now that was at another position, and its bytes if these are others
 */
export function movedIndex(
  segment: Segment,
  firstBytes: number,
  position: number,
  moved: (start: number) => { readonly start: number; readonly bytes?: number | undefined },
): Buffer {
  const bytes = Buffer.from(segment.bytes);
  const index = bytes.subarray(headBytes);
  const { littleEndian, uint32 } = endianReader(index);
  const write = (value: number, at: number) => (littleEndian ? index.writeUInt32LE(value, at) : index.writeUInt32BE(value, at));
  const [first, ...others] = entriesOf(index);
  if (first !== undefined) write(firstBytes, first + 4);
  for (const at of others) {
    if (uint32(at + 8) === 0) continue;
    const now = moved(segment.position + headBytes + uint32(at + 8));
    write((now.start - position - headBytes) >>> 0, at + 8);
    if (now.bytes !== undefined) write(now.bytes, at + 4);
  }
  return bytes;
}

const headBytes = 4 + mpfName.length;

/** Where the entries begin in an index. */
function entriesOf(index: Buffer): number[] {
  try {
    const { uint16, uint32 } = endianReader(index);
    const directory = uint32(4);
    for (let tag = 0; tag < uint16(directory); tag++) {
      const entry = directory + 2 + tag * 12;
      if (uint16(entry) !== 0xb002) continue;
      const table = uint32(entry + 8);
      const count = Math.min(Math.floor(uint32(entry + 4) / 16), Math.floor((index.length - table) / 16));
      return Array.from({ length: Math.max(count, 0) }, (_, i) => table + i * 16);
    }
  } catch (error) {
    if (!isError(error) || error.name !== 'RangeError') throw error;
  }
  return [];
}

function endianReader(bytes: Buffer): { littleEndian: boolean; uint16: (at: number) => number; uint32: (at: number) => number } {
  const littleEndian = bytes[0] === 0x49;
  return {
    littleEndian,
    uint16: (at) => (littleEndian ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at)),
    uint32: (at) => (littleEndian ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at)),
  };
}
