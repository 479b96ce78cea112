import { ImgparError } from '../../errors.js';
import { type Header, unsupported } from '../container.js';
import { exifOrientation, uprightExif } from '../exif.js';
import { type Box, boxesIn, type Item, type Items, metadataOf, propertyOf, readItems, turnedSize } from '../heif/items.js';
import { box, fileOf, newItem } from '../heif/writing.js';
import { type Metadata, presentMetadata } from '../metadata.js';
import { MetadataLimits } from '../metadata-limits.js';

const title = 'AVIF';

/** A parsed AVIF file. */
export interface AvifFile extends Header {
  readonly exif: Uint8Array | undefined;
  /** Whether the file tells the decoder to turn or mirror the image. */
  readonly turned: boolean;
  readonly xmp: Uint8Array | undefined;
  /** Properties of the image that say how to show it: profile, HDR levels, pixel aspect. */
  readonly properties: readonly Box[];
  /** Codes of colour primaries, transfer function and matrix (ITU-T H.273), if stated. */
  readonly colour: { readonly primaries: number; readonly transfer: number; readonly matrix: number } | undefined;
  /** Whether R, G and B are stored directly, which makes it lossless. */
  readonly isLossless: boolean;
}

/** Parses an AVIF. Refuses sequences and files with several images. */
export function parseAvif(file: Buffer): AvifFile {
  if (boxesIn(file, title).some(({ type }) => type === 'moov'))
    throw unsupported('the AVIF is an animated sequence; expected a still image');
  const parsed = readItems(file, title);
  const { primary, items, references } = parsed;
  refuseOtherPictures(parsed);
  const limits = new MetadataLimits();
  for (const { box } of primary.properties) if (box.type === 'colr') limits.addProfile(box.content.length);
  const coded = primary.type === 'grid' ? tileOf(parsed) : primary;
  const configuration = propertyOf(coded, 'av1C');
  if (!configuration) throw unsupported(`the image is encoded as '${primary.type.trim()}'; expected AV1`);
  const flags = configuration.readUInt8(2);
  const colour = colourCodes(primary);
  const bitsPerSample = flags & 0x40 ? (flags & 0x20 ? 12 : 10) : 8;
  const isGrey = (flags & 0x10) !== 0;
  const hasAlpha = references.some(({ type, to }) => type === 'auxl' && to.includes(primary.id));
  return {
    shape: {
      ...turnedSize(primary, title),
      channels: isGrey ? (hasAlpha ? 2 : 1) : hasAlpha ? 4 : 3,
      maxSample: bitsPerSample > 8 ? 65535 : 255,
    },
    bitsPerSample,
    // The encoder can store 4:2:2 only as 4:4:4.
    fullChroma: (flags & halfChroma) !== halfChroma,
    gainMap: items.some(({ type }) => type === 'tmap'),
    turned: primary.properties.some(({ box }) => box.type === 'irot' || box.type === 'imir'),
    ...metadataOf(parsed),
    properties: primary.properties.map(({ box }) => box).filter(isKept),
    colour,
    isLossless: colour?.matrix === identityMatrix,
  };
}

/** Half as many columns, and half as many rows. */
const halfChroma = 0x0c;

const identityMatrix = 0;

function refuseOtherPictures({ items, references, primary }: Items): void {
  const auxiliaries = references
    .filter(({ type, to }) => type === 'auxl' && to.includes(primary.id))
    .map(({ from }) => items.find(({ id }) => id === from));
  const isAlpha = (item: Item | undefined) =>
    item !== undefined && /(:alpha|:auxid:1)(\0|$)/.test(propertyOf(item, 'auxC')?.toString('latin1', 4) ?? '');
  if (!auxiliaries.every(isAlpha))
    throw unsupported('the AVIF holds a depth map or another auxiliary image, which would be lost; expected at most an alpha channel');
  const parts = references.flatMap(({ type, from, to }) => (type === 'dimg' ? to : type === 'auxl' || type === 'thmb' ? [from] : []));
  const pictures = items.filter(({ id, type }) => (type === 'av01' || type === 'grid') && !parts.includes(id));
  if (pictures.length > 1) throw unsupported(`the AVIF holds ${pictures.length} images; expected one`);
}

function tileOf({ primary, items, references }: Items): Item {
  const first = references.find(({ type, from }) => type === 'dimg' && from === primary.id)?.to[0];
  return items.find(({ id }) => id === first) ?? primary;
}

const keptProperties = ['pasp', 'clli', 'mdcv', 'cclv', 'amve'];

function isKept(property: Box): boolean {
  return keptProperties.includes(property.type) || (property.type === 'colr' && !holdsCodes(property));
}

