import type { Picture } from './pictures/picture.js';
import type { ImageShape, Mask, Samples } from './raster.js';
/** A rectangle of pixels as they are stored, from the top left. What lies beyond the image is cut off. */
export interface Region {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
}
/**
 * The choice that a picture shows: white counts, which is a luma of at least half, so that a mask survives JPEG. Where the picture
 * is fully transparent, nothing counts.
 */
export declare function maskFrom(picture: Picture): Mask;
/** The pixels that every mask chooses, out of those that are given; undefined when none is. */
export declare function intersection(masks: readonly (Mask | undefined)[]): Mask | undefined;
/** Throws an ImgparError of code `unsupported-format` when the region lies beyond the image. */
export declare function regionMask(shape: Size, { x, y, width, height }: Region): Mask;
/** The pixels of which not all colours are `nodata`; undefined when that is all of them. */
export declare function dataPixels(picture: Picture, nodata: number): Mask | undefined;
/** Throws an ImgparError of code `unsupported-format` unless the mask has the size of the image. */
export declare function requireFitting(mask: Mask, { width, height }: ImageShape): void;
/** The chosen pixels alone, one behind the other. */
export declare function chosenSamples(samples: Samples, channels: number, mask: Mask): Samples;
/** Makes a change to all pixels of which only the chosen ones keep it. */
export declare function changeInside(samples: Samples, channels: number, mask: Mask | undefined, change: () => void): void;
interface Size {
    readonly width: number;
    readonly height: number;
}
export {};
