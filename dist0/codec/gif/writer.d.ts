import type { Raster } from '../../pixels/raster.js';
import type { GifFile } from './blocks.js';
/** A frame in at most 256 colours. */
export interface IndexedFrame {
    readonly width: number;
    readonly height: number;
    /** Of each pixel. */
    readonly indices: Uint8Array;
    /** 0xRRGGBB each, in the order in which they appear. */
    readonly colours: readonly number[];
    /** The index that shows what is below. */
    readonly transparent: number | undefined;
}
/**
 * A GIF of frames that each fill the canvas, exact; written here because libvips changes even colours that fit. Frames have their own
 * colours, those of the first are the global ones. Never interlaced.
 */
export declare function encodeGif(frames: readonly IndexedFrame[], { aspect, frames: timing, extensions }: GifFile): Buffer;
/** The raster by its colours; undefined where it has more than 256. Pixels with alpha below 128 become the transparent colour. */
export declare function indexColours({ width, height, samples, channels }: Raster): IndexedFrame | undefined;
