import { readFileSync } from 'node:fs';
import { ImgparError, messageOf } from '../errors.js';
import { addHistogram } from '../pixels/histogram.js';
import type { Histogram } from '../pixels/raster.js';
import { checkOf } from '../storage/hash.js';
import { version } from '../version.js';

/** The version of the file, raised when its meaning changes. */
const formatVersion = 1;

/**
 * Sums of the histograms of many images. Images of another depth, or with another number of planes (grey and colour under `rgb`), have
 * separate sums, as no table fits both.
 */
export class Statistics {
  readonly #classes = new Map<string, Float64Array[]>();
  #images = 0;

  /** Number of images counted. */
  get images(): number {
    return this.#images;
  }

  /** Adds one more image, or the sums of several. */
  add(histograms: readonly Histogram[], images = 1): void {
    this.#images += images;
    const key = classOf(histograms.length, histograms[0]!.length);
    const sums = this.#classes.get(key);
    if (!sums)
      this.#classes.set(
        key,
        histograms.map((histogram) => Float64Array.from(histogram)),
      );
    else for (const [plane, sum] of sums.entries()) addHistogram(sum, histograms[plane]!);
  }

  /** Adds the sums of others. */
  addAll(others: Statistics): void {
    for (const planes of others.#classes.values()) this.add(planes, 0);
    this.#images += others.#images;
  }

  /** The sums for an image with this many planes and levels; undefined if none like it was counted. */
  histogramsFor(planes: number, levels: number): readonly Float64Array[] | undefined {
    return this.#classes.get(classOf(planes, levels));
  }

  /** The sums of the class with the most pixels. @throws {ImgparError} `usage`, if nothing was counted */
  largestClass(): readonly Float64Array[] {
    const pixels = (planes: readonly Float64Array[]) => planes[0]!.reduce((sum, count) => sum + count, 0);
    const [largest] = [...this.#classes.values()].toSorted((a, b) => pixels(b) - pixels(a));
    if (largest) return largest;
    throw new ImgparError('usage', 'there are no statistics to save: no image was counted');
  }

  /** As JSON: a list of classes, each a list of planes. */
  toText(): string {
    // In a fixed order, as images are counted in any.
    const sorted = [...this.#classes].toSorted(([a], [b]) => (a < b ? -1 : 1));
    const classes = sorted.map(([, planes]) => planes.map(sparse));
    const counted = { images: this.#images, classes };
    return `${JSON.stringify({ imgpar: version, statistics: formatVersion, ...counted, check: checkOf(counted) })}\n`;
  }

  /** @throws {ImgparError} `usage`, if the text was not written by `toText` */
  static fromText(text: string, name: string): Statistics {
    const statistics = new Statistics();
    try {
      const { statistics: found, images, classes, check } = JSON.parse(text) ?? {};
      if (found !== formatVersion) throw new Error(`version ${found}, expected ${formatVersion}`);
      if (!Number.isSafeInteger(images) || images < 0) throw new Error('the number of images is broken');
      if (!Array.isArray(classes)) throw new Error('there are no histograms');
      // Those of version 1.0.0, and those that other programs make, have nothing to compare with.
      if (check !== undefined && check !== checkOf({ images, classes })) throw new Error('its content has changed since it was written');
      for (const planes of classes) statistics.add(histogramsIn(planes), 0);
      statistics.#images = images;
    } catch (error) {
      const why = messageOf(error);
      throw new ImgparError('usage', `${name} is not an imgpar statistics file (${why}); expected a file that --save-stats wrote`, {
        cause: error,
      });
    }
    return statistics;
  }

  /** @throws {ImgparError} `usage` */
  static read(path: string): Statistics {
    return Statistics.fromText(readText(path), path);
  }
}

// One per thread: a worker does the images of one run, most of which share statistics.
let lastRead: { path: string; statistics: Statistics } | undefined;

/** The statistics in a file. Consecutive images mostly share the same ones. @throws {ImgparError} `usage` */
export function statisticsIn(path: string): Statistics {
  if (lastRead?.path !== path) lastRead = { path, statistics: Statistics.read(path) };
  return lastRead.statistics;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new ImgparError('usage', `cannot read ${path}; expected a file that --save-stats wrote`, { cause: error });
  }
}

const classOf = (planes: number, levels: number) => `${planes}x${levels}`;

/** The number of levels, then each level that occurs and its count: plain data. */
export type SparseHistogram = readonly number[];

export function sparse(histogram: Histogram): SparseHistogram {
  const numbers = [histogram.length];
  for (let level = 0; level < histogram.length; level++) if (histogram[level]! > 0) numbers.push(level, histogram[level]!);
  return numbers;
}

/** @throws {Error} if these are not the planes of a class, which all have the same levels */
function histogramsIn(planes: unknown): Float64Array[] {
  if (!Array.isArray(planes) || planes.length === 0 || !planes.every(Array.isArray)) throw new Error('a histogram is missing');
  const histograms = planes.map((plane) => dense(plane as SparseHistogram)); // checked number by number
  if (histograms.some(({ length }) => length !== histograms[0]!.length)) throw new Error('planes differ in their levels');
  return histograms;
}

/** @throws {Error} if it is not a histogram */
export function dense([levels, ...pairs]: SparseHistogram): Float64Array {
  if (levels !== 256 && levels !== 65536) throw new Error(`${levels} levels, expected 256 or 65536`);
  const histogram = new Float64Array(levels);
  for (let i = 0; i < pairs.length; i += 2) {
    const [level, count] = [pairs[i]!, pairs[i + 1]!];
    if (!(Number.isInteger(level) && level >= 0 && level < levels && Number.isSafeInteger(count) && count >= 0))
      throw new Error('a count is broken');
    histogram[level] = count;
  }
  return histogram;
}
