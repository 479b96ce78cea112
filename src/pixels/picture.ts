import type { Histogram, ImageShape, Lut, Plane } from './raster.js';

/**
 * What of a colour image is equalised. Grey images have one plane in every mode; alpha is never touched.
 *
 * - `luma`: Y of BT.601 (full range); Cb and Cr are held, so R, G and B of a pixel move by the same amount and are clamped
 * - `rgb`: R, G and B each on its own
 */
export const colourModes = ['luma', 'rgb'] as const;
export type ColourMode = (typeof colourModes)[number];

/**
 * The decoded pixels of one image (one page of a file), whatever their layout. Hands out what a colour mode equalises and
 * takes it back. The picture's own samples are changed in place: an image is held in memory once.
 */
export interface Picture {
  readonly shape: ImageShape;
  /** One histogram for each plane of the mode. Fully transparent pixels are not counted. */
  histograms(mode: ColourMode): Histogram[];
  /** Sends every sample of plane i of the mode through `tables[i]`. */
  applyTables(mode: ColourMode, tables: readonly Lut[]): void;
  /** Copies of the planes of the mode. */
  planes(mode: ColourMode): Plane[];
  /** Puts changed planes of the mode back. */
  replacePlanes(mode: ColourMode, planes: readonly Plane[]): void;
}
