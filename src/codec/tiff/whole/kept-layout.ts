import { unsupported } from '../../container.js';
import { type IfdEntry, longEntry, numberAt, readerOf, type TiffReader, tags, type } from '../directory.js';
import { strayFields, withdrawClaim } from '../positions.js';
import type { TiffFile } from '../tags.js';
import { FieldWriter } from './field-writer.js';
import { FreeRoom, type Stretch, without } from './free-room.js';

/** A rewritten page: its strips or tiles, and its fields except those about where these lie. */
export interface CodedPage {
  readonly chunks: readonly Uint8Array[];
  readonly isTiled: boolean;
  readonly entries: readonly IfdEntry[];
}

/** A rewritten file, and what the user should know about it. */
export interface LaidOut {
  readonly bytes: Buffer;
  readonly warnings: readonly string[];
}

/**
 * The file with new pixels in these pages, and everything else in place, so that positions in tags, known or not, and in maker notes stay
 * true. Strips and tiles take the room of the former ones; the excess goes to the end.
 */
export function keptLayout(file: TiffFile, coded: ReadonlyMap<number, CodedPage>): LaidOut {
  const { content, big, claim } = file;
  const old = file.directories.map((entries) => piecesOf(entries, claim?.hasLeaders === true));
  // In a cloud-optimised file all pieces move: they follow each other after the directories.
  const isMoved = (directory: number) => claim !== undefined || coded.has(directory);
  const free = old.flatMap((pieces, directory) => (isMoved(directory) ? pieces.map(({ whole }) => whole) : []));
  const taken = old.flatMap((pieces, directory) => (isMoved(directory) ? [] : pieces.map(({ whole }) => whole)));
  const room = new FreeRoom(without(free, [...taken, ...stretchesOfDirectories(file)]), content.length, claim?.hasLeaders ? 1 : 2);
  const dataStart = Math.min(...old.flat().map(({ whole }) => whole.start));

  const blocks = blocksOf(file, old, coded, isMoved);
  const places = blocks.map(({ bytes }) => (bytes.length === 0 ? 0 : room.take(bytes.length)));
  const writes: Array<{ readonly at: number; readonly bytes: Uint8Array }> = blocks.map(({ bytes }, index) => ({
    at: places[index]!,
    bytes,
  }));
  const writer = new FieldWriter(file, room, (at, bytes) => writes.push({ at, bytes }));
  for (const [directory, entries] of file.directories.entries()) {
    if (!isMoved(directory)) continue;
    const own = blocks.flatMap((block, index) => (block.directory === directory ? [{ ...block, at: places[index]! }] : []));
    const pieces = own
      .toSorted((a, b) => a.index - b.index)
      .map(({ at, leader, length }) => ({ at: length === 0 ? 0 : at + leader, length }));
    const page = coded.get(directory);
    const isTiled = page ? page.isTiled : entries.some(({ tag }) => tag === tags.tileOffsets);
    const kept = page ? page.entries : entries.filter(({ tag }) => !pieceTags.includes(tag));
    writer.write(directory, [...kept, ...pieceEntries(pieces, entries, isTiled, big)]);
  }
  const length = room.end;
  if (!big && length >= 2 ** 32) throw unsupported(`the TIFF would be ${length} bytes long; only a BigTIFF can hold 4 GB or more`);
  const bytes = Buffer.alloc(length);
  content.copy(bytes, 0, 0, Math.min(content.length, length));
  for (const { start, end } of room.left()) bytes.fill(0, start, Math.min(end, length));
  for (const { at, bytes: written } of writes) bytes.set(written, at);
  const isClaimTrue = claim === undefined || writes.every(({ at }, index) => index < blocks.length || at < dataStart);
  const gone = new Set(blocks.flatMap(({ wasAt, leader }, index) => (wasAt === places[index]! + leader ? [] : [wasAt])));
  return { bytes, warnings: [...(isClaimTrue ? [] : withdrawClaim(bytes, claim)), ...strayFields(file.directories, gone)] };
}

// ---- pieces ----

const pieceTags: readonly number[] = [tags.stripOffsets, tags.stripByteCounts, tags.tileOffsets, tags.tileByteCounts];

interface Piece extends Stretch {
  /** Including the length before and the four bytes after it, in cloud-optimised files. */
  readonly whole: Stretch;
}

function piecesOf(entries: readonly IfdEntry[], hasLeaders: boolean): Piece[] {
  const find = (tag: number) => entries.find((entry) => entry.tag === tag);
  const offsets = find(tags.stripOffsets) ?? find(tags.tileOffsets);
  const lengths = find(tags.stripByteCounts) ?? find(tags.tileByteCounts);
  if (!offsets || !lengths) return [];
  const slack = hasLeaders ? 4 : 0;
  return Array.from({ length: Math.min(offsets.count, lengths.count) }, (_, index) => {
    const start = numberAt(offsets, index);
    const end = start + numberAt(lengths, index);
    return { start, end, whole: start === end ? { start, end } : { start: start - slack, end: end + slack } };
  });
}

