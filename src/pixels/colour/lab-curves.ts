import type { MaxSample } from '../raster.js';

// sRGB and CIELAB. Sources: IEC 61966-2-1 (sRGB), CIE 15 (L*a*b*).

/** A matrix of three rows. */
type Matrix = readonly [number, number, number, number, number, number, number, number, number];

/** From linear R, G and B to X, Y and Z relative to white. The rows of sRGB's matrix add up to white. */
export const toXyz: Matrix = [
  ...partsOfWhite(0.4124, 0.3576, 0.1805),
  ...partsOfWhite(0.2126, 0.7152, 0.0722),
  ...partsOfWhite(0.0193, 0.1192, 0.9505),
];
export const toRgb = inverseOf(toXyz);

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
export function root(part: number): number {
  return part > bend ** 3 ? Math.cbrt(part) : part / (3 * bend ** 2) + 4 / 29;
}

/** Its inverse. */
export function cubed(value: number): number {
  return value > bend ? value * value * value : 3 * bend ** 2 * (value - 4 / 29);
}

/** By how much f of X, Y and Z moves when L* moves by one level: L* = 116 f(Y) − 16, a* = 500 (f(X) − f(Y)), b* = 200 (f(Y) − f(Z)). */
export function stepOf(maxSample: MaxSample): number {
  return 100 / 116 / maxSample;
}

/** The curves for one depth, as tables. */
interface Curves {
  /** The light of each sample, 0..1. */
  readonly linear: Float64Array;
  /** The sample nearest to a light; lights outside 0..1 are clamped. */
  readonly encoded: Levels;
  /** The level of L* nearest to that of Y. */
  readonly lightness: Levels;
}

const curves = new Map<MaxSample, Curves>();

export function curvesOf(maxSample: MaxSample): Curves {
  const known = curves.get(maxSample);
  if (known) return known;
  const made: Curves = {
    linear: Float64Array.from({ length: maxSample + 1 }, (_, sample) => decoded(sample / maxSample)),
    encoded: levelsOf(maxSample, decoded),
    lightness: levelsOf(maxSample, (part) => cubed((100 * part + 16) / 116)),
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

/** A rising curve from 0..1 to the levels 0..maxSample. */
export interface Levels {
  readonly maxSample: MaxSample;
  /** The border between each level and the next one. The last lies above 1. */
  readonly upperBorders: Float64Array;
  /** For each cell of 0..1, the level of its first number. */
  readonly lowest: Uint16Array;
}

/** The level nearest to curve(x) · maxSample. Comparing x with the borders between levels costs less than computing the curve. */
export function nearestLevel(x: number, { maxSample, upperBorders, lowest }: Levels): number {
  if (x <= 0) return 0;
  return x >= 1 ? maxSample : levelAt(x, lowest[Math.floor(x * cells)]!, upperBorders);
}

/** For a curve that is given by its inverse. */
function levelsOf(maxSample: MaxSample, inverse: (part: number) => number): Levels {
  const upperBorders = Float64Array.from({ length: maxSample + 1 }, (_, level) => inverse((level + 0.5) / maxSample));
  const lowest = new Uint16Array(cells);
  for (let cell = 1; cell < cells; cell++) lowest[cell] = levelAt(cell / cells, lowest[cell - 1]!, upperBorders);
  return { maxSample, upperBorders, lowest };
}

function levelAt(x: number, from: number, upperBorders: Float64Array): number {
  let level = from;
  while (x >= upperBorders[level]!) level++;
  return level;
}

/** The number of cells into which the square root of 0..1 is divided, for a look-up without a search. */
export const rootCells = 131_072;

/**
 * The level at which each cell of the square root begins: how many borders lie in the cells before it. No cell has more than one: borders
 * between 16-bit levels of L* are at least 9.0e-6 apart in the root, those between samples 1.06e-5, and a cell is 7.6e-6 long.
 */
export function startsInRoot(upperBorders: Float64Array): Uint16Array<ArrayBuffer> {
  const starts = new Uint16Array(rootCells + 1);
  // The last border lies above 1.
  for (const border of upperBorders.subarray(0, -1)) starts[Math.floor(Math.sqrt(border) * rootCells) + 1]! += 1;
  for (let cell = 1; cell <= rootCells; cell++) starts[cell]! += starts[cell - 1]!;
  return starts;
}
