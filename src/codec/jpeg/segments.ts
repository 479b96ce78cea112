import { swapsSides } from '../../pixels/orient.js';
import { corrupt, type Header, unsupported } from '../container.js';
import { exifOrientation, orientationExif, uprightExif } from '../exif.js';
import { type Density, type Metadata, presentMetadata, unevenDensity, uprightXmp } from '../metadata.js';
import { trailingPictures, withMovedPositions } from './exif-positions.js';
import { hasGainMap, withoutFurtherPictures, withoutGainMap } from './gain-map.js';
import {
  app0,
  app1,
  app2,
  app13,
  app14,
  comment,
  cutOffInHeader,
  exifName,
  findEndOfImage,
  iccName,
  isApplication,
  jfifName,
  payloads,
  photoshopName,
  readSegments,
  type Segment,
  startsWith,
  xmpName,
} from './markers.js';
import { jfifFields, segment, segmentsOf } from './new-segments.js';
import { type IndexedPicture, indexedPictures, isIndex, isPreview, movedIndex } from './picture-index.js';
import { jpegQuality } from './quality.js';

/** A JPEG file, parsed at its markers. */
export interface JpegFile extends Header {
  readonly progressive: boolean;
  /** Samples per pixel, all components together: 1 for grey, 3 for colour, or 1.5 if colour is at half resolution both ways. */
  readonly samplesOfPixel: number;
  /** Whether luma is a component of its own: grey, and YCbCr of any sampling and marked in any way. */
  readonly hasLuma: boolean;
  /** Blocks (MCUs) between restart markers; 0 if there are none. */
  readonly restartInterval: number;
  /** The quality, 1..100, estimated from its quantisation tables. */
  readonly estimateQuality: () => number;
  /** The APPn and COM segments before the first scan, in order. */
  readonly segments: readonly Segment[];
  /** Where the image ends: just after its end marker. */
  readonly endOfImage: number;
  /** The bytes after the image: previews, the video of a motion photo, maker notes, further images. */
  readonly trailer: Buffer;
  /** The other images of a file that holds several (MPO), in the order of their index. */
  readonly further: readonly FurtherPicture[];
}

/** The first image, and those in its trailer. */
export function imagesOf(file: JpegFile): JpegFile[] {
  return [file, ...file.further.map((other) => other.file)];
}

/** An image in the trailer of another. */
interface FurtherPicture {
  readonly file: JpegFile;
  /** Where it begins in the trailer, and how many bytes it has. */
  readonly start: number;
  readonly bytes: number;
}

/** Parses a JPEG with all of its images. Refuses what imgpar cannot write back: more than 8 bits, lossless coding. */
export function parseJpeg(file: Buffer): JpegFile {
  const picture = parsePicture(file);
  if (!picture.segments.some(isIndex)) return picture;
  const { further, ...kept } = furtherPictures(file, picture);
  if (further.length === 0) return { ...picture, ...kept };
  return { ...picture, ...kept, further, hasLuma: false, pages: [picture, ...further.map((other) => other.file)] };
}

/** The first image of a file. */
function parsePicture(file: Buffer): JpegFile {
  const { segments, tables, frame, restart, scan } = readSegments(file);
  const endOfImage = findEndOfImage(file, scan);
  const trailer = file.subarray(endOfImage);
  const gainMap = hasGainMap({ segments, trailer });
  const header = readFrame(frame, segments);
  return {
    gainMap,
    further: [],
    restartInterval: restart && restart.bytes.length >= 6 ? restart.bytes.readUInt16BE(4) : 0,
    // A function, as few callers need it and it takes 0.13 ms: a tenth of the time of a thumbnail.
    estimateQuality: () => jpegQuality(quantisationOf(frame, tables)),
    segments: segments.flatMap((segment) => fitting(segment, header)),
    endOfImage,
    trailer,
    // Last, as each property added after a spread costs V8 1 µs: each of 1,000 thumbnails took 12 µs, now 3.
    ...header,
  };
}

