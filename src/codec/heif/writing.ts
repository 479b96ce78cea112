import type { Box, Item, Items, Reference } from './items.js';

/** A file of these items. */
export function fileOf({ fileType, primary, items, references }: Items): Buffer {
  const meta = (dataStart: number) => metaBox(primary, items, references, dataStart);
  const dataStart = fileType.length + meta(0).length + 8;
  return Buffer.concat([fileType, meta(dataStart), box('mdat', ...items.map(({ data }) => data)).bytes]);
}

/** An item with the box that announces it; `contentType` ends with a zero byte. */
export function newItem(id: number, type: string, contentType: string, data: Buffer): Item {
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

export function box(type: string, ...contents: readonly Uint8Array[]): Box {
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
