import { exifWithoutThumbnail } from '../thumbnail/exif-thumbnail.js';
import { app1, exifName, type Segment, startsWith } from './markers.js';
import type { JpegFile } from './segments.js';

/** The EXIF block. */
export function jpegExif({ segments }: JpegFile): Uint8Array | undefined {
  return segments.find(isExif)?.bytes.subarray(headBytes);
}

/** The file with another EXIF block instead of its own. */
export function withJpegExif(file: JpegFile, exif: Uint8Array): JpegFile {
  const old = file.segments.find(isExif);
  const changed = (segment: Segment): Segment => {
    if (segment !== old) return segment;
    const bytes = Buffer.concat([segment.bytes.subarray(0, headBytes), exif]);
    bytes.writeUInt16BE(bytes.length - 2, 2);
    return { ...segment, bytes };
  };
  // Thumbnails of the other images would show what was there before.
  const further = file.further.map((other) => ({ ...other, file: withoutExifThumbnail(other.file) }));
  return { ...file, further, segments: file.segments.map(changed) };
}

function withoutExifThumbnail(file: JpegFile): JpegFile {
  const exif = jpegExif(file);
  return exif ? withJpegExif(file, exifWithoutThumbnail(exif)) : file;
}

const headBytes = 4 + exifName.length;

function isExif(segment: Segment): boolean {
  return startsWith(segment, app1, exifName);
}
