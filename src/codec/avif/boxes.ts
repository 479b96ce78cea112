import { ImgparError } from '../../errors.js';
import { corrupt, type Header, unsupported } from '../container.js';
import { exifOrientation, uprightExif } from '../exif.js';
import { type Metadata, presentMetadata } from '../metadata.js';
import { MetadataLimits } from '../metadata-limits.js';

/** A box of an ISO base media file: its bytes, and its content without the header. */
interface Box {
  readonly type: string;
  readonly bytes: Buffer;
  readonly content: Buffer;
}

interface Item {
  readonly id: number;
  readonly type: string;
  /** The box that announces it. */
  readonly entry: Buffer;
  readonly data: Buffer;
  /** Its properties; a reader must understand the `essential` ones. */
  readonly properties: ReadonlyArray<{ readonly box: Box; readonly essential: boolean }>;
}

interface Reference {
  readonly type: string;
  readonly from: number;
  readonly to: readonly number[];
}

/** The items of an AVIF file: image, alpha, EXIF, XMP… */
interface Items {
  readonly fileType: Buffer;
  readonly primary: Item;
  readonly items: readonly Item[];
  readonly references: readonly Reference[];
}

/** A parsed AVIF file. */
export interface AvifFile extends Header {
  readonly exif: Uint8Array | undefined;
  /** Whether the file tells the decoder to turn or mirror the image. */
  readonly turned: boolean;
  readonly xmp: Uint8Array | undefined;
  /** Properties of the image that say how to show it: profile, HDR levels, pixel aspect. */
  readonly properties: readonly Box[];
  /** Codes of colour primaries and transfer function (ITU-T H.273), if stated. */
  readonly colour: { readonly primaries: number; readonly transfer: number } | undefined;
}

/** Parses an AVIF. Refuses sequences and files with several images. */
export function parseAvif(file: Buffer): AvifFile {
  if (boxes(file).some(({ type }) => type === 'moov')) throw unsupported('the AVIF is an animated sequence; expected a still image');
  const parsed = readItems(file);
  const { primary, items, references } = parsed;
  refuseOtherPictures(parsed);
  const limits = new MetadataLimits();
  for (const { box } of primary.properties) if (box.type === 'colr') limits.addProfile(box.content.length);
  const coded = primary.type === 'grid' ? tileOf(parsed) : primary;
  const configuration = propertyOf(coded, 'av1C');
  if (!configuration) throw unsupported(`the image is coded as '${primary.type.trim()}'; expected AV1`);
  const flags = configuration.readUInt8(2);
  const bitsPerSample = flags & 0x40 ? (flags & 0x20 ? 12 : 10) : 8;
  const isGrey = (flags & 0x10) !== 0;
  const hasAlpha = references.some(({ type, to }) => type === 'auxl' && to.includes(primary.id));
  const describing = items.filter(({ id }) =>
    references.some(({ type, from, to }) => type === 'cdsc' && from === id && to.includes(primary.id)),
  );
  return {
    shape: { ...turnedSize(primary), channels: isGrey ? (hasAlpha ? 2 : 1) : hasAlpha ? 4 : 3, maxSample: bitsPerSample > 8 ? 65535 : 255 },
    bitsPerSample,
    fullChroma: (flags & 0x0c) === 0,
    gainMap: items.some(({ type }) => type === 'tmap'),
    turned: primary.properties.some(({ box }) => box.type === 'irot' || box.type === 'imir'),
    exif: exifOf(describing.find(({ type }) => type === 'Exif')),
    xmp: describing.find(({ type, entry }) => type === 'mime' && entry.includes('application/rdf+xml'))?.data,
    properties: primary.properties.map(({ box }) => box).filter(isKept),
    colour: colourCodes(primary),
  };
}

function refuseOtherPictures({ items, references, primary }: Items): void {
  const auxiliaries = references
    .filter(({ type, to }) => type === 'auxl' && to.includes(primary.id))
    .map(({ from }) => items.find(({ id }) => id === from));
  const isAlpha = (item: Item | undefined) =>
    item !== undefined && /(:alpha|:auxid:1)(\0|$)/.test(propertyOf(item, 'auxC')?.toString('latin1', 4) ?? '');
  if (!auxiliaries.every(isAlpha))
    throw unsupported('the AVIF holds a depth map or another auxiliary picture, which would be lost; expected at most an alpha channel');
  const parts = references.flatMap(({ type, from, to }) => (type === 'dimg' ? to : type === 'auxl' || type === 'thmb' ? [from] : []));
  const pictures = items.filter(({ id, type }) => (type === 'av01' || type === 'grid') && !parts.includes(id));
  if (pictures.length > 1) throw unsupported(`the AVIF holds ${pictures.length} pictures; expected one`);
}

