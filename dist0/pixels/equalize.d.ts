import { type Region } from './masks.js';
import type { Method } from './methods/method.js';
import type { ColourMode, ColourTreatment, Picture } from './pictures/picture.js';
import type { Histogram, Lut, Mask } from './raster.js';
/** What is done to a picture. `M` is how the method is given: by its name, or as itself where it is in no table (a user's own). */
export interface Operation<M extends string | Method = string> {
    readonly method: M;
    /** What of colour is equalised. Default: what the program of an explicit dialect does, else `luma`. */
    readonly on?: ColourMode;
    /** Whose definition of the method; the same as the parameter of that name. Default: the method's. */
    readonly dialect?: string;
    /** Parameters of the method in place of its defaults. */
    readonly params?: Readonly<Record<string, unknown>>;
    /** From 0, the original, to 1, the full effect and the default. */
    readonly strength?: number;
    /** Pixels of which all colours have this level, 0..65,535, hold no data: they are not counted and never change. */
    readonly nodata?: number;
    /** Only pixels in it are counted. */
    readonly roi?: Region;
    /** Whether only pixels that are counted change. Default: false, all do but those without data. */
    readonly applyInside?: boolean;
}
/** An operation with a method by name or as itself. */
export type AnyOperation = Operation<string | Method>;
/** An operation of which nothing is left open: what it says, and the defaults for the rest. */
export interface ResolvedOperation {
    readonly method: Method;
    /** All parameters of the method. */
    readonly params: object;
    /** What of colour is equalised, and how. */
    readonly on: ColourTreatment;
    readonly strength: number;
    readonly nodata: number | undefined;
    readonly roi: Region | undefined;
    readonly applyInside: boolean;
}
/**
 * Decides what the operation leaves open. What is possible for any method (`strength`, `nodata`, `roi`) was checked before.
 *
 * @throws {ImgparError} `usage`, unless the method is known, has these parameters, and can use their values
 */
export declare function resolveOperation(operation: AnyOperation): ResolvedOperation;
/** What an operation does to colour: what it says, else what the program of an explicit dialect does, else luma. */
export declare function treatmentOf(operation: AnyOperation): ColourTreatment;
/** The same for operations that do the same, however they are said. A reference need not be there. */
export declare function settledOperation(operation: AnyOperation): Omit<ResolvedOperation, 'method'>;
/**
 * Changes the picture in place. Counted are the pixels that are not fully transparent, are in the mask and in the region, and hold
 * data; when none is, nothing changes.
 *
 * @throws {ImgparError} `unsupported-format` when mask or region do not fit the picture
 */
export declare function equalize(picture: Picture, operation: ResolvedOperation, mask?: Mask): void;
/**
 * Changes pictures of one depth by the same tables, drawn from all of them: frames that must not flicker.
 *
 * @throws {ImgparError} as `equalize`; `usage` as well when the method has no tables
 */
export declare function equalizeTogether(pictures: readonly Picture[], operation: ResolvedOperation, mask?: Mask): void;
/** What is counted of a picture. */
type Counting = Pick<ResolvedOperation, 'on' | 'nodata' | 'roi'>;
/** What the operation counts of the picture: one histogram for each table. The sums of those of many pictures give one table for all. */
export declare function measure(picture: Picture, counting: Counting, mask?: Mask): Histogram[];
/**
 * Adds histograms to those in `sums`, plane by plane; an empty list takes them as they are. Sums are exact, and the same in any order.
 *
 * @throws {ImgparError} `unsupported-format` when depth or number of planes are others than before
 */
export declare function addHistograms(sums: Float64Array[], histograms: readonly Histogram[]): void;
/**
 * The tables that the operation draws from what was measured, with its strength.
 *
 * @throws {ImgparError} `usage` when the method has no tables
 */
export declare function tablesOf({ method, params, strength }: ResolvedOperation, histograms: readonly Histogram[]): Lut[];
/** Sends the picture, in place, through tables that were drawn for the same operation from pictures of the same depth and planes. */
export declare function apply(picture: Picture, operation: ResolvedOperation, tables: readonly Lut[], mask?: Mask): void;
export {};
