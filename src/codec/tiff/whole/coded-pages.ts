import type { Coding } from '../../encoding.js';
import { type IfdEntry, isDescriptive, longEntry, numberAt, photometrics, readTiff, serialize, shortEntry, tags } from '../directory.js';
import { tagsToKeep } from '../rewrite.js';
import { type NewLevels, newLevels, withCurrentStatements } from '../statements.js';
import type { TiffPage } from '../tags.js';
import { chunkCount, isOwnCompression, type SampleStorage, writeChunks } from './chunks.js';
import { type CodedPage, pieceEntries } from './kept-layout.js';
import type { StoredSamples } from './page-samples.js';
import { canPredict } from './predictor.js';

/** A page whose samples are stored as before, except for a requested compression. */
export function codedSamples(page: TiffPage, stored: StoredSamples, storage: SampleStorage, levels: NewLevels): CodedPage {
  const { samples, width, height } = stored;
  const find = (tag: number) => page.entries.find((entry) => entry.tag === tag);
  const lengths = find(tags.stripByteCounts) ?? find(tags.tileByteCounts);
  const isAsBefore = page.storage && chunkCount(page.storage) === chunkCount(storage);
  const isLeftOut = (index: number) =>
    isAsBefore === true && lengths !== undefined && index < lengths.count && numberAt(lengths, index) === 0;
  const rowsPerStrip = Math.min(storage.rowsPerStrip, height);
  return {
    chunks: writeChunks(samples, { ...storage, width, height, rowsPerStrip }, isLeftOut, page.nodata ?? 0),
    isTiled: storage.tile !== undefined,
    entries: [
      ...sampleEntries(page, storage, stored),
      ...withCurrentStatements(
        page.entries.filter((entry) => isDescriptive(entry) || levelTags.includes(entry.tag)),
        levels,
      ),
    ],
  };
}

const levelTags: readonly number[] = [tags.maxSampleValue, tags.largestSample];

/** The fields about how samples are stored: those of the source page, as far as they hold. */
function sampleEntries(page: TiffPage, storage: SampleStorage, { width, height }: StoredSamples): IfdEntry[] {
  const { compression, predictor } = storage;
  const was = (tag: number) => page.entries.find((entry) => entry.tag === tag);
  const isSame = page.storage?.compression === compression;
  const isTurned = width !== page.shape.width;
  const changed: IfdEntry[] = [
    ...(isTurned ? [longEntry(tags.width, [width]), longEntry(tags.height, [height])] : []),
    ...(isTurned && !storage.tile ? [longEntry(tags.rowsPerStrip, [storage.rowsPerStrip])] : []),
    ...(isSame ? [] : [shortEntry(tags.compression, [{ none: 1, lzw: 5, deflate: 8, packbits: 32773 }[compression]])]),
    ...(predictor === (page.storage?.predictor ?? 1) ? [] : [shortEntry(tags.predictor, [predictor])]),
    ...(was(tags.photometric) ? [] : [shortEntry(tags.photometric, [photometrics.blackIsZero])]),
    ...(page.storage?.bitsReversed ? [shortEntry(tags.fillOrder, [1])] : []),
    ...(page.storage ? [] : decodedEntries(page, storage)),
  ];
  const gone = [...looseTags, ...(page.storage ? [] : decodedTags), ...changed.map(({ tag }) => tag)];
  const kept = page.entries.filter((entry) => !isDescriptive(entry) && !gone.includes(entry.tag));
  return [...kept, ...changed];
}

// Fields about storage that are not kept: positions, unused bytes, former samples, and those of JPEG and fax.
const looseTags: readonly number[] = [
  ...[tags.stripOffsets, tags.stripByteCounts, tags.tileOffsets, tags.tileByteCounts, 288, 289, tags.minSampleValue, tags.maxSampleValue],
  ...[tags.smallestSample, tags.largestSample, 292, 293, tags.jpegTables, 512, 513, 514, 515, 517, 518, 519, 520, 521],
];

