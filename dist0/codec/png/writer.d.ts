import type { ImageShape, Raster } from '../../pixels/raster.js';
import type { BandWriter } from '../format-codec.js';
import { type PngSamples } from './chunks.js';
/**
 * A PNG of the raster, written here and not by libvips: faster, smaller, and the chunks of the file that was read can be put back
 * byte for byte. Never interlaced, whatever was read.
 *
 * @param effort 1 (fastest) to 9 (smallest); how each is spent says `pngEfforts`
 */
export declare function encodePng(raster: Raster, samples: PngSamples, before: readonly Buffer[], behind: readonly Buffer[], effort?: number): Buffer;
/** The same in parts, so that they need not be copied. */
export declare function encodePngInParts(raster: Raster, samples: PngSamples, before: readonly Buffer[], behind: readonly Buffer[], effort: number): Uint8Array[];
/** As `encodePng`, for pictures that are never whole in memory. */
export declare function pngWriter(shape: ImageShape, samples: PngSamples, before: readonly Buffer[], behind: readonly Buffer[], effort?: number): BandWriter;
/** How a PNG calls so many channels. */
export declare const colourTypes: {
    readonly 1: 0;
    readonly 2: 4;
    readonly 3: 2;
    readonly 4: 6;
};
/**
 * How the raster's samples are written. Colour is always full: what was a palette is RGB, or RGBA where it was transparent.
 * Grey that was read with 1, 2 or 4 bits goes back into as many when every sample is one of the levels that these have,
 * and into 8 bits otherwise.
 */
export declare function pngSamplesFor(raster: Raster, bitsRead: number): PngSamples;
