import type { Reading } from '../../pixels/reading.js';
import { type IfdEntry, numberAt, numbersOf, tags, type } from './directory.js';
import type { SampleKind } from './whole/samples.js';

// Statements of a TIFF about its levels, and what they become when the levels change: docs/fidelity.md has the table.

/** The no-data value stated in a GeoTIFF; absent if the user gave another one. */
export function statedNodata(entries: readonly IfdEntry[], { nodata }: Reading): { nodata?: number } {
  if (nodata !== undefined) return nodata === 'none' ? {} : { nodata };
  const text = textOf(entries, tags.gdalNodata)?.trim();
  const value = text ? Number(text) : Number.NaN;
  return Number.isNaN(value) ? {} : { nodata: value };
}

/**
 * The number of bits used of 16, as given by the user or stated in the file.
 *
 * @param first the fields of the first page, where OME describes all of them
 */
export function statedBits(
  entries: readonly IfdEntry[],
  first: readonly IfdEntry[],
  kind: SampleKind | undefined,
  { bits }: Reading,
): { usedBits?: number } {
  if (kind !== 'uint16') return {};
  const used = bits ?? bitsByLargest(entries) ?? bitsByOme(first);
  return used === undefined || used >= 16 ? {} : { usedBits: used };
}

/** By MaxSampleValue or SMaxSampleValue, if it is the largest number of some bit count; otherwise it just states the largest sample. */
function bitsByLargest(entries: readonly IfdEntry[]): number | undefined {
  const stated = [...numbersOf(entries, tags.maxSampleValue), ...numbersOf(entries, tags.largestSample)];
  const bits = Math.log2((stated[0] ?? 0) + 1);
  return stated.every((value) => value === stated[0]) && Number.isInteger(bits) && bits > 8 ? bits : undefined;
}

