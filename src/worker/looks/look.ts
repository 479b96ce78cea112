import type { OpenedImage } from '../../codec/open.js';
import type { SmallPicture } from '../../codec/small/small-picture.js';
import type { Redo } from '../../codec/thumbnail/redraw.js';
import { type Figures, figuresOf, lumaHistogram } from '../../pixels/figures.js';
import type { Nodata } from '../../pixels/nodata.js';
import type { Picture } from '../../pixels/pictures/picture.js';
import { rasterPicture } from '../../pixels/pictures/raster-picture.js';
import type { Histogram, Lut, Raster } from '../../pixels/raster.js';
import { storeOf } from '../../storage/stores.js';
import { tablesOfFirst } from '../equalize-pictures.js';
import type { Prepared } from '../prepare.js';
import type { Task } from '../task.js';
import type { CountedLuma, Curves, Look, ShownLook, SpooledText } from './shown.js';
import { smallJpeg, smallJpegs, smallPicture, smallRaster } from './small-picture.js';
import { spooled } from './spool.js';

const bins = 128;

/** An image that has just been equalised and encoded. */
interface DoneImage {
  /** Where looks go. */
  readonly folder: string;
  readonly before: CountedLuma;
  readonly after: CountedLuma;
  readonly tables: readonly Lut[] | undefined;
  /** Does the same to another picture of 8 bits without alpha; undefined if that would not be the same. */
  readonly redo: Redo | undefined;
  /** Both at a small size; undefined where the files must be drawn. */
  readonly smallBefore: SmallPicture | undefined;
  readonly smallAfter: SmallPicture | undefined;
  /** The files of source and result. */
  readonly source: Uint8Array;
  readonly result: readonly Uint8Array[];
}

/** Looks at an image during a run: what was counted and applied is at hand, and so are both pictures or at least both files. */
export async function lookInRun({
  folder,
  before,
  after,
  tables,
  smallBefore,
  smallAfter,
  ...files
}: DoneImage): Promise<SpooledText | undefined> {
  const drawn = smallBefore && smallAfter ? await smallJpegs(smallBefore, smallAfter) : await drawnFiles(files);
  const shares = (counted: CountedLuma) => sharesOf(counted.histogram, counted.levels);
  const histograms = { before: shares(before), after: shares(after) };
  return spooled(folder, textOf({ before: drawn[0], after: drawn[1], histograms, curves: tables && curvesOf(tables, before.levels) }));
}

type Shown = { readonly [key in keyof ShownLook]-?: ShownLook[key] | undefined } & Pick<ShownLook, 'histograms'>;

/** As JSON, which need not look at each character of base64. */
function textOf({ before, after, ...others }: Shown): string {
  const picture = (name: string, base64: string | undefined) => (base64 === undefined ? '' : `"${name}":"${base64}",`);
  return `{${picture('before', before)}${picture('after', after)}${JSON.stringify(others).slice(1)}`;
}

/**
 * Both pictures, from their files. If the method has tables, they are applied to the small picture as well, which takes half as long as
 * decoding the result. The mean of mapped levels and the mapped mean of levels hardly differ to the eye.
 */
async function drawnFiles({ source, result, redo }: Pick<DoneImage, 'source' | 'result' | 'redo'>) {
  const small = await smallRaster(source);
  return [
    small && (await smallJpeg(small)),
    small && redo ? await smallJpeg(redone(small, redo)) : await smallPicture(result.length === 1 ? result[0]! : Buffer.concat(result)),
  ];
}

/**
 * Looks at an image once more: equalises it again without encoding it, or, if that may give something else, reads the result.
 *
 * @param image is changed, unless it is to be left as it is
 * @param folder where looks go; undefined if only figures are asked for
 */
