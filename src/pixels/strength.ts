import { kernels } from './kernels/kernels.js';
import type { Lut, Plane } from './raster.js';

/** The table that goes part of the way: round(v + strength · (table(v) − v)), halves up. Keeps the order of levels. */
export function blendTable(table: Lut, strength: number): Lut {
  if (strength === 1) return table.slice();
  return table.map((level, v) => blended(v, level, strength));
}

/** Blends two planes of one size and depth sample by sample, in the same way. Changes `after` in place. */
export function blendPlane(before: Plane, after: Plane, strength: number): void {
  if (strength !== 1) kernels().mix(before.samples, after.samples, strength);
}

function blended(before: number, after: number, strength: number): number {
  return Math.round(before + strength * (after - before));
}
