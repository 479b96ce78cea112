import { corrupt, type Header, unsupported } from './container.js';
import { type Density, densityIn, type Metadata, photoshopResources, presentMetadata } from './metadata.js';

/** One segment of a JPEG, from its 0xFF to its last byte. */
interface Segment {
  readonly marker: number;
  readonly bytes: Buffer;
  /** Where it begins in the file. */
  readonly position: number;
}

/** A JPEG file taken apart at its markers. */
export interface JpegFile extends Header {
  readonly progressive: boolean;
  /** The APPn and COM segments before the first scan, in their order. */
  readonly segments: readonly Segment[];
  /** Where the image ends: just behind its end marker. */
  readonly endOfImage: number;
  /** What stands behind the image: previews, a motion photo's video, a camera maker's notes. */
  readonly trailer: Buffer;
}

const app0 = 0xe0;
const app1 = 0xe1;
const app2 = 0xe2;
const app13 = 0xed;
const app14 = 0xee;
const comment = 0xfe;
const startOfScan = 0xda;
const endOfImageMarker = 0xd9;

/** Takes a JPEG apart. What imgpar cannot give back is refused: CMYK, more than 8 bits, lossless coding, gain maps. */
export function parseJpeg(file: Buffer): JpegFile {
  const { segments, frame, scan } = readSegments(file);
  const endOfImage = findEndOfImage(file, scan);
  const trailer = file.subarray(endOfImage);
  refuseOtherPictures(segments, trailer);
  const header = readFrame(frame, segments);
  return { ...header, segments: segments.filter((segment) => isKept(segment, header.shape.channels)), endOfImage, trailer };
}

function readSegments(file: Buffer): { segments: Segment[]; frame: Segment; scan: number } {
  const segments: Segment[] = [];
  let frame: Segment | undefined;
  let position = 2;
  while (true) {
    position = file.indexOf(0xff, position);
    if (position < 0) throw corrupt('the JPEG ends before its picture begins');
    while (file[position + 1] === 0xff) position++;
    const marker = file.readUInt8(position + 1);
    if (marker === endOfImageMarker) throw corrupt('the JPEG ends before its picture begins');
    if (marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
      position += 2;
      continue;
    }
    const end = position + 2 + file.readUInt16BE(position + 2);
    const segment = { marker, position, bytes: file.subarray(position, end) };
    if (end > file.length || end < position + 4) throw corrupt('the JPEG is cut off in its header, or a length in it is wrong');
    if (isFrame(marker)) frame = segment;
    if (isApplication(marker)) segments.push(segment);
    if (marker === startOfScan) {
      if (!frame) throw corrupt('the JPEG has a scan but no frame header');
      return { segments, frame, scan: end };
    }
    position = end;
  }
}

function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function isApplication(marker: number): boolean {
  return (marker >= app0 && marker <= 0xef) || marker === comment;
}

function readFrame({ marker, bytes }: Segment, segments: readonly Segment[]): Header & { progressive: boolean } {
  if (![0xc0, 0xc1, 0xc2, 0xc9, 0xca].includes(marker))
    throw unsupported('the JPEG is coded losslessly or in a hierarchy; expected baseline or progressive');
  const bits = bytes.readUInt8(4);
  if (bits !== 8) throw unsupported(`the JPEG has ${bits} bits a sample; expected 8`);
  const height = bytes.readUInt16BE(5);
  const width = bytes.readUInt16BE(7);
  const components = bytes.readUInt8(9);
  if (width === 0) throw corrupt('the JPEG is 0 pixels wide');
  if (height === 0) throw unsupported('the JPEG does not state its height (it comes after the picture, in a DNL segment)');
  if (components === 4) throw unsupported('the image is CMYK; expected grey or RGB');
  if (components !== 1 && components !== 3) throw unsupported(`the JPEG has ${components} components; expected 1 (grey) or 3 (colour)`);
  const sampling = Array.from({ length: components }, (_, index) => bytes.readUInt8(11 + index * 3));
  const identifiers = Array.from({ length: components }, (_, index) => bytes.readUInt8(10 + index * 3));
  const halved = sampling[0] === 0x22 && sampling[1] === 0x11 && sampling[2] === 0x11;
  return {
    shape: { width, height, channels: components, maxSample: 255 },
    bitsPerSample: 8,
    fullChroma: !halved || isCodedAsRgb(identifiers, segments),
    progressive: marker === 0xc2 || marker === 0xca,
  };
}

/** Whether the components are R, G and B instead of Y, Cb and Cr, by the rules of libjpeg. */
function isCodedAsRgb(identifiers: readonly number[], segments: readonly Segment[]): boolean {
  if (segments.some((segment) => startsWith(segment, app0, 'JFIF\0'))) return false;
  const adobe = segments.find((segment) => startsWith(segment, app14, 'Adobe'));
  if (adobe) return adobe.bytes[15] === 0;
  return String.fromCharCode(...identifiers) === 'RGB';
}

