import type { OpenedImage } from '../../codec/open.js';
import { type Figures, figuresOf, lumaHistogram } from '../../pixels/figures.js';
import type { Nodata } from '../../pixels/nodata.js';
import type { Picture } from '../../pixels/pictures/picture.js';
import type { Histogram, Lut } from '../../pixels/raster.js';
import { storeOf } from '../../storage/stores.js';
import { tablesOfFirst } from '../equalize-pictures.js';
import type { Prepared } from '../prepare.js';
import type { Task } from '../task.js';
import type { Curves, Look } from './shown.js';
import { smallPicture } from './small-picture.js';

const bins = 128;

/**
 * Looks at an image once more: equalises it again without encoding it, or, if that may give something else, reads the result.
 *
 * @param image is changed, unless it is to be left as it is
 */
export async function lookAt(image: OpenedImage, bytes: Uint8Array, task: Task, prepared: Prepared, isLeft: boolean): Promise<Look> {
  const { nodata } = prepared.operation;
  const first = image.pictures[0]!;
  const before = measured(first, nodata);
  const isBrief = task.look === 'figures';
  // Drawn first, as equalising changes pixels that a codec may hand out again.
  const drawnBefore = isBrief ? undefined : await smallPicture(bytes);
  const { after, tables, drawn } = task.isRepeatable
    ? {
        ...(isLeft ? { after: before, tables: undefined } : repeated(image, prepared, nodata)),
        drawn: isBrief ? undefined : await smallPictureOf(task.destination),
      }
    : await readResult(task.destination, nodata, isBrief);
  const figures = { before: before.figures, after: after.figures };
  if (isBrief) return { figures };
  return {
    figures,
    shown: {
      ...(drawnBefore && { before: drawnBefore }),
      ...(drawn && { after: drawn }),
      histograms: { before: before.shares, after: after.shares },
      ...(tables && { curves: curvesOf(tables, first) }),
    },
  };
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
  const sums = new Float64Array(bins);
  let pixels = 0;
  for (let level = 0; level < levels; level++) {
    const count = histogram[level]!;
    sums[Math.floor((level * bins) / levels)]! += count;
    pixels += count;
  }
  return Array.from(sums, (sum) => Math.round((sum * 1e6) / Math.max(pixels, 1)));
}

function repeated({ pictures }: OpenedImage, prepared: Prepared, nodata: Nodata) {
  const tables = tablesOfFirst(pictures, prepared, undefined, undefined);
  return { after: measured(pictures[0]!, nodata), tables };
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

function curvesOf(tables: readonly Lut[], { levels }: Picture): Curves {
  const highest = (levels ?? tables[0]!.length) - 1;
  const sampled = (table: Lut) => Array.from({ length: 256 }, (_, index) => table[Math.round((index * highest) / 255)]!);
  return { highest, planes: tables.map(sampled) };
}