interface Block {
  readonly directory: number;
  /** Among the strips or tiles of its page. */
  readonly index: number;
  readonly bytes: Uint8Array;
  /** Bytes before the strip or tile itself, and its length. */
  readonly leader: number;
  readonly length: number;
  readonly wasAt: number;
}

/** All strips and tiles to be placed, in their former order if there are as many. */
function blocksOf(
  { content, directories, claim }: TiffFile,
  old: ReadonlyArray<readonly Piece[]>,
  coded: ReadonlyMap<number, CodedPage>,
  isMoved: (directory: number) => boolean,
): Block[] {
  const hasLeaders = claim?.hasLeaders === true;
  const blocks = directories.flatMap((_, directory) => {
    if (!isMoved(directory)) return [];
    const former = old[directory]!;
    const chunks = coded.get(directory)?.chunks ?? former.map(({ start, end }) => content.subarray(start, end));
    return chunks.map((chunk, index) => ({
      ...{ directory, index, length: chunk.length },
      bytes: hasLeaders && chunk.length > 0 ? withLeader(chunk) : chunk,
      leader: hasLeaders ? 4 : 0,
      wasAt: former[index]?.start ?? Number.POSITIVE_INFINITY,
    }));
  });
  return claim ? blocks.toSorted((a, b) => a.wasAt - b.wasAt) : blocks;
}

/** In GDAL's form: preceded by its length, and followed by a copy of its last four bytes. */
function withLeader(chunk: Uint8Array): Buffer {
  const block = Buffer.alloc(chunk.length + 8);
  block.writeUInt32LE(chunk.length, 0);
  block.set(chunk, 4);
  block.copyWithin(chunk.length + 4, chunk.length, chunk.length + 4);
  return block;
}

/** The fields about where strips or tiles lie. */
export function pieceEntries(
  pieces: ReadonlyArray<{ readonly at: number; readonly length: number }>,
  former: readonly IfdEntry[],
  isTiled: boolean,
  big: boolean,
): IfdEntry[] {
  const [offsets, lengths] = isTiled ? [tags.tileOffsets, tags.tileByteCounts] : [tags.stripOffsets, tags.stripByteCounts];
  const typed = (tag: number, values: readonly number[], huge: boolean) => {
    const was = former.find((entry) => entry.tag === tag)?.type;
    const isShort = was === type.short && values.every((value) => value < 2 ** 16);
    if (!isShort) return longEntry(tag, values, huge && was !== type.long);
    return { tag, type: type.short, count: values.length, data: Buffer.from(Uint16Array.from(values).buffer) };
  };
  const isHuge = big && pieces.some(({ at, length }) => at + length >= 2 ** 32);
  const wasLong = former.some(({ tag, type: kind }) => tag === offsets && kind !== type.long8);
  return [
    longEntry(
      offsets,
      pieces.map(({ at }) => at),
      big && (isHuge || !wasLong),
    ),
    typed(
      lengths,
      pieces.map(({ length }) => length),
      big,
    ),
  ];
}

// ---- occupied ranges ----

/** Ranges of the header, the directories and the values of their fields, and of the directories below them. */
function stretchesOfDirectories({ content, big, directories, positions, claim }: TiffFile): Stretch[] {
  const reader = readerOf(content);
  const stretches: Stretch[] = [{ start: 0, end: claim ? claim.at + claim.length : big ? 16 : 8 }];
  const add = (entries: readonly IfdEntry[]) => {
    for (const { valueAt, data, tag, directory, type: kind } of entries) {
      // No need to tell apart fields that contain their value: it is a few bytes.
      if (valueAt !== undefined) stretches.push({ start: valueAt, end: valueAt + data.length });
      if (!directory) continue;
      const at = numberAt({ tag, type: kind, count: 1, data }, 0);
      stretches.push(directoryStretch(reader, at));
      add(directory);
    }
  };
  for (const [index, entries] of directories.entries()) {
    stretches.push(directoryStretch(reader, positions[index]!));
    add(entries);
  }
  return stretches;
}

function directoryStretch({ file, big, uint16, uint64 }: TiffReader, at: number): Stretch {
  if (at + 8 > file.length) return { start: at, end: file.length };
  const end = big ? at + 8 + uint64(at) * 20 + 8 : at + 2 + uint16(at) * 12 + 4;
  return { start: at, end: Math.min(end, file.length) };
}