function readFrame(segment: Segment, segments: readonly Segment[]): Frame {
  const { marker, bytes } = segment;
  if (![0xc0, 0xc1, 0xc2, 0xc9, 0xca].includes(marker))
    throw unsupported('the JPEG is lossless or hierarchical; expected baseline or progressive');
  if (bytes.length < identifierAt) throw cutOffInHeader();
  const bits = bytes[4]!;
  if (bits !== 8) throw unsupported(`the JPEG has ${bits} bits per sample; expected 8`);
  const height = bytes[5]! * 256 + bytes[6]!;
  const width = bytes[7]! * 256 + bytes[8]!;
  const components = bytes[9]!;
  if (width === 0) throw corrupt('the JPEG is 0 pixels wide');
  if (height === 0) throw corrupt('the JPEG is 0 pixels high by its header');
  if (components !== 1 && components !== 3 && components !== 4)
    throw unsupported(`the JPEG has ${components} components; expected 1 (grey), 3 (colour) or 4 (CMYK)`);
  if (bytes.length < identifierAt + 3 * components) throw cutOffInHeader();
  const sampling = ofComponents(bytes, samplingAt);
  if (!sampling.every(isSampling)) throw corrupt('the JPEG has a sampling factor of 0 or more than 4; expected 1 to 4');
  const halved = sampling[0] === 0x22 && sampling[1] === 0x11 && sampling[2] === 0x11;
  const rgb = isCodedAsRgb(bytes, segments);
  const header = {
    // Methods see CMYK as RGB.
    shape: { width, height, channels: components === 1 ? 1 : 3, maxSample: 255 },
    bitsPerSample: 8,
    fullChroma: !halved || rgb,
    progressive: marker === 0xc2 || marker === 0xca,
    samplesOfPixel: samplesOf(sampling),
    hasLuma: !rgb && components !== 4,
  } as const;
  return components === 4 ? { ...header, space: 'cmyk' } : header;
}

type Frame = Header & Pick<JpegFile, 'progressive' | 'samplesOfPixel' | 'hasLuma'>;

/** Where a frame header has the identifier and the sampling of the first component; the others follow every three bytes. */
const identifierAt = 10;
const samplingAt = 11;

/**
 * Reads a field of every component in a frame header. In a loop, as `Array.from` takes 0.5 µs; and byte by byte, as V8 takes 0.1 s to
 * optimise code that calls Buffer's own readers, with their checks, from so many places.
 */
function ofComponents(frame: Buffer, first: number): number[] {
  const values: number[] = [];
  const end = first + 3 * frame[9]!;
  for (let at = first; at < end; at += 3) values.push(frame[at]!);
  return values;
}

/** Whether the factors of a component, across and down, are those that the standard allows. */
function isSampling(factors: number): boolean {
  const [across, down] = [factors >> 4, factors & 15];
  return across >= 1 && across <= 4 && down >= 1 && down <= 4;
}

/** Samples of all components per sample of the first one, which has most. */
function samplesOf(sampling: readonly number[]): number {
  let samples = 0;
  for (const factors of sampling) samples += (factors >> 4) * (factors & 15);
  return samples / ((sampling[0]! >> 4) * (sampling[0]! & 15));
}

/** Whether the components are R, G and B instead of Y, Cb and Cr, by the rules of libjpeg. */
function isCodedAsRgb(frame: Buffer, segments: readonly Segment[]): boolean {
  if (segments.some((segment) => startsWith(segment, app0, 'JFIF\0'))) return false;
  const adobe = segments.find((segment) => startsWith(segment, app14, 'Adobe'));
  if (adobe) return adobe.bytes[15] === 0;
  const [r, g, b] = ofComponents(frame, identifierAt);
  return r === 0x52 && g === 0x47 && b === 0x42;
}

/** The quantisation tables of the first two components that are present, 64 steps each in file order. */
function quantisationOf({ bytes }: Segment, segments: readonly Segment[]): number[][] {
  const tables = new Map<number, number[]>();
  for (const { bytes: segment } of segments) {
    for (let position = 4; position < segment.length; ) {
      const stepBytes = segment[position]! >> 4 ? 2 : 1;
      const end = position + 1 + 64 * stepBytes;
      if (end > segment.length) break;
      const start = position + 1;
      tables.set(
        segment[position]! & 15,
        Array.from({ length: 64 }, (_, index) => segment.readUIntBE(start + index * stepBytes, stepBytes)),
      );
      position = end;
    }
  }
  const components = Math.min(bytes.readUInt8(9), 2);
  return Array.from({ length: components }, (_, component) => tables.get(bytes.readUInt8(12 + component * 3)) ?? []).filter(
    (table) => table.length > 0,
  );
}

// ---- several pictures in one file ----