export async function lookAt(
  image: OpenedImage,
  bytes: Uint8Array,
  task: Task,
  prepared: Prepared,
  isLeft: boolean,
  folder: string | undefined,
): Promise<Look> {
  const { nodata } = prepared.operation;
  const first = image.pictures[0]!;
  const before = measured(first, nodata);
  const isBrief = folder === undefined;
  // Drawn first, as equalising changes pixels that a codec may hand out again.
  const small = isBrief ? undefined : image.small?.();
  const drawnBefore = isBrief ? undefined : await (small ? smallJpeg(small) : smallPicture(bytes));
  const { after, tables, drawn } = task.isRepeatable
    ? await repeated(image, prepared, isLeft ? before : undefined, async () => (isBrief ? undefined : drawnAgain(image, task)))
    : await readResult(task.destination, nodata, isBrief);
  const figures = { before: before.figures, after: after.figures };
  if (isBrief) return { figures };
  const histograms = { before: before.shares, after: after.shares };
  const text = textOf({ before: drawnBefore, after: drawn, histograms, curves: tables && curvesOf(tables, first.levels) });
  const shown = spooled(folder, text);
  return { figures, ...(shown && { shown }) };
}

/** @param raster is changed */
function redone(raster: Raster, redo: Redo): Raster {
  redo(rasterPicture(raster));
  return raster;
}

interface Measured {
  readonly figures: Figures;
  readonly shares: readonly number[];
}

function measured(picture: Picture, nodata: Nodata): Measured {
  const histogram = lumaHistogram(picture, nodata);
  return { figures: figuresOf(histogram, picture.levels), shares: sharesOf(histogram, picture.levels) };
}

function sharesOf(histogram: Histogram, levels = histogram.length): readonly number[] {
  const sums = new Array<number>(bins).fill(0);
  let pixels = 0;
  for (let level = 0; level < levels; level++) {
    const count = histogram[level]!;
    sums[Math.floor((level * bins) / levels)]! += count;
    pixels += count;
  }
  const scale = 1e6 / Math.max(pixels, 1);
  for (let bin = 0; bin < bins; bin++) sums[bin] = Math.round(sums[bin]! * scale);
  return sums;
}

/** @param left what is known of an image that is left as it is */
async function repeated(
  { pictures }: OpenedImage,
  prepared: Prepared,
  left: Measured | undefined,
  draw: () => Promise<string | undefined>,
) {
  const tables = left ? undefined : tablesOfFirst(pictures, prepared, undefined, undefined);
  return { after: left ?? measured(pictures[0]!, prepared.operation.nodata), tables, drawn: await draw() };
}

/** The image as it is now, unless its result has gone; or else the result, from its file. */
async function drawnAgain(image: OpenedImage, { destination }: Task): Promise<string | undefined> {
  const small = image.small?.();
  if (!small) return smallPictureOf(destination);
  return (await storeOf(destination).exists(destination)) ? smallJpeg(small) : undefined;
}

async function readResult(path: string, nodata: Nodata, isBrief: boolean) {
  // Loaded only when needed, as in equalize-image.ts.
  const { decodeImage } = await import('../../codec/decode.js');
  const bytes = await contentOf(path);
  const [picture] = await decodeImage(bytes);
  return { after: measured(picture!, nodata), tables: undefined, drawn: isBrief ? undefined : await smallPicture(bytes) };
}

async function smallPictureOf(path: string): Promise<string | undefined> {
  try {
    return await smallPicture(await contentOf(path));
  } catch {
    // Somebody has removed or replaced it since.
    return undefined;
  }
}

async function contentOf(path: string): Promise<Uint8Array> {
  const file = await storeOf(path).open(path);
  try {
    return await file.readAll();
  } finally {
    await file.close();
  }
}

function curvesOf(tables: readonly Lut[], levels = tables[0]!.length): Curves {
  const highest = levels - 1;
  const sampled = (table: Lut) => Array.from({ length: 256 }, (_, index) => table[Math.round((index * highest) / 255)]!);
  return { highest, planes: tables.map((table) => (levels === 256 ? [...table.subarray(0, 256)] : sampled(table))) };
}
