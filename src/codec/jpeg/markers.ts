import type { ImgparError } from '../../errors.js';
import { corrupt, unsupported } from '../container.js';
import { MetadataLimits } from '../metadata-limits.js';

/** A segment of a JPEG, from its 0xFF to its last byte. */
export interface Segment {
  readonly marker: number;
  readonly bytes: Buffer;
  /** Its position in the file. */
  readonly position: number;
}

export const app0 = 0xe0;
export const app1 = 0xe1;
export const app2 = 0xe2;
export const app13 = 0xed;
export const app14 = 0xee;
export const comment = 0xfe;
const quantisationTables = 0xdb;
const restartInterval = 0xdd;
const startOfScan = 0xda;
const startOfImage = 0xd8;
const endOfImageMarker = 0xd9;

/**
 * Reads everything before the first scan: APPn and COM segments, quantisation tables, the frame header, the restart interval if any; and
 * where the data of the scan begins.
 */
export function readSegments(file: Buffer): {
  segments: Segment[];
  tables: Segment[];
  frame: Segment;
  restart: Segment | undefined;
  scan: number;
} {
  const segments: Segment[] = [];
  const tables: Segment[] = [];
  let frame: Segment | undefined;
  let restart: Segment | undefined;
  const limits = new MetadataLimits();
  let position = 2;
  while (true) {
    position = file.indexOf(0xff, position);
    if (position < 0) throw corrupt('the JPEG ends before its image data begins');
    while (file[position + 1] === 0xff) position++;
    const marker = file.readUInt8(position + 1);
    if (marker === endOfImageMarker) throw corrupt('the JPEG ends before its image data begins');
    if (marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
      position += 2;
      continue;
    }
    const end = position + 2 + file.readUInt16BE(position + 2);
    const segment = { marker, position, bytes: file.subarray(position, end) };
    if (end > file.length || end < position + 4) throw cutOffInHeader();
    if (startsWith(segment, app2, iccName)) limits.addProfilePart(segment.bytes.length);
    else limits.add(segment.bytes.length);
    if (isFrame(marker)) frame = segment;
    if (isApplication(marker)) segments.push(segment);
    if (marker === quantisationTables) tables.push(segment);
    if (marker === restartInterval) restart = segment;
    if (marker === startOfScan) {
      if (!frame) throw corrupt('the JPEG has a scan but no frame header');
      return { segments, tables, frame, restart, scan: end };
    }
    position = end;
  }
}

export function cutOffInHeader(): ImgparError {
  return corrupt('the JPEG is cut off in its header, or a length in it is wrong');
}

export function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

export function isApplication(marker: number): boolean {
  return (marker >= app0 && marker <= 0xef) || marker === comment;
}

/**
 * The position after the end marker of the image with a scan at `scan`. libjpeg accepts a JPEG without an end marker if its last block is
 * there; here it is corrupt.
 */
export function findEndOfImage(file: Buffer, scan: number): number {
  // Within coded data every 0xFF is followed by 0x00 or a restart marker, so the first end marker is nearly always the right one. Only the
  // segments between the scans of a progressive file can contain one by chance, so walk through them if more bytes follow.
  const first = file.indexOf('\xff\xd9', scan, 'latin1');
  if (first === file.length - 2) return file.length;
  let position = first < 0 ? -1 : file.indexOf(0xff, scan);
  while (position >= 0 && position + 1 < file.length) {
    const marker = file.readUInt8(position + 1);
    if (marker === endOfImageMarker) return position + 2;
    // Another image begins, and its end is not that of this one.
    if (marker === startOfImage) break;
    if (marker === 0xff) position += 1;
    else if (marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd8)) position += 2;
    else position = position + 4 > file.length ? file.length : position + 2 + file.readUInt16BE(position + 2);
    position = file.indexOf(0xff, position);
  }
  throw corrupt('the JPEG has no end marker: it is cut off');
}

/** Encoders write ten or so. One for each bit of each coefficient would be a thousand. */
const mostScans = 1000;
const scanMarker = Buffer.from([0xff, startOfScan]);

/**
 * Refuses images of very many scans: decoders go through all blocks for each, so that a small file could keep them busy for hours.
 *
 * @param image as far as its end marker
 */
export function requireFewScans(image: Buffer): void {
  let scans = 0;
  // Coded data never contains a marker.
  for (let at = image.indexOf(scanMarker); at >= 0; at = image.indexOf(scanMarker, at + 2)) scans++;
  if (scans > mostScans) throw unsupported(`the JPEG has ${scans} scans; expected at most ${mostScans}`);
}

/** Whether a segment has that marker and name. */
export function startsWith({ marker, bytes }: Segment, expected: number, name: string): boolean {
  return marker === expected && bytes.length >= 4 + name.length && bytes.toString('latin1', 4, 4 + name.length) === name;
}

/** The bytes after the name in segments of that kind. */
export function payloads(segments: readonly Segment[], marker: number, name: string): Buffer[] {
  return segments.filter((segment) => startsWith(segment, marker, name)).map(({ bytes }) => bytes.subarray(4 + name.length));
}

export const exifName = 'Exif\0\0';
export const xmpName = 'http://ns.adobe.com/xap/1.0/\0';
export const iccName = 'ICC_PROFILE\0';
export const photoshopName = 'Photoshop 3.0\0';
export const jfifName = 'JFIF\0';
export const mpfName = 'MPF\0';
