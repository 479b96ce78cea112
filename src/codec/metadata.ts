/** Pixels per unit, as stated in a file. `aspect` has no unit: only the ratio of the two counts. */
export interface Density {
  readonly x: number;
  readonly y: number;
  readonly unit: 'inch' | 'centimetre' | 'metre' | 'aspect';
}

/**
 * The metadata of a file in the form that most formats share, for writing another format. The same format is written from the file's own
 * segments, chunks or tags, which hold more.
 */
export interface Metadata {
  /** An ICC profile, unchanged. */
  readonly icc?: Uint8Array;
  /** An EXIF block: a small TIFF that begins with `II*\0` or `MM\0*`, and holds orientation and GPS. */
  readonly exif?: Uint8Array;
  /** An XMP packet, UTF-8. */
  readonly xmp?: Uint8Array;
  /** Photoshop's image resources (`8BIM…`), including IPTC. */
  readonly photoshop?: Uint8Array;
  /** IPTC records that are stored separately (TIFF). */
  readonly iptc?: Uint8Array;
  readonly density?: Density;
  readonly comments?: readonly Uint8Array[];
}

const metresPer: Readonly<Record<'inch' | 'centimetre' | 'metre', number>> = { inch: 0.0254, centimetre: 0.01, metre: 1 };

/** The same density in another unit; undefined if it has none. */
export function densityIn(unit: 'inch' | 'centimetre' | 'metre', density: Density): { x: number; y: number } | undefined {
  if (density.unit === 'aspect') return undefined;
  const factor = metresPer[unit] / metresPer[density.unit];
  return { x: density.x * factor, y: density.y * factor };
}

/** The density if pixels are not square, as it then affects how the image is shown. */
export function unevenDensity(density: Density | undefined): Density | undefined {
  return density && density.x !== density.y ? density : undefined;
}

/** The same XMP packet, of the same length, stating that the image is upright. */
export function uprightXmp(xmp: Uint8Array): Uint8Array {
  // Latin-1 keeps every byte, whatever the encoding of the packet.
  const packet = Buffer.from(xmp).toString('latin1');
  const upright = packet.replace(/(tiff:Orientation(?:\s*=\s*["']|>\s*))[1-8](\s*["'<])/g, (_, before, behind) => `${before}1${behind}`);
  return Buffer.from(upright, 'latin1');
}

/** Photoshop image resources that hold the file's IPTC records: its own resources, or separate records wrapped as resource 0x0404. */
export function photoshopResources({ photoshop, iptc }: Metadata): Uint8Array | undefined {
  if (photoshop || !iptc) return photoshop;
  const head = Buffer.from('8BIM\x04\x04\0\0\0\0\0\0', 'latin1');
  head.writeUInt32BE(iptc.length, 8);
  return Buffer.concat([head, iptc, Buffer.alloc(iptc.length % 2)]);
}

/** Separate IPTC records: those of the file, or those from Photoshop's resources. */
export function iptcRecords({ photoshop, iptc }: Metadata): Uint8Array | undefined {
  if (iptc || !photoshop) return iptc;
  const bytes = Buffer.from(photoshop);
  for (let position = 0; position + 12 <= bytes.length && bytes.toString('latin1', position, position + 4) === '8BIM'; ) {
    // Signature, number, a Pascal string padded to an even length, four bytes of length.
    const content = position + 6 + evenUp(bytes[position + 6]! + 1) + 4;
    if (content > bytes.length) break;
    const length = bytes.readUInt32BE(content - 4);
    if (bytes.readUInt16BE(position + 4) === 0x0404) return bytes.subarray(content, content + length);
    position = content + evenUp(length);
  }
  return undefined;
}

function evenUp(length: number): number {
  return length + (length % 2);
}

/** Metadata without the fields that are undefined or empty. */
export function presentMetadata(fields: { [Key in keyof Metadata]: Metadata[Key] | undefined }): Metadata {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && !('length' in value && value.length === 0)),
  );
}
