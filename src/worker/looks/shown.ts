import type { FigureChange } from '../../pixels/figures.js';
import type { Histogram } from '../../pixels/raster.js';

/** What small pictures fit into, in pixels: as wide as two of them fit beside each other on a phone, sharp enough to judge by. */
export const smallSize = { width: 320, height: 240 };

/** The luma of a picture, counted. */
export interface CountedLuma {
  readonly histogram: Histogram;
  /** How many levels are used, from 0. */
  readonly levels: number;
}

/** What is known of an image that was looked at once more. */
export interface Look {
  readonly figures: FigureChange;
  /** What a report shows of it, a `ShownLook` as JSON; absent if only figures are asked for, or there is no room for it. */
  readonly shown?: SpooledText;
}

/** A text in a file of the folder that a report names. */
export interface SpooledText {
  readonly file: string;
  readonly at: number;
  readonly length: number;
}

/** What a report shows of one image. */
export interface ShownLook {
  /** The source, as a small JPEG in base64; absent where it cannot be drawn. */
  readonly before?: string;
  /** The result, read from its file; absent if that is gone or cannot be drawn. */
  readonly after?: string;
  /** Shares of the pixels in `bins` ranges of luma, in millionths. */
  readonly histograms: { readonly before: readonly number[]; readonly after: readonly number[] };
  /** The tables that were applied; absent for methods without tables, and where the result could only be read. */
  readonly curves?: Curves;
}

/** Tables of levels, at 256 levels evenly spaced: all of them, for images of 8 bits. */
export interface Curves {
  readonly highest: number;
  readonly planes: ReadonlyArray<readonly number[]>;
}
