import type { Parameters } from '../../values/parameters.js';
import type { ColourTreatment } from '../pictures/picture.js';
import type { Histogram, ImageShape, Lut, Plane, Samples } from '../raster.js';
/** A way to change the levels of one plane. */
export type Method<Params extends object = object> = TableMethod<Params> | PlaneMethod<Params>;
interface AnyMethod<Params extends object> {
    readonly name: string;
    /** One line for the list of methods. */
    readonly summary: string;
    readonly defaults: Params;
    /** The parameters: what values each may have, and a line of help. */
    readonly parameters?: Parameters<Params>;
    /** The parameters with what they leave open decided. Default: as they are. */
    settled?(params: Params): Params;
    /** Throws an ImgparError of code `usage` for values that the method cannot use and `parameters` allows. */
    check?(params: Params): void;
    /** What the program does to colour whose definition the parameters ask for. Default: luma. */
    colour?(params: Params): ColourTreatment | undefined;
}
/** A method for which the histogram is all there is to know: each level becomes another one, wherever it stands. */
export interface TableMethod<Params extends object = object> extends AnyMethod<Params> {
    readonly kind: 'table';
    /**
     * The histogram, of plane number `plane` of those in `histograms`, has 256 or 65,536 bins, the table as many entries of 8 or 16
     * bits.
     */
    table(histogram: Histogram, params: Params, plane?: number, histograms?: readonly Histogram[]): Lut;
}
/** A method that looks at where a sample stands. */
export interface PlaneMethod<Params extends object = object> extends AnyMethod<Params> {
    readonly kind: 'plane';
    /** Memory it needs beside the plane it is given and the one it returns. */
    scratchBytes(shape: ImageShape, params: Params): number;
    /**
     * A plane of the same size and depth. Where the mask is 0, samples are not counted. The result may be put into `to`, which is as large
     * and may be the samples of the plane itself; without it, the plane must not change.
     */
    equalize(plane: Plane, params: Params, mask?: Plane, to?: Samples): Plane;
}
export {};
