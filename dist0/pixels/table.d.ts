import type { Lut } from './raster.js';
/** The table that makes `entry(v)` of each level v. It has 256 or 65,536 levels; each entry must be a whole number within them. */
export declare function tableOf(levels: number, entry: (level: number) => number): Lut;
/** The table that leaves every level as it is. */
export declare function identityTable(levels: number): Lut;
/** For values from 0 on: the nearest whole number, and the even one of two that are as near. So numpy and OpenCV round. */
export declare function roundHalfToEven(value: number): number;
