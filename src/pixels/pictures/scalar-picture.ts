import { types } from 'node:util';
import type { Mask, Raster } from '../raster.js';
import type { RealPlane } from '../real-plane.js';
import type { Picture, Scalars } from './picture.js';
import { derivedPicture } from './raster-picture.js';

/** Numbers that are not levels: floats, signed and 32-bit integers. They are changed in place. */
export interface Numbers {
  readonly width: number;
  readonly height: number;
  /** The colours of the pixel at `pixel` begin at `samples[pixel · step + first]`. */
  readonly samples: { [index: number]: number };
  readonly first: number;
  readonly step: number;
  readonly colours: 1 | 3;
  /** For integers, the smallest and the largest possible one. */
  readonly whole?: readonly [min: number, max: number];
}

/** Which of the numbers count. */
export interface ValidNumbers {
  /** Default: from the lowest to the highest. */
  readonly range?: readonly [min: number, max: number];
  /** Pixels in which every colour has it hold no data. */
  readonly nodata?: number;
}

/**
 * A picture backed by numbers. Methods see them as 65,536 levels, the lowest number of the range as level 0 and the highest as 65,535: v as
 * round((v − min) · 65,535 / (max − min)). A pixel whose level changes to l becomes min + l · (max − min) / 65,535, rounded for integers;
 * one whose level stays keeps its number. Pixels that are not finite, lie outside the range or hold no data count as fully transparent, and
 * never change; no other number becomes the no-data value.
 */
export function scalarPicture(
  numbers: Numbers,
  { range: given, nodata }: ValidNumbers,
): Picture & { readonly scalars: Scalars; readonly range: readonly [number, number] } {
  const range = given ?? rangeOf(numbers, nodata);
  const counts = countsIn(numbers, range, nodata);
  const raster = levelsOf(numbers, range, counts);
  const picture = derivedPicture(raster, () => takeBack(numbers, raster, range, nodata, counts));
  const scalars: Scalars = {
    isRangeGiven: given !== undefined,
    isReal: numbers.whole === undefined,
    counted: (mask) => countedIn(numbers, counts, mask),
    plane: () => planeOf(numbers),
    map: (change, inside) => mapNumbers(numbers, counts, change, inside),
  };
  return { ...picture, scalars, range };
}

/** For each pixel whether it counts; undefined if all do. */
type Counts = Uint8Array | undefined;

/** The lowest and the highest finite number with data; 0 and 0 if there is none. */
function rangeOf({ width, height, samples, first, step, colours }: Numbers, nodata: number | undefined): readonly [number, number] {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let pixel = 0, at = first; pixel < width * height; pixel++, at += step) {
    let missing = 0;
    for (let colour = 0; colour < colours; colour++) if (samples[at + colour] === nodata) missing++;
    if (missing === colours) continue;
    for (let colour = 0; colour < colours; colour++) {
      const value = samples[at + colour]!;
      if (value < min && value !== Number.NEGATIVE_INFINITY) min = value;
      if (value > max && value !== Number.POSITIVE_INFINITY) max = value;
    }
  }
  return min <= max ? [min, max] : [0, 0];
}

/** A pixel counts if all its colours are in the range, which is finite, and some are not what means that there is no data. */
function countsIn(
  { width, height, samples, first, step, colours }: Numbers,
  [min, max]: readonly [number, number],
  nodata: number | undefined,
): Counts {
  const counts = new Uint8Array(width * height).fill(255);
  let isAll = true;
  for (let pixel = 0, at = first; pixel < counts.length; pixel++, at += step) {
    let missing = 0;
    let isWithin = true;
    for (let colour = 0; colour < colours; colour++) {
      const value = samples[at + colour]!;
      if (!(value >= min && value <= max)) isWithin = false;
      if (value === nodata) missing++;
    }
    if (isWithin && missing < colours) continue;
    counts[pixel] = 0;
    isAll = false;
  }
  return isAll ? undefined : counts;
}

function levelsOf({ width, height, samples, first, step, colours }: Numbers, range: readonly [number, number], counts: Counts): Raster {
  const channels = (counts ? colours + 1 : colours) as Raster['channels'];
  const levels = new Uint16Array(width * height * channels);
  for (let pixel = 0, at = first, to = 0; pixel < width * height; pixel++, at += step, to += channels) {
    if (counts && counts[pixel] === 0) continue;
    for (let colour = 0; colour < colours; colour++) levels[to + colour] = levelOf(samples[at + colour]!, range);
    if (counts) levels[to + colours] = 65535;
  }
  return { width, height, channels, maxSample: 65535, samples: levels };
}

function takeBack(
  numbers: Numbers,
  { channels, samples: levels }: Raster,
  range: readonly [number, number],
  nodata: number | undefined,
  counts: Counts,
): void {
  const { width, height, samples, first, step, colours } = numbers;
  for (let pixel = 0, at = first, from = 0; pixel < width * height; pixel++, at += step, from += channels) {
    if (counts && counts[pixel] === 0) continue;
    for (let colour = 0; colour < colours; colour++) {
      const level = levels[from + colour]!;
      if (level !== levelOf(samples[at + colour]!, range)) samples[at + colour] = stored(numberOf(level, range), numbers, nodata, range);
    }
  }
}

function countedIn({ width, height, samples, first, step, colours }: Numbers, counts: Counts, mask: Mask | undefined): Float64Array {
  const counted = new Float64Array(width * height * colours);
  let to = 0;
  for (let pixel = 0, at = first; pixel < width * height; pixel++, at += step) {
    if ((counts && counts[pixel] === 0) || (mask && mask.samples[pixel] === 0)) continue;
    for (let colour = 0; colour < colours; colour++) counted[to++] = samples[at + colour]!;
  }
  return counted.subarray(0, to);
}

function planeOf({ width, height, samples, first, step, colours }: Numbers): RealPlane | undefined {
  if (colours !== 1) return undefined;
  const numbers = Float64Array.from({ length: width * height }, (_, pixel) => samples[pixel * step + first]!);
  return { width, height, numbers, isSingle: !types.isFloat64Array(samples) };
}

function mapNumbers(numbers: Numbers, counts: Counts, change: (value: number, pixel: number) => number, inside: Mask | undefined): void {
  const { width, height, samples, first, step, colours } = numbers;
  for (let pixel = 0, at = first; pixel < width * height; pixel++, at += step) {
    if ((counts && counts[pixel] === 0) || (inside && inside.samples[pixel] === 0)) continue;
    for (let colour = 0; colour < colours; colour++)
      samples[at + colour] = stored(change(samples[at + colour]!, pixel), numbers, undefined);
  }
}

function levelOf(value: number, [min, max]: readonly [number, number]): number {
  if (min === max) return 0;
  // Halves, as the difference of two floats may be infinite.
  return Math.round(((value / 2 - min / 2) / (max / 2 - min / 2)) * 65535);
}

function numberOf(level: number, [min, max]: readonly [number, number]): number {
  const share = level / 65535;
  return min * (1 - share) + max * share;
}

/** A number in storable form, and never the no-data value. */
function stored(value: number, { whole }: Numbers, nodata: number | undefined, range?: readonly [number, number]): number {
  const possible = whole ? Math.min(Math.max(Math.round(value), whole[0]), whole[1]) : value;
  if (possible !== nodata) return possible;
  if (whole) return possible < whole[1] ? possible + 1 : possible - 1;
  const [min, max] = range ?? [0, 1];
  const unit = max / 65535 - min / 65535;
  return possible + (possible + unit <= max ? unit : -unit);
}
