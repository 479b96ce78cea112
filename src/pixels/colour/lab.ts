import { emptyPlane, type MaxSample, type Raster } from '../raster.js';
import type { ColourPlane } from './colour-plane.js';

/**
 * L* of CIELAB with white point D65. Samples are taken as sRGB, whatever their profile; level v stands for L* = 100 v / maxSample, rounded.
 * When a level changes, the difference is added to the pixel's exact L*, with a* and b* unchanged; R, G and B are rounded and clamped. A
 * pixel whose level does not change keeps its samples exactly. Source: IEC 61966-2-1 (sRGB), CIE 15 (L*a*b*).
 */
export const labLightness: ColourPlane = {
  read(raster) {
    const { samples, channels } = raster;
    const { linear, lightness } = curvesOf(raster.maxSample);
    const levels = emptyPlane(raster);
    for (let pixel = 0, at = 0; pixel < levels.length; pixel++, at += channels) {
      levels[pixel] = lightness(brightness(linear[samples[at]!]!, linear[samples[at + 1]!]!, linear[samples[at + 2]!]!));
    }
    return levels;
  },

  replace(raster, changed) {
    const levels = labLightness.read(raster);
    // L* = 116 f(Y) − 16, a* = 500 (f(X) − f(Y)), b* = 200 (f(Y) − f(Z)): with a* and b* unchanged, all three f move by the same amount.
    const step = 100 / 116 / raster.maxSample;
    for (let pixel = 0, at = 0; pixel < levels.length; pixel++, at += raster.channels) {
      const difference = changed[pixel]! - levels[pixel]!;
      if (difference !== 0) move(raster, at, difference * step);
    }
  },
};

function brightness(red: number, green: number, blue: number): number {
  return toXyz[3] * red + toXyz[4] * green + toXyz[5] * blue;
}

function move({ samples, maxSample }: Raster, at: number, by: number): void {
  const { linear, encoded } = curvesOf(maxSample);
  const red = linear[samples[at]!]!;
  const green = linear[samples[at + 1]!]!;
  const blue = linear[samples[at + 2]!]!;
  const x = cubed(root(toXyz[0] * red + toXyz[1] * green + toXyz[2] * blue) + by);
  const y = cubed(root(brightness(red, green, blue)) + by);
  const z = cubed(root(toXyz[6] * red + toXyz[7] * green + toXyz[8] * blue) + by);
  samples[at] = encoded(toRgb[0] * x + toRgb[1] * y + toRgb[2] * z);
  samples[at + 1] = encoded(toRgb[3] * x + toRgb[4] * y + toRgb[5] * z);
  samples[at + 2] = encoded(toRgb[6] * x + toRgb[7] * y + toRgb[8] * z);
}

/** A matrix of three rows. */
type Matrix = readonly [number, number, number, number, number, number, number, number, number];

/** From linear R, G and B to X, Y and Z relative to white. The rows of sRGB's matrix add up to white. */
const toXyz: Matrix = [
  ...partsOfWhite(0.4124, 0.3576, 0.1805),
  ...partsOfWhite(0.2126, 0.7152, 0.0722),
  ...partsOfWhite(0.0193, 0.1192, 0.9505),
];
const toRgb = inverseOf(toXyz);

function partsOfWhite(red: number, green: number, blue: number): [number, number, number] {
  const white = red + green + blue;
  return [red / white, green / white, blue / white];
}

function inverseOf([a, b, c, d, e, f, g, h, i]: Matrix): Matrix {
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  const part = (p: number, q: number, r: number, s: number) => (p * q - r * s) / determinant;
  const row = (...parts: [number, number, number]) => parts;
  return [
    ...row(part(e, i, f, h), part(c, h, b, i), part(b, f, c, e)),
    ...row(part(f, g, d, i), part(a, i, c, g), part(c, d, a, f)),
    ...row(part(d, h, e, g), part(b, g, a, h), part(a, e, b, d)),
  ];
}

const bend = 6 / 29;

/** f of CIELAB: the cube root, with a straight line near black. */
function root(part: number): number {
  return part > bend ** 3 ? Math.cbrt(part) : part / (3 * bend ** 2) + 4 / 29;
}

function cubed(value: number): number {
  return value > bend ? value * value * value : 3 * bend ** 2 * (value - 4 / 29);
}

/** The curves for one depth, as tables. */
interface Curves {
  /** The light of each sample, 0..1. */
  readonly linear: Float64Array;
  /** The sample nearest to a light; lights outside 0..1 are clamped. */
  encoded(light: number): number;
  /** The level of L* nearest to that of Y. */
  lightness(y: number): number;
}

const curves = new Map<MaxSample, Curves>();

function curvesOf(maxSample: MaxSample): Curves {
  const known = curves.get(maxSample);
  if (known) return known;
  const made: Curves = {
    linear: Float64Array.from({ length: maxSample + 1 }, (_, sample) => decoded(sample / maxSample)),
    encoded: nearestLevel(maxSample, decoded),
    lightness: nearestLevel(maxSample, (part) => cubed((100 * part + 16) / 116)),
  };
  curves.set(maxSample, made);
  return made;
}

/** The light of an sRGB value, both 0..1. */
function decoded(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

/** The number of cells into which 0..1 is divided, to look up where a search starts. */
const cells = 65536;

/**
 * For a rising curve from 0..1 to 0..1, given by its inverse: the level nearest to curve(x) · maxSample. Comparing x with the borders
 * between levels costs less than computing the curve.
 */
function nearestLevel(maxSample: MaxSample, inverse: (part: number) => number): (x: number) => number {
  const upperBorders = Float64Array.from({ length: maxSample + 1 }, (_, level) => inverse((level + 0.5) / maxSample));
  const levelAt = (x: number, from: number) => {
    let level = from;
    while (x >= upperBorders[level]!) level++;
    return level;
  };
  const lowest = new Uint16Array(cells);
  for (let cell = 1; cell < cells; cell++) lowest[cell] = levelAt(cell / cells, lowest[cell - 1]!);
  return (x) => {
    if (x <= 0) return 0;
    return x >= 1 ? maxSample : levelAt(x, lowest[Math.floor(x * cells)]!);
  };
}
