import type { Picture } from '../pixels/pictures/picture.js';
import { type ImageShape } from '../pixels/raster.js';
import type { SourceFile } from '../storage/file.js';
import { type EncodeOptions } from './codec.js';
import { type ImageFormat } from './formats.js';
/** An image that is read and written in bands of whole rows, so that neither its pixels nor its file is ever whole in memory. */
export interface ImageInBands {
    readonly format: ImageFormat;
    readonly shape: ImageShape;
    /** Of the bands; the last one may be lower. */
    readonly bandShape: ImageShape;
    /** Memory that reading and writing take at their peak, the samples of a band included. */
    readonly peakBytes: number;
    /**
     * The picture from top to bottom, as often as is wanted. A band is gone when the next one is asked for.
     *
     * @throws {UnfitForBands} where there is anything unusual
     */
    bands(): AsyncGenerator<Picture>;
    /** The file, part by part, with every band as `change` leaves it: the bytes that are written of an image that was read whole. */
    encode(change: (band: Picture) => void): AsyncGenerator<Uint8Array>;
}
/**
 * An image to be read in bands while its file stays open. That is possible for what its format can read so and keeps.
 *
 * @throws {UnfitForBands} where it is not possible
 * @throws {ImgparError} as `openImage` does, for all that a header can tell
 */
export declare function openInBands(source: SourceFile, maxPixels: number, options?: Partial<EncodeOptions>): Promise<ImageInBands>;