function tileOf({ primary, items, references }: Items): Item {
  const first = references.find(({ type, from }) => type === 'dimg' && from === primary.id)?.to[0];
  return items.find(({ id }) => id === first) ?? primary;
}

/** The size that decoding gives, apart from cropping: the decoder turns and mirrors the image as the file says. */
function turnedSize(primary: Item): { width: number; height: number } {
  const size = propertyOf(primary, 'ispe');
  if (!size) throw corrupt('the AVIF does not state its size');
  const width = size.readUInt32BE(4);
  const height = size.readUInt32BE(8);
  return (propertyOf(primary, 'irot')?.[0] ?? 0) % 2 === 1 ? { width: height, height: width } : { width, height };
}

/** Gives the EXIF data, which is preceded by four bytes with its offset. */
function exifOf(item: Item | undefined): Uint8Array | undefined {
  if (!item || item.data.length < 12) return undefined;
  return item.data.subarray(4 + item.data.readUInt32BE(0));
}

const keptProperties = ['pasp', 'clli', 'mdcv', 'cclv', 'amve'];

function isKept({ type, content }: Box): boolean {
  return keptProperties.includes(type) || (type === 'colr' && content.toString('latin1', 0, 4) !== 'nclx');
}

function colourCodes(primary: Item): AvifFile['colour'] {
  const codes = primary.properties.find(({ box }) => box.type === 'colr' && box.content.toString('latin1', 0, 4) === 'nclx')?.box.content;
  return codes && { primaries: codes.readUInt16BE(4), transfer: codes.readUInt16BE(6) };
}

// ---- reading ----

function boxes(bytes: Buffer): Box[] {
  const found: Box[] = [];
  const limits = new MetadataLimits();
  for (let position = 0; position + 8 <= bytes.length; ) {
    const short = bytes.readUInt32BE(position);
    const head = short === 1 ? 16 : 8;
    const size = short === 1 ? Number(bytes.readBigUInt64BE(position + 8)) : short === 0 ? bytes.length - position : short;
    const end = position + size;
    if (size < head || end > bytes.length) throw corrupt('the AVIF is cut off, or a length in it is wrong');
    const type = bytes.toString('latin1', position + 4, position + 8);
    limits.add(0);
    found.push({ type, bytes: bytes.subarray(position, end), content: bytes.subarray(position + head, end) });
    position = end;
  }
  return found;
}

/** The content of the first box of that type; full boxes (`meta`, `iinf`…) begin with version and flags. */
function contentOf(list: readonly Box[], type: string): Buffer {
  const box = list.find((candidate) => candidate.type === type);
  if (!box) throw corrupt(`the AVIF lacks its '${type}' box`);
  return box.content;
}

function readItems(file: Buffer): Items {
  const outer = boxes(file);
  const meta = boxes(contentOf(outer, 'meta').subarray(4));
  const data = readData(file, meta);
  const properties = readProperties(boxes(contentOf(meta, 'iprp')));
  const entries = contentOf(meta, 'iinf');
  const announced = boxes(entries.subarray(entries[0] === 0 ? 6 : 8));
  if (announced.length > maxItems) throw tooManyItems();
  const items = announced.map(({ bytes, content }): Item => {
    const wide = content.readUInt8(0) >= 3;
    const id = wide ? content.readUInt32BE(4) : content.readUInt16BE(4);
    const type = content.toString('latin1', wide ? 10 : 8, wide ? 14 : 12);
    return { id, type, entry: bytes, data: data.get(id) ?? Buffer.alloc(0), properties: properties.get(id) ?? [] };
  });
  const primaryBox = contentOf(meta, 'pitm');
  const primaryId = primaryBox[0] === 0 ? primaryBox.readUInt16BE(4) : primaryBox.readUInt32BE(4);
  const primary = items.find(({ id }) => id === primaryId);
  if (!primary) throw corrupt('the AVIF does not say which of its pictures is meant');
  return { fileType: outer[0]!.bytes, primary, items, references: readReferences(meta) };
}

/** The bytes of every item, wherever they lie (`iloc`). */
function readData(file: Buffer, meta: readonly Box[]): Map<number, Buffer> {
  const found = new Map<number, Buffer>();
  const box = contentOf(meta, 'iloc');
  const inner = meta.find(({ type }) => type === 'idat')?.content ?? Buffer.alloc(0);
  const version = box.readUInt8(0);
  const sizes = box.readUInt16BE(4);
  let position = 6;
  const read = (bytes: number): number => {
    position += bytes;
    if (bytes === 0) return 0;
    return bytes === 8 ? Number(box.readBigUInt64BE(position - 8)) : box.readUIntBE(position - bytes, bytes);
  };
  const count = read(version < 2 ? 2 : 4);
  // Parts may share a place in the file, including places of length 0.
  const limits = new MetadataLimits(file.length);
  for (let item = 0; item < count; item++) {
    const id = read(version < 2 ? 2 : 4);
    const method = version > 0 ? read(2) & 15 : 0;
    read(2);
    const base = read((sizes >> 4) & 15);
    const source = method === 1 ? inner : file;
    const parts = Array.from({ length: read(2) }, () => {
      if (version > 0) read(sizes & 15);
      const start = base + read(sizes >> 12);
      const length = read((sizes >> 8) & 15);
      if (start + length > source.length) throw corrupt('the AVIF is cut off: part of its data lies behind its end');
      const part = source.subarray(start, length === 0 ? source.length : start + length);
      limits.add(part.length);
      return part;
    });
    found.set(id, parts.length === 1 ? parts[0]! : Buffer.concat(parts));
  }
  return found;
}

