import { orientSamples, swapsSides } from '../../../pixels/orient.js';
import type { Picture } from '../../../pixels/pictures/picture.js';
import { scalarPicture } from '../../../pixels/pictures/scalar-picture.js';
import type { Raster, Samples } from '../../../pixels/raster.js';
import type { Reading } from '../../../pixels/reading.js';
import { pictureOf } from '../../pictures.js';
import { type IfdEntry, numberAt, tags } from '../directory.js';
import { pageOrientation } from '../rewrite.js';
import { type NewLevels, newLevels } from '../statements.js';
import type { TiffPage } from '../tags.js';
import { readChunks, type SampleStorage } from './chunks.js';
import type { AnySamples, SampleKind } from './samples.js';
import { bytesOfKind } from './samples.js';

/** A page as stored, and the pictures that methods see of it. */
export interface PageSamples {
  readonly pictures: readonly Picture[];
  /** What is known of its levels afterwards. */
  readonly levels: NewLevels;
  /** Its samples, with the pictures as they are now. */
  current(): StoredSamples;
  /** The part that another format can hold: grey or RGB, with transparency; undefined if there is more. */
  readonly raster: Raster | undefined;
}

/** All samples of a page, pixel by pixel. */
export interface StoredSamples {
  readonly samples: AnySamples;
  readonly width: number;
  readonly height: number;
}

/** A group of related bands of a page, which makes one picture. */
interface Group {
  readonly first: number;
  readonly colours: 1 | 3 | 4;
  readonly alpha?: { readonly band: number; readonly multiplied: boolean };
}

/**
 * The pictures of a page with given samples. Colours make one picture; so does each band of no stated meaning, if it is grey like the
 * others or all bands are requested. Others stay unchanged.
 */
export function pageSamples(page: TiffPage, stored: StoredSamples, reading: Reading, whole?: PageSamples): PageSamples {
  const groups = groupsOf(page, reading);
  const isLevels = page.kind === 'uint8' || page.kind === 'uint16';
  const made = groups.map((group, index) =>
    isLevels ? levelGroup(page, stored, group, reading) : numberGroup(page, stored, group, reading, whole?.pictures[index]),
  );
  const isSimple = isLevels && page.roles.others.length === 0;
  return {
    levels: levelsOf(page, made[0]!.picture),
    pictures: made.map(({ picture }, index) => related(picture, whole?.pictures[index])),
    current() {
      for (const { takeBack } of made) takeBack();
      return stored;
    },
    raster: isSimple ? made[0]?.raster : undefined,
  };
}

/** The file's statement about used bits holds only if it was followed. */
function levelsOf({ bitsPerSample, usedBits }: TiffPage, picture: Picture & { readonly range?: readonly [number, number] }): NewLevels {
  const isHeeded = usedBits !== undefined && picture.levels === 2 ** usedBits;
  const levels = newLevels({ bitsPerSample, ...(isHeeded && { usedBits }) });
  return picture.range ? { ...levels, span: picture.range } : levels;
}

function related(picture: Picture, whole: Picture | undefined): Picture {
  return whole ? { ...picture, reducedOf: whole } : picture;
}

function groupsOf({ roles: { colours, alpha, others } }: TiffPage, { bands }: Reading): Group[] {
  const first: Group = { first: 0, colours, ...(alpha && { alpha }) };
  const isAll = bands === 'all' || (colours === 1 && !alpha);
  return [first, ...(isAll ? others.map((band): Group => ({ first: band, colours: 1 })) : [])];
}

interface MadeGroup {
  readonly picture: Picture;
  readonly raster?: Raster;
  takeBack(): void;
}

// ---- levels ----

function levelGroup(page: TiffPage, { samples, width, height }: StoredSamples, group: Group, reading: Reading): MadeGroup {
  const { whiteIsZero, space, kind, nodata } = page;
  const maxSample = kind === 'uint8' ? 255 : 65535;
  const bands = group.alpha ? [...colourBands(group), group.alpha.band] : colourBands(group);
  const inverted = whiteIsZero;
  const multiplied = group.alpha?.multiplied === true;
  const isShared = bands.length === page.roles.count && !inverted && !multiplied;
  const levels = isShared ? (samples as Samples) : gathered(samples, page.roles.count, bands, maxSample);
  const channels = bands.length as Raster['channels'];
  const raster: Raster = { width, height, channels, maxSample, samples: levels };
  if (inverted) invert(raster);
  const before = multiplied ? undoMultiplication(raster) : undefined;
  const shown = pictureOf(raster, group.first === 0 && space ? { space } : {});
  const used = usedLevels(page, raster, reading);
  return {
    picture: { ...shown, ...(nodata !== undefined && { nodata: inverted ? maxSample - nodata : nodata }), ...(used && { levels: used }) },
    raster,
    takeBack() {
      if (isShared) return;
      const back: Raster = { ...raster, samples: levels.slice() };
      if (before) multiply(back, before);
      if (inverted) invert(back);
      scatter(back.samples, samples, page.roles.count, bands);
    },
  };
}

