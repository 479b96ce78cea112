import { exifName, type Segment } from './markers.js';

/** Pictures that stand behind an image, and may be what maker notes lead to. */
export interface TrailingPictures {
  /** Where the trailer begins in the source. */
  readonly start: number;
  readonly trailer: Buffer;
  /** Where each picture begins in the trailer. */
  readonly places: readonly number[];
}

/** The pictures in a trailer: those that begin as every JPEG does. */
export function trailingPictures(trailer: Buffer, start: number): TrailingPictures {
  const places: number[] = [];
  for (
    let at = trailer.indexOf(beginning, 0, 'latin1');
    at >= 0 && places.length < mostPictures;
    at = trailer.indexOf(beginning, at + 1, 'latin1')
  )
    places.push(at);
  return { start, trailer, places };
}

const beginning = '\xff\xd8\xff';
const mostPictures = 32;

/**
 * EXIF whose maker notes hold positions of pictures behind the image (previews, mostly), counted from the beginning of the file or of the
 * block, with these positions as they are now. What a number means only its maker knows; but one that names the first byte of a picture, and
 * beside which the length of that picture stands, is a position. Large numbers do not name it by chance.
 *
 * @param moved where a place of the trailer is in the file now
 * @param position where the segment stands now
 */
export function withMovedPositions(
  segment: Segment,
  pictures: TrailingPictures,
  position: number,
  moved: (place: number) => number,
): Buffer {
  if (pictures.places.length === 0) return segment.bytes;
  const { bytes } = segment;
  let changed: Buffer | undefined;
  for (const place of pictures.places) {
    const [from, to] = [pictures.start + place, moved(place)];
    const ofBlock = [from - segment.position - headBytes, to - position - headBytes] as const;
    for (const [old, now] of [[from, to] as const, ofBlock]) {
      if (old === now) continue;
      for (const at of placesOf(bytes, old)) {
        if (old < leastTelling && !hasLength(bytes, at, pictures, place)) continue;
        changed ??= Buffer.from(bytes);
        if (bytes.readUInt32LE(at) === old) changed.writeUInt32LE(now, at);
        else changed.writeUInt32BE(now, at);
      }
    }
  }
  return changed ?? bytes;
}

const headBytes = 4 + exifName.length;
const leastTelling = 1 << 20;

/** Where a number stands in a segment, in either order of its bytes. */
function placesOf(bytes: Buffer, value: number): number[] {
  const places: number[] = [];
  for (const number of [little(value), big(value)])
    for (let at = bytes.indexOf(number, headBytes); at >= 0; at = bytes.indexOf(number, at + 1)) places.push(at);
  return places;
}

/** Whether a number near that place is the length of the picture: at its end stands an end marker. */
function hasLength(bytes: Buffer, near: number, { trailer }: TrailingPictures, place: number): boolean {
  const isLength = (length: number) => length > 4 && trailer.toString('latin1', place + length - 2, place + length) === '\xff\xd9';
  for (let at = Math.max(near - 48, headBytes); at + 4 <= Math.min(near + 52, bytes.length); at += 2) {
    if (at !== near && (isLength(bytes.readUInt32LE(at)) || isLength(bytes.readUInt32BE(at)))) return true;
  }
  return false;
}

function little(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}

function big(value: number): Buffer {
  return little(value).reverse();
}