/** Fields that no longer hold once the decoder gave RGB. */
const decodedTags: readonly number[] = [529, 530, 531, 532];

/** How samples are stored that came from the decoder. */
function decodedEntries({ roles: { colours } }: TiffPage, { rowsPerStrip, tile }: SampleStorage): IfdEntry[] {
  return [
    shortEntry(tags.photometric, [colours === 1 ? photometrics.blackIsZero : photometrics.rgb]),
    shortEntry(tags.planarConfiguration, [1]),
    ...(tile ? [] : [longEntry(tags.rowsPerStrip, [rowsPerStrip])]),
  ];
}

/** How the samples of a page are to be stored; undefined if that is impossible. */
export function storageFor(page: TiffPage, { compression }: Coding, littleEndian: boolean): SampleStorage | undefined {
  const was = page.storage ?? storageOfWhole(page);
  const wanted = compression === 'keep' ? was.compression : compression;
  if (!isOwnCompression(wanted)) return undefined;
  const isPacked = wanted === 'lzw' || wanted === 'deflate';
  const usual = was.kind.startsWith('float') ? 3 : 2;
  const predictor = wanted === was.compression ? was.predictor : isPacked && canPredict(was.kind, usual) ? usual : 1;
  return { ...was, compression: wanted, predictor, littleEndian, bitsReversed: false };
}

/** The storage for a page whose samples came from the decoder, as its compression cannot hold such bands. */
function storageOfWhole({ shape: { width, height }, roles, kind, tile }: TiffPage): SampleStorage {
  return {
    ...{ width, height, bands: roles.count, kind: kind!, separate: false, tile, rowsPerStrip: Math.min(64, height) },
    ...{ compression: 'lzw', predictor: 2, littleEndian: true, bitsReversed: false },
  };
}

/** A page that was encoded as a separate file, with the other fields of its source page. */
export function codedFile(encoded: Buffer, page: TiffPage): CodedPage {
  const kept = withCurrentStatements(tagsToKeep(page), newLevels(page));
  const entries = readTiff(encoded).directories[0]!;
  const find = (tag: number) => entries.find((entry) => entry.tag === tag);
  const offsets = (find(tags.stripOffsets) ?? find(tags.tileOffsets))!;
  const lengths = (find(tags.stripByteCounts) ?? find(tags.tileByteCounts))!;
  const own = entries.filter(
    (entry) => !isDescriptive(entry) && !pieceTags.includes(entry.tag) && !kept.some(({ tag }) => tag === entry.tag),
  );
  return {
    chunks: Array.from({ length: offsets.count }, (_, index) => {
      const start = numberAt(offsets, index);
      return encoded.subarray(start, start + numberAt(lengths, index));
    }),
    isTiled: find(tags.tileOffsets) !== undefined,
    entries: [...own, ...kept],
  };
}

const pieceTags: readonly number[] = [tags.stripOffsets, tags.stripByteCounts, tags.tileOffsets, tags.tileByteCounts];

/** A page as a separate file, little-endian. */
export function fileOf({ chunks, isTiled, entries }: CodedPage, big: boolean): Buffer {
  const header = Buffer.from(big ? 'II+\0\x08\0\0\0\0\0\0\0\0\0\0\0' : 'II*\0\0\0\0\0', 'latin1');
  let end = header.length;
  const pieces = chunks.map(({ length }) => {
    const at = end;
    end += length;
    return { at: length === 0 ? 0 : at, length };
  });
  const padding = Buffer.alloc(-end & 7);
  const { bytes, directory } = serialize([...entries, ...pieceEntries(pieces, [], isTiled, big)], end + padding.length, big);
  if (big) header.writeBigUInt64LE(BigInt(directory), 8);
  else header.writeUInt32LE(directory, 4);
  return Buffer.concat([header, ...chunks, padding, bytes]);
}