/**
 * The position behind the end marker of the picture that has a scan at `scan`. libjpeg takes a JPEG without an end for whole when
 * its last block is there; here it is corrupt.
 */
function findEndOfImage(file: Buffer, scan: number): number {
  // Within coded data every 0xFF is followed by 0x00 or a restart marker, so the first end marker is nearly always the right one.
  // Only what stands between the scans of a progressive file can hold one by chance, hence the walk where others follow.
  const first = file.indexOf('\xff\xd9', scan, 'latin1');
  if (first === file.length - 2) return file.length;
  let position = first < 0 ? -1 : file.indexOf(0xff, scan);
  while (position >= 0 && position + 1 < file.length) {
    const marker = file.readUInt8(position + 1);
    if (marker === endOfImageMarker) return position + 2;
    if (marker === 0xff) position += 1;
    else if (marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd8)) position += 2;
    else position = position + 4 > file.length ? file.length : position + 2 + file.readUInt16BE(position + 2);
    position = file.indexOf(0xff, position);
  }
  throw corrupt('the JPEG has no end marker: it is cut off');
}

function startsWith({ marker, bytes }: Segment, expected: number, name: string): boolean {
  return marker === expected && bytes.length >= 4 + name.length && bytes.toString('latin1', 4, 4 + name.length) === name;
}

/** What follows the name in segments of that kind. */
function payloads(segments: readonly Segment[], marker: number, name: string): Buffer[] {
  return segments.filter((segment) => startsWith(segment, marker, name)).map(({ bytes }) => bytes.subarray(4 + name.length));
}

const exifName = 'Exif\0\0';
const xmpName = 'http://ns.adobe.com/xap/1.0/\0';
const iccName = 'ICC_PROFILE\0';
const photoshopName = 'Photoshop 3.0\0';
const jfifName = 'JFIF\0';
const mpfName = 'MPF\0';

// ---- several pictures in one file ----

/**
 * Refuses files that hold more than one picture, previews excepted: a gain map says how to brighten the picture that was there
 * before, and a stereo pair would lose its match.
 */
function refuseOtherPictures(segments: readonly Segment[], trailer: Buffer): void {
  const gainMap = 'the image has an HDR gain map, which would no longer fit it; expected a JPEG without one';
  if (payloads(segments, app2, 'urn:iso:std:iso:ts:21496:-1\0').length > 0) throw unsupported(gainMap);
  const [xmp] = payloads(segments, app1, xmpName);
  if (xmp?.includes('hdr-gain-map') || xmp?.includes('HDRGainMap')) throw unsupported(gainMap);
  const [index] = payloads(segments, app2, mpfName);
  if (!index) return;
  if (trailer.includes('hdr-gain-map') || trailer.includes('HDRGainMap') || trailer.includes('iso:ts:21496')) throw unsupported(gainMap);
  const others = pictureEntries(index).slice(1);
  if (others.some(({ type }) => !previewTypes.has(type)))
    throw unsupported(`the JPEG holds ${others.length + 1} pictures; expected one (previews may accompany it)`);
}

// CIPA DC-007: large thumbnails of classes 1 to 5.
const previewTypes = new Set([0x010001, 0x010002, 0x010003, 0x010004, 0x010005]);

interface PictureEntry {
  readonly type: number;
  /** Bytes from the start of the index's payload to the entry. */
  readonly position: number;
}

