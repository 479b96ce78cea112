import type { Mask, Raster } from '../raster.js';
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
  valid: ValidNumbers,
): Picture & { readonly scalars: Scalars; readonly range: readonly [number, number] } {
  const range = valid.range ?? rangeOf(numbers, valid.nodata);
  const counts = countsIn(numbers, range, valid.nodata);
  const raster = levelsOf(numbers, range, counts);
  const picture = derivedPicture(raster, () => takeBack(numbers, raster, range, valid.nodata, counts));
  const places = function* (mask?: Mask) {
    for (let pixel = 0; pixel < numbers.width * numbers.height; pixel++)
      if (counts(pixel) && mask?.samples[pixel] !== 0)
        for (let colour = 0; colour < numbers.colours; colour++) yield pixel * numbers.step + numbers.first + colour;
  };
  const scalars: Scalars = {
    isRangeGiven: valid.range !== undefined,
    isReal: numbers.whole === undefined,
    counted: (mask) => Float64Array.from(places(mask), (at) => numbers.samples[at]!),
    map(change, inside) {
      // Changed numbers may no longer count.
      for (const at of [...places(inside)]) numbers.samples[at] = stored(change(numbers.samples[at]!), numbers, undefined);
    },
  };
  return { ...picture, scalars, range };
}

/** The lowest and the highest finite number with data; 0 and 0 if there is none. */
function rangeOf(numbers: Numbers, nodata: number | undefined): readonly [number, number] {
  const counts = countsIn(numbers, [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY], nodata);
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let pixel = 0; pixel < numbers.width * numbers.height; pixel++) {
    if (!counts(pixel)) continue;
    for (let colour = 0; colour < numbers.colours; colour++) {
      const value = numbers.samples[pixel * numbers.step + numbers.first + colour]!;
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  return min <= max ? [min, max] : [0, 0];
}

/** Whether a pixel counts: all its colours are finite and in the range, and not all are the no-data value. */
function countsIn({ samples, first, step, colours }: Numbers, [min, max]: readonly [number, number], nodata: number | undefined) {
  return (pixel: number): boolean => {
    let missing = 0;
    for (let at = pixel * step + first, end = at + colours; at < end; at++) {
      const value = samples[at]!;
      if (!(value >= min && value <= max) || !Number.isFinite(value)) return false;
      if (value === nodata) missing++;
    }
    return missing < colours;
  };
}

function levelsOf(numbers: Numbers, range: readonly [number, number], counts: (pixel: number) => boolean): Raster {
  const { width, height, samples, first, step, colours } = numbers;
  let isAll = true;
  for (let pixel = 0; pixel < width * height && isAll; pixel++) isAll = counts(pixel);
  const channels = (isAll ? colours : colours + 1) as Raster['channels'];
  const levels = new Uint16Array(width * height * channels);
  for (let pixel = 0, to = 0; pixel < width * height; pixel++, to += channels) {
    if (!isAll && !counts(pixel)) continue;
    for (let colour = 0; colour < colours; colour++) levels[to + colour] = levelOf(samples[pixel * step + first + colour]!, range);
    if (!isAll) levels[to + colours] = 65535;
  }
  return { width, height, channels, maxSample: 65535, samples: levels };
}

function takeBack(
  numbers: Numbers,
  { channels, samples: levels }: Raster,
  range: readonly [number, number],
  nodata: number | undefined,
  counts: (pixel: number) => boolean,
): void {
  const { width, height, samples, first, step, colours } = numbers;
  for (let pixel = 0; pixel < width * height; pixel++) {
    if (channels > colours ? levels[pixel * channels + colours] === 0 : !counts(pixel)) continue;
    for (let colour = 0; colour < colours; colour++) {
      const at = pixel * step + first + colour;
      const level = levels[pixel * channels + colour]!;
      if (level !== levelOf(samples[at]!, range)) samples[at] = stored(numberOf(level, range), numbers, nodata, range);
    }
  }
}

function levelOf(value: number, [min, max]: readonly [number, number]): number {
  if (min === max) return 0;
  // Halved first, as the difference of two floats may overflow.
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
