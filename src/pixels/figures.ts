import { addHistograms, measure } from './equalize.js';
import type { Nodata } from './nodata.js';
import type { Picture } from './pictures/picture.js';
import type { Histogram, ImageShape } from './raster.js';

/** Four numbers that say how a picture uses its levels, from the histogram of its luma. */
export interface Figures {
  /** Shannon's entropy in bits: 0 for a single level, 8 when all 256 levels are equally frequent. */
  readonly entropyBits: number;
  /** Standard deviation of the levels as a fraction of the highest level, 0..0.5 (Peli 1990, RMS contrast). */
  readonly rmsContrast: number;
  /** Mean level as a fraction of the highest level, 0..1. */
  readonly mean: number;
  /** Fraction of pixels at the lowest or the highest level, 0..1. */
  readonly clippedShare: number;
}

/** What an operation did to the figures of a picture, before it was encoded. */
export interface FigureChange {
  readonly before: Figures;
  readonly after: Figures;
}

/**
 * @param histogram of one plane
 * @param levels how many are used, from 0. Default: all
 * @returns zeros where nothing was counted
 */
export function figuresOf(histogram: Histogram, levels = histogram.length): Figures {
  const used = histogram.subarray(0, levels);
  const highest = Math.max(levels - 1, 1);
  let pixels = 0;
  let sum = 0;
  // An iterator takes several times as long until V8 has compiled it.
  for (let level = 0; level < used.length; level++) {
    pixels += used[level]!;
    sum += level * used[level]!;
  }
  if (pixels === 0) return { entropyBits: 0, rmsContrast: 0, mean: 0, clippedShare: 0 };
  const mean = sum / pixels;
  let entropyBits = 0;
  let squares = 0;
  for (let level = 0; level < used.length; level++) {
    const count = used[level]!;
    if (count === 0) continue;
    entropyBits -= (count / pixels) * Math.log2(count / pixels);
    // From the mean, as the difference of two large sums would lose digits.
    squares += (level - mean) ** 2 * count;
  }
  return {
    entropyBits: Math.max(entropyBits, 0),
    rmsContrast: Math.sqrt(squares / pixels) / highest,
    mean: mean / highest,
    clippedShare: levels < 2 ? 1 : (used[0]! + used[levels - 1]!) / pixels,
  };
}

/** What a picture is like. */
export interface Inspection {
  readonly width: number;
  readonly height: number;
  /** How many levels its samples use. */
  readonly levels: number;
  readonly figures: Figures;
  /** The number of pixels in each of 256 equal parts of the levels of luma. */
  readonly histogram: readonly number[];
}

/** @param luma the histogram of the picture's luma */
export function inspectionOf(
  { shape, levels }: { readonly shape: ImageShape; readonly levels?: number | undefined },
  luma: Histogram,
): Inspection {
  const used = levels ?? luma.length;
  const histogram = new Array<number>(256).fill(0);
  for (let level = 0; level < used; level++) histogram[Math.floor((level * 256) / used)]! += luma[level]!;
  return { width: shape.width, height: shape.height, levels: used, figures: figuresOf(luma, used), histogram };
}

/** The histogram of luma, of all pixels that are visible and hold data. */
export function lumaHistogram(picture: Picture, nodata: Nodata): Histogram {
  return measure(picture, { on: 'luma', nodata, roi: undefined })[0]!;
}

/** The figures of an image that is never whole in memory: counted band by band. */
export class FigureCount {
  readonly #nodata: Nodata;
  #levels: number | undefined;
  readonly #before: Float64Array[] = [];
  readonly #after: Float64Array[] = [];

  constructor(nodata: Nodata) {
    this.#nodata = nodata;
  }

  countBefore(band: Picture): void {
    this.#levels = band.levels;
    addHistograms(this.#before, [lumaHistogram(band, this.#nodata)]);
  }

  countAfter(band: Picture): void {
    addHistograms(this.#after, [lumaHistogram(band, this.#nodata)]);
  }

  /** Of an image of which all bands were counted. */
  change(): FigureChange {
    return { before: figuresOf(this.#before[0]!, this.#levels), after: figuresOf(this.#after[0]!, this.#levels) };
  }
}
