/** How to interpret the samples of a file, if the user knows better than the file. */
export interface Reading {
  /** Which band is transparency: the one stated in the file, none, or the last one. Default: `auto`. */
  readonly alpha?: 'auto' | 'none' | 'last';
  /** Whether bands of no stated meaning are pictures, too. Default: `colour`, they stay unchanged. */
  readonly bands?: 'colour' | 'all';
  /** The no-data value. Default: the one stated in the file. */
  readonly nodata?: number | 'none';
  /** The values to equalise in floats and in signed or 32-bit numbers. Default: from the lowest to the highest. */
  readonly range?: readonly [min: number, max: number];
  /** Bits used of 16. Default: the number stated in the file, else all. */
  readonly bits?: number;
}