/** What the index of pictures leads to, and the segments without an index that leads nowhere. */
function furtherPictures(file: Buffer, { segments, endOfImage, gainMap }: JpegFile) {
  const indexed = indexedPictures(segments);
  const isThere = ({ start }: IndexedPicture) => start >= endOfImage && file.toString('latin1', start, start + 2) === '\xff\xd8';
  const present = indexed.filter(isThere);
  const others = present.filter(
    (picture, index) => !isPreview(picture) && present.findIndex(({ start }) => start === picture.start) === index,
  );
  if (others.length > mostFurther) throw unsupported(`the JPEG holds ${others.length + 1} images; expected ${mostFurther + 1} at most`);
  if (gainMap && others.length > 1)
    throw unsupported(`the JPEG holds ${others.length + 1} images and a gain map; expected one image with a gain map, or several without`);
  const further = gainMap ? [] : others.map(({ start, bytes }) => furtherPicture(file.subarray(start, start + bytes), start - endOfImage));
  const missing = indexed.length - present.length;
  if (missing === 0) return { further, segments };
  const named = missing === 1 ? 'an image that is missing' : `${missing} images that are missing`;
  return {
    further,
    segments: present.length > 0 ? segments : segments.filter((segment) => !isIndex(segment)),
    warnings: [`the index of the JPEG names ${named}`],
  };
}

/** Cameras write two to a dozen. */
const mostFurther = 63;

function furtherPicture(content: Buffer, start: number): FurtherPicture {
  return { file: parsePicture(content), start, bytes: content.length };
}

// ---- putting back ----

/**
 * Adapts Adobe's segment, which states the colour coding: keeps it only if it matches our encoder, which writes YCbCr or grey. CMYK may be
 * read as YCCK and is written as CMYK. Without such a segment none is added: some readers take it as a sign of inverted inks, which encoder
 * and decoder assume in any case.
 */
function fitting(segment: Segment, { shape, space }: Header): Segment[] {
  if (!startsWith(segment, app14, 'Adobe') || shape.channels === 1) return [segment];
  if (space !== 'cmyk') return segment.bytes[15] === 1 ? [segment] : [];
  const bytes = Buffer.from(segment.bytes);
  bytes[15] = 0;
  return [{ ...segment, bytes }];
}

/**
 * Gives an encoded JPEG the segments and the trailer of the source, byte for byte, instead of its own.
 *
 * @param others the further images, encoded
 */
export function withJpegSegments(
  encoded: Buffer,
  { segments, endOfImage, trailer, further }: JpegFile,
  others: readonly Buffer[] = [],
): Buffer[] {
  const picture = encoded.subarray(endOfOwnSegments(encoded));
  const newEnd = 2 + segments.reduce((sum, { bytes }) => sum + bytes.length, 0) + picture.length;
  const written = further.map(({ file }, index) => Buffer.concat(withJpegSegments(others[index]!, file)));
  const moved = (start: number) => {
    const grown = further.map((other, index) => (other.start < start - endOfImage ? written[index]!.length - other.bytes : 0));
    const same = further.findIndex((other) => other.start === start - endOfImage);
    return { start: newEnd + start - endOfImage + grown.reduce((sum, bytes) => sum + bytes, 0), bytes: written[same]?.length };
  };
  const parts: Buffer[] = [encoded.subarray(0, 2)];
  let position = 2;
  const pictures = trailingPictures(trailer, endOfImage);
  for (const segment of segments) {
    if (isIndex(segment)) parts.push(movedIndex(segment, newEnd, position, moved));
    else if (!startsWith(segment, app1, exifName)) parts.push(segment.bytes);
    else parts.push(withMovedPositions(segment, pictures, position, (place) => moved(endOfImage + place).start));
    position += segment.bytes.length;
  }
  parts.push(picture);
  let at = 0;
  for (const { start, bytes, content } of further
    .map((other, index) => ({ ...other, content: written[index]! }))
    .sort((a, b) => a.start - b.start)) {
    parts.push(trailer.subarray(at, Math.max(start, at)), content);
    at = start + bytes;
  }
  return [...parts, trailer.subarray(at)];
}

/** Gives an encoded JPEG metadata from another format. */
export function withJpegMetadata(encoded: Buffer, metadata: Metadata, space?: Header['space']): Buffer {
  // Version 100, no flags, no colour transform.
  const adobe = space === 'cmyk' ? [segment(app14, 'Adobe', Buffer.from([0, 100, 0, 0, 0, 0, 0]))] : [];
  return Buffer.concat([encoded.subarray(0, 2), ...segmentsOf(metadata), ...adobe, encoded.subarray(endOfOwnSegments(encoded))]);
}