function colourBands({ first, colours }: Group): number[] {
  return Array.from({ length: colours }, (_, index) => first + index);
}

/** A stated number of used bits is ignored if samples exceed it. */
function usedLevels({ usedBits }: TiffPage, { samples }: Raster, { bits }: Reading): number | undefined {
  if (usedBits === undefined) return undefined;
  const levels = 2 ** usedBits;
  return bits === usedBits || samples.every((sample) => sample < levels) ? levels : undefined;
}

function gathered(samples: AnySamples, count: number, bands: readonly number[], maxSample: Raster['maxSample']): Samples {
  const length = (samples.length / count) * bands.length;
  const found = maxSample === 255 ? new Uint8Array(length) : new Uint16Array(length);
  for (let from = 0, to = 0; from < samples.length; from += count) for (const band of bands) found[to++] = samples[from + band]!;
  return found;
}

function scatter(found: Samples, samples: AnySamples, count: number, bands: readonly number[]): void {
  for (let from = 0, to = 0; to < samples.length; to += count) for (const band of bands) samples[to + band] = found[from++]!;
}

/** Inverts colours, between 0 as white and 0 as black. */
function invert({ samples, channels, maxSample }: Raster): void {
  const colours = channels < 3 ? 1 : 3;
  for (let at = 0; at < samples.length; at += channels)
    for (let colour = 0; colour < colours; colour++) samples[at + colour] = maxSample - samples[at + colour]!;
}

/** Divides premultiplied colours by alpha; also returns the former ones. */
function undoMultiplication(raster: Raster): { readonly stored: Samples; readonly shown: Samples } {
  const { samples, channels, maxSample } = raster;
  const stored = samples.slice();
  for (let at = 0; at < samples.length; at += channels) {
    const alpha = samples[at + channels - 1]!;
    for (let colour = 0; colour < channels - 1; colour++)
      samples[at + colour] =
        alpha === 0 ? stored[at + colour]! : Math.min(Math.round((stored[at + colour]! * maxSample) / alpha), maxSample);
  }
  return { stored, shown: samples.slice() };
}

/** The reverse. Unchanged colours are stored as before. */
function multiply(
  { samples, channels, maxSample }: Raster,
  { stored, shown }: { readonly stored: Samples; readonly shown: Samples },
): void {
  for (let at = 0; at < samples.length; at += channels) {
    const alpha = samples[at + channels - 1]!;
    for (let i = at; i < at + channels - 1; i++)
      samples[i] = samples[i] === shown[i] || alpha === 0 ? stored[i]! : Math.round((samples[i]! * alpha) / maxSample);
  }
}

// ---- numbers ----

function numberGroup(
  page: TiffPage,
  { samples, width, height }: StoredSamples,
  group: Group,
  reading: Reading,
  whole: Picture | undefined,
): MadeGroup {
  const limits = limitsOf(page.kind!);
  const range = (whole as { readonly range?: readonly [number, number] } | undefined)?.range ?? reading.range;
  // Inks of such samples are refused.
  const colours = group.colours as 1 | 3;
  const numbers = { width, height, samples, first: group.first, step: page.roles.count, colours, ...(limits && { whole: limits }) };
  const picture = scalarPicture(numbers, { ...(range && { range }), ...(page.nodata !== undefined && { nodata: page.nodata }) });
  return { picture, takeBack() {} };
}

/** The smallest and the largest integer of a kind. */
function limitsOf(kind: SampleKind): readonly [number, number] | undefined {
  if (kind.startsWith('float')) return undefined;
  const values = 2 ** (8 * bytesOfKind(kind));
  return kind.startsWith('u') ? [0, values - 1] : [-values / 2, values / 2 - 1];
}

// ---- reading ----

/** The samples of a page as stored in a file. */
export function readSamples(content: Buffer, { entries, nodata }: TiffPage, storage: SampleStorage): StoredSamples {
  const find = (tag: number) => entries.find((entry) => entry.tag === tag);
  const offsets = find(tags.stripOffsets) ?? find(tags.tileOffsets);
  const lengths = find(tags.stripByteCounts) ?? find(tags.tileByteCounts);
  const at = (entry: IfdEntry | undefined, index: number) => (entry && index < entry.count ? numberAt(entry, index) : 0);
  const { width, height } = storage;
  const samples = readChunks(
    storage,
    (index) => {
      const start = at(offsets, index);
      // For uncompressed pixels in one piece, some writers state a wrong length, or none.
      const length = storage.compression === 'none' && offsets?.count === 1 ? content.length - start : at(lengths, index);
      return start === 0 || length === 0 ? undefined : content.subarray(start, start + length);
    },
    nodata ?? 0,
  );
  return { samples, width, height };
}

/** A page turned as its orientation says. */
export function upright(page: TiffPage, { samples, width, height }: StoredSamples): StoredSamples {
  const orientation = pageOrientation(page);
  const turned = orientSamples({ samples, width, height, channels: page.roles.count }, orientation);
  return swapsSides(orientation) ? { samples: turned, width: height, height: width } : { samples: turned, width, height };
}
