import { app1, app2, findEndOfImage, mpfName, payloads, readSegments, type Segment, startsWith, xmpName } from './markers.js';
import { withoutGainMapStatements } from './xmp-gain-map.js';

/** The parts of a JPEG around its image. */
interface Surroundings {
  readonly segments: readonly Segment[];
  /** The bytes after the image. */
  readonly trailer: Buffer;
}

const isoName = 'urn:iso:std:iso:ts:21496:-1\0';

/** Whether there is an HDR gain map: Android's Ultra HDR, ISO 21496-1, or Apple's. */
export function hasGainMap({ segments, trailer }: Surroundings): boolean {
  if (payloads(segments, app2, isoName).length > 0) return true;
  if (payloads(segments, app1, xmpName).some(mentionsGainMap)) return true;
  return payloads(segments, app2, mpfName).length > 0 && (mentionsGainMap(trailer) || trailer.includes('iso:ts:21496'));
}

function mentionsGainMap(bytes: Buffer): boolean {
  return bytes.includes('hdr-gain-map') || bytes.includes('HDRGainMap') || bytes.includes('Semantic="GainMap"');
}

/** Removes the gain map and everything that points to it. Keeps the video of a motion photo after it. */
export function withoutGainMap({ segments, trailer }: Surroundings): Surroundings {
  const others = segments.filter((segment) => !startsWith(segment, app2, isoName));
  const plain = others.map((segment) => (startsWith(segment, app1, xmpName) ? withoutGainMapInXmp(segment) : segment));
  return withoutFurtherPictures({ segments: plain, trailer });
}

/** Removes the images after the first one, and their index. */
export function withoutFurtherPictures({ segments, trailer }: Surroundings): Surroundings {
  let rest = trailer;
  for (let end = endOfPicture(rest); end > 0; end = endOfPicture(rest)) rest = rest.subarray(end);
  return { segments: segments.filter((segment) => !startsWith(segment, app2, mpfName)), trailer: rest };
}

/** Where the JPEG at the start of the bytes ends, possibly after padding; 0 if none begins there. */
function endOfPicture(bytes: Buffer): number {
  const start = bytes.findIndex((byte) => byte !== 0);
  if (start < 0 || bytes[start] !== 0xff || bytes[start + 1] !== 0xd8) return 0;
  const picture = bytes.subarray(start);
  try {
    return start + findEndOfImage(picture, readSegments(picture).scan);
  } catch {
    // One that is cut off extends to the end.
    return bytes.length;
  }
}

function withoutGainMapInXmp(segment: Segment): Segment {
  const headBytes = 4 + xmpName.length;
  // Latin-1 keeps every byte, whatever the encoding of the packet.
  const packet = withoutGainMapStatements(segment.bytes.toString('latin1', headBytes));
  const bytes = Buffer.concat([segment.bytes.subarray(0, headBytes), Buffer.from(packet, 'latin1')]);
  bytes.writeUInt16BE(bytes.length - 2, 2);
  return { ...segment, bytes };
}
