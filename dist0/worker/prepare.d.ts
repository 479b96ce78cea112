import type { OperationOptions } from '../options/run-options.js';
import { type ResolvedOperation } from '../pixels/equalize.js';
import type { Histogram, ImageShape } from '../pixels/raster.js';
import { Statistics } from './statistics.js';
/** An operation with everything loaded that its options only name. */
export interface Prepared {
    readonly operation: ResolvedOperation;
    /** Take the place of those of each image. */
    readonly statistics?: Statistics;
}
/**
 * Loads what an operation names: a user's module, a reference. A worker is asked for the same operation again and again, so the
 * last answer is kept.
 *
 * @throws {ImgparError} `usage`, if something that is named does not serve
 */
export declare function prepare(options: OperationOptions): Promise<Prepared>;
/** The histograms, drawn from statistics, that take the place of those of an image. @throws {ImgparError} `unsupported-format` */
export declare function histogramsFor(statistics: Statistics, { channels, maxSample }: ImageShape, operation: ResolvedOperation): readonly Histogram[];
