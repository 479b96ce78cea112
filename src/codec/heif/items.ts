import { ImgparError } from '../../errors.js';
import { corrupt } from '../container.js';
import { MetadataLimits } from '../metadata-limits.js';

/** A box of an ISO base media file: its bytes, and its content without the header. */
export interface Box {
  readonly type: string;
  readonly bytes: Buffer;
  readonly content: Buffer;
}

export interface Item {
  readonly id: number;
  readonly type: string;
  /** The box that announces it. */
  readonly entry: Buffer;
  readonly data: Buffer;
  /** Its properties; a reader must understand the `essential` ones. */
  readonly properties: ReadonlyArray<{ readonly box: Box; readonly essential: boolean }>;
}

export interface Reference {
  readonly type: string;
  readonly from: number;
  readonly to: readonly number[];
}

/** The items of a HEIF file (AVIF, HEIC): image, alpha, EXIF, XMP… */
export interface Items {
  readonly fileType: Buffer;
  readonly primary: Item;
  readonly items: readonly Item[];
  readonly references: readonly Reference[];
}

/** The items of a file; `title` names its format in messages. */
export function readItems(file: Buffer, title: string): Items {
  const outer = boxesIn(file, title);
  const meta = boxesIn(contentOf(outer, 'meta', title).subarray(4), title);
  const data = readData(file, meta, title);
  const properties = readProperties(boxesIn(contentOf(meta, 'iprp', title), title), title);
  const entries = contentOf(meta, 'iinf', title);
  const announced = boxesIn(entries.subarray(entries[0] === 0 ? 6 : 8), title);
  if (announced.length > maxItems) throw tooManyItems(title);
  const items = announced.map(({ bytes, content }): Item => {
    const wide = content.readUInt8(0) >= 3;
    const id = wide ? content.readUInt32BE(4) : content.readUInt16BE(4);
    const type = content.toString('latin1', wide ? 10 : 8, wide ? 14 : 12);
    return { id, type, entry: bytes, data: data.get(id) ?? Buffer.alloc(0), properties: properties.get(id) ?? [] };
  });
  const primaryBox = contentOf(meta, 'pitm', title);
  const primaryId = primaryBox[0] === 0 ? primaryBox.readUInt16BE(4) : primaryBox.readUInt32BE(4);
  const primary = items.find(({ id }) => id === primaryId);
  if (!primary) throw corrupt(`the ${title} does not say which of its images is the primary one`);
  return { fileType: outer[0]!.bytes, primary, items, references: readReferences(meta, title) };
}

/** The boxes in a file, or in another box. */
export function boxesIn(bytes: Buffer, title: string): Box[] {
  const found: Box[] = [];
  const limits = new MetadataLimits();
  for (let position = 0; position + 8 <= bytes.length; ) {
    const short = bytes.readUInt32BE(position);
    const head = short === 1 ? 16 : 8;
    const size = short === 1 ? Number(bytes.readBigUInt64BE(position + 8)) : short === 0 ? bytes.length - position : short;
    const end = position + size;
    if (size < head || end > bytes.length) throw corrupt(`the ${title} is cut off, or a length in it is wrong`);
    const type = bytes.toString('latin1', position + 4, position + 8);
    limits.add(0);
    found.push({ type, bytes: bytes.subarray(position, end), content: bytes.subarray(position + head, end) });
    position = end;
  }
  return found;
}

/** The content of the first box of that type; full boxes (`meta`, `iinf`…) begin with version and flags. */
function contentOf(list: readonly Box[], type: string, title: string): Buffer {
  const box = list.find((candidate) => candidate.type === type);
  if (!box) throw corrupt(`the ${title} lacks its '${type}' box`);
  return box.content;
}

/** The bytes of every item, wherever they lie (`iloc`). */
function readData(file: Buffer, meta: readonly Box[], title: string): Map<number, Buffer> {
  const found = new Map<number, Buffer>();
  const box = contentOf(meta, 'iloc', title);
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
      if (start + length > source.length) throw corrupt(`the ${title} is cut off: part of its data lies past its end`);
      const part = source.subarray(start, length === 0 ? source.length : start + length);
      limits.add(part.length);
      return part;
    });
    found.set(id, parts.length === 1 ? parts[0]! : Buffer.concat(parts));
  }
  return found;
}

/** The properties of every item, from a list of all properties and boxes that assign them to items. */
function readProperties(iprp: readonly Box[], title: string): Map<number, Item['properties']> {
  const list = boxesIn(contentOf(iprp, 'ipco', title), title);
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

function readReferences(meta: readonly Box[], title: string): Reference[] {
  const box = meta.find(({ type }) => type === 'iref')?.content;
  if (!box) return [];
  const idBytes = box[0] === 0 ? 2 : 4;
  const references = boxesIn(box.subarray(4), title).map(({ type, content }) => ({
    type,
    from: content.readUIntBE(0, idBytes),
    to: Array.from({ length: content.readUInt16BE(idBytes) }, (_, index) => content.readUIntBE(idBytes + 2 + index * idBytes, idBytes)),
  }));
  if (references.reduce((sum, { to }) => sum + to.length + 1, 0) > maxItems) throw tooManyItems(title);
  return references;
}

/** Items, and references between them: an image of 268 megapixels in tiles of 512 × 512 has 1,024. */
const maxItems = 10_000;

function tooManyItems(title: string): ImgparError {
  return new ImgparError('too-large', `the ${title} has more than ${maxItems} items or references; no more are allowed`);
}

/** The content of a property of an item. */
export function propertyOf(item: Item, type: string): Buffer | undefined {
  return item.properties.find(({ box }) => box.type === type)?.box.content;
}
/** The size that decoding gives, apart from cropping: the decoder turns and mirrors the image as the file says. */
export function turnedSize(primary: Item, title: string): { width: number; height: number } {
  const size = propertyOf(primary, 'ispe');
  if (!size) throw corrupt(`the ${title} does not state its size`);
  const width = size.readUInt32BE(4);
  const height = size.readUInt32BE(8);
  return (propertyOf(primary, 'irot')?.[0] ?? 0) % 2 === 1 ? { width: height, height: width } : { width, height };
}

/** The EXIF block and the XMP packet that describe the primary item. */
export function metadataOf({ primary, items, references }: Items): {
  readonly exif: Uint8Array | undefined;
  readonly xmp: Uint8Array | undefined;
} {
  const describing = items.filter(({ id }) =>
    references.some(({ type, from, to }) => type === 'cdsc' && from === id && to.includes(primary.id)),
  );
  return {
    exif: exifOf(describing.find(({ type }) => type === 'Exif')),
    xmp: describing.find(({ type, entry }) => type === 'mime' && entry.includes('application/rdf+xml'))?.data,
  };
}

/** Gives the EXIF data, which is preceded by four bytes with its offset. */
function exifOf(item: Item | undefined): Uint8Array | undefined {
  if (!item || item.data.length < 12) return undefined;
  return item.data.subarray(4 + item.data.readUInt32BE(0));
}
