import type { Histogram } from '../pixels/raster.js';
/**
 * Sums of the histograms of many images. Images of another depth, or with another number of planes (grey and colour under `rgb`),
 * have sums of their own, as no one table fits both.
 */
export declare class Statistics {
    #private;
    /** Images that were counted. */
    get images(): number;
    /** Counts one more image, or sums of several. */
    add(histograms: readonly Histogram[], images?: number): void;
    /** The sums that serve an image with this many planes of so many levels; undefined if none like it was counted. */
    histogramsFor(planes: number, levels: number): readonly Float64Array[] | undefined;
    /** The sums of the class of images that has the most pixels. @throws {ImgparError} `usage`, if nothing was counted */
    largestClass(): readonly Float64Array[];
    /** As JSON: a list of classes, each a list of planes. */
    toText(): string;
    /** @throws {ImgparError} `usage`, if the text is not what `toText` writes */
    static fromText(text: string, name: string): Statistics;
    /** @throws {ImgparError} `usage` */
    static read(path: string): Statistics;
}
/** The statistics in a file. Images that follow each other mostly share the same ones. @throws {ImgparError} `usage` */
export declare function statisticsIn(path: string): Statistics;
/** The number of levels, then each level that occurs and how often: plain data. */
export type SparseHistogram = readonly number[];
export declare function sparse(histogram: Histogram): SparseHistogram;
/** @throws {Error} if it is none */
export declare function dense([levels, ...pairs]: SparseHistogram): Float64Array;
