/** How the samples of a file are meant, where the user knows better than the file. */
export interface Reading {
  /** Which band is transparency: what the file says, none, or the last one. Default: `auto`. */
  readonly alpha?: 'auto' | 'none' | 'last';
  /** Whether bands of no stated meaning are pictures, too. Default: `colour`, they stay as they are. */
  readonly bands?: 'colour' | 'all';
  /** The value that means that there is no data. Default: what the file says. */
  readonly nodata?: number | 'none';
  /** The values of floats and of signed or 32-bit numbers that are equalised. Default: from the lowest to the highest. */
  readonly range?: readonly [min: number, max: number];
  /** Bits that are used of 16. Default: what the file says, else all. */
  readonly bits?: number;
}