function colourCodes(primary: Item): AvifFile['colour'] {
  const codes = primary.properties.find(({ box }) => holdsCodes(box))?.box.content;
  return codes && { primaries: codes.readUInt16BE(4), transfer: codes.readUInt16BE(6), matrix: codes.readUInt16BE(8) };
}

// ---- putting back ----

/**
 * Gives an encoded AVIF all items and properties of the source except the image. The decoder has turned, mirrored and cropped the image as
 * the source says, so the result is stored upright, with EXIF to match.
 */
export function withAvifItems(encoded: Buffer, { exif, turned, xmp, properties, colour }: AvifFile, isLossless: boolean): Buffer {
  const codes = colour ? [colourBox(colour, isLossless)] : [];
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

/** The encoder writes full range and BT.601 coefficients, whatever the primaries; if lossless, R, G and B directly. */
function colourBox({ primaries, transfer }: NonNullable<AvifFile['colour']>, isLossless: boolean): Box {
  const codes = Buffer.from('nclx\0\0\0\0\0\x06\x80', 'latin1');
  codes.writeUInt16BE(primaries, 4);
  codes.writeUInt16BE(transfer, 6);
  if (isLossless) codes.writeUInt16BE(identityMatrix, 8);
  return box('colr', codes);
}

/** The colour space that the encoder assumes: sRGB. */
const encodersColour = { primaries: 1, transfer: 13, matrix: 6 };

/** Whether a property holds such codes. */
function holdsCodes({ type, content }: Box): boolean {
  return type === 'colr' && content.toString('latin1', 0, 4) === 'nclx';
}

/** Puts the encoded image and alpha into a new file, with additional items and image properties. */
function rebuilt(encoded: Buffer, exif: Uint8Array | undefined, xmp: Uint8Array | undefined, properties: readonly Box[]): Buffer {
  const { fileType, primary, items, references } = readItems(encoded, title);
  const freeId = Math.max(...items.map(({ id }) => id)) + 1;
  const shown = properties.map((property) => ({ box: property, essential: property.type === 'irot' || property.type === 'imir' }));
  const turned = shown.filter(({ essential }) => essential);
  const replaced = properties.some(holdsCodes);
  const own = (item: Item) => item.properties.filter(({ box }) => !(replaced && holdsCodes(box)));
  const all: Item[] = [
    ...items.map((item) => ({ ...item, properties: [...own(item), ...(item === primary ? shown : turned)] })),
    ...(exif ? [newItem(freeId, 'Exif', '', Buffer.concat([Buffer.alloc(4), exif]))] : []),
    ...(xmp ? [newItem(freeId + 1, 'mime', 'application/rdf+xml\0', Buffer.from(xmp))] : []),
  ];
  const describing = all.slice(items.length).map(({ id }) => ({ type: 'cdsc', from: id, to: [primary.id] }));
  return fileOf({ fileType, primary, items: all, references: [...references, ...describing] });
}

// ---- grey ----

/**
 * Makes an encoded AVIF of one channel from one that holds this channel as its alpha: the encoder stores grey as colour, but alpha as a
 * single channel. A second one provides alpha the same way.
 */
export function greyOfAlpha(encodedGrey: Buffer, encodedAlpha?: Buffer): Buffer {
  const { fileType, items } = readItems(encodedGrey, title);
  const grey = alphaOf(items);
  const isPicture = ({ box }: { readonly box: Box }) => box.type !== 'auxC';
  // No colour space is stated for alpha.
  const colour = { box: colourBox(encodersColour, false), essential: false };
  const primary = { ...newItem(1, 'av01', '', grey.data), properties: [...grey.properties.filter(isPicture), colour] };
  if (!encodedAlpha) return fileOf({ fileType, primary, items: [primary], references: [] });
  const { data, properties } = alphaOf(readItems(encodedAlpha, title).items);
  const alpha = { ...newItem(2, 'av01', '', data), properties };
  return fileOf({ fileType, primary, items: [primary, alpha], references: [{ type: 'auxl', from: alpha.id, to: [primary.id] }] });
}

function alphaOf(items: readonly Item[]): Item {
  const alpha = items.find(({ properties }) => properties.some(({ box }) => box.type === 'auxC'));
  if (!alpha) throw new ImgparError('internal', 'the encoder wrote no alpha channel');
  return alpha;
}

/** Gives the metadata in an AVIF's items, for writing another format; the decoded image is upright. */
export function avifMetadata({ exif, xmp, properties }: AvifFile): Metadata {
  const profile = properties.find(({ type }) => type === 'colr')?.content;
  return presentMetadata({ icc: profile?.subarray(4), exif: exif && uprightExif(exif), xmp });
}