/** The properties of every item, from a list of all properties and boxes that assign them to items. */
function readProperties(iprp: readonly Box[]): Map<number, Item['properties']> {
  const list = boxes(contentOf(iprp, 'ipco'));
  const found = new Map<number, Item['properties']>();
  for (const { content } of iprp.filter(({ type }) => type === 'ipma')) readAssociations(content, list, found);
  return found;
}

function readAssociations(box: Buffer, list: readonly Box[], found: Map<number, Item['properties']>): void {
  const idBytes = box.readUInt8(0) > 0 ? 4 : 2;
  const indexBytes = box.readUInt8(3) & 1 ? 2 : 1;
  const essentialBit = 1 << (indexBytes * 8 - 1);
  let position = 8;
  for (let item = box.readUInt32BE(4); item > 0; item--) {
    const id = box.readUIntBE(position, idBytes);
    const count = box.readUInt8(position + idBytes);
    position += idBytes + 1;
    const values = Array.from({ length: count }, (_, index) => box.readUIntBE(position + index * indexBytes, indexBytes));
    position += count * indexBytes;
    const properties = values.map((value) => ({ essential: value >= essentialBit, box: list[(value & (essentialBit - 1)) - 1] }));
    found.set(
      id,
      properties.flatMap(({ essential, box }) => (box ? [{ essential, box }] : [])),
    );
  }
}

function readReferences(meta: readonly Box[]): Reference[] {
  const box = meta.find(({ type }) => type === 'iref')?.content;
  if (!box) return [];
  const idBytes = box[0] === 0 ? 2 : 4;
  const references = boxes(box.subarray(4)).map(({ type, content }) => ({
    type,
    from: content.readUIntBE(0, idBytes),
    to: Array.from({ length: content.readUInt16BE(idBytes) }, (_, index) => content.readUIntBE(idBytes + 2 + index * idBytes, idBytes)),
  }));
  if (references.reduce((sum, { to }) => sum + to.length + 1, 0) > maxItems) throw tooManyItems();
  return references;
}

/** Items, and references between them: an image of 268 megapixels in tiles of 512 × 512 has 1,024. */
const maxItems = 10_000;

function tooManyItems(): ImgparError {
  return new ImgparError('too-large', `the AVIF has more than ${maxItems} items, or references between them; no more are allowed`);
}

/** The content of a property of an item. */
function propertyOf(item: Item, type: string): Buffer | undefined {
  return item.properties.find(({ box }) => box.type === type)?.box.content;
}

// ---- putting back ----

/**
 * Gives an encoded AVIF all items and properties of the source except the image. The decoder has turned, mirrored and cropped the image as
 * the source says, so the result is stored upright, with EXIF to match.
 */
export function withAvifItems(encoded: Buffer, { exif, turned, xmp, properties, colour }: AvifFile): Buffer {
  const codes = colour ? [colourBox(colour)] : [];
  return rebuilt(encoded, exif && turned ? uprightExif(exif) : exif, xmp, [...codes, ...properties]);
}

/**
 * Gives an encoded AVIF metadata from another format. AVIF readers turn an image by properties of the format and ignore EXIF, so both state
 * the orientation.
 */
export function withAvifMetadata(encoded: Buffer, { icc, exif, xmp }: Metadata): Buffer {
  const profile = icc ? [box('colr', Buffer.from('prof', 'latin1'), icc)] : [];
  return rebuilt(encoded, exif, xmp, [
    ...profile,
    ...turns[exifOrientation(exif)]!.map(([type, value]) => box(type, Buffer.from([value]))),
  ]);
}

/** By EXIF orientation: anticlockwise quarter turns, then a mirror: 0 swaps top and bottom, 1 left and right. */
const turns: ReadonlyArray<ReadonlyArray<readonly ['irot' | 'imir', number]>> = [
  [],
  [],
  [['imir', 1]],
  [['irot', 2]],
  [['imir', 0]],
  [
    ['irot', 1],
    ['imir', 0],
  ],
  [['irot', 3]],
  [
    ['irot', 3],
    ['imir', 0],
  ],
  [['irot', 1]],
];