function endOfOwnSegments(encoded: Buffer): number {
  let position = 2;
  while (isApplication(encoded.readUInt8(position + 1))) position += 2 + encoded.readUInt16BE(position + 2);
  return position;
}

// ---- leaving out and turning ----

/** The file without its gain map. */
export function withoutJpegGainMap(file: JpegFile): JpegFile {
  return { ...file, gainMap: false, ...withoutGainMap(file) };
}

/** The file with only the segments that affect how the image is shown: profile, colour coding, orientation, uneven pixels. */
export function strippedJpeg(file: JpegFile): JpegFile {
  const { exif, density } = jpegMetadata(file);
  const orientation = orientationExif(exif);
  const hasJfif = file.segments.some((candidate) => startsWith(candidate, app0, jfifName));
  const several = file.further.length > 0;
  return {
    ...file,
    // The other images are no metadata.
    trailer: several ? file.trailer : Buffer.alloc(0),
    further: file.further.map((other) => ({ ...other, file: strippedJpeg(other.file) })),
    segments: [
      ...(hasJfif ? [placed(segment(app0, jfifName, jfifFields(unevenDensity(density))))] : []),
      ...(orientation ? [placed(segment(app1, exifName, orientation))] : []),
      ...file.segments.filter((candidate) => startsWith(candidate, app2, iccName) || startsWith(candidate, app14, 'Adobe')),
      ...file.segments.filter((candidate) => several && isIndex(candidate)),
    ],
  };
}

/** Makes a new segment; only indices need a position. */
function placed(bytes: Buffer): Segment {
  return { marker: bytes.readUInt8(1), bytes, position: 0 };
}

/** The file stating that its image is upright. Drops previews, which have the old orientation. */
export function uprightJpeg(file: JpegFile, swapped: boolean): JpegFile {
  const isKept = file.further.length > 0 || (file.gainMap && exifOrientation(jpegMetadata(file).exif) === 1);
  const { segments, trailer } = isKept ? file : withoutFurtherPictures(file);
  const further = file.further.map((other) => ({
    ...other,
    file: uprightJpeg(other.file, swapsSides(exifOrientation(jpegMetadata(other.file).exif))),
  }));
  return { ...file, trailer, further, segments: segments.map((candidate) => uprightSegment(candidate, swapped)) };
}

function uprightSegment(candidate: Segment, swapped: boolean): Segment {
  const changed = (name: string, change: (payload: Buffer) => Uint8Array): Segment => {
    const head = 4 + name.length;
    return { ...candidate, bytes: Buffer.concat([candidate.bytes.subarray(0, head), change(candidate.bytes.subarray(head))]) };
  };
  if (startsWith(candidate, app1, exifName)) return changed(exifName, uprightExif);
  if (startsWith(candidate, app1, xmpName)) return changed(xmpName, uprightXmp);
  if (swapped && startsWith(candidate, app0, jfifName)) return changed(jfifName, swappedJfif);
  return candidate;
}

/** Version, unit and both densities, swapped, and the rest. */
function swappedJfif(fields: Buffer): Buffer {
  return Buffer.concat([fields.subarray(0, 3), fields.subarray(5, 7), fields.subarray(3, 5), fields.subarray(7)]);
}

// ---- metadata in and out ----

/** The metadata in a JPEG's segments, for writing another format. */
export function jpegMetadata({ segments }: JpegFile): Metadata {
  return presentMetadata({
    icc: joinProfile(payloads(segments, app2, iccName)),
    exif: payloads(segments, app1, exifName)[0],
    xmp: payloads(segments, app1, xmpName)[0],
    photoshop: Buffer.concat(payloads(segments, app13, photoshopName)),
    density: jfifDensity(payloads(segments, app0, jfifName)[0]),
    comments: segments.filter(({ marker }) => marker === comment).map(({ bytes }) => bytes.subarray(4)),
  });
}

/** Joins a profile from its parts, each of which begins with its number and the number of parts. */
function joinProfile(parts: readonly Buffer[]): Buffer {
  return Buffer.concat([...parts].sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0)).map((part) => part.subarray(2)));
}

function jfifDensity(jfif: Buffer | undefined): Density | undefined {
  if (!jfif || jfif.length < 7) return undefined;
  const unit = (['aspect', 'inch', 'centimetre'] as const)[jfif.readUInt8(2)] ?? 'aspect';
  const density: Density = { x: jfif.readUInt16BE(3), y: jfif.readUInt16BE(5), unit };
  return unit === 'aspect' && density.x === density.y ? undefined : density;
}
