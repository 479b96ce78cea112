import { unsupported } from '../container.js';
import { type Density, densityIn, type Metadata, photoshopResources } from '../metadata.js';
import { app0, app1, app2, app13, comment, exifName, iccName, jfifName, photoshopName, xmpName } from './markers.js';

/** Metadata from another format as segments. */
export function segmentsOf(metadata: Metadata): Buffer[] {
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

/** A segment of this name. */
export function segment(marker: number, name: string, payload: Uint8Array): Buffer {
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
export function jfifFields(density: Density | undefined): Buffer {
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
