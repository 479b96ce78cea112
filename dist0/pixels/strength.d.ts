import type { Lut, Plane } from './raster.js';
/** The table that goes the part `strength` of the way: round(v + strength · (table(v) − v)), halves up. Order is kept. */
export declare function blendTable(table: Lut, strength: number): Lut;
/** The same sample by sample, between two planes of one size and depth. Changes `after` in place. */
export declare function blendPlane(before: Plane, after: Plane, strength: number): void;