function bitsByOme(entries: readonly IfdEntry[]): number | undefined {
  const description = textOf(entries, tags.description);
  if (!description?.includes('<OME')) return undefined;
  const stated = Array.from(description.matchAll(/\bSignificantBits\s*=\s*["'](\d+)["']/g), ([, bits]) => Number(bits));
  return stated.length > 0 && stated.every((bits) => bits === stated[0]) && stated[0]! > 8 ? stated[0] : undefined;
}

function textOf(entries: readonly IfdEntry[], tag: number): string | undefined {
  return entries
    .find((entry) => entry.tag === tag)
    ?.data.toString('latin1')
    .split('\0')[0];
}

// ---- statements that still hold ----

/** What is known of a page's new levels. */
export interface NewLevels {
  /** Whether they fit in the stated number of bits. */
  readonly keepsBits: boolean;
  readonly bitsPerSample: number;
  /** The lowest and the highest level. */
  readonly span: readonly [min: number, max: number];
}

/** Those of a page of levels. */
export function newLevels({ usedBits, bitsPerSample }: { readonly usedBits?: number; readonly bitsPerSample: number }): NewLevels {
  return { keepsBits: usedBits !== undefined, bitsPerSample, span: [0, 2 ** (usedBits ?? bitsPerSample) - 1] };
}

/** The fields of a page with changed levels: statements that no longer hold are updated or left out. */
export function withCurrentStatements(entries: readonly IfdEntry[], levels: NewLevels): IfdEntry[] {
  return entries.flatMap((entry) => {
    if (entry.tag === imagejBlocks)
      return withShownRanges(
        entry,
        entries.find(({ tag }) => tag === imagejCounts),
        levels.span,
      );
    const statement = statements.get(entry.tag);
    const current = statement ? statement(entry, levels) : entry;
    return current ? [current] : [];
  });
}

type Statement = (entry: IfdEntry, levels: NewLevels) => IfdEntry | undefined;

const metamorphTags = 33628;

/** By tag; undefined means left out. */
const statements: ReadonlyMap<number, Statement> = new Map<number, Statement>([
  [tags.minSampleValue, () => undefined],
  [tags.smallestSample, () => undefined],
  [tags.maxSampleValue, (entry, { keepsBits }) => (keepsBits ? entry : undefined)],
  [tags.largestSample, (entry, { keepsBits }) => (keepsBits ? entry : undefined)],
  [tags.description, currentDescription],
  [tags.gdalMetadata, (entry) => withText(entry, withoutStatistics)],
  [metamorphTags, withFullScale],
]);

function currentDescription(entry: IfdEntry, { keepsBits, bitsPerSample, span: [min, max] }: NewLevels): IfdEntry {
  return withText(entry, (text) => {
    if (text.startsWith('ImageJ='))
      return text.replace(/^(min|max)=[^\r\n\0]*/gm, (_, end) => `${end}=${written(end === 'min' ? min : max)}`);
    if (!text.includes('<OME') || keepsBits) return text;
    return text.replace(/(\bSignificantBits\s*=\s*["'])\d+(["'])/g, (_, before, behind) => `${before}${bitsPerSample}${behind}`);
  });
}

/** A number in ImageJ's notation. */
function written(number: number): string {
  return Number.isInteger(number) ? `${number}.0` : String(number);
}

/** The entry with a changed text, byte for byte in any encoding; the same entry if nothing changes. */
function withText(entry: IfdEntry, change: (text: string) => string): IfdEntry {
  const before = entry.data.toString('latin1');
  const after = change(before);
  if (after === before) return entry;
  const data = Buffer.from(after, 'latin1');
  return { tag: entry.tag, type: entry.type, count: data.length, data, ...(entry.valueAt !== undefined && { valueAt: entry.valueAt }) };
}

/** MetaMorph's first private tag: pairs of an item number and a value; items 1 and 2 are the levels shown as black and white. */
function withFullScale(entry: IfdEntry, { span: [min, max] }: NewLevels): IfdEntry {
  if (entry.type !== type.long || min < 0 || max >= 2 ** 32 || !Number.isInteger(min + max)) return entry;
  const data = Buffer.from(entry.data);
  for (let at = 0; at + 8 <= data.length; at += 8) {
    const item = data.readUInt32LE(at);
    if (item === 1) data.writeUInt32LE(min, at + 4);
    if (item === 2) data.writeUInt32LE(max, at + 4);
  }
  return { ...entry, data };
}

const imagejCounts = 50838;
const imagejBlocks = 50839;

/**
 * ImageJ's further blocks, with the range of levels shown for each channel. They begin with `IJIJ` in the byte order of the file, and pairs
 * of block type and count; the lengths of that head and of all blocks are in a separate tag.
 */
function withShownRanges(entry: IfdEntry, counts: IfdEntry | undefined, [min, max]: readonly [number, number]): IfdEntry {
  const order = entry.data.toString('latin1', 0, 4);
  if (!counts || (order !== 'IJIJ' && order !== 'JIJI')) return entry;
  const data = Buffer.from(entry.data);
  const big = order === 'IJIJ';
  const number = (at: number) => (big ? data.readUInt32BE(at) : data.readUInt32LE(at));
  const headBytes = Math.min(numberAt(counts, 0), data.length);
  let [block, from] = [1, headBytes];
  for (let at = 4; at + 8 <= headBytes; at += 8) {
    for (let more = number(at + 4); more > 0 && block < counts.count; more--) {
      const end = from + numberAt(counts, block++);
      if (number(at) === rangesOfImagej && end <= data.length)
        for (let value = from, index = 0; value + 8 <= end; value += 8, index++) writeDouble(data, index % 2 === 0 ? min : max, value, big);
      from = end;
    }
  }
  return { ...entry, data };
}

/** `rang` */
const rangesOfImagej = 0x72616e67;

function writeDouble(data: Buffer, value: number, at: number, big: boolean): void {
  if (big) data.writeDoubleBE(value, at);
  else data.writeDoubleLE(value, at);
}

/** GDAL's metadata without the lines of statistics. */
function withoutStatistics(text: string): string {
  const kept: string[] = [];
  let rest = 0;
  for (const { index, 0: item } of text.matchAll(/<Item\s+name="STATISTICS_[^<>]*>[^<]*<\/Item>\r?\n?/g)) {
    let start = index;
    // Not by the expression, which would run over a row of blanks from each of them.
    while (start > rest && (text[start - 1] === ' ' || text[start - 1] === '\t')) start -= 1;
    kept.push(text.slice(rest, start));
    rest = index + item.length;
  }
  return kept.join('') + text.slice(rest);
}
