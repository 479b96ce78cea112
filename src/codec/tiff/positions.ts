import { type IfdEntry, isDescriptive, numberAt, tags, type } from './directory.js';
import { makerNoteTag } from './maker-note.js';

/** Whether a field certainly holds no positions in the file, so that its value can be moved. */
export function isMovable({ tag, type: kind, directory }: IfdEntry): boolean {
  if (directory) return directory.every(isMovable) && !directory.some((entry) => entry.tag === makerNoteTag);
  return movableTypes.includes(kind) || movableTags.has(tag);
}

/** Texts, fractions and floats. */
const movableTypes: readonly number[] = [type.ascii, type.rational, 10, 11, 12];

// Numbers and byte blocks known to be no positions, and to hold none except within themselves.
const movableTags: ReadonlySet<number> = new Set<number>([
  ...[254, 255, 263, 264, 265, 274, 290, 291, 296, 297, 301, 321, 337, 342, 347],
  ...[tags.xmp, tags.iptc, tags.photoshop, tags.icc],
  // ImageJ; names in XP; GeoTIFF; PrintIM.
  ...[50838, 50839, 40091, 40092, 40093, 40094, 40095, 34735, 50341],
  // EXIF, its GPS and interoperability directories, and fields that cameras copy from there into the first one.
  ...[33434, 33437, 34850, 34852, 34855, 34856, 34864, 34865, 34866, 34867, 34868, 34869, 36864, 36867, 36868, 37121, 37122],
  ...[37377, 37378, 37379, 37380, 37381, 37382, 37383, 37384, 37385, 37386, 37396, 37510, 37520, 37521, 37522, 40960, 40961],
  ...[40962, 40963, 41483, 41484, 41486, 41487, 41488, 41492, 41493, 41495, 41728, 41729, 41730, 41985, 41986, 41987, 41988],
  ...[41989, 41990, 41991, 41992, 41993, 41994, 41995, 41996, 42034, 42080],
  ...Array.from({ length: 32 }, (_, gps) => gps),
]);

/** Whether a field is known to hold positions in its file, so that it means nothing in another: MetaMorph's, Zeiss', Hamamatsu's. */
export function isBoundToFile({ tag }: IfdEntry): boolean {
  return boundTags.has(tag);
}

const boundTags: ReadonlySet<number> = new Set([33628, 33629, 33630, 33631, 34412, 65420, 65421, 65422, 65423, 65424, 65426, 65432]);

/** Where programs for cloud-optimised GeoTIFFs state the layout of the file: right after the header. */
export interface LayoutClaim {
  readonly at: number;
  readonly length: number;
  /** Whether each strip or tile is preceded by its length, and followed by a copy of its last four bytes. */
  readonly hasLeaders: boolean;
}

export function layoutClaim(file: Buffer, big: boolean): LayoutClaim | undefined {
  const at = big ? 16 : 8;
  const [whole, size] = /^GDAL_STRUCTURAL_METADATA_SIZE=(\d{6}) bytes\n/.exec(file.toString('latin1', at, at + 64)) ?? [];
  if (whole === undefined) return undefined;
  const length = Math.min(whole.length + Number(size), file.length - at);
  const text = file.toString('latin1', at, at + length);
  return { at, length, hasLeaders: text.includes('BLOCK_LEADER=SIZE_AS_UINT4') };
}

/** Changes a file's statement about its layout to say that it no longer applies; in place. */
export function withdrawClaim(file: Buffer, { at, length }: LayoutClaim): readonly string[] {
  const claimed = 'KNOWN_INCOMPATIBLE_EDITION=NO\n ';
  const found = file.subarray(at, at + length).indexOf(claimed, 0, 'latin1');
  if (found >= 0) file.write('KNOWN_INCOMPATIBLE_EDITION=YES\n', at + found, 'latin1');
  return [
    'the result is no longer a cloud-optimised GeoTIFF, because its directories no longer fit before the pixels; convert it with gdal_translate -of COG',
  ];
}

/** Fields of unknown meaning that seem to hold former positions of strips or tiles. */
export function strayFields(directories: ReadonlyArray<readonly IfdEntry[]>, gone: ReadonlySet<number>): readonly string[] {
  const stray = directories.flat().filter((entry) => isDescriptive(entry) && !isMovable(entry) && pointsTo(entry, gone));
  return [...new Set(stray.map(({ tag }) => tag))].map(
    (tag) => `tag ${tag}, of unknown meaning, seems to hold positions of pixels, which have moved; the tag was left as it was`,
  );
}

function pointsTo(entry: IfdEntry, places: ReadonlySet<number>): boolean {
  if (!positionTypes.includes(entry.type)) return false;
  return Array.from({ length: Math.min(entry.count, 4096) }, (_, index) => numberAt(entry, index)).some(
    (value) => value >= smallestTold && places.has(value),
  );
}

const positionTypes: readonly number[] = [type.long, type.ifd, type.long8, type.ifd8];

/** Smaller ones often match by chance. */
const smallestTold = 64;
