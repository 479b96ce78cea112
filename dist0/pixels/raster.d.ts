/** The largest value of a sample: 255 for 8 bits, 65,535 for 16 bits. */
export type MaxSample = 255 | 65535;
/** Sample values, one array element each; 8-bit in a `Uint8Array`, 16-bit in a `Uint16Array`. */
export type Samples = Uint8Array | Uint16Array;
/** The size of an image in memory: `width` × `height` pixels of `channels` samples, each 0..maxSample. */
export interface ImageShape {
    readonly width: number;
    readonly height: number;
    /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha. */
    readonly channels: 1 | 2 | 3 | 4;
    readonly maxSample: MaxSample;
}
/**
 * Interleaved, row by row from the top left: channel c of pixel (x, y) is `samples[(y * width + x) * channels + c]`,
 * 0..maxSample. Alpha is last and not premultiplied.
 */
export interface Raster extends ImageShape {
    readonly samples: Samples;
}
/** One channel. `samples` holds width × height values, row by row from the top left, each 0..maxSample. */
export interface Plane {
    readonly width: number;
    readonly height: number;
    readonly maxSample: MaxSample;
    readonly samples: Samples;
}
/** How many pixels have each level: `histogram[v]` for v in 0..maxSample. Float64 holds sums over whole sets of images. */
export type Histogram = Uint32Array | Float64Array;
/** What each level becomes: `lut[v]` for v in 0..maxSample, each 0..maxSample. */
export type Lut = Samples;
/** How many of the channels are not alpha. */
export declare function colourCount({ channels }: ImageShape): 1 | 3;
/** Room for one channel of such an image, all 0. */
export declare function emptyPlane({ width, height, maxSample }: Omit<ImageShape, 'channels'>): Samples;
/** A choice of pixels: all whose sample is not 0. */
export type Mask = Plane;
/** The bytes that samples lie in. */
export declare function bytesOf({ buffer, byteOffset, byteLength }: Samples): Uint8Array;
/** How many bytes the samples of a raster take. */
export declare function sampleBytes({ width, height, channels, maxSample }: ImageShape): number;
