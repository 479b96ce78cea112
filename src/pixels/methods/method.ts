import type { Parameters } from '../../values/parameters.js';
import type { ColourTreatment } from '../pictures/picture.js';
import type { Histogram, ImageShape, Lut, Plane, Samples } from '../raster.js';
import type { RealPlane } from '../real-plane.js';

/** A way to change the levels of one plane. */
export type Method<Params extends object = object> = TableMethod<Params> | PlaneMethod<Params>;

interface AnyMethod<Params extends object> {
  readonly name: string;
  /** One line for the list of methods. */
  readonly summary: string;
  readonly defaults: Params;
  /** The parameters, each with its allowed values and a line of help. */
  readonly parameters?: Parameters<Params>;
  /** The parameters with open choices decided. Default: unchanged. */
  settled?(params: Params): Params;
  /** Throws an ImgparError with code `usage` for values that `parameters` allows but the method cannot use. */
  check?(params: Params): void;
  /** The colour treatment of the program whose definition the parameters ask for. Default: luma. */
  colour?(params: Params): ColourTreatment | undefined;
}

/** A method that depends on the histogram alone: each level becomes another one, wherever it stands. */
export interface TableMethod<Params extends object = object> extends AnyMethod<Params> {
  readonly kind: 'table';
  /**
   * The table for a histogram, which belongs to plane number `plane` of `histograms`. The histogram has 256 or 65,536 bins; the table has
   * as many entries of 8 or 16 bits.
   */
  table(histogram: Histogram, params: Params, plane?: number, histograms?: readonly Histogram[]): Lut;
  /**
   * How it treats a picture that uses fewer levels than its samples have, such as 4096 of 65,536: with a histogram of `any` number of
   * levels, or of all levels, used or not (`all`). Default: with the used levels spread over all.
   */
  readonly levels?: 'any' | 'all';
  /** The new value for each number in a picture of real numbers, if the definition requires more precision than 65,536 levels. */
  real?(counted: Float64Array, params: Params): ((value: number) => number) | undefined;
}

/** A method that depends on where a sample stands. */
export interface PlaneMethod<Params extends object = object> extends AnyMethod<Params> {
  readonly kind: 'plane';
  /** Memory it needs besides its input plane and the plane it returns. */
  scratchBytes(shape: ImageShape, params: Params): number;
  /**
   * A plane of the same size and depth. Samples where the mask is 0 are not counted. The result may go into `to`, which has the same size
   * and may be the samples of the plane itself; without it, the plane must not change.
   */
  equalize(plane: Plane, params: Params, mask?: Plane, to?: Samples): Plane;
  /** The same for a plane of real numbers, if the definition asks for more than 65,536 levels can tell. */
  real?(plane: RealPlane, params: Params, mask?: Plane): Float64Array | undefined;
}