/** The encoder writes BT.601 coefficients and full range, whatever the primaries. */
function colourBox({ primaries, transfer }: { primaries: number; transfer: number }): Box {
  const codes = Buffer.from('nclx\0\0\0\0\0\x06\x80', 'latin1');
  codes.writeUInt16BE(primaries, 4);
  codes.writeUInt16BE(transfer, 6);
  return box('colr', codes);
}

/** Puts the encoded image and alpha into a new file, with additional items and image properties. */
function rebuilt(encoded: Buffer, exif: Uint8Array | undefined, xmp: Uint8Array | undefined, properties: readonly Box[]): Buffer {
  const { fileType, primary, items, references } = readItems(encoded);
  const freeId = Math.max(...items.map(({ id }) => id)) + 1;
  const shown = properties.map((property) => ({ box: property, essential: property.type === 'irot' || property.type === 'imir' }));
  const turned = shown.filter(({ essential }) => essential);
  const all: Item[] = [
    ...items.map((item) => ({ ...item, properties: [...item.properties, ...(item === primary ? shown : turned)] })),
    ...(exif ? [newItem(freeId, 'Exif', '', Buffer.concat([Buffer.alloc(4), exif]))] : []),
    ...(xmp ? [newItem(freeId + 1, 'mime', 'application/rdf+xml\0', Buffer.from(xmp))] : []),
  ];
  const describing = all.slice(items.length).map(({ id }) => ({ type: 'cdsc', from: id, to: [primary.id] }));
  const write = (dataStart: number) => metaBox(primary, all, [...references, ...describing], dataStart);
  const dataStart = fileType.length + write(0).length + 8;
  return Buffer.concat([fileType, write(dataStart), box('mdat', ...all.map(({ data }) => data)).bytes]);
}

function newItem(id: number, type: string, contentType: string, data: Buffer): Item {
  const entry = fullBox('infe', 2, uint16(id), uint16(0), Buffer.from(`${type}\0${contentType}`, 'latin1')).bytes;
  return { id, type, entry, data, properties: [] };
}

function metaBox(primary: Item, items: readonly Item[], references: readonly Reference[], dataStart: number): Buffer {
  const list = [...new Set(items.flatMap(({ properties }) => properties.map((property) => property.box)))];
  let position = dataStart;
  const locations = items.flatMap(({ id, data }) => {
    position += data.length;
    return [uint16(id), uint16(0), uint16(1), uint32(position - data.length), uint32(data.length)];
  });
  const associations = items
    .filter(({ properties }) => properties.length > 0)
    .map(({ id, properties }) =>
      Buffer.concat([
        uint16(id),
        Buffer.from([
          properties.length,
          ...properties.map((property) => (property.essential ? 0x80 : 0) | (list.indexOf(property.box) + 1)),
        ]),
      ]),
    );
  return fullBox(
    'meta',
    0,
    fullBox('hdlr', 0, Buffer.from('\0\0\0\0pict\0\0\0\0\0\0\0\0\0\0\0\0\0', 'latin1')).bytes,
    fullBox('pitm', 0, uint16(primary.id)).bytes,
    fullBox('iloc', 0, Buffer.from([0x44, 0]), uint16(items.length), ...locations).bytes,
    fullBox('iinf', 0, uint16(items.length), ...items.map(({ entry }) => entry)).bytes,
    references.length > 0 ? fullBox('iref', 0, ...references.map(referenceBox)).bytes : Buffer.alloc(0),
    box(
      'iprp',
      box('ipco', ...list.map(({ bytes }) => bytes)).bytes,
      fullBox('ipma', 0, uint32(associations.length), ...associations).bytes,
    ).bytes,
  ).bytes;
}

function referenceBox({ type, from, to }: Reference): Buffer {
  return box(type, uint16(from), uint16(to.length), ...to.map(uint16)).bytes;
}

function box(type: string, ...contents: readonly Uint8Array[]): Box {
  const content = Buffer.concat(contents);
  return { type, content, bytes: Buffer.concat([uint32(content.length + 8), Buffer.from(type, 'latin1'), content]) };
}

function fullBox(type: string, version: number, ...contents: readonly Uint8Array[]): Box {
  return box(type, Buffer.from([version, 0, 0, 0]), ...contents);
}

function uint16(value: number): Buffer {
  return Buffer.from([value >> 8, value & 255]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** Gives the metadata in an AVIF's items, for writing another format; the decoded image is upright. */
export function avifMetadata({ exif, xmp, properties }: AvifFile): Metadata {
  const profile = properties.find(({ type }) => type === 'colr')?.content;
  return presentMetadata({ icc: profile?.subarray(4), exif: exif && uprightExif(exif), xmp });
}