/** The entries of a multi-picture index (CIPA DC-007), or none if it cannot be read. */
function pictureEntries(index: Buffer): PictureEntry[] {
  try {
    const { uint16, uint32 } = endianReader(index);
    const directory = uint32(4);
    for (let tag = 0; tag < uint16(directory); tag++) {
      const entry = directory + 2 + tag * 12;
      if (uint16(entry) !== 0xb002) continue;
      const table = uint32(entry + 8);
      const count = Math.floor(uint32(entry + 4) / 16);
      return Array.from({ length: count }, (_, i) => ({ position: table + i * 16, type: uint32(table + i * 16) & 0xffffff }));
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
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

/** The index with its positions moved, as it stands in a file whose picture and index lie elsewhere. All are relative to the index. */
function movedIndex(segment: Segment, oldEnd: number, newEnd: number, newPosition: number): Buffer {
  const bytes = Buffer.from(segment.bytes);
  const headBytes = 4 + mpfName.length;
  const index = bytes.subarray(headBytes);
  const { littleEndian, uint32 } = endianReader(index);
  const write = (value: number, at: number) => (littleEndian ? index.writeUInt32LE(value, at) : index.writeUInt32BE(value, at));
  const shift = newEnd - newPosition - (oldEnd - segment.position);
  pictureEntries(index).forEach(({ position }, picture) => {
    if (picture === 0) write(newEnd, position + 4);
    else write(uint32(position + 8) + shift, position + 8);
  });
  return bytes;
}

// ---- putting back ----

/** Adobe's segment says how colour is coded, so it is kept only where it says what our encoder does: YCbCr, or grey. */
function isKept(segment: Segment, components: number): boolean {
  return !startsWith(segment, app14, 'Adobe') || components === 1 || segment.bytes[15] === 1;
}

/** An encoded JPEG with the segments and the trailer of the file it was made from, byte for byte, instead of its own. */
export function withJpegSegments(encoded: Buffer, { segments, endOfImage, trailer }: JpegFile): Buffer {
  const picture = encoded.subarray(endOfOwnSegments(encoded));
  const newEnd = 2 + segments.reduce((sum, { bytes }) => sum + bytes.length, 0) + picture.length;
  const parts: Buffer[] = [encoded.subarray(0, 2)];
  let position = 2;
  for (const segment of segments) {
    const isIndex = startsWith(segment, app2, mpfName);
    parts.push(isIndex ? movedIndex(segment, endOfImage, newEnd, position) : segment.bytes);
    position += segment.bytes.length;
  }
  return Buffer.concat([...parts, picture, trailer]);
}

/** An encoded JPEG with metadata that came from another format. */
export function withJpegMetadata(encoded: Buffer, metadata: Metadata): Buffer {
  return Buffer.concat([encoded.subarray(0, 2), ...segmentsOf(metadata), encoded.subarray(endOfOwnSegments(encoded))]);
}

function endOfOwnSegments(encoded: Buffer): number {
  let position = 2;
  while (isApplication(encoded.readUInt8(position + 1))) position += 2 + encoded.readUInt16BE(position + 2);
  return position;
}

// ---- metadata in and out ----

/** What a JPEG's segments say, for writing another format. */
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

/** A profile from its parts, each of which begins with its number and how many there are. */
function joinProfile(parts: readonly Buffer[]): Buffer {
  return Buffer.concat([...parts].sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0)).map((part) => part.subarray(2)));
}

function jfifDensity(jfif: Buffer | undefined): Density | undefined {
  if (!jfif || jfif.length < 7) return undefined;
  const unit = (['aspect', 'inch', 'centimetre'] as const)[jfif.readUInt8(2)] ?? 'aspect';
  const density: Density = { x: jfif.readUInt16BE(3), y: jfif.readUInt16BE(5), unit };
  return unit === 'aspect' && density.x === density.y ? undefined : density;
}

function segmentsOf(metadata: Metadata): Buffer[] {
  const resources = photoshopResources(metadata);
  return [
    segment(app0, jfifName, jfifFields(metadata.density)),
    ...(metadata.exif ? [segment(app1, exifName, metadata.exif)] : []),
    ...(metadata.xmp ? [segment(app1, xmpName, metadata.xmp)] : []),
    ...inParts(metadata.icc, 65_000).map((part, index, parts) =>
      segment(app2, iccName, Buffer.concat([Buffer.from([index + 1, parts.length]), part])),
    ),
    ...inParts(resources, 65_000).map((part) => segment(app13, photoshopName, part)),
    ...(metadata.comments ?? []).flatMap((text) => inParts(text, 65_000)).map((text) => segment(comment, '', text)),
  ];
}

function segment(marker: number, name: string, payload: Uint8Array): Buffer {
  const bytes = 2 + name.length + payload.length;
  const what = name === exifName ? 'EXIF data' : name === xmpName ? 'XMP data' : 'metadata';
  if (bytes > 0xffff) throw unsupported(`the image has ${payload.length} bytes of ${what}; JPEG holds at most ${0xfffd - name.length}`);
  return Buffer.concat([Buffer.from([0xff, marker, bytes >> 8, bytes & 255]), Buffer.from(name, 'latin1'), payload]);
}

function inParts(bytes: Uint8Array | undefined, partBytes: number): Uint8Array[] {
  const count = Math.ceil((bytes?.length ?? 0) / partBytes);
  return Array.from({ length: count }, (_, index) => bytes!.subarray(index * partBytes, (index + 1) * partBytes));
}

/** Version 1.02, unit, density, no thumbnail. */
function jfifFields(density: Density | undefined): Buffer {
  const fields = Buffer.from([1, 2, 0, 0, 1, 0, 1, 0, 0]);
  if (!density) return fields;
  const unit = density.unit === 'inch' ? 'inch' : 'centimetre';
  const { x, y } = densityIn(unit, density) ?? density;
  fields[2] = density.unit === 'aspect' ? 0 : unit === 'inch' ? 1 : 2;
  fields.writeUInt16BE(clampToUint16(x), 3);
  fields.writeUInt16BE(clampToUint16(y), 5);
  return fields;
}

function clampToUint16(value: number): number {
  return Math.min(Math.max(Math.round(value), 1), 0xffff);
}
