import { type Header, unsupported } from '../container.js';
import { boxesIn, type Item, type Items, metadataOf, propertyOf, readItems, turnedSize } from '../heif/items.js';
import { MetadataLimits } from '../metadata-limits.js';

/** A parsed HEIC file. */
export interface HeicFile extends Header {
  readonly exif: Uint8Array | undefined;
  readonly xmp: Uint8Array | undefined;
  readonly icc: Uint8Array | undefined;
}

const title = 'HEIC';

/**
 * Parses a HEIC. Refuses sequences and files with several images. Depth maps, mattes and thumbnails are passed over: no other format has a
 * place for them.
 */
export function parseHeic(file: Buffer): HeicFile {
  if (boxesIn(file, title).some(({ type }) => type === 'moov'))
    throw unsupported('the HEIC is a sequence of images, such as a burst; expected a still image');
  const parsed = readItems(file, title);
  const { primary, items, references } = parsed;
  refuseOtherPictures(parsed);
  const auxiliaries = references
    .filter(({ type, to }) => type === 'auxl' && to.includes(primary.id))
    .map(({ from }) => auxiliaryType(items.find(({ id }) => id === from)));
  const { bitsPerSample, isGrey, isHalfChroma } = codingOf(parsed);
  const hasAlpha = auxiliaries.some((type) => /:alpha$|:auxid:1$/.test(type));
  if (references.some(({ type, from }) => type === 'prem' && from === primary.id))
    throw unsupported('the colours of the HEIC are multiplied by its alpha; expected them as they are');
  return {
    shape: {
      ...turnedSize(primary, title),
      channels: isGrey ? (hasAlpha ? 2 : 1) : hasAlpha ? 4 : 3,
      maxSample: bitsPerSample > 8 ? 65535 : 255,
    },
    bitsPerSample,
    fullChroma: !isHalfChroma,
    gainMap: items.some(({ type }) => type === 'tmap') || auxiliaries.some((type) => /hdrgainmap|21496/.test(type)),
    ...metadataOf(parsed),
    icc: profileOf(primary),
  };
}

function refuseOtherPictures({ items, references }: Items): void {
  const parts = references.flatMap(({ type, from, to }) => (type === 'dimg' ? to : type === 'auxl' || type === 'thmb' ? [from] : []));
  const pictures = items.filter(({ id, type }) => pictureTypes.includes(type) && !parts.includes(id));
  if (pictures.length > 1) throw unsupported(`the HEIC holds ${pictures.length} pictures; expected one`);
}

/** Coded, in tiles, turned or laid over each other. */
const pictureTypes = ['hvc1', 'grid', 'iden', 'iovl'];

/** What kind of picture accompanies the one that is meant. */
function auxiliaryType(item: Item | undefined): string {
  const property = item && propertyOf(item, 'auxC');
  return property?.toString('latin1', 4).split('\0')[0] ?? '';
}

/** How samples are coded, by the configuration of HEVC (ISO/IEC 14496-15); of a picture in tiles, that of the first one. */
function codingOf({ primary, items, references }: Items) {
  let coded = primary;
  for (let depth = 0; depth < 4 && !propertyOf(coded, 'hvcC'); depth++) {
    const [first] = references.find(({ type, from }) => type === 'dimg' && from === coded.id)?.to ?? [];
    coded = items.find(({ id }) => id === first) ?? coded;
  }
  const configuration = propertyOf(coded, 'hvcC');
  if (!configuration) throw unsupported(`the image is coded as '${coded.type.trim()}'; expected HEVC`);
  const chroma = configuration.readUInt8(16) & 3;
  return { bitsPerSample: 8 + (configuration.readUInt8(17) & 7), isGrey: chroma === 0, isHalfChroma: chroma === 1 };
}

function profileOf(primary: Item): Uint8Array | undefined {
  const limits = new MetadataLimits();
  const profiles = primary.properties.filter(
    ({ box }) => box.type === 'colr' && ['prof', 'rICC'].includes(box.content.toString('latin1', 0, 4)),
  );
  for (const { box } of profiles) limits.addProfile(box.content.length);
  return profiles[0]?.box.content.subarray(4);
}
